"""What the handed sheets say of states: progress words, verdicts, tick columns, codes."""

from pathlib import Path

import pytest

from data_loaders.importing.intake import Outcome
from tests.cases.loading import CASES, county, needs_cases, rows_of

pytestmark = needs_cases


def case(name: str) -> Path:
    return CASES / f"{name}.xlsx"


@pytest.mark.parametrize("letter", "bcdefghijklmnopqrstu")
def test_words_of_other_systems(letter: str) -> None:
    assert [row.state for row in rows_of(case(f"60{letter}_state_heading"))] == ["CLOSED", "ASSIGNED", "REPORTED"]


@pytest.mark.parametrize(("name", "faults"), [("07_formula_errors.xlsx", 4), ("07b_errors_text.csv", 3)])
def test_a_failed_formula_is_said(name: str, faults: int) -> None:
    with county() as empty:
        outcome = empty.load(CASES / name)
        assert isinstance(outcome, Outcome)
        assert (
            len([r for r in outcome.refusals if "公式出错" in r.reason and r.value and r.value.startswith("#")])
            == faults
        )


def test_a_telephone_number_refuses_no_row() -> None:
    said = rows_of(case("17_phones"))
    assert len(said) == 24
    assert {row.phone for row in said if row.number in ("M-2", "M-13", "M-15")} == {"内线8012", "见附件", "110"}


def test_every_separator_of_units_parts_them() -> None:
    said = {row.number: (row.lead, row.assists) for row in rows_of(case("38_unit_names"))}
    assert {said[f"UN-{n}"] for n in (9, 12, 13, 14, 15, 16, 17, 18, 19, 49, 51, 52, 72, 73, 74, 75, 76, 77, 78)} == {
        ("城管局", ("住建局",))
    }


def test_names_run_together_are_parted_or_refused() -> None:
    with county() as empty:
        outcome = empty.load(case("55_units_glued"))
        assert isinstance(outcome, Outcome)
        said = {row.number: (row.lead, row.assists) for row in empty.said()}
        refused = {refusal.row - 2 for refusal in outcome.refusals}
    assert said["G-1"] == ("城管局", ("住建局",))
    assert said["G-2"] == ("公安局", ("城管局",))
    assert said["G-20"] == ("城管局", ("住建局",))
    assert {said[f"G-{n}"] for n in (*range(4, 10), *range(11, 15), 17, 18, 19, 21, 22, 23)} == {
        ("住建局", ("城管局",))
    }
    assert refused == {10, 15, 16, 26, 27, 28, 29, 30, 31, 32}
