"""Every line of the tables of README.md, and every value of values/, against the database once the files are loaded."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from data_loaders.headings.headings import field_of
from data_loaders.importing.history import take_back
from data_loaders.importing.intake import CannotLoad, Outcome, recognise
from database.review.quality import rewritten_dues
from domain.figures.rates import written
from tests.cases.loading import AT, CASES, OBVIOUS, County, county, needs_cases
from tests.cases.right import Case, days_in, loaded, numbers_in, prose, told, values_of

pytestmark = needs_cases

Check = Callable[[str], None]
LEDGERS: dict[str, Check] = {}
IDENTITY: dict[str, Check] = {}
"""What stands before a line → what is to be tried of it, given what the line says is right."""


def tries(checks: dict[str, Check], key: str) -> Callable[[Check], Check]:
    """Binds a check to the line that begins so."""

    def bound(check: Check) -> Check:
        checks[key] = check
        return check

    return bound


def _key(line: str) -> str:
    return re.split(r"[ (,;:]", line)[0]


@pytest.mark.parametrize(("line", "right"), told("ledgers").items())
def test_every_ledger_is_right(line: str, right: str) -> None:
    assert _key(line) in LEDGERS, f"no check tries this line: {line}"
    LEDGERS[_key(line)](right)


@pytest.mark.parametrize(("line", "right"), told("identity").items())
def test_every_identity_is_right(line: str, right: str) -> None:
    assert _key(line) in IDENTITY, f"no check tries this line: {line}"
    IDENTITY[_key(line)](right)


def test_every_check_tries_a_line() -> None:
    assert set(LEDGERS) == {_key(line) for line in told("ledgers")}
    assert set(IDENTITY) == {_key(line) for line in told("identity")}
    there = {path.stem.partition("_")[0] for path in (CASES / "identity").iterdir()}
    assert there == {key.partition("_")[0] for key in IDENTITY}
    assert {_begins(path) for path in (CASES / "ledgers").iterdir()} <= {
        name for line in told("ledgers") for name in _names(line)
    }


def _begins(path: Path) -> str:
    return re.match(r"r\d\d[a-z]?", path.name)[0]  # type: ignore[index]


def _names(line: str) -> list[str]:
    """r01, r01a–d → r01 r01a r01b r01c r01d."""
    found = re.findall(r"r\d\d[a-z]?", line)
    for name, last in re.findall(r"(r\d\d[a-z])–([a-z])", line):
        found += [f"{name[:-1]}{chr(letter)}" for letter in range(ord(name[-1]), ord(last) + 1)]
    return found


def ledger(name: str) -> Case:
    """The files of ledgers/ whose names begin so, in turn."""
    return loaded(*sorted((CASES / "ledgers").glob(f"{name}*")))


def identity(name: str) -> Case:
    """The files of identity/ with this letter, in turn."""
    return loaded(*sorted((CASES / "identity").glob(f"{name}_*")))


def _every_row_an_issue(case: Case) -> None:
    rows = sum(outcome.counts["read"] - outcome.counts["blank"] for outcome in case.outcomes)
    assert case.issues == len(case.said) == rows
    assert not case.refused()


# --- ledgers ----------------------------------------------------------------------------------------------------------


@tries(LEDGERS, "r01")
def _numbers_restart(_right: str) -> None:
    for name in ("r01_", "r01a", "r01b", "r01c", "r01d"):
        _every_row_an_issue(ledger(name))


@tries(LEDGERS, "r02a")
def _a_second_week(_right: str) -> None:
    case = ledger("r02")
    _every_row_an_issue(case)
    first, second = case.outcomes
    assert second.issues_new == second.counts["read"] > 0
    assert first.counts["read"] > 0


@tries(LEDGERS, "r03")
def _an_unknown_column(right: str) -> None:
    case = ledger("r03")
    assert case.issues == len(case.said) == numbers_in(right)[0]
    assert not case.outcome.folded


@tries(LEDGERS, "r04")
def _a_glued_line(_right: str) -> None:
    case = ledger("r04")
    (path,) = (CASES / "ledgers").glob("r04*")
    with county() as empty:
        (plan,) = recognise(empty.database, path.read_bytes(), path.name).sheets
    assert not [heading for heading in plan.table.headings if "填报" in heading or ":" in heading or "：" in heading]
    filled = [text for line in plan.table.above + plan.table.heads if (text := line.text) and "填报时间" in text]
    assert [case.outcome.as_of] == [date(*map(int, re.findall(r"\d+", text.partition("填报时间")[2])[:3])) for text in filled[:1]]  # fmt: skip
    assert case.outcome.counts["refused"] == 0


@tries(LEDGERS, "r05")
def _rows_like_footers(_right: str) -> None:
    rows = {name: int(count) for line in told("ledgers") for name, count in re.findall(r"(r05b?) \((\d+) rows\)", line)}
    assert set(rows) == {"r05", "r05b"}
    for name, count in rows.items():
        case = ledger(f"{name}_")
        assert len(case.said) == case.issues == count
    # what is set aside can be taken back on screen: a row below a list that speaks of nothing
    (path,) = (CASES / "ledgers").glob("r06_*")
    (other,) = CASES.glob("50_subtotals*")
    for one in (path, other):
        for row in loaded(one).aside():
            with county() as empty:
                sheet = loaded(one).outcome.asides[0][0]
                taken = empty.load(one, replace(OBVIOUS, kept=frozenset({(sheet, row)})))
                assert isinstance(taken, Outcome)
                assert row not in {aside.row for _, aside in taken.asides}


@tries(LEDGERS, "r05c")
def _an_unknown_heading(_right: str) -> None:
    case = ledger("r05c")
    assert case.outcome.counts["refused"] == 0
    assert all(row.description for row in case.said)


@tries(LEDGERS, "r06")
def _closed_words(right: str) -> None:
    states = {row.state_text: row.state for row in ledger("r06").said}
    closes, stays = re.findall(r"([\u4e00-\u9fff]+) (?:closes|stays open)", right)
    assert (states[closes], states[stays]) == ("CLOSED", "ASSIGNED")


@tries(LEDGERS, "r07")
def _codes(right: str) -> None:
    case = ledger("r07")
    low, high = numbers_in(right.replace("–", "-"))[0], numbers_in(right.replace("–", "-"))[-1]
    asked = sorted(one.text for one in case.outcome.unknown if one.kind == "state")
    assert asked == [str(code) for code in range(low, high + 1)]
    assert not case.said


@tries(LEDGERS, "r08")
def _a_web_page(_right: str) -> None:
    case = ledger("r08")
    _every_row_an_issue(case)
    assert case.said


@tries(LEDGERS, "r09")
def _no_days(_right: str) -> None:
    for name in ("r09_", "r09b"):
        case = ledger(name)
        assert case.outcome.as_of >= max(day for row in case.said if (day := row.found_on or date(2020, 1, 1)))
        assert (case.outcome.as_of.month, case.outcome.as_of.day) not in {(2, 3), (3, 1), (2, 1), (1, 1)}
        assert case.outcome.counts["refused"] == 0


@tries(LEDGERS, "r10")
def _two_forms(_right: str) -> None:
    case = ledger("r10")
    _every_row_an_issue(case)
    assert all(row.site and row.description for row in case.said)
    assert len({row.row for row in case.said}) == 3


@tries(LEDGERS, "r11")
def _other_headings(right: str) -> None:
    headings = re.findall(r"[\u4e00-\u9fff]+", right)
    assert [found and found[0] for found in map(field_of, headings)] == ["problem", "due", "measures"]
    assert all(row.description and row.due_on for row in ledger("r11").said)
    assert ledger("r11").outcome.counts["refused"] == 0


@tries(LEDGERS, "r12")
def _one_file_a_town(right: str) -> None:
    assert [ledger("r12_").issues, len({row.issue for row in loaded(*_towns()).said})] == numbers_in(right)


def _towns() -> list[Path]:
    return [next((CASES / "ledgers").glob(f"r12{letter}*")) for letter in "ab"]


# --- identity ---------------------------------------------------------------------------------------------------------


@tries(IDENTITY, "W2_1")
def _weekly_lists(right: str) -> None:
    issues, overdue = numbers_in(right)[:2]
    case = identity("W2")
    assert case.issues == issues
    late = [one for one in case.stands if one.due_on is not None and one.due_on < case.outcome.as_of]
    assert len([one for one in late if one.state in ("ASSIGNED", "IN_PROGRESS", "REWORK")]) == overdue
    with county() as empty:
        _in_turn(empty, "W2")
        assert empty.figures(case.outcome.as_of).counts["overdue"] == overdue


@tries(IDENTITY, "W3_1")
def _two_towns(right: str) -> None:
    assert identity("W3").issues == numbers_in(right)[0]


@tries(IDENTITY, "W4_1")
def _a_towns_own_numbers(right: str) -> None:
    case = identity("W4")
    day = case.outcome.as_of
    done = ("REPORTED", "CLOSED")
    for name, total, overdue, finished in re.findall(r"(\S+) (\d+)(?: issues)?, (\d+)(?: overdue)?, (\d+)", right):
        mine = [one for one in case.stands if name in (one.district, one.lead)]
        late = [one for one in mine if one.due_on and one.due_on < day and one.state not in done]
        assert [len(mine), len(late), sum(one.state in done for one in mine)] == [
            int(total),
            int(overdue),
            int(finished),
        ]
    assert len(re.findall(r"\S+ \d+(?: issues)?, \d+", right)) == 4


@tries(IDENTITY, "W5_1")
def _each_units_answer(right: str) -> None:
    case = identity("W5")
    assert case.issues == numbers_in(right)[0]
    for row in case.said:
        (stands,) = (one for one in case.stands if one.issue == row.issue)
        assert row.lead in (None, stands.lead)
        assert row.state in (None, stands.state)


@tries(IDENTITY, "V_1")
def _one_number_twice(_right: str) -> None:
    case = identity("V")
    twice = [number for number, count in Counter(row.number for row in loaded(*_of("V")[:1]).said).items() if count > 1]
    assert twice
    first = [row for row in case.said if row.file == case.said[0].file and row.number in twice]
    assert len({row.issue for row in first}) == len(first) == 2
    assert case.outcomes[0].numbers_reused


@tries(IDENTITY, "L2_1")
def _a_ledger_that_corrects(right: str) -> None:
    case = identity("L2")
    assert case.issues == numbers_in(right)[0]
    newest = {row.number: row for row in case.said}
    for one in case.stands:
        row = newest[one.number]
        assert (one.district, one.site, one.category, one.found_on, one.description) == (
            row.district, row.site, row.category, row.found_on, row.description,
        )  # fmt: skip
    assert len(case.outcome.reconciled.corrected) == numbers_in(right)[0]
    first = {row.number: row for row in loaded(*_of("L2")[:1]).said}
    with county() as empty:
        *_, second = _in_turn(empty, "L2")
        with empty.database.write() as connection:
            take_back(connection, second.import_id or 0, at=AT)
        for one in empty.stands(second.as_of):
            row = first[one.number]
            assert (one.district, one.site, one.category, one.found_on) == (
                row.district,
                row.site,
                row.category,
                row.found_on,
            )


@tries(IDENTITY, "P_1")
def _a_day_of_completion(_right: str) -> None:
    dated = [row for row in identity("P").said if row.done_on is not None]
    assert len(dated) > 5
    arranged = [row for row in dated if "正在" not in (row.progress or "")]
    assert {row.state for row in arranged} <= {None, "REPORTED"}


@tries(IDENTITY, "Z_1")
def _closed_without_a_day(_right: str) -> None:
    case = identity("Z")
    day = case.outcome.as_of
    undated = [row for row in case.said if row.state in ("CLOSED", "REPORTED") and row.done_on is None]
    with county() as empty:
        _in_turn(empty, "Z")
        found = empty.figures(day).counts
    assert undated
    assert (found["undated"], found["late"]) == (len(undated), 0)
    assert found["on_time"] + found["undated"] == found["done_total"]
    assert case.notices()["undated_done"] == len(undated)


@tries(IDENTITY, "Z3_1")
def _named_later(_right: str) -> None:
    case = identity("Z3")
    first, second = (outcome.as_of for outcome in case.outcomes)
    with county() as empty:
        _in_turn(empty, "Z3")
        before = {one.issue: one.lead for one in empty.stands(first)}
        after = {one.issue: one.lead for one in empty.stands(second)}
    later = [issue for issue, lead in before.items() if lead is None]
    assert later
    assert all(after[issue] is not None for issue in later)


@tries(IDENTITY, "Z4_1")
def _a_date_rewritten(_right: str) -> None:
    case = identity("Z4")
    first, *_, last = (row.due_on for row in case.said)
    assert first is not None
    assert last is not None
    assert first < last
    with county() as empty:
        _in_turn(empty, "Z4")
        found = empty.figures(case.outcome.as_of).counts
        listed = rewritten_dues(empty.database)
    assert [one.due_on for one in case.stands] == [first]
    assert list(listed["check"]) == ["due_after_done"]
    assert (found["on_time"], found["late"]) == (0, 1)


def _of(letter: str) -> list[Path]:
    return sorted((CASES / "identity").glob(f"{letter}_*"))


def _in_turn(empty: County, letter: str) -> list[Outcome]:
    ends = [empty.load(path, replace(OBVIOUS, as_of=date.fromisoformat(path.stem[-10:]))) for path in _of(letter)]
    assert not any(isinstance(end, CannotLoad) for end in ends)
    return [end for end in ends if isinstance(end, Outcome)]


# --- values -----------------------------------------------------------------------------------------------------------


def _value(name: str) -> Case:
    return loaded(CASES / "values" / f"{name}.xlsx")


@pytest.mark.parametrize(("text", "right"), values_of("时限文字.xlsx").items())
def test_due_words(text: str, right: str) -> None:
    case = _value("时限文字")
    said = [row for row in case.said if row.due_text == text]
    if said:
        (day,) = {row.due_on for row in said}
        assert right != "refused"
        assert day in days_in(right)
    else:
        assert text in {refusal.value for refusal in case.outcome.refusals}
        assert "refused" in right


@pytest.mark.parametrize(("text", "right"), values_of("进展文字.xlsx").items())
def test_words_on_progress(text: str, right: str) -> None:
    states = {"整改中": "IN_PROGRESS", "上报完成": "REPORTED"}
    assert {row.state for row in _value("进展文字").said if row.progress == text} == {states[right]}


def test_every_word_of_the_sheets_is_in_the_table() -> None:
    for name, heading in (("时限文字", "整改时限"), ("进展文字", "整改情况")):
        path = CASES / "values" / f"{name}.xlsx"
        with county() as empty:
            (plan,) = recognise(empty.database, path.read_bytes(), path.name).sheets
        at = plan.table.headings.index(heading)
        assert {str(row[at]) for row in plan.table.rows} == set(values_of(path.name))


@pytest.mark.parametrize("name", ["格式", "小时", "工作日", "周", "个月", "月份"])
def test_units_in_headings_and_formats(name: str) -> None:
    found = re.search(rf"{name}(?:\.xlsx)? [^→:]*(?:→|:)([^;.]*)", prose("values"))
    assert found is not None
    days = days_in(found[1])
    dues = [row.due_on for row in _value(name).said]
    if name == "月份":  # June typed into a cell; the July that stands below it as well
        assert dues[0] == dues[1] == days[0]
    else:
        assert dues == days


def test_two_numbers_that_tie_round_up() -> None:
    done, total = map(int, re.findall(r"(\d+) of (\d+)", prose("values"))[0])
    case = _value("并列")
    with county() as empty:
        empty.load(CASES / "values" / "并列.xlsx")
        found = empty.figures(case.outcome.as_of)
    assert (found.counts["done_total"], found.counts["total"]) == (done, total)
    half_up = f"{(2000 * done // total + 1) // 2 / 10:.1f}"
    assert {written(found.rates[key]) for key in ("done_rate", "on_time_rate")} == {half_up}
