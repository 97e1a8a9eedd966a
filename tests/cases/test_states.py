"""What the handed sheets say of states: progress words, verdicts, tick columns, codes."""

import csv
from datetime import date
from pathlib import Path

import pytest

from data_loaders.intake import Outcome
from tests.cases.loading import CASES, county, needs_cases, rows_of

pytestmark = needs_cases

TICKS = {
    "12_tick_columns_two_lines": "REPORTED REPORTED IN_PROGRESS IN_PROGRESS ASSIGNED ASSIGNED",
    "12b_tick_columns_one_line": "REPORTED REPORTED IN_PROGRESS IN_PROGRESS ASSIGNED ASSIGNED",
    "12c_yes_no_columns": "REPORTED REPORTED IN_PROGRESS IN_PROGRESS IN_PROGRESS IN_PROGRESS",
    "12d_ticks_unfinished_first": "ASSIGNED IN_PROGRESS REPORTED ASSIGNED IN_PROGRESS REPORTED",
    "12e_ticks_no_first": "IN_PROGRESS REPORTED IN_PROGRESS REPORTED IN_PROGRESS REPORTED",
    "12f_ticks_status": "IN_PROGRESS REPORTED IN_PROGRESS REPORTED IN_PROGRESS REPORTED",
    "12g_ticks_progress": "REPORTED IN_PROGRESS ASSIGNED REPORTED IN_PROGRESS ASSIGNED",
}
WORDS = {
    "已上报县政府": "IN_PROGRESS",
    "已整改但有反复": "REWORK",
    "整改到位后又出现": "REWORK",
    "完成招标": "IN_PROGRESS",
    "已解决（未通过验收）": "REWORK",
    "已整改到位，请予销号": "REPORTED",
    "建议销号": "REPORTED",
    "逾期完成": "REPORTED",
    "已超期完成": "REPORTED",
    "已完成（超期）": "REPORTED",
    "(√)已完成 ( )未完成": "REPORTED",
    "验收不通过": "REWORK",
    "全部整改完成，销号": "CLOSED",
    "申请销号": "REPORTED",
}
STATES = {"整改中": "IN_PROGRESS", "上报完成": "REPORTED"}


def case(name: str) -> Path:
    return CASES / f"{name}.xlsx"


@pytest.mark.parametrize("name", TICKS)
def test_the_heading_of_the_ticked_column_is_the_state(name: str) -> None:
    assert [said.state for said in rows_of(case(name))] == TICKS[name].split()


def test_words_on_progress() -> None:
    said = {row.progress: row.state for row in rows_of(case("19_progress_words"))}
    assert {text: said[text] for text in WORDS} == WORDS


def test_words_in_a_column_of_states() -> None:
    said = {row.state_text: row.state for row in rows_of(case("19b_state_words"))}
    assert {text: said[text] for text in WORDS} == WORDS


def test_a_complaint_that_is_true_is_not_put_right() -> None:
    said = [row.state for row in rows_of(case("51_complaint_true_or_not"))]
    assert said == ["IN_PROGRESS", None, "DISPUTED", "REPORTED", None, None]


def test_text_on_progress_that_says_neither_gives_no_state() -> None:
    assert [row.state for row in rows_of(case("67_progress_tells_nothing"))] == [None, None, None]


def test_a_day_of_completion_outweighs_how_it_was_arranged() -> None:
    said = {
        row.number: (row.state, row.done_on is not None) for row in rows_of(CASES / "identity" / "P_1_2020-03-08.xlsx")
    }
    assert said.pop("P6") == ("IN_PROGRESS", True)
    assert all(done and state in (None, "REPORTED") for state, done in said.values()), said


def test_partly_or_prepared_is_not_done() -> None:
    said = {row.progress: row.state for row in rows_of(CASES / "values" / "进展文字.xlsx")}
    with (CASES / "values" / "values.csv").open(encoding="utf-8-sig", newline="") as lines:
        right = {
            line["text"]: STATES[line["right"]] for line in csv.DictReader(lines) if line["file"] == "进展文字.xlsx"
        }
    assert said == right


def test_codes_of_another_system_are_asked_about_all_or_none() -> None:
    with county() as empty:
        outcome = empty.load(CASES / "ledgers" / "r07_状态是代码.xlsx")
        assert isinstance(outcome, Outcome)
        assert sorted(unknown.text for unknown in outcome.unknown) == ["0", "1", "2", "3", "4"]
        assert empty.said() == []


@pytest.mark.parametrize("letter", "bcdefghijklmnopqrstu")
def test_words_of_other_systems(letter: str) -> None:
    assert [row.state for row in rows_of(case(f"60{letter}_state_heading"))] == ["CLOSED", "ASSIGNED", "REPORTED"]


@pytest.mark.parametrize("name", ["16_ditto", "16b_ditto_text"])
def test_a_ditto_is_the_cell_above(name: str) -> None:
    first, second, third, fourth = rows_of(case(name))
    assert (second.site, second.district, second.lead, second.due_on) == (
        first.site,
        first.district,
        first.lead,
        first.due_on,
    )
    assert (third.district, third.lead, third.site) == (first.district, first.lead, "解放路")
    assert (fourth.district, fourth.lead) == (first.district, first.lead)
    assert fourth.description != "同上"


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


def test_one_problem_under_several_units_is_one_issue() -> None:
    said = rows_of(case("42_one_problem_several_units"))
    assert {row.issue for row in said} == {said[0].issue}
    assert {(row.lead, row.assists, row.state, row.due_on) for row in said} == {
        ("住建局", ("供电公司", "城管局"), "IN_PROGRESS", date(2020, 7, 20))
    }


def test_parts_of_cells_go_with_the_parts_of_the_problem() -> None:
    said = {row.number: row for row in rows_of(case("44_partwise_cells"))}
    states = ["IN_PROGRESS", "REPORTED", "REPORTED", "ASSIGNED", "REPORTED"]
    assert [said[n].state for n in ("X-1/1", "X-1/2", "X-2/1", "X-2/2", "X-2/3")] == states
    assert (said["X-1/1"].lead, said["X-1/2"].lead) == ("住建局", "城管局")
    assert (said["X-1/1"].due_on, said["X-1/2"].due_on) == (date(2020, 7, 20), date(2020, 7, 8))


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


def test_states_of_an_export_of_hidden_dangers() -> None:
    said = [row.state for row in rows_of(case("60_yinhuan_export_state"))]
    assert said == ["CLOSED", "CLOSED", "ASSIGNED", "CLOSED", "ASSIGNED", "CLOSED"]
    assert [row.state for row in rows_of(CASES / "ledgers" / "r06_隐患状态.xlsx")] == ["CLOSED", "CLOSED", "ASSIGNED"]
