"""Numbers that differ in capitals only are one number, shown as it was first typed."""

from datetime import date

import pytest

from data_loaders.importing.intake import Outcome
from database.ledger import issues
from database.store.engine import Database
from tests.cases.loading import County
from tests.data_loaders.conftest import book, listed
from tests.data_loaders.days.test_days_of_sheets import Loaded

REPLY = ("编号", "存在问题", "是否完成", "完成时间")
DAY = date(2020, 7, 6)


def numbers(county: Database) -> list[tuple[int, str | None]]:
    return [(row.issue, row.number) for row in County(county, []).said()]


def found(number: str, words: str = "人行道板破损") -> tuple[object, ...]:
    return (number, DAY, "滨江街道", "人民路", "环境卫生", words, "县城管局", "3天")


@pytest.mark.parametrize(("first", "then"), [("bigS119", "BIGS119"), ("BIGS119", "bigs119"), ("Wm-1", "wM-1")])
def test_a_reply_in_other_capitals_finds_its_issue(county: Database, loaded: Loaded, first: str, then: str) -> None:
    loaded(listed(found(first)), as_of=DAY)
    reply = loaded(book([REPLY, (then, None, "已完成", date(2020, 7, 8))]), as_of=date(2020, 7, 12))
    assert isinstance(reply, Outcome)
    assert numbers(county) == [(1, first), (1, first)]


@pytest.mark.parametrize("stored", [["Wm-1", "WM-2", "wM-3"], ["东a-x9", "2020-001"], ["tousu-1", "T-1"], ["2020-001"]])
@pytest.mark.parametrize("most", [0, 16, 1_000])
def test_numbers_in_other_capitals_are_found_by_ranges_as_by_a_look_at_all(
    county: Database, loaded: Loaded, monkeypatch: pytest.MonkeyPatch, stored: list[str], most: int
) -> None:
    loaded(listed(*(found(number, f"{n}号楼前堆放垃圾") for n, number in enumerate(stored))), as_of=DAY)
    monkeypatch.setattr(issues, "_MOST_WAYS", most)
    with county.read() as connection:
        known = issues.spellings(connection, {number.upper() for number in stored}, set())
        assert known == {number.upper(): number for number in stored if number != number.upper()}
        assert issues.spellings(connection, {"WM-9", "3"}, set()) == {}


def test_two_spellings_on_one_sheet_are_one_number(county: Database, loaded: Loaded) -> None:
    outcome = loaded(listed(found("Wm-1"), found("WM-1", "垃圾桶满溢")), as_of=DAY)
    assert [number for _, number in numbers(county)] == ["Wm-1", "Wm-1"]
    assert len({issue for issue, _ in numbers(county)}) == 2
    assert len(outcome.numbers_reused) == 1


def test_numbers_without_letters_ask_nothing_of_the_database(county: Database, loaded: Loaded) -> None:
    loaded(listed(found("2020-001"), found("2020-002", "垃圾桶满溢")), as_of=DAY)
    assert [number for _, number in numbers(county)] == ["2020-001", "2020-002"]
