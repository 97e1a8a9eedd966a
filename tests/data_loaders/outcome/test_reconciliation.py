"""A full ledger beside last week's: carried on, done, new, vanished, moved, gone back, re-worded; and what a person decides."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from data_loaders.import_options import CellPlace, ImportOptions, PairKey, packed, unpacked
from data_loaders.importing.intake import CannotLoad, KnownLedger, Outdated, load, load_all, preview_all, recognise
from data_loaders.masters.name_lookup import NEW
from data_loaders.outcome.outcome import Outcome
from database.imports import imports
from database.ledger import ledgers
from database.masters import masters
from database.store.engine import Database
from database.store.settings import data_version
from domain.figures.figures import figures
from domain.figures.ranking import by_unit, ranked
from domain.ledger.days import day_number
from domain.ledger.states import State
from tests.data_loaders.conftest import AT, LIST, book

JULY_5, JULY_12, JULY_19 = date(2020, 7, 5), date(2020, 7, 12), date(2020, 7, 19)
FULL = (*LIST, "整改状态", "完成时间")


def row(
    number: str, text: str, state: str, *, done: date | None = None, due: Any = "3天", unit: str = "县城管局"
) -> Any:
    return (number, date(2020, 7, 1), "滨江街道", "滨江市场", "环境卫生", text, unit, due, state, done)


def week(county: Database, as_of: date, *rows: Sequence[Any], title: str | None = None) -> Outcome:
    top = [(title,)] if title else []
    file = recognise(county, book([*top, FULL, *rows]), f"整改台账_截至{as_of:%Y年%m月%d日}.xlsx")
    return load(county, file, ImportOptions(as_of=as_of), at=AT)


def numbers(county: Database, issue_ids: Sequence[int]) -> list[str]:
    with county.read() as connection:
        return sorted(str(number) for _, number, _ in imports.tell(connection, issue_ids))


FIRST = (
    row("A", "门前乱堆乱放", "整改中"),
    row("B", "占道经营", "整改中"),
    row("C", "垃圾桶满溢", "已完成", done=JULY_5),
    row("D", "路面破损", "整改中"),
    row("E", "井盖缺失", "整改中"),
    row("F", "墙面乱贴小广告", "整改中"),
)


def test_the_lists_of_a_full_ledger(county: Database) -> None:
    week(county, JULY_5, *FIRST)
    outcome = week(
        county,
        JULY_12,
        row("A", "门前乱堆乱放", "整改中"),
        row("B", "占道经营", "已完成", done=date(2020, 7, 10)),
        row("C", "垃圾桶满溢", "返工"),
        row("D", "路面破损", "整改中", due=date(2020, 7, 20)),
        row("E", "机动车道上井盖缺失", "整改中", unit="县公安局"),
        row("G", "河道有漂浮物", "整改中"),
    )
    said = outcome.reconciled
    assert numbers(county, said.carried_on) == ["A", "C", "D", "E"]
    assert numbers(county, said.done) == ["B"]
    assert [(a.row, a.description) for a in said.new] == [(7, "河道有漂浮物")]
    assert numbers(county, said.vanished) == ["F"]
    assert numbers(county, [c.issue_id for c in said.due_moved]) == ["D"]
    assert numbers(county, [c.issue_id for c in said.unit_moved]) == ["E"]
    assert numbers(county, [c.issue_id for c in said.went_back]) == ["C"]
    assert [(r.before, r.after) for r in said.reworded] == [("井盖缺失", "机动车道上井盖缺失")]
    moved = said.due_moved[0]
    assert (moved.before.due_on, moved.after.due_on) == (day_number(date(2020, 7, 4)), day_number(date(2020, 7, 20)))


def test_what_vanished_is_still_open_and_an_addition_lets_nothing_vanish(county: Database) -> None:
    week(county, JULY_5, *FIRST)
    file = recognise(county, book([FULL, FIRST[0]]), "整改台账_截至2020年7月12日.xlsx")
    whole = preview_all(county, [(file, ImportOptions())], at=AT).loadable[0]
    part = preview_all(county, [(file, ImportOptions(whole=False))], at=AT).loadable[0]
    assert numbers(county, whole.reconciled.vanished) == ["B", "D", "E", "F"]
    assert part.reconciled.vanished == ()
    outcome = week(county, JULY_12, FIRST[0])
    assert outcome.after is None
    assert figures(ledgers.read_ledger(county), as_of=JULY_12).counts["open"] == 6


def test_the_ledger_of_one_unit_speaks_only_for_that_unit(county: Database) -> None:
    week(
        county,
        JULY_5,
        *FIRST[:2],
        row("P", "违章停车", "整改中", unit="县公安局"),
        row("Q", "闯红灯", "整改中", unit="县公安局"),
    )
    outcome = week(county, JULY_12, row("P", "违章停车", "整改中", unit="县公安局"), title="填报单位：县公安局")
    assert numbers(county, outcome.reconciled.vanished) == ["Q"]


def test_every_faulty_cell_of_a_row_is_told_and_the_row_counts_once(county: Database) -> None:
    file = recognise(
        county,
        book([LIST, ("A", "2020年2月30日", "滨江街道", "滨江市场", "环境卫生", None, "县综合所", "3天")]),
        "清单_截至2020年7月12日.xlsx",
    )
    (outcome,) = preview_all(county, [(file, ImportOptions())], at=AT).loadable
    assert [(r.row, r.column, r.heading, r.value) for r in outcome.refusals] == [
        (2, 1, "检查日期", "2020年2月30日"),
        (2, 6, "责任单位", "县综合所"),
        (2, 5, "存在问题", None),
    ]
    assert outcome.counts == {"read": 1, "new": 0, "changed": 0, "unchanged": 0, "refused": 1, "blank": 0}
    assert all(r.reason and r.remedy for r in outcome.refusals)


def test_a_question_says_how_many_rows_wait_for_it(county: Database) -> None:
    rows = [
        (n, date(2020, 7, 1), town, "滨江市场", "环境卫生", f"第 {n} 处", unit, "3天", state, None)
        for n, (town, unit, state) in enumerate(
            [("滨江街道", "县综合所", "整改中")] * 3
            + [("南岭", "县城管局", "整改中")] * 2
            + [("东山镇", "县城管局", "差不多了")] * 4
        )
    ]
    file = recognise(county, book([FULL, *rows]), "整改台账_截至2020年7月12日.xlsx")
    (outcome,) = preview_all(county, [(file, ImportOptions())], at=AT).loadable
    assert {(u.kind, u.text): u.rows for u in outcome.unknown} == {
        ("department", "县综合所"): 3,
        ("district", "南岭"): 2,
        ("state", "差不多了"): 4,
    }


def test_corrections_and_skipped_rows(county: Database) -> None:
    bad = ("A", "2020年2月30日", "滨江街道", "滨江市场", "环境卫生", None, "县城管局", "3天")
    file = recognise(county, book([LIST, bad, (*bad[:5], "路面破损", *bad[6:])]), "清单_截至2020年7月12日.xlsx")
    choices = ImportOptions(
        corrections={CellPlace("Sheet1", 2, 1): "2020-07-01", CellPlace("Sheet1", 2, 5): "门前乱堆乱放"},
        skipped=frozenset({("Sheet1", 3)}),
    )
    (outcome,) = load_all(county, [(file, choices)], at=AT).loadable
    assert (outcome.counts["new"], outcome.counts["refused"]) == (1, 1)
    assert [(r.row, r.reason) for r in outcome.refusals] == [(3, "导入人选择不导入这一行。")]
    assert any("第 2 行“检查日期”由“2020年2月30日”改为“2020-07-01”" in note for note in outcome.notes)
    stored = imports.refusals(county, outcome.import_id or 0)
    assert stored["row_no"].tolist() == [3]
    found = ledgers.read_ledger(county).issues["found_on"].tolist()
    assert found == [day_number(date(2020, 7, 1))]
    with county.read() as connection:
        assert unpacked(imports.choices_of(connection, outcome.import_id or 0)).corrections == choices.corrections


def test_the_same_file_again_brings_what_was_corrected_and_nothing_twice(county: Database) -> None:
    good = ("A", date(2020, 7, 1), "滨江街道", "滨江市场", "环境卫生", "门前乱堆乱放", "县城管局", "3天")
    bad = ("B", "2020年2月30日", *good[2:5], "占道经营", *good[6:])
    file = recognise(county, book([LIST, good, bad]), "清单_截至2020年7月12日.xlsx")
    load_all(county, [(file, ImportOptions())], at=AT)
    (again,) = load_all(county, [(file, ImportOptions())], at=AT).loadable
    assert again.already is not None
    mended = ImportOptions(corrections={CellPlace("Sheet1", 3, 1): "2020-07-02"})
    (third,) = load_all(county, [(file, mended)], at=AT).loadable
    assert third.already is None
    assert (third.counts["new"], third.counts["unchanged"], third.counts["refused"]) == (1, 1, 0)
    assert len(ledgers.read_ledger(county)) == 2


def test_words_are_asked_about_where_the_office_has_its_own(county: Database) -> None:
    with county.write() as connection:
        masters.save_term(connection, "category", "环境卫生")
    rows = [LIST] + [
        (n, date(2020, 7, 1), "滨江街道", "滨江市场", "楼道的杂物", f"第 {n} 处", "县城管局", "3天") for n in ("A", "B")
    ]
    file = recognise(county, book(rows), "清单_截至2020年7月12日.xlsx")
    (outcome,) = preview_all(county, [(file, ImportOptions())], at=AT).loadable
    assert [(u.kind, u.text, u.rows, u.holds_rows_back) for u in outcome.unknown] == [
        ("category", "楼道的杂物", 2, False)
    ]
    load_all(county, [(file, ImportOptions(words={("category", "楼道的杂物"): "环境卫生"}))], at=AT)
    directory = ledgers.read_ledger(county).directory
    assert set(directory.terms.values()) == {"环境卫生"}
    again = recognise(county, book([*rows, ("C", *rows[1][1:])]), "清单_截至2020年7月19日.xlsx")
    (later,) = preview_all(county, [(again, ImportOptions())], at=AT).loadable
    assert later.unknown == ()


def test_several_files_one_transaction_one_effect(county: Database) -> None:
    listed = recognise(county, book([LIST, FIRST[0][:8], FIRST[1][:8]]), "清单_截至2020年7月5日.xlsx")
    answers = recognise(
        county,
        book([("编号", "是否完成", "完成时间"), ("A", "已完成", date(2020, 7, 3))]),
        "反馈_截至2020年7月12日.xlsx",
    )
    broken = recognise(county, book([("甲", "乙"), ("1", "2")]), "不认识.xlsx")
    files = [(answers, ImportOptions()), (broken, ImportOptions()), (listed, ImportOptions())]
    said = preview_all(county, files, at=AT)
    assert imports.history(county).empty
    assert said.order == (2, 0)
    assert isinstance(said.outcomes[1], CannotLoad)
    assert [o.counts["refused"] for o in said.loadable] == [0, 0]
    version = data_version(county)
    known = KnownLedger(version, ledgers.read_ledger(county))
    done = load_all(county, files, at=AT, seen=version, known=known)
    assert (done.before, done.carried, done.after, done.moves) == (said.before, said.carried, said.after, said.moves)
    assert done.after == figures(ledgers.read_ledger(county), as_of=JULY_12)
    with pytest.raises(Outdated):
        load_all(county, files, at=AT, seen=version)


def test_the_ranks_of_a_forecast_are_those_of_the_tables_afterwards(county: Database) -> None:
    with county.write() as connection:
        for n, name in enumerate(("南岭镇", "北山镇")):
            masters.save_unit(connection, masters.NewUnit(name, name, "district", "镇街"))
            assert n < 2
    rows = [
        (f"{town}{n}", date(2020, 7, 1), town, "市场", "环境卫生", f"{town}第 {n} 处", "县城管局", "3天", state, done)
        for town, states in (("南岭镇", 6), ("北山镇", 0))
        for n in range(6)
        for state, done in [("已完成", date(2020, 7, 3)) if n < states else ("整改中", None)]
    ]
    week(county, JULY_5, *rows)
    turned = [(*r[:8], "已完成", date(2020, 7, 3)) if r[2] == "北山镇" else (*r[:8], "返工", None) for r in rows]
    file = recognise(county, book([FULL, *turned]), "整改台账_截至2020年7月12日.xlsx")
    said = preview_all(county, [(file, ImportOptions())], at=AT)
    load_all(county, [(file, ImportOptions())], at=AT)
    ledger = ledgers.read_ledger(county)
    table = ranked(by_unit(ledger, by="district", as_of=JULY_12), measure="on_time_rate", minimum=5)
    after = {r["name"]: r["rank"] for r in table.to_dict("records")}
    moves = {m.name: (m.before, m.after) for m in said.moves if m.by == "district"}
    assert moves == {"南岭镇": (1, 2), "北山镇": (2, 1)}
    assert {name: places[1] for name, places in moves.items()} == {name: after[name] for name in moves}


def test_choices_survive_being_packed() -> None:
    choices = ImportOptions(
        kind="full",
        as_of=JULY_12,
        whole=False,
        fields={"甲": "site", "乙": None},
        headings={"Sheet1": (3, 4)},
        units={"环保局": "县生态环境局", "综合所": NEW},
        create_units=True,
        states={"办完": State.REPORTED},
        words={("category", "脏乱差"): "环境卫生"},
        date_pattern="%m/%d/%Y",
        sheets=("Sheet1",),
        corrections={CellPlace("Sheet1", 2, 3): "x"},
        skipped=frozenset({("Sheet1", 9)}),
        kept=frozenset({("表", 9)}),
        pairs={PairKey(1, 2): True, PairKey(3, 4): False},
    )
    assert unpacked(packed(choices)) == choices
    assert unpacked(packed(ImportOptions())) == ImportOptions()
    assert unpacked("{}") == ImportOptions()
