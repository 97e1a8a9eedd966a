"""Any import can be taken back and done again; what that does is said before."""

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from data_loaders.import_options import ImportOptions
from data_loaders.importing import history
from data_loaders.importing.intake import load, load_all, recognise
from data_loaders.recognition.recognition import Recognised
from database.imports import imports
from database.ledger.ledgers import newest_ledger, read_ledger
from database.masters.masters import NewUnit, save_unit
from database.store import audit
from database.store.engine import Database, open_database
from tests.data_loaders.conftest import AT, LIST, book
from tests.database.contents import in_words, rows

JULY = date(2020, 7, 1)
FEEDBACK = ("编号", "是否完成", "完成时间", "整改情况")


Sheet = tuple[str, date, Sequence[Sequence[Any]]]
"""File name, the day it speaks for, its rows with the headings."""


def listed(name: str, day: int, *said: Sequence[Any]) -> Sheet:
    return (f"{name}.xlsx", JULY + timedelta(days=day), [LIST, *said])


def answered(name: str, day: int, *said: Sequence[Any]) -> Sheet:
    return (f"{name}.xlsx", JULY + timedelta(days=day), [FEEDBACK, *said])


def row(
    number: str | None, text: str = "门前乱堆乱放", *, site: str = "滨江市场", category: str = "环境卫生"
) -> Sequence[Any]:
    return (number, JULY, "滨江街道", site, category, text, "县城管局", "3天")


def fresh(folder: Path) -> Database:
    database = open_database(str(folder / "county.db"))
    with database.write() as connection:
        save_unit(connection, NewUnit("县城市管理局", "县城管局", "department", "执法类"))
        save_unit(connection, NewUnit("滨江街道", "滨江街道", "district", "镇街"))
    return database


def take_in(database: Database, sheets: Sequence[tuple[Recognised, date]]) -> list[int]:
    """The ids of the imports of these sheets, in order."""
    return [
        load(database, file, ImportOptions(as_of=as_of, create_units=True), at=AT, remember=False).import_id or 0
        for file, as_of in sheets
    ]


def opened(database: Database, sheets: Sequence[Sheet]) -> list[tuple[Recognised, date]]:
    return [(recognise(database, book(said), name), as_of) for name, as_of, said in sheets]


def state(database: Database) -> tuple[Any, Any]:
    """Everything but ids: what is known, and the refused rows of the imports in force."""
    held = rows(database)
    names = {r["id"]: r["file_name"] for r in held["imports"] if r["undone_at"] is None}
    refused = sorted(
        (names[r["import_id"]], r["sheet"], r["row_no"], r["heading"], r["value"], r["reason"], r["remedy"], r["raw"])
        for r in held["refusals"]
        if r["import_id"] in names
    )
    return in_words(database), refused


def counts(database: Database) -> dict[str, tuple[int, int]]:
    """Of each import in force: rows kept and rows refused."""
    return {
        r["file_name"]: (r["rows_new"] + r["rows_changed"] + r["rows_unchanged"], r["rows_refused"])
        for r in rows(database)["imports"]
        if r["undone_at"] is None
    }


def test_undo_of_the_list_leaves_the_answer_as_it_would_be_alone_and_redo_brings_both_back(tmp_path: Path) -> None:
    sheets = [
        listed("清单", 2, row("A"), row("B", "占道经营")),
        answered("反馈", 9, ("A", "已完成", JULY + timedelta(days=5), "已清理"), ("C", "已完成", None, "已清理")),
    ]
    (tmp_path / "both").mkdir()
    (tmp_path / "alone").mkdir()
    both, alone = fresh(tmp_path / "both"), fresh(tmp_path / "alone")
    files = opened(both, sheets)
    first, _ = take_in(both, files)
    whole, whole_counts = state(both), counts(both)
    take_in(alone, files[1:])

    said = history.forecast(both, first, at=AT)
    assert state(both) == whole
    assert {told.number for told in said.removed} == {"A", "B"}
    assert [(p.sheet, p.row, p.number) for p in said.parked] == [("Sheet1", 2, "A")]
    assert said.before is not None and said.before.counts["total"] == 2
    assert said.after is not None and said.after.counts["total"] == 0

    with both.write() as connection:
        done = history.take_back(connection, first, at=AT)
    assert (done.removed, done.parked) == (said.removed, said.parked)
    assert state(both) == state(alone)
    assert counts(both) == counts(alone) == {"反馈.xlsx": (0, 2)}

    outcomes = history.do_again(both, first, at=AT, who="张三")
    assert [outcome.file_name for outcome in outcomes] == ["清单.xlsx", "反馈.xlsx"]
    assert state(both) == whole
    assert counts(both) == whole_counts
    told = audit.changes(both)[["who", "what", "name", "before", "after"]].to_numpy().tolist()
    assert told == [
        ["张三", "导入", "第 1 次　清单.xlsx", "已撤销", "有效"],
        [None, "导入", "第 1 次　清单.xlsx", "有效", "已撤销"],
    ]


def test_the_three_lists(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    sheets = [
        listed("清单", 2, row("A"), row("B", "占道经营")),
        listed("旧清单", 1, row("A")),
        answered("反馈", 9, ("A", "已完成", JULY + timedelta(days=5), "已清理")),
        answered("再反馈", 16, ("A", "已完成", JULY + timedelta(days=5), "已清理")),
    ]
    first, _, answer, again = take_in(county, opened(county, sheets))
    removed = history.forecast(county, first, at=AT)
    assert ([t.number for t in removed.removed], len(removed.put_back)) == (["B"], 0)
    assert [(t.number, t.by) for t in removed.kept] == [("A", "再反馈.xlsx")]
    kept = history.forecast(county, answer, at=AT)
    assert [(t.number, t.by) for t in kept.kept] == [("A", "再反馈.xlsx")]
    with county.write() as connection:
        history.take_back(connection, again, at=AT)
    back = history.forecast(county, answer, at=AT)
    assert [(c.before.state, c.after.state) for c in back.put_back] == [(3, 1)]
    assert (back.removed, back.kept) == ((), ())


def test_what_cannot_be_done_again_says_why(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    files = opened(county, [listed("清单", 2, row("A"))])
    (key,) = take_in(county, files)
    with pytest.raises(history.NotDoneAgain, match="没有撤销"):
        history.do_again(county, key, at=AT)
    with county.write() as connection:
        history.take_back(connection, key, at=AT)
    with pytest.raises(history.NotUndone), county.write() as connection:
        history.take_back(connection, key, at=AT)
    take_in(county, files)
    before = rows(county)
    with pytest.raises(history.NotDoneAgain, match="第 2 次导入"):
        history.do_again(county, key, at=AT)
    assert rows(county) == before


def test_what_was_decided_is_decided_again(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    content = book(
        [LIST, (*row("A")[:6], "县综合所", "3天"), (*row("B")[:1], "2020年2月31日", *row("B", "占道经营")[2:])]
    )
    file = recognise(county, content, "清单.xlsx")
    from data_loaders.import_options import CellPlace
    from data_loaders.masters.name_lookup import NEW

    choices = ImportOptions(
        as_of=JULY + timedelta(days=3),
        units={"县综合所": NEW},
        corrections={CellPlace("Sheet1", 3, 1): "2020年7月1日"},
    )
    (outcome,) = load_all(county, [(file, choices)], at=AT).loadable
    assert outcome.counts["refused"] == 0
    assert any("2020年2月31日" in note and "2020年7月1日" in note for note in outcome.notes)
    whole = state(county)
    with county.write() as connection:
        history.take_back(connection, outcome.import_id or 0, at=AT)
    assert state(county)[0]["issues"] == []
    history.do_again(county, outcome.import_id or 0, at=AT)
    assert state(county) == whole


PROBLEMS = {
    "A": ("门前乱堆乱放", "滨江市场", "环境卫生"),
    "B": ("占道经营", "滨江市场", "公共秩序"),
    "C": ("路面破损", "人民路", "建设管理"),
}
"""What each number stands for. (Where one number stands for several problems, what was matched when a sheet was loaded stays.)"""


@st.composite
def sheets(draw: st.DrawFn) -> list[Sheet]:
    """Two or three sheets about a few issues, with and without numbers, for different days: lists, then answers.

    An answer that is loaded before every list of its issue is refused; once a list made the issue known its word stays, also
    when that list is taken back and another one is there.
    """
    days = draw(st.lists(st.integers(1, 12), min_size=2, max_size=3, unique=True))
    result = []
    for place, day in enumerate(days):
        about = draw(st.lists(st.sampled_from(sorted(PROBLEMS)), min_size=1, max_size=3))
        if draw(st.booleans()):
            said = [
                row(draw(st.sampled_from((number, None))), text, site=site, category=category)
                for number in about
                for text, site, category in [PROBLEMS[number]]
            ]
            result.append(listed(f"清单{place}", day, *said))
        else:
            answers = [(number, draw(st.sampled_from(("已完成", "整改中", None))), None, "已看") for number in about]
            result.append(answered(f"反馈{place}", day, *answers))
    return sorted(result, key=lambda sheet: sheet[0].startswith("反馈"))


@settings(max_examples=15)
@given(sheets(), st.integers(0, 2))
def test_undo_of_any_import_leaves_what_the_others_alone_give(given_sheets: list[Sheet], which: int) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        all_of_them, alone = fresh(Path(one)), fresh(Path(other))
        try:
            files = opened(all_of_them, given_sheets)
            at = which % len(files)
            keys = take_in(all_of_them, files)
            take_in(alone, [*files[:at], *files[at + 1 :]])
            with all_of_them.write() as connection:
                done = history.take_back(connection, keys[at], at=AT)
            assert state(all_of_them) == state(alone)
            assert counts(all_of_them).keys() == counts(alone).keys()
            history.do_again(all_of_them, keys[at], at=AT)
            if not done.parked:  # else the others find their issues again, which they had lost
                take_in(alone, [files[at]])
                assert state(all_of_them) == state(alone)
        finally:
            all_of_them.close()
            alone.close()


def test_the_history_keeps_file_choices_and_effect(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    ((file, as_of),) = opened(county, [listed("清单", 2, row("A"))])
    forecast = load_all(county, [(file, ImportOptions(as_of=as_of))], at=AT, who="张三")
    (record,) = rows(county)["import_memos"]
    assert forecast.before is not None and forecast.after is not None
    assert '"total": [0, 1]' in record["effect"]
    assert imports.file_of(county, record["import_id"]) == ("清单.xlsx", file.content)


@given(given_sheets=sheets(), which=st.integers(0, 3))
@settings(max_examples=12)
def test_a_ledger_is_brought_up_to_date_over_undo_and_redo(given_sheets: list[Sheet], which: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = fresh(Path(folder))
        ids = take_in(database, opened(database, given_sheets))
        known = newest_ledger(database)
        key = ids[which % len(ids)]
        with database.write() as connection:
            history.take_back(connection, key, at=AT)
        newest, anew = newest_ledger(database, known), read_ledger(database)
        for name in ("issues", "spans", "assists"):
            assert_frame_equal(getattr(newest.ledger, name), getattr(anew, name))
        history.do_again(database, key, at=AT)
        known = newest
        newest, anew = newest_ledger(database, known), read_ledger(database)
        for name in ("issues", "spans", "assists"):
            assert_frame_equal(getattr(newest.ledger, name), getattr(anew, name))
        database.close()
