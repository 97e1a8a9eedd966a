"""Paper after GB/T 9704: page, fonts by name, tables that go on over pages, the same bytes every time."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu
from lxml import etree

from briefings.brief.brief import BriefTable, TableColumn
from briefings.brief.cells import clipped, legible, lines_needed, shown, width
from briefings.word.paper import BODY_FONT, TITLE_FONT, Paper

ROOT = Path(__file__).resolve().parents[3]
TABLE = BriefTable(
    "districts",
    "各镇区情况",
    (
        TableColumn("镇区", weight=2),
        TableColumn("未整改（件）", "count"),
        TableColumn("整改率", "percent"),
        TableColumn("时限", "day"),
    ),
    (("滨江街道", 1234, 66.666, date(2020, 7, 5)), ("合计", 1234, None, None)),
    total=True,
    note="按未整改件数排列。",
)


def paper(text: str = "正文。") -> Paper:
    made = Paper(title="通报", author="县长效办", made_on=date(2020, 7, 20))
    made.red_head("创城督查通报", number="第12期", issuer="县长效办", day="2020年7月20日")
    made.title("关于问题整改情况的", "通报")
    made.heading("一、总体情况")
    made.subheading("（一）全县")
    made.text(text)
    made.table(TABLE)
    made.signature("县长效办", "2020年7月20日")
    return made


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def test_the_page_is_that_of_the_standard() -> None:
    section = opened(paper().content()).sections[0]
    got = [
        round(value.mm) for value in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ]
    assert got == [210, 297, 37, 28]
    block = (
        section.page_width - section.left_margin - section.right_margin,
        section.page_height - section.top_margin - section.bottom_margin,
    )
    assert [round(Emu(value).mm) for value in block] == [156, 225]


def test_every_run_names_its_east_asian_font_and_no_theme_overrules_it() -> None:
    document = opened(paper().content())
    runs = list(document.element.body.iter(qn("w:r")))
    fonts = [run.rPr.rFonts for run in runs]
    assert len(runs) > 15
    assert {font.get(qn("w:eastAsia")) for font in fonts} == {TITLE_FONT, BODY_FONT, "黑体", "楷体_GB2312"}
    assert not [name for font in fonts for name in font.attrib if "Theme" in name]


def test_lines_outside_tables_are_28_points_and_headings_stay_with_their_text() -> None:
    paragraphs = {p.text: p.paragraph_format for p in opened(paper().content()).paragraphs}
    assert paragraphs["正文。"].line_spacing.pt == 28
    assert paragraphs["正文。"].first_line_indent.pt == 32
    assert paragraphs["一、总体情况"].keep_with_next


def test_a_table_repeats_its_headings_and_aligns_its_numbers() -> None:
    table = opened(paper().content()).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["镇区", "未整改（件）", "整改率", "时限"],
        ["滨江街道", "1,234", "66.7%", "2020-07-05"],
        ["合计", "1,234", "—", "—"],
    ]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.cell(1, 1).paragraphs[0].alignment == 2  # right


def test_pages_are_numbered_at_their_outer_edge() -> None:
    section = opened(paper().content()).sections[0]
    for footer, side in ((section.footer, 2), (section.even_page_footer, 0)):
        assert "".join(run.text for run in footer.paragraphs[0].runs) == "— 1 —"
        assert " PAGE " in footer._element.xpath("string(.//w:instrText)")
        assert footer.paragraphs[0].alignment == side


@pytest.mark.parametrize("text", ['<b>甲 & "乙"</b>', "😀 𠮷", "_x000A_", "一\t二"])
def test_markup_and_emoji_come_through(text: str) -> None:
    said = [p.text.replace("\u200b", "") for p in opened(paper(text).content()).paragraphs]
    assert text in said


def test_what_xml_cannot_hold_is_left_out_and_the_rest_stays() -> None:
    assert legible("a\x00b\x1bc\ud800d\ufffee\x85") == "abcde"
    assert "甲乙" in [p.text for p in opened(paper("甲\x01\x0c乙").content()).paragraphs]
    assert legible("甲\r\n乙\v丙") == "甲\n乙\n丙"


def test_the_parts_are_valid_xml_in_the_order_of_the_schema() -> None:
    with zipfile.ZipFile(io.BytesIO(paper().content())) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
        body = etree.fromstring(archive.read("word/document.xml"))
    wanted = ("keepNext", "pBdr", "tabs", "spacing", "ind", "jc", "outlineLvl")
    for properties in body.iter(qn("w:pPr")):
        order = [wanted.index(child.tag.partition("}")[2]) for child in properties if child.tag != qn("w:sectPr")]
        assert order == sorted(order)


def test_the_same_text_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib, sys; from tests.briefings.word.test_paper import paper; "
        "sys.stdout.write(hashlib.sha256(paper().content()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, env=os.environ | {"PYTHONHASHSEED": seed}, cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1
    with zipfile.ZipFile(io.BytesIO(paper().content())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 7, 20, 0, 0, 0)}


def test_values_are_shown_by_their_kind() -> None:
    assert [shown(None, "count"), shown(float("nan"), "percent"), shown(-1.26, "points"), shown(0.04, "points")] == [
        "—", "—", "-1.3", "0.0",
    ]  # fmt: skip
    assert [shown(3, "days"), shown(3.5, "days"), shown("甲", "text")] == ["3", "3.5", "甲"]


def test_texts_are_measured_and_clipped_visibly() -> None:
    assert width("甲乙") == 4 < width("甲a乙") < 7
    assert (lines_needed("甲" * 11, 20), lines_needed("", 20)) == (2, 1)
    assert lines_needed("甲乙 abcdefghij", 12) == 2  # the word of Latin letters stays whole
    assert clipped("甲乙丙丁戊", 6) == "甲乙…"
    assert clipped("甲乙丙", 6) == "甲乙丙"
