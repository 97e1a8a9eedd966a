"""Imports in any order, undone or cleared: what is left is what would be there without them."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from database.imports import imports
from database.imports.imports import NotUndone, clear_sample, undo
from database.ledger import ledgers
from database.masters import masters
from database.store import schema
from database.store.engine import Database
from database.store.settings import read_settings, save_settings
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.days import day_number
from domain.ledger.ledger import fold
from domain.ledger.states import State
from tests.database.contents import in_words, rows
from tests.database.sheets import Sheet, load_sheet, sheets
from tests.factories import AT, july, load, observation, row

Emptied = Callable[[], Database]
LATER = AT + timedelta(days=1)


def undone(database: Database, import_id: int) -> None:
    with database.write() as connection:
        undo(connection, import_id, at=LATER)


# ---- one import -------------------------------------------------------------------------------------------------


def test_an_import_keeps_rows_issues_and_spans(database: Database) -> None:
    """Two rows of one issue and one of another; the spans are those of the fold."""
    said = [
        row("1", found_on=july(1), due_on=july(5), description="出店经营"),
        row("2", state=State.CLOSED, done_on=july(4)),
        row("1", state=State.REPORTED, done_on=july(6)),
    ]
    with database.write() as connection:
        import_id = load(connection, july(8), said)
    held = rows(database)
    assert [(r["number"], r["import_id"], r["row_no"]) for r in held["observations"]] == [
        ("1", import_id, 2),
        ("2", import_id, 3),
        ("1", import_id, 4),
    ]
    assert [(i["number"], i["found_on"], i["found_said"], i["description"]) for i in held["issues"]] == [
        ("1", day_number(july(1)), 1, "出店经营"),
        ("2", day_number(july(8)), 0, None),
    ]
    expected = fold(
        [
            observation(july(8), 1, found_on=july(1), due_on=july(5)),
            observation(july(8), 2, state=State.REPORTED, done_on=july(6)),
        ]
    )
    first = next(i["id"] for i in held["issues"] if i["number"] == "1")
    spans = [tuple(span.values())[1:] for span in held["spans"] if span["issue_id"] == first]
    assert sorted(spans) == [tuple(span) for span in expected]


def test_a_later_import_changes_known_issues_and_says_what(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1", due_on=july(3)), row("2")])
    with database.write() as connection:
        import_id = imports.add_import(
            connection, imports.Header("复核.xlsx", "7", "rectification", july(8), AT), b"file"
        )
        known = dict.fromkeys(imports.ROW_COLUMNS) | {"import_id": import_id, "sheet": "Sheet1", "part": 1, "raw": "[]"}
        said = [
            known | {"issue_id": 1, "row_no": 2, "state": State.CLOSED, "verified_on": day_number(july(7))},
            known | {"issue_id": 2, "row_no": 3},
        ]
        changes = imports.add_rows(
            connection, import_id, july(8), [tuple(s[c] for c in imports.ROW_COLUMNS) for s in said], first_new=3
        )
    assert [(c.issue_id, c.before.state, c.after.state) for c in changes] == [(1, State.ASSIGNED, State.CLOSED)]
    assert imports.file_of(database, import_id) == ("复核.xlsx", b"file")


def test_the_same_file_again_is_recognised_unless_it_was_undone(database: Database) -> None:
    with database.write() as connection:
        import_id = load(connection, july(1), [row("1")], content=b"same")
        digest = connection.scalar(select(schema.imports.c.sha256))
    with database.read() as connection:
        found = imports.already_imported(connection, str(digest), kind="full", as_of=july(1))
        assert found is not None
        assert found["id"] == import_id
        assert imports.already_imported(connection, str(digest), kind="full", as_of=july(2)) is None
    undone(database, import_id)
    with database.read() as connection:
        assert imports.already_imported(connection, str(digest), kind="full", as_of=july(1)) is None


def test_the_day_of_the_data_is_that_of_the_newest_sheet_in_force(database: Database) -> None:
    assert ledgers.newest_as_of(database) is None
    with database.write() as connection:
        load(connection, july(8), [row("1")])
        newest = load(connection, july(15), [row("1", state=State.CLOSED)])
        load(connection, july(12), [row("2")])
    assert ledgers.newest_as_of(database) == july(15)
    undone(database, newest)
    assert ledgers.newest_as_of(database) == july(12)


def test_the_history_has_every_import_newest_first_undone_ones_too(database: Database) -> None:
    assert imports.history(database).empty
    assert imports.is_empty(database)
    with database.write() as connection:
        first = load(connection, july(8), [row("1")], name="一.xlsx")
        second = load(connection, july(1), [row("2"), row("3")], name="二.xlsx")
    undone(database, second)
    history = imports.history(database)
    assert history["file_name"].tolist() == ["二.xlsx", "一.xlsx"]
    assert history["as_of"].tolist() == [july(1), july(8)]
    assert history["rows_read"].tolist() == [2, 1]
    assert history["undone_at"].notna().tolist() == [True, False]
    assert imports.last_import(database) == first
    assert not imports.is_empty(database)


# ---- order ------------------------------------------------------------------------------------------------------


@given(sheets(different_days=True), st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_sheets_for_different_days_give_the_same_ledger_in_any_order(
    emptied: Emptied, given_sheets: list[Sheet], random: Random
) -> None:
    database = emptied()
    for sheet in given_sheets:
        load_sheet(database, sheet)
    one = in_words(database)
    database = emptied()
    for sheet in random.sample(given_sheets, len(given_sheets)):
        load_sheet(database, sheet)
    assert in_words(database) == one


@given(sheets(), st.data())
@settings(max_examples=15)
def test_the_newest_sheet_loaded_twice_changes_no_span(
    emptied: Emptied, given_sheets: list[Sheet], data: st.DataObject
) -> None:
    """The same content once more for the same day, directly after: more observations, the same ledger."""
    database = emptied()
    for sheet in given_sheets:
        load_sheet(database, sheet)
    newest = max(range(len(given_sheets)), key=lambda place: (given_sheets[place].as_of, place))
    one_row_each = {said["number"]: said for said in given_sheets[newest].rows}
    again = Sheet("再传.xlsx", given_sheets[newest].as_of, tuple(one_row_each.values()))
    if len(one_row_each) < len(given_sheets[newest].rows):
        load_sheet(database, again)  # only rows that nothing else of the same sheet contradicts
    before = rows(database)
    load_sheet(database, Sheet("又传.xlsx", again.as_of, again.rows))
    after = rows(database)
    assert {name: after[name] for name in ("issues", "spans")} == {name: before[name] for name in ("issues", "spans")}
    assert len(after["observations"]) == len(before["observations"]) + len(again.rows)


# ---- undo -------------------------------------------------------------------------------------------------------


@given(sheets())
@settings(max_examples=20)
def test_undo_of_the_last_import_gives_the_database_that_would_be_there_without_it(
    emptied: Emptied, given_sheets: list[Sheet]
) -> None:
    """Row for row over all tables, except the record of the undone import itself."""
    database = emptied()
    for sheet in given_sheets[:-1]:
        load_sheet(database, sheet)
    before = rows(database)
    last = load_sheet(database, given_sheets[-1])
    undone(database, last)
    assert rows(database, but_record_of=last) == before


@given(sheets(most=4), st.data())
@settings(max_examples=20)
def test_undo_of_any_import_leaves_what_the_others_alone_would_have_given(
    emptied: Emptied, given_sheets: list[Sheet], data: st.DataObject
) -> None:
    taken = data.draw(st.integers(0, len(given_sheets) - 1))
    database = emptied()
    ids = [load_sheet(database, sheet) for sheet in given_sheets]
    undone(database, ids[taken])
    left = in_words(database)
    database = emptied()
    for place, sheet in enumerate(given_sheets):
        if place != taken:
            load_sheet(database, sheet)
    assert left == in_words(database)


@given(sheets(), st.randoms(use_true_random=False))
@settings(max_examples=12)
def test_undo_of_all_leaves_nothing(emptied: Emptied, given_sheets: list[Sheet], random: Random) -> None:
    database = emptied()
    ids = [load_sheet(database, sheet) for sheet in given_sheets]
    for import_id in random.sample(ids, len(ids)):
        undone(database, import_id)
    held = rows(database)
    left = {name for name, kept in held.items() if kept}
    assert left == {"imports", "import_files"}


def test_undo_says_what_it_changes_in_the_issues_that_stay(database: Database) -> None:
    with database.write() as connection:
        load(connection, july(1), [row("1")])
        last = load(connection, july(8), [row("1", state=State.CLOSED), row("2")])
    with database.write() as connection:
        changes = undo(connection, last, at=LATER)
    assert [(c.issue_id, c.before.state, c.after.state) for c in changes] == [(1, State.CLOSED, State.ASSIGNED)]


@pytest.mark.parametrize("twice", [True, False])
def test_what_is_undone_or_unknown_cannot_be_undone(database: Database, twice: bool) -> None:
    with database.write() as connection:
        import_id = load(connection, july(1), [row("1")])
    if twice:
        undone(database, import_id)
    with pytest.raises(NotUndone, match="不存在，或已经撤销"):
        undone(database, import_id if twice else 99)


def test_undo_of_many_issues_at_once(database: Database) -> None:
    """More than fit into one statement."""
    numbers = [str(n) for n in range(1203)]
    with database.write() as connection:
        load(connection, july(1), [row(n, due_on=july(9)) for n in numbers[:700]])
    before = rows(database)
    with database.write() as connection:
        last = load(connection, july(8), [row(n, state=State.CLOSED) for n in numbers])
    undone(database, last)
    assert rows(database, but_record_of=last) == before


def test_a_unit_that_only_an_older_list_of_assisting_units_mentions_outlives_other_undos(database: Database) -> None:
    """It is needed again once the newer list is undone."""
    load_sheet(database, Sheet("一.xlsx", july(1), ({"number": "1", "assists": ("住建局",)},)))
    newer = load_sheet(database, Sheet("二.xlsx", july(2), ({"number": "1", "assists": ("交通局",)},)))
    other = load_sheet(database, Sheet("三.xlsx", july(3), ({"number": "2"},)))
    undone(database, other)
    undone(database, newer)
    assert [a["unit_id"] for a in in_words(database)["assists"]] == ["住建局"]


def test_a_doubt_about_an_issue_that_is_gone_goes_with_it(database: Database) -> None:
    with database.write() as connection:
        first = load(connection, july(1), [row("1"), row("2")])
        second = load(connection, july(2), [row("3"), row("4")])
        imports.add_doubts(
            connection,
            second,
            [("Sheet1", 2, 1, 3, 1, 88, "[]", None, None), ("Sheet1", 3, 1, 4, 3, 80, "[]", None, None)],
        )
    undone(database, first)
    assert [(d["issue_id"], d["candidate_id"]) for d in rows(database)["doubts"]] == [(4, 3)]
    undone(database, second)
    assert rows(database)["doubts"] == []


def test_refused_rows_stay_with_the_record_of_an_undone_import(database: Database) -> None:
    with database.write() as connection:
        import_id = load(connection, july(1), [row("1")])
        imports.add_refusals(
            connection, import_id, [("Sheet1", 7, "整改时限", "2月30日", "没有这一天", "请改正日期", '["7"]')]
        )
    undone(database, import_id)
    assert imports.refusals(database, import_id)[["row_no", "value"]].to_numpy().tolist() == [[7, "2月30日"]]


# ---- sample data ------------------------------------------------------------------------------------------------


def load_sample_masters(database: Database) -> None:
    """What the lists of an invented county say: some of its units have the names of the office's own."""
    with database.write() as connection:
        housing, traffic = (
            masters.save_unit(
                connection,
                masters.NewUnit(name, name, DEPARTMENT, "示例组", "李四", "138-0000-0099", origin="sample"),
            )
            for name in ("住建局", "交通局")
        )
        riverside = masters.save_unit(connection, masters.NewUnit("滨江街道", "滨江", DISTRICT, origin="sample"))
        masters.save_parent(connection, traffic, housing, origin="sample")
        masters.save_alias(connection, "城建", "城建", housing, origin="sample")
        action = masters.save_action(connection, "示例行动", origin="sample", lead_leader="县长", lead_unit_id=housing)
        for word in ("环境卫生", "公共秩序"):
            masters.save_term(connection, "category", word, action_id=action, origin="sample")
        kind = masters.save_term(connection, "site_type", "农贸市场", origin="sample")
        masters.save_site(
            connection, "东门农贸市场", district_id=riverside, origin="sample", warden="王五", site_type_id=kind
        )
        save_settings(
            connection,
            {"county": "清源县", "activities": [["2026-07-01", "大扫除"]], "due_soon_days": 9},
            origin="sample",
        )


def load_office_masters(database: Database) -> None:
    with database.write() as connection:
        housing = masters.save_unit(
            connection, masters.NewUnit("住建局", "住建", DEPARTMENT, "一组", "张三", "138-0000-0001")
        )
        masters.save_alias(connection, "建设局", "建设局", housing)
        masters.save_action(connection, "示例行动", lead_leader="分管副县长", lead_unit_id=housing)
        masters.save_site(connection, "滨江路", district_id=None, warden="赵六")
        masters.save_term(connection, "category", "环境卫生")
        save_settings(connection, {"county": "临江县"})


@given(sheets(most=3), st.lists(st.booleans(), min_size=3, max_size=3), st.booleans())
@settings(max_examples=20)
def test_clearing_sample_data_leaves_the_office_s_own_as_if_alone(
    emptied: Emptied, given_sheets: list[Sheet], whose: list[bool], office_first: bool
) -> None:
    """Sample and own sheets about other issues, loaded in any order, with masters of the same names on both sides."""
    sample = [
        Sheet(
            f"示例{sheet.name}", sheet.as_of, tuple({**said, "number": f"示例-{said['number']}"} for said in sheet.rows)
        )
        for sheet in given_sheets
    ]
    database = emptied()
    if office_first:
        load_office_masters(database)
    load_sample_masters(database)
    for own, sheet, like_it in zip(whose, given_sheets, sample, strict=False):
        load_sheet(database, like_it, sample=True)
        if own:
            load_sheet(database, sheet)
    if not office_first:
        load_office_masters(database)
    assert imports.has_sample(database)
    clear_sample(database)
    assert not imports.has_sample(database)
    left = in_words(database), _settings(database), _aliases(database)

    database = emptied()
    if office_first:
        load_office_masters(database)
    for own, sheet in zip(whose, given_sheets, strict=False):
        if own:
            load_sheet(database, sheet)
    if not office_first:
        load_office_masters(database)
    assert left == (in_words(database), _settings(database), _aliases(database))


def _settings(database: Database) -> Any:
    with database.read() as connection:
        return read_settings(connection)


def _aliases(database: Database) -> set[str]:
    with database.read() as connection:
        return set(masters.aliases(connection))


def test_sample_data_alone_is_cleared_to_the_last_row(database: Database) -> None:
    load_sample_masters(database)
    load_sheet(
        database, Sheet("示例.xlsx", july(1), ({"number": "1", "lead": "住建局", "site": "滨江路"},)), sample=True
    )
    clear_sample(database)
    assert {name: kept for name, kept in rows(database).items() if kept} == {}


def test_an_action_that_an_own_issue_names_stays(database: Database) -> None:
    load_sample_masters(database)
    with database.write() as connection:
        action = connection.scalar(select(schema.actions.c.id))
        load(connection, july(1), [row("1", action_id=action)])
    clear_sample(database)
    assert [a["name"] for a in rows(database)["actions"]] == ["示例行动"]


# ---- against the fold -------------------------------------------------------------------------------------------


@given(sheets(most=4))
@settings(max_examples=20)
def test_stored_spans_are_the_fold_of_the_stored_observations(emptied: Emptied, given_sheets: list[Sheet]) -> None:
    database = emptied()
    for sheet in given_sheets:
        load_sheet(database, sheet)
    held = rows(database)
    as_of = {record["id"]: record["as_of"] for record in held["imports"]}
    for one in held["issues"]:
        said = [
            observation(
                as_of[r["import_id"]],
                found_on=r["found_on"],
                state=r["state"],
                due_on=r["due_on"],
                lead=r["lead_unit_id"],
                done_on=r["done_on"],
                verified_on=r["verified_on"],
            )._replace(order=(r["import_id"], r["id"]))
            for r in held["observations"]
            if r["issue_id"] == one["id"]
        ]
        spans = [tuple(span.values())[1:] for span in held["spans"] if span["issue_id"] == one["id"]]
        assert sorted(spans) == [tuple(span) for span in fold(said)]
        assert one["found_on"] == min(span[0] for span in spans)


def test_an_import_without_rows_is_an_import(database: Database) -> None:
    with database.write() as connection:
        load(connection, date(2026, 7, 1), [])
        connection.execute(insert(schema.answers).values(kind="state", text="已办", meaning="3"))
    assert imports.history(database)["rows_read"].tolist() == [0]


def test_an_import_of_no_known_kind_is_not_recorded(database: Database) -> None:
    header = imports.Header("表.xlsx", "0" * 64, "guess", july(1), at=AT)
    with pytest.raises(ValueError, match="guess"), database.write() as connection:
        imports.add_import(connection, header, b"PK")
    assert imports.history(database).empty
