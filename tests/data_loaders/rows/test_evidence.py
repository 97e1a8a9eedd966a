"""Photos of a sheet on their way to issues: whose they are, before or after, and what undo leaves."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_loaders.importing.intake import Outcome, load, preview, recognise
from data_loaders.rows.evidence import _kinds
from database.imports import imports
from database.ledger import issues
from database.office import photos
from database.store.engine import Database, open_database
from tests import factories
from tests.data_loaders.conftest import AT, LIST
from tests.data_loaders.scenes import floating, in_cell, picture, workbook
from tests.database.contents import rows
from tests.factories import database_at, july

Loaded = Callable[..., Outcome]
JULY_6, JULY_12, JULY_19 = (date(2020, 7, d) for d in (6, 12, 19))
HEADINGS = (*LIST, "整改前照片", "整改后照片")
BEFORE, AFTER = len(LIST), len(LIST) + 1


def line(number: str, text: str = "门前乱堆乱放", **other: str) -> tuple[str, ...]:
    values = ("2020-7-6", "滨江街道", "滨江市场", "环境卫生", text, "县城管局", "2020-7-10")
    return tuple((dict(zip(LIST, (number, *values), strict=True)) | other).values())


def sheet(*lines: Sequence[str], draw: Callable[[Any, Any], None], titled: bool = False) -> bytes:
    above: list[Sequence[str]] = [("创城检查问题清单",), ()] if titled else []
    return workbook([*above, HEADINGS, *lines], draw)


def shown(database: Database, number: str) -> list[tuple[str, str]]:
    """Kind and place of the photos of an issue."""
    (issue_id,) = issues.search(database, number)
    return [(one.kind, one.name) for one in photos.photos_of(database, [issue_id]).get(issue_id, [])]


def test_photos_of_a_row_belong_to_its_issue_by_the_heading_of_their_column(county: Database, loaded: Loaded) -> None:
    def draw(_: object, page: object) -> None:
        in_cell(page, 1, BEFORE, picture(1))
        in_cell(page, 1, AFTER, picture(2))
        floating(page, 2, BEFORE, picture(3), x_scale=0.2, y_scale=0.1)
        floating(page, 2, BEFORE, picture(4), x_scale=0.2, y_scale=0.1, x_offset=30)

    outcome = loaded(sheet(line("WM-1"), line("WM-2", "占道经营"), draw=draw), as_of=JULY_12)
    assert (outcome.photos.attached, outcome.photos.same) == (4, 0)
    assert "照片：附上 4 张。" in outcome.notes
    assert shown(county, "WM-1") == [("before", "工作表“清单”I2"), ("after", "工作表“清单”J2")]
    assert [kind for kind, _ in shown(county, "WM-2")] == ["before", "before"]


def test_a_preview_says_the_same_and_writes_nothing(county: Database) -> None:
    content = sheet(line("WM-1"), draw=lambda _, page: in_cell(page, 1, BEFORE, picture(1)))
    file = recognise(county, content, "清单.xlsx")
    before = rows(county)
    forecast = preview(county, file, at=AT)
    assert rows(county) == before
    assert load(county, file, at=AT).photos == forecast.photos


def test_the_same_photo_is_kept_once_and_shown_once_however_often_it_comes(county: Database, loaded: Loaded) -> None:
    content = sheet(
        line("WM-1"),
        line("WM-2", "占道经营"),
        draw=lambda _, page: [in_cell(page, n, BEFORE, picture(1)) for n in (1, 2)],
    )
    loaded(content, as_of=JULY_6)
    again = loaded(content, as_of=JULY_12)
    assert (again.photos.attached, again.photos.same) == (0, 2)
    third = loaded(content, as_of=JULY_12)
    assert third.already is not None
    assert len(rows(county)["photos"]) == 1
    assert len(rows(county)["issue_photos"]) == 4
    assert len(shown(county, "WM-1")) == len(shown(county, "WM-2")) == 1


def test_logos_refused_rows_and_rows_without_an_issue_are_set_aside_and_said(loaded: Loaded) -> None:
    def draw(_: object, page: object) -> None:
        floating(page, 0, 0, picture(1), x_scale=0.2, y_scale=0.1)
        in_cell(page, 3, BEFORE, picture(2))
        in_cell(page, 4, BEFORE, picture(3))
        in_cell(page, 6, BEFORE, picture(4))

    outcome = loaded(sheet(line("WM-1"), line("WM-2", 责任单位="没有的局"), draw=draw, titled=True), as_of=JULY_12)
    said = "\n".join(outcome.notes)
    assert outcome.photos.attached == 1
    assert "1 张图片未作照片：在标题或表头里，多为标志（工作表“清单”A1）" in said
    assert "1 张图片未作照片：所在的行被拒收，改好后再传会一并附上（工作表“清单”I5）" in said
    assert "1 张图片未作照片：所在的行没有问题（空行、分组行或表尾）（工作表“清单”I7）" in said


def test_a_photo_in_the_lower_half_of_a_merged_row_belongs_to_that_row(county: Database, loaded: Loaded) -> None:
    def draw(book: Any, page: Any) -> None:
        for column, text in enumerate(line("WM-1")):
            page.merge_range(1, column, 2, column, text, book.add_format())
        page.merge_range(1, BEFORE, 2, BEFORE, "", book.add_format())
        in_cell(page, 2, BEFORE, picture(1))
        in_cell(page, 3, BEFORE, picture(2))

    loaded(sheet((), (), line("WM-2", "占道经营"), draw=draw), as_of=JULY_12)
    assert [len(shown(county, number)) for number in ("WM-1", "WM-2")] == [1, 1]


def test_a_row_with_several_problems_gives_its_photo_to_each_and_says_so(county: Database, loaded: Loaded) -> None:
    text = "（1）门前乱堆乱放；（2）占道经营"
    outcome = loaded(
        sheet(line("WM-1", text), draw=lambda _, page: in_cell(page, 1, BEFORE, picture(1))), as_of=JULY_12
    )
    assert outcome.issues_new == 2
    assert outcome.photos.attached == 2
    assert len(rows(county)["photos"]) == 1
    assert any("附在其中每一个问题上" in note for note in outcome.notes)


@pytest.mark.parametrize(
    ("heading", "field", "kind", "count", "kinds"),
    [
        ("整改前照片", "photo_before", "rectification", 1, ["before"]),
        ("整改后照片", "photo_after", "inspection", 2, ["after", "after"]),
        ("问题照片", "photo_before", "rectification", 1, ["before"]),
        ("佐证材料", "photo_after", "full", 1, ["after"]),
        ("照片", "photo_before", "inspection", 1, ["before"]),
        ("照片", "photo_before", "rectification", 1, ["after"]),
        ("备注", "remark", "rectification", 1, ["after"]),
        ("备注", "remark", "full", 1, ["before"]),
        ("整改前后对比照片", None, "full", 3, ["before", "after", "after"]),
        ("整改前后对比照片", None, "rectification", 1, ["after"]),
        ("", None, "inspection", 1, ["before"]),
    ],
)
def test_before_or_after(heading: str, field: str | None, kind: str, count: int, kinds: list[str]) -> None:
    assert _kinds(heading, field, kind, count) == kinds


def test_undo_takes_back_what_was_only_its_own(county: Database, loaded: Loaded) -> None:
    first = loaded(sheet(line("WM-1"), draw=lambda _, page: in_cell(page, 1, BEFORE, picture(1))), as_of=JULY_6)
    alone = rows(county)

    def draw(_: object, page: object) -> None:
        in_cell(page, 1, BEFORE, picture(1))
        in_cell(page, 1, AFTER, picture(2))

    second = loaded(sheet(line("WM-1"), draw=draw), as_of=JULY_12, name="下一周.xlsx")
    assert first.import_id and second.import_id
    assert len(shown(county, "WM-1")) == 2
    with county.write() as connection:
        assert photos.count_of_import(connection, second.import_id) == 2
        imports.undo(connection, second.import_id, at=AT)
    now = rows(county)
    assert (now["photos"], now["issue_photos"]) == (alone["photos"], alone["issue_photos"])
    with county.write() as connection:
        imports.undo(connection, first.import_id, at=AT)
    assert rows(county)["photos"] == rows(county)["issue_photos"] == []


def test_sample_photos_go_with_the_sample_data(county: Database) -> None:
    content = sheet(line("WM-1"), draw=lambda _, page: in_cell(page, 1, BEFORE, picture(1)))
    load(county, recognise(county, content, "清单.xlsx"), at=AT, sample=True)
    assert len(rows(county)["photos"]) == 1
    imports.clear_sample(county)
    assert rows(county)["photos"] == rows(county)["issue_photos"] == []


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with one issue."""
    folder = tmp_path_factory.mktemp("template")
    database = database_at(folder)
    with database.write() as connection:
        factories.load(connection, july(1), [factories.row("A1")])
    file = database.file
    database.close()
    assert file is not None
    return file


@given(st.permutations(range(3)), st.sets(st.integers(0, 2)))
def test_in_any_order_and_whatever_is_undone_what_the_others_brought_is_left(
    template: Path, order: list[int], undone: set[int]
) -> None:
    brings = {0: [("before", 1)], 1: [("before", 1), ("after", 2)], 2: [("after", 2), ("after", 3)]}
    with TemporaryDirectory() as folder:
        database = open_database(str(shutil.copy(template, folder)))
        with database.write() as connection:
            made = {}
            for which in order:
                made[which] = factories.load(connection, july(2 + which), [factories.row("A1")], name=f"{which}.xlsx")
                attached = [photos.Attached(1, f"{sha}", kind, f"{which}") for kind, sha in brings[which]]  # type: ignore[arg-type]
                photos.add_photos(connection, made[which], [(f"{n}", b"a", b"b", 1, 1) for n in (1, 2, 3)], attached)
            for which in undone:
                imports.undo(connection, made[which], at=AT)
        left = {(kind, f"{sha}") for which in order if which not in undone for kind, sha in brings[which]}
        assert {(one.kind, one.sha256) for one in photos.photos_of(database, [1]).get(1, [])} == left
        assert {row["sha256"] for row in rows(database)["photos"]} == {sha for _, sha in left}
        database.close()
