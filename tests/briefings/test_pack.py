"""Slides, annex and leaders' pages of briefs of every shape: numbers read back are the brief's, texts survive, bytes repeat."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from briefings.brief.brief import Brief, BriefTable
from briefings.brief.cells import shown
from briefings.excel.annex import HEAD_ROW, annex
from briefings.issuing import issuing
from briefings.palette import RED
from briefings.slides.deck import MOST_SLIDES, deck
from briefings.word.leader_pages import leader_pages
from domain.figures.rates import rounded
from tests.briefings.shapes import HOSTILE, KEPT, SHAPES, empty, hostile, many, usual

ROOT = Path(__file__).resolve().parents[2]


def photo(_: str) -> bytes:
    """A small JPEG."""
    stream = io.BytesIO()
    Image.new("RGB", (80, 60), "#889988").save(stream, "JPEG")
    return stream.getvalue()


@pytest.fixture(params=SHAPES)
def brief(request: pytest.FixtureRequest) -> Brief:
    made: Brief = SHAPES[request.param]()
    return made


def slides_of(brief: Brief) -> list[Any]:
    return list(Presentation(io.BytesIO(deck(brief, photo=photo))).slides)


def words(slide: Any) -> str:
    """Every text on a slide."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("a:t"))) for p in slide._element.iter(qn("a:p")))


def slide_with(slides: list[Any], heading: str) -> Any:
    return next(slide for slide in slides if slide.shapes.title.text_frame.text.startswith(heading))


def grid(slide: Any) -> list[list[str]]:
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in table.rows]


# Slides


def test_a_deck_has_at_most_ten_slides_with_headings_of_their_own(brief: Brief) -> None:
    slides = slides_of(brief)
    assert 2 <= len(slides) <= MOST_SLIDES
    headings = [slide.shapes.title.text_frame.text for slide in slides]
    assert len(set(headings)) == len(headings)
    assert all(headings)


def test_every_run_on_a_slide_names_its_east_asian_font(brief: Brief) -> None:
    for slide in slides_of(brief):
        for run in slide._element.iter(qn("a:r")):
            assert run.find(qn("a:rPr")).find(qn("a:ea")).get("typeface") == "微软雅黑"
            assert int(run.find(qn("a:rPr")).get("sz")) >= 1200


def test_letters_in_tables_can_be_read_from_the_end_of_the_room(brief: Brief) -> None:
    for slide in slides_of(brief):
        for cell in slide._element.iter(qn("a:tc")):
            assert {int(properties.get("sz")) for properties in cell.iter(qn("a:rPr"))} <= {1600, 1800, 2000}


def test_nothing_stands_beyond_the_slide(brief: Brief) -> None:
    for slide in slides_of(brief):
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert (shape.left + shape.width) / 12700 <= 960.5
            assert (shape.top + shape.height) / 12700 <= 540.5, (slide.shapes.title.text_frame.text, shape.name)


def test_the_first_slide_has_the_figures_with_those_before() -> None:
    said = words(slides_of(usual())[0])
    for part in ("37 件", "上周 41 ↓", "180 件", "74.6%", "上周 71.2% ↑", "第12期", "示例数据"):
        assert part in said


def test_charts_hold_the_numbers_of_the_brief_and_can_be_edited() -> None:
    brief = usual()
    found: dict[str, Any] = {}
    for slide in slides_of(brief):
        for shape in slide.shapes:
            if shape.has_chart:
                found[shape.name] = shape.chart
    assert set(found) == {chart.title for chart in brief.charts.values()}
    for chart in brief.charts.values():
        plot = found[chart.title].plots[0]
        assert tuple(plot.categories) == chart.categories
        assert tuple((series.name, tuple(series.values)) for series in plot.series) == chart.series
        book = openpyxl.load_workbook(io.BytesIO(found[chart.title].part.chart_workbook.xlsx_part.blob))
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [row[0] for row in rows] == list(chart.categories)
        assert [tuple(row[1:]) for row in rows] == list(zip(*(values for _, values in chart.series), strict=True))


def test_a_long_table_is_cut_and_says_so_and_keeps_its_total() -> None:
    brief = many()
    slide = slide_with(slides_of(brief), "各镇区情况")
    rows = grid(slide)
    table = brief.tables["districts"]
    left_out = len(table.rows) - 1 - (len(rows) - 2)
    assert left_out > 100
    assert f"另有 {left_out} 个单位见附表。" in words(slide)
    assert rows[-1][0] == "合计"
    late = [int(row[3]) for row in rows[1:-1]]
    assert late == sorted((row[6] for row in table.rows[:-1]), reverse=True)[: len(late)]
    assert rows[-1][1:] == ["", *(shown(table.rows[-1][at], table.columns[at].kind) for at in (5, 6, 8, 9))]


def test_tables_on_slides_show_the_rows_of_the_brief() -> None:
    brief = usual()
    rows = grid(slide_with(slides_of(brief), "超期问题"))
    wanted = brief.tables["overdue"].rows
    assert [row[0] for row in rows[1:]] == [str(row[0]) for row in wanted[: len(rows) - 1]]
    assert [row[6] for row in rows[1:]] == [row[6].isoformat() for row in wanted[: len(rows) - 1]]


def test_only_what_is_overdue_is_red() -> None:
    for slide in slides_of(usual()):
        for cell in slide._element.iter(qn("a:tc")):
            colours = {colour.get("val") for colour in cell.find(qn("a:txBody")).iter(qn("a:srgbClr"))}
            if RED[1:] in colours:
                text = "".join(t.text for t in cell.iter(qn("a:t")))
                assert text.isdigit() and int(text) > 0


def test_a_week_without_anything_has_no_empty_slides() -> None:
    slides = slides_of(empty())
    assert [slide.shapes.title.text_frame.text for slide in slides][-1] == "请会议研究决定"
    assert len(slides) == 2
    assert "没有需要会议决定的事项" in words(slides[-1])


def test_photos_stand_side_by_side_and_those_that_are_gone_are_said() -> None:
    slides = slides_of(usual())
    pictures = [
        shape for shape in slide_with(slides, "整改前后对比（另有 1 组见曝光台）").shapes if shape.shape_type == 13
    ]
    assert len(pictures) == 4
    assert pictures[0]._element.nvPicPr.cNvPr.get("descr") == "整改前：1号路口"
    gone = Presentation(io.BytesIO(deck(usual()))).slides
    assert "整改前的照片已不在库中" in words(slide_with(list(gone), "整改前后对比"))
    broken = Presentation(io.BytesIO(deck(usual(), photo=lambda _: b"no picture"))).slides
    assert len([s for s in slide_with(list(broken), "整改前后对比").shapes if s.shape_type == 13]) == 0


# Annex


def sheets(brief: Brief) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(annex(brief)))


def test_the_annex_has_every_table_with_real_numbers_and_dates(brief: Brief) -> None:
    book = sheets(brief)
    assert book.sheetnames[0] == "目录" and book.sheetnames[-1] == "口径"
    for name, table in zip(book.sheetnames[1:], brief.tables.values(), strict=False):
        rows = list(book[name].iter_rows(min_row=HEAD_ROW + 2, max_row=HEAD_ROW + 1 + len(table.rows)))
        for cells, values in zip(rows, table.rows, strict=True) if table.rows else ():
            for cell, value, column in zip(cells, values, table.columns, strict=False):
                if value is None:
                    assert cell.value is None
                elif column.kind == "percent":
                    assert cell.value == round(rounded(value) / 100, 3)
                    assert cell.number_format == "0.0%"
                elif isinstance(value, date):
                    assert isinstance(cell.value, datetime) and cell.value.date() == value
                elif column.kind != "text":
                    assert cell.value == value
                else:
                    assert cell.data_type == "s"


def test_sheets_are_filtered_frozen_and_ready_to_print(brief: Brief) -> None:
    book = sheets(brief)
    for sheet in book.worksheets:
        assert sheet.freeze_panes == f"A{HEAD_ROW + 2}"
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == ("landscape", 9, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
    table = brief.tables["districts"]
    rows = max(len(table.rows) - table.total, 1)
    assert book["各镇区情况"].auto_filter.ref == f"A{HEAD_ROW + 1}:K{HEAD_ROW + 1 + rows}"  # without the total


def test_the_index_leads_to_every_sheet_and_counts_its_rows() -> None:
    brief = usual()
    book = sheets(brief)
    rows = list(book["目录"].iter_rows(min_row=HEAD_ROW + 2))
    assert [row[1].hyperlink.location for row in rows] == [f"'{name}'!A1" for name in book.sheetnames[1:]]
    counts = {row[1].value: row[2].value for row in rows}
    assert (counts["超期问题清单"], counts["各镇区情况"], counts["各牵头县领导最突出的问题"]) == (37, 8, 12)


def test_text_in_the_annex_stays_text() -> None:
    brief = hostile()
    rows = list(sheets(brief)["超期问题清单"].iter_rows(min_row=HEAD_ROW + 2))
    cell = rows[0][3]
    assert (cell.value.replace("\u200b", ""), cell.data_type, cell.hyperlink) == (KEPT, "s", None)


def test_the_definitions_stand_on_their_sheet() -> None:
    said = {row[0]: row[1] for row in sheets(usual())["口径"].iter_rows(min_row=HEAD_ROW + 2, values_only=True)}
    assert said == usual().definitions


def test_a_table_of_many_rows_is_streamed_with_the_same_cells() -> None:
    brief = usual()
    late = brief.tables["overdue"]
    long = BriefTable(late.key, late.title, late.columns, late.rows * 90)
    made = Brief(**{**brief.__dict__, "tables": {"overdue": long}})
    rows = list(sheets(made)["超期问题清单"].iter_rows(min_row=HEAD_ROW + 2, values_only=True))
    assert len(rows) == 37 * 90
    assert rows[-1][0] == late.rows[-1][0]


# Leaders' pages


def test_each_leader_has_a_page_with_then_now_and_the_county() -> None:
    brief = usual()
    files = leader_pages(brief)
    assert len(files) == len(brief.leaders)
    document = Document(io.BytesIO(next(iter(files.values()))))
    change = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert change[0][:3] == ["", "未整改", "超期"]
    assert [row[:3] for row in change[1:]] == [
        ["上次会议时", "47", "10"],
        ["现在", "45", "9"],
        ["全县现在", "180", "37"],
    ]
    assert change[1][-1] == "—" and change[2][-1] == "75.0%"
    assert [row.cells[0].text for row in document.tables[1].rows][1:] == ["超期 49 天", "超期 48 天", "超期 47 天"]
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "县委副书记1分管情况" in said
    assert any(text.startswith("1. 请第1镇局说明") for text in said)
    left_out = 12 - (len(document.tables[2].rows) - 1)
    assert f"另有 {left_out} 个单位见附表。" in said


def test_leaders_with_the_same_name_get_files_of_their_own() -> None:
    brief = usual()
    twice = Brief(**{**brief.__dict__, "leaders": (brief.leaders[0], brief.leaders[0])})
    assert len(leader_pages(twice)) == 2


# All of them


def files_of(brief: Brief) -> Mapping[str, bytes]:
    return {"deck.pptx": deck(brief, photo=photo), "annex.xlsx": annex(brief), **leader_pages(brief)}


def test_every_part_is_valid_xml_and_tells_no_time_but_the_brief_s(brief: Brief) -> None:
    for content in files_of(brief).values():
        _check(content)


def _check(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2020, 7, 19, 0, 0, 0)}
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                etree.fromstring(part)
            elif name.endswith(".xlsx"):
                _check(part)
            if name.endswith("core.xml"):
                assert b"2020-07-19T00:00:00Z" in part


def test_hostile_text_survives_where_it_has_room() -> None:
    slides = slides_of(hostile())
    assert f"1. {KEPT}" in words(slides[-1]).replace("\u200b", "")
    page = Document(io.BytesIO(next(iter(leader_pages(hostile()).values()))))
    assert any('甲&"乙"</b> 😀𠮷' in paragraph.text for paragraph in page.paragraphs)
    assert HOSTILE != KEPT


def test_the_same_brief_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib, sys; from tests.briefings.test_pack import files_of; from tests.briefings.shapes import usual; "
        "[sys.stdout.write(hashlib.sha256(content).hexdigest()) for content in files_of(usual()).values()]"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            env=os.environ | {"PYTHONHASHSEED": seed}, cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(hashes) == 1
    assert len(next(iter(hashes))) == 64 * 6


def test_the_meeting_gets_all_four_papers() -> None:
    files = issuing.files_of(usual(), photo=photo)
    assert list(issuing.PRINTERS) == ["周通报", "会议幻灯片", "附表", "牵头县领导一页纸"]
    assert len(files) == 3 + len(usual().leaders)
    stem = issuing.name_of(usual())
    assert files[f"{stem}附表.xlsx"] == annex(usual())
    assert files[f"{stem}会议幻灯片.pptx"] == deck(usual(), photo=photo)
