"""Which issue a row is about, on the handed cases: no issue swallows another, and no answer reaches another unit's issue."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from data_loaders.importing.intake import ImportOptions, Outcome
from tests.cases.loading import CASES, County, county, needs_cases

pytestmark = needs_cases

GIVEN: Sequence[tuple[str, int]] = (
    ("identity/W2_*", 20),
    ("identity/W3_*", 4),
    ("identity/W4_*", 4),
    ("identity/W5_*", 2),
    ("identity/V_*", 3),
    ("identity/L2_*", 5),
    ("ledgers/r01_*", 6),
    ("ledgers/r01a*", 6),
    ("ledgers/r01b*", 6),
    ("ledgers/r01c*", 6),
    ("ledgers/r01d*", 6),
    ("ledgers/r02*", 4),
    ("ledgers/r03*", 5),
    ("ledgers/r12_*", 6),
    ("ledgers/r12[ab]*", 4),
    ("05_*", 4),
    ("05b*", 3),
    ("11[ab]_*", 6),
    ("11c*", 6),
    ("11[de]_*", 6),
    ("11g*", 3),
    ("11[hi]_*", 6),
)


def load(empty: County, pattern: str) -> list[Outcome]:
    """The files of a pattern in turn, those with a day at the end of their names for that day."""
    outcomes = []
    for path in sorted(CASES.glob(pattern)):
        outcome = empty.load(path, ImportOptions(create_units=True, as_of=_day_in(path)))
        assert isinstance(outcome, Outcome), outcome
        outcomes.append(outcome)
    return outcomes


def _day_in(path: Path) -> date | None:
    last = path.stem.rpartition("_")[2]
    return date.fromisoformat(last) if len(last) == 10 and last[4] == "-" else None


@pytest.mark.parametrize(("pattern", "issues"), GIVEN)
def test_issues_found_are_the_issues_given(pattern: str, issues: int) -> None:
    with county() as empty:
        outcomes = load(empty, pattern)
        assert outcomes
        assert len({said.issue for said in empty.said()}) == issues
        assert not any(outcome.refusals for outcome in outcomes)


def test_a_towns_own_numbers_answer_its_own_issues() -> None:
    with county() as empty:
        load(empty, "identity/W4_*")
        stands = {(one.district, one.site): (one.state, one.lead) for one in empty.stands(date(2020, 3, 8))}
    assert stands == {
        ("东镇", "东街"): ("ASSIGNED", "县甲局"),
        ("东镇", "东河"): ("ASSIGNED", "县甲局"),
        ("西镇", "西街"): ("REPORTED", "县乙局"),
        ("西镇", "西桥"): ("REPORTED", "县乙局"),
    }


def test_every_unit_answers_its_own_issue_without_the_lists_numbers() -> None:
    with county() as empty:
        load(empty, "identity/W5_*")
        stands = {one.site: one.state for one in empty.stands(date(2020, 3, 8))}
    assert stands == {"东街": "REPORTED", "西街": "IN_PROGRESS"}


def test_what_was_not_matched_by_is_said() -> None:
    with county() as empty:
        (twice,) = load(empty, "11g*")
        (said,) = twice.numbers_reused
        assert (said.row.row, said.number, said.other and said.other.row) == (5, "WM-002", 4)
    with county() as empty:
        (damaged,) = load(empty, "05_*")
        assert [one.row.row for one in damaged.numbers_damaged] == [3, 4, 5, 6]
        assert {said.number for said in empty.said()} == {None}
    with county() as empty:
        *_, last = load(empty, "identity/W2_*")
        assert [(one.rows, one.shown) for one in last.numbers_running] == [(5, ("1", "5"))]
