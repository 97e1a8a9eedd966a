"""The bulletin read back: what the brief says stands in it, on the paper of the standard, the same bytes every time."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.brief.brief import Brief, BriefTable, Section, Sentence
from briefings.brief.cells import legible, shown
from briefings.brief.packing import packed, unpacked
from briefings.content.compiled import compiled
from briefings.word.bulletin import DEFINITIONS, ROWS_ON_PAPER, bulletin, chinese
from briefings.word.paper import BODY_FONT, HEADING_FONT, SUBHEADING_FONT, TITLE_FONT
from database.store.engine import Database
from domain.ledger.ledger import Ledger
from tests.briefings.briefs import brief
from tests.factories import database_at, july, ledgers


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def lines(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def printed(table: BriefTable) -> list[list[str]]:
    """The rows of a table as they must stand on paper."""
    return [
        ["" if value is None and c.kind == "text" else shown(value, c.kind) for c, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = database_at(tmp_path_factory.mktemp("bulletin"))
    yield database
    database.close()


@given(ledgers(), st.integers(0, 30), st.integers(1, 9))
@settings(max_examples=15, deadline=None)
def test_every_sentence_and_every_table_of_a_brief_is_printed(
    empty: Database, book: Ledger, first: int, days: int
) -> None:
    since = july(first)
    made = compiled(empty, book, since=since, until=since + timedelta(days=days - 1))
    assert unpacked(packed(made)) == made
    document = opened(bulletin(made))
    text = lines(document)
    for section in made.sections:
        assert all(sentence.text in text for sentence in section.sentences)
    keys = [key for section in made.sections for key in section.tables if made.tables[key].rows] + list(made.annexes)
    assert len(document.tables) == len(keys) + 1  # the definitions
    for key, drawn in zip(keys, document.tables, strict=False):
        names = [column.name for column in made.tables[key].columns]
        assert cells(drawn) == [names, *printed(made.tables[key])], key


def test_it_is_laid_out_after_the_standard() -> None:
    document = opened(bulletin(brief(number=12)))
    page = document.sections[0]
    assert [round(side.mm) for side in (page.page_width, page.page_height, page.top_margin, page.left_margin)] == [
        210,
        297,
        37,
        28,
    ]
    looks = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            font = run._r.rPr.rFonts
            assert not [name for name in font.attrib if "Theme" in name]
            looks[paragraph.text] = (font.get(qn("w:eastAsia")), run.font.size.pt, paragraph.paragraph_format)
    assert looks["清源县文明城市创建工作通报"][:2] == (TITLE_FONT, 22)
    assert looks["一、总体情况"][:2] == (HEADING_FONT, 16)
    assert looks["第12期"][:2] == (SUBHEADING_FONT, 16)
    font, size, look = looks["本周新发现问题 4 件。"]
    assert (font, size, look.line_spacing.pt, look.first_line_indent.pt) == (BODY_FONT, 16, 28, 32)
    assert looks["各镇区，各部门："][2].first_line_indent is None
    fields = "".join(e.text or "" for e in document.sections[0].footer._element.iter(qn("w:instrText"), qn("w:t")))
    assert fields.replace(" ", "") == "—PAGE1—"


def test_a_draft_says_so_and_an_issued_bulletin_has_its_number_and_day() -> None:
    draft = lines(opened(bulletin(brief(number=None))))
    assert "送审稿" in draft and not any("期" in line and "第" in line for line in draft)
    issued = lines(opened(bulletin(brief(number=12, issued_on=july(13)))))
    assert "第12期" in issued and "送审稿" not in issued
    at = issued.index("2026年7月13日")
    assert issued[at - 1] == "清源县长效办"


def test_the_period_stands_apart_from_the_day_of_the_data() -> None:
    assert "2026年7月6日至7月12日（数据截至2026年7月10日）" in lines(opened(bulletin(brief())))


def test_the_red_head_is_a_setting() -> None:
    def red(made: Brief) -> list[str]:
        document = opened(bulletin(made))
        return [run.text for p in document.paragraphs for run in p.runs if str(run.font.color.rgb) == "FF0000"]

    assert red(brief(red_head=False)) == []
    assert red(brief(red_head=True)) == ["清源县文明城市创建工作通报"]


def test_sample_data_is_marked_on_the_first_line() -> None:
    assert lines(opened(bulletin(brief(sample=True))))[0] == "（示例数据，仅供演示，不得作为依据）"
    assert "示例" not in "".join(lines(opened(bulletin(brief(sample=False)))))


def test_annexes_are_listed_and_begin_on_new_pages() -> None:
    made = brief(definitions={"超期": "时限早于截至日。"})
    document = opened(bulletin(made))
    text = lines(document)
    assert "附件：1.超期问题清单" in text and f"　　　2.{DEFINITIONS}" in text
    assert text.index("附件1") < text.index("超期问题清单") < text.index("附件2") < text.index(DEFINITIONS)
    assert cells(document.tables[-1]) == [["指标", "口径"], ["超期", "时限早于截至日。"]]
    assert len(document.sections) == 3
    heads = [t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in document.tables]
    assert heads and all(heads)


def test_wide_annexes_lie_across_the_page() -> None:
    wide = brief().tables["overdue"]
    wide = replace(wide, columns=wide.columns + wide.columns, rows=tuple(row + row for row in wide.rows))
    document = opened(bulletin(brief(tables={**brief().tables, "overdue": wide})))
    assert document.sections[1].page_width.mm == pytest.approx(297, abs=1)
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=1)


def test_a_long_list_is_cut_with_its_total_and_says_so() -> None:
    long = BriefTable("overdue", "超期问题清单", brief().tables["overdue"].columns[:2], (*((n, "甲镇") for n in range(301)), (45150, "合计")), total=True, note="规则。")  # fmt: skip
    document = opened(bulletin(brief(tables={**brief().tables, "overdue": long})))
    drawn = cells(document.tables[-2])
    assert len(drawn) == 1 + ROWS_ON_PAPER + 1
    assert drawn[-1] == ["45,150", "合计"]
    assert f"共 301 行，这里列出前 {ROWS_ON_PAPER} 行，全部见附表。规则。" in lines(document)


def test_hostile_text_stays_as_it_was_typed_without_control_characters() -> None:
    nasty = '出店 <b>&amp;</b> & "引号" 😀 ]]> \x00\x07\ud800 尾'
    section = Section("overall", nasty, (Sentence("overall.x", nasty),))
    table = replace(brief().tables["overdue"], rows=((1, nasty, nasty, nasty, july(5), nasty),))
    made = brief(sections=(section,), tables={"overdue": table}, title=nasty, office=nasty, addressees=nasty)
    document = opened(bulletin(made))
    clean = '出店 <b>&amp;</b> & "引号" 😀 ]]>  尾'
    assert legible(nasty) == clean
    text = lines(document)
    assert clean in text and f"{clean}：" in text and f"一、{clean}" in text
    assert cells(document.tables[0])[1] == ["1", clean, clean, clean, july(5).isoformat(), clean]


def test_a_total_never_stands_alone_on_a_page_and_a_long_red_head_stays_large() -> None:
    made = brief(red_head=True, title="创建全国文明城市工作领导小组办公室关于创建工作问题整改情况的通报")
    rows = tuple((n, "甲镇") for n in range(5))
    table = BriefTable("overdue", "清单", brief().tables["overdue"].columns[:2], rows, total=True)
    document = opened(bulletin(replace(made, tables={**made.tables, "overdue": table})))
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[-2].rows]
    assert kept == [None, None, None, True, True, None]
    assert document.paragraphs[0].runs[0].font.size.pt == 26


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert bulletin(brief(number=3)) == bulletin(brief(number=3))
    assert bulletin(brief(number=3)) != bulletin(brief(number=4))


@given(st.integers(1, 99))
def test_numbers_of_headings(number: int) -> None:
    said = chinese(number)
    assert re.fullmatch("[二三四五六七八九]?十?[一二三四五六七八九]?", said)
    digits = {word: n for n, word in enumerate("零一二三四五六七八九")}
    tens, _, ones = said.rpartition("十") if "十" in said else ("零", "", said)
    assert (digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0) == number
