"""Replies by number alone that come before all lists have come: no town's completion lands on another town's problem."""

from datetime import date, timedelta
from pathlib import Path

from data_loaders.import_options import ImportOptions
from data_loaders.importing import history
from data_loaders.importing.intake import load, recognise
from data_loaders.outcome.outcome import Outcome
from database.ledger.ledgers import ledger_in, newest_of
from database.store.engine import Database
from domain.figures.figures import figures
from tests.data_loaders.conftest import AT, LIST, book
from tests.data_loaders.importing.test_history import FEEDBACK, JULY, counts, fresh, state


def listed(database: Database, name: str, site: str, text: str, *, number: str = "001", day: int = 2) -> Outcome:
    rows = [LIST, (number, JULY + timedelta(days=day - 1), "滨江街道", site, "环境卫生", text, "县城管局", "3天")]
    return taken(database, name, rows, JULY + timedelta(days=day))


def answered(database: Database, *numbers: str, day: int = 9) -> Outcome:
    rows = [FEEDBACK, *((number, "已完成", JULY + timedelta(days=5), "已清理") for number in numbers)]
    return taken(database, "反馈", rows, JULY + timedelta(days=day))


def taken(database: Database, name: str, rows: object, day: date) -> Outcome:
    file = recognise(database, book(rows), f"{name}.xlsx")  # type: ignore[arg-type]
    return load(database, file, ImportOptions(as_of=day, create_units=True), at=AT, remember=False)


def done(database: Database) -> int:
    with database.read() as connection:
        day = newest_of(connection)
        assert day is not None
        return figures(ledger_in(connection), as_of=day).counts["done_total"]


def test_a_list_that_uses_the_number_again_makes_the_reply_wait_and_undo_gives_it_back(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    listed(county, "清单一", "滨江市场", "门前乱堆乱放")
    answered(county, "001")
    assert done(county) == 1
    before, kept = state(county), counts(county)
    second = listed(county, "清单二", "东风小区", "楼道飞线充电")
    assert [(p.file_name, p.sheet, p.row, p.number) for p in second.set_apart] == [("反馈.xlsx", "Sheet1", 2, "001")]
    assert [n.key for n in second.notices if n.key == "apart"] == ["apart"]
    assert done(county) == 0
    assert counts(county)["反馈.xlsx"] == (0, 1)
    apart = state(county)
    assert any("台账中有 2 件" in reason for *_, reason, _, _ in apart[1])

    assert second.import_id is not None
    with county.write() as connection:
        said = history.take_back(connection, second.import_id, at=AT)
    assert len(said.put_back) == 1
    assert (state(county), counts(county)) == (before, kept)

    history.do_again(county, second.import_id, at=AT)
    assert state(county) == apart


def test_whichever_comes_last_the_same_is_known(tmp_path: Path) -> None:
    def first(database: Database) -> None:
        listed(database, "清单一", "滨江市场", "门前乱堆乱放")

    def second(database: Database) -> None:
        listed(database, "清单二", "东风小区", "楼道飞线充电")

    made = []
    for place, steps in enumerate(((first, second, answered), (first, answered, second), (second, answered, first))):
        (tmp_path / str(place)).mkdir()
        county = fresh(tmp_path / str(place))
        for step in steps:
            step(county, *(("001",) if step is answered else ()))
        made.append((counts(county)["反馈.xlsx"], done(county)))
    assert made == [((0, 1), 0)] * 3


def test_three_lists_with_one_number_and_the_reply_comes_back_when_one_is_left(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    listed(county, "清单一", "滨江市场", "门前乱堆乱放")
    answered(county, "001")
    more = [
        listed(county, "清单二", "东风小区", "楼道飞线充电").import_id,
        listed(county, "清单三", "汽车站", "路灯不亮").import_id,
    ]
    for taken_back, left in zip(more, (0, 1), strict=True):
        with county.write() as connection:
            history.take_back(connection, taken_back or 0, at=AT)
        assert done(county) == left


def test_what_was_found_after_the_reply_is_not_meant(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    listed(county, "清单一", "滨江市场", "门前乱堆乱放")
    answered(county, "001", day=9)
    later = listed(county, "清单二", "东风小区", "楼道飞线充电", day=16)
    assert later.set_apart == ()
    assert done(county) == 1


def test_the_parts_of_two_cells_are_not_answered_by_one_row(tmp_path: Path) -> None:
    county = fresh(tmp_path)
    listed(county, "清单一", "滨江市场", "1.门前乱堆乱放；2.飞线充电", number="7")
    answered(county, "7")
    assert done(county) == 2
    listed(county, "清单二", "东风小区", "1.路灯不亮；2.井盖缺失", number="7")
    assert done(county) == 0
    assert counts(county)["反馈.xlsx"] == (0, 1)
