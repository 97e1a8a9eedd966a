"""Every line of RIGHT.csv against what the database holds once the file is loaded as a clerk would load it."""

import re
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from data_loaders.days.dues import due_words
from data_loaders.importing.intake import recognise
from data_loaders.layout.guide_rows import EXAMPLE, HINTS, NUMBERS
from tests.cases.loading import CASES, county, needs_cases
from tests.cases.right import (
    Case,
    Line,
    days_in,
    expects,
    loaded,
    numbers_in,
    right_lines,
    series,
    states_in,
)

pytestmark = needs_cases

Check = Callable[[Line, Case], None]
CHECKS: dict[str, Check] = {}
"""Line.key → what is to be tried of each series of files of such a line."""


def tries(*keys: str) -> Callable[[Check], Check]:
    """Binds a check to the lines with these keys."""

    def bound(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(keys, check))
        return check

    return bound


@pytest.mark.parametrize("line", right_lines(), ids=str)
def test_every_line_is_right(line: Line) -> None:
    assert line.key in CHECKS, f"no check tries this line: {line}"
    for files in series(line.file):
        CHECKS[line.key](line, loaded(*files))


def test_every_check_tries_a_line() -> None:
    assert set(CHECKS) == {line.key for line in right_lines()}


# --- issues and numbers -----------------------------------------------------------------------------------------------


@tries("05 issues", "05b issues")
def _damaged_numbers(line: Line, case: Case) -> None:
    rows = numbers_in(line.where)
    assert (case.issues, len(case.said)) == (numbers_in(line.right)[0], len(rows))
    assert {row.number for row in case.said} == {None}
    assert [said.row.row for said in case.outcome.numbers_damaged] == rows


@tries("11a issues", "11c issues")
def _issues(line: Line, case: Case) -> None:
    assert case.issues == numbers_in(line.right)[0]
    assert not case.refused()


@tries("11d issues")
def _issues_of_two_towns(line: Line, case: Case) -> None:
    assert case.issues == numbers_in(line.right)[0]
    words = {"open": {"ASSIGNED", "IN_PROGRESS"}, "reported": {"REPORTED"}}
    for count, word, road in re.findall(r"(\d+) (open|reported) \((\S+)\)", line.right):
        there = [one.state for one in case.stands if (one.site or "").startswith(road)]
        assert len(there) == int(count)
        assert set(there) <= words[word]


@tries("11g issues")
def _number_typed_twice(line: Line, case: Case) -> None:
    _issues(line, case)
    assert [(said.row.row, said.other and said.other.row) for said in case.outcome.numbers_reused] == [(5, 4)]


@tries("14 issues")
def _side_by_side(line: Line, case: Case) -> None:
    assert case.issues == numbers_in(line.right)[0]
    sites = {
        f"{road}{n}号" for road, numbers in re.findall(r"([^\s(,]+路)([\d-]+)", line.right) for n in numbers_in(numbers)
    }
    assert {row.site for row in case.said} == sites


@tries("04 number")
def _numbers_by_their_format(line: Line, case: Case) -> None:
    numbers = [part.strip() for part in line.right.partition(":")[0].split(",")]
    first, reply = case.said[: len(numbers)], case.said[len(numbers) :]
    assert [row.number for row in first] == numbers
    assert [(row.number, row.issue) for row in reply] == [(row.number, row.issue) for row in first]


MARKS = {"LRM": "\u200e", "LRE/PDF": "\u202a", "U+2063": "\u2063", "VS16": "\ufe0f", "' before": "'"}


@tries("37a number")
def _invisible_in_numbers(line: Line, case: Case) -> None:
    base, *replies = case.said
    assert base.number == line.right
    written = _column("37_invisible_in_number.xlsx", "编号")
    same = {row.row for row in replies if (row.number, row.issue) == (line.right, base.issue)}
    for name in line.where.split(", "):
        rows = {row for row, text in written.items() if MARKS[name] in text}
        assert rows, name
        assert rows <= same, name


@tries("27a all")
def _apostrophes(line: Line, case: Case) -> None:
    second, third, *_ = case.said
    assert third.row == numbers_in(line.where)[0]
    said = [(r.found_on, r.due_on, r.lead, r.number and re.sub(r"\d", "", r.number)) for r in (second, third)]
    assert said[0] == said[1]
    assert "'" not in "".join(filter(None, (third.number, third.site, third.description, third.lead)))


# --- rows and headings ------------------------------------------------------------------------------------------------


@tries("13 row", "13b row", "13c row", "13d row", "13e row", "13f row", "13g row", "13h row", "13i row")
def _guide_rows(line: Line, case: Case) -> None:
    reasons = {"column numbers": NUMBERS, "示例": EXAMPLE, "填写提示": HINTS}
    (said,) = re.findall(r"\(([^)]*)\)", line.right)
    assert {row: reason for row, (reason, _) in case.aside().items()} == {numbers_in(line.where)[0]: reasons[said]}
    issues = numbers_in(line.right)
    assert len(case.said) == (issues[0] if issues else 6)
    assert not case.refused()


@tries("50 row", "52 row")
def _totals(line: Line, case: Case) -> None:
    (word,) = re.findall(r"\((\S+)\)", line.right)
    _, text = case.aside()[numbers_in(line.where)[0]]
    assert word in text
    assert not case.refused()
    assert case.issues == (numbers_in(line.right) or [3])[0]


@tries("61 as_of")
def _day_of_a_glued_line(line: Line, case: Case) -> None:
    assert [case.outcome.as_of] == days_in(line.right)
    said = "填报时间" in line.right and "项目名称" in line.right
    assert said
    assert not [note for note in case.outcome.notes if "项目名称" in note]
    assert len(case.said) == case.outcome.counts["read"] > 0


@tries("41e fields")
def _headings_of_a_hotline(line: Line, case: Case) -> None:
    (path,) = series(line.file)[0]
    with county() as empty:
        (plan,) = recognise(empty.database, path.read_bytes(), path.name).sheets
    read = {plan.table.headings[column.column]: column.field for column in plan.columns}
    for heading, name in re.findall(r"(\S+) (\w+|-)(?:,|$)", line.right):
        assert read[heading] == (None if name == "-" else name), heading
    assert case.ends


# --- days and due words -----------------------------------------------------------------------------------------------


@tries("10 due_on")
def _due_words(line: Line, case: Case) -> None:
    refused = {refusal.value for refusal in case.outcome.refusals}
    said = next((row for row in case.said if row.due_text == line.where), None)
    if said is None:
        assert line.where in refused
        assert "refused" in line.right
    elif line.right.startswith("open_ended"):
        assert said.due_on is None
    else:
        assert [said.due_on] == days_in(line.right)
    if said is not None:
        assert re.findall(r"found (\S+)\)", line.what) == [str(said.found_on)]


@tries("02 due_on", "03 due_on", "03b due_on")
def _due_days(line: Line, case: Case) -> None:
    right = re.sub(r"\([^)]*\)", "", line.right)
    assert [row.due_on for row in case.said] == days_in(right)


@tries("54 due_on")
def _words_for_at_once(line: Line, case: Case) -> None:
    by_text = {row.due_text: row for row in case.said}
    today, at_once = line.right.split(";")
    for word in line.where.split():
        assert [by_text[word].due_on] == days_in(today), word
    words = re.findall(r"[\u4e00-\u9fff]+", at_once.partition("as names.csv")[0])
    assert len(words) >= 4
    for word in words:
        found = by_text[word].found_on
        assert found is not None
        assert [by_text[word].due_on] == days_in(at_once), word
        assert (by_text[word].due_on - found).days == due_words()[word]  # type: ignore[operator]


@tries("44 due_on")
def _due_days_by_parts(line: Line, case: Case) -> None:
    rows = case.by_number()
    first, second, never = days_in(line.right)
    assert (rows["X-1/1"].due_on, rows["X-1/2"].due_on) == (first, second)
    assert never not in {row.due_on for row in case.said}


@tries("44 state")
def _states_by_parts(line: Line, case: Case) -> None:
    rows = case.by_number()
    for number, state in re.findall(r"(X-\d/\d) ([A-Z_]+)", line.right):
        assert rows[number].state == state, number
    for number, unit in re.findall(r"(X-\d/\d) ([\u4e00-\u9fff]+)", line.right):
        assert rows[number].lead == unit, number


@tries("09 due_on / done_on")
def _a_completion_time_that_is_a_deadline(line: Line, case: Case) -> None:
    dues, done, state = line.right.split(";")
    wanted = [
        None if part.strip() == "open-ended" else days_in(part)[0] for part in dues.removeprefix("due ").split(",")
    ]
    assert [row.due_on for row in case.said] == wanted
    assert (done.strip(), state.strip()) == ("done_on empty", "state none")
    assert {(row.done_on, row.state) for row in case.said} == {(None, None)}
    assert "open_ended" in case.notices()


@tries("01 found_on, due_on")
def _days_counted_from_1904(line: Line, case: Case) -> None:
    (row,) = (row for row in case.said if row.row == numbers_in(line.where)[0])
    assert [row.found_on, row.due_on] == days_in(line.right)


@tries("65 found_on, due_on, done_on")
def _seconds_off(line: Line, case: Case) -> None:
    row = case.by_number()[line.where]
    assert [row.found_on, row.due_on, row.done_on] == days_in(line.right.partition("(")[0])


@tries("33 found_on")
def _days_found(line: Line, case: Case) -> None:
    rows = case.by_number()
    for number in numbers_in(line.where):
        assert [rows[f"T-{number}"].found_on] == days_in(line.right), number


@tries("08 done_on")
def _words_for_a_day_of_completion(line: Line, case: Case) -> None:
    assert len(case.said) == case.outcome.counts["read"]
    states = {"已完成": "REPORTED", "立行立改": "REPORTED"}  # the others named are under way
    by_word = line.where.replace("…", "").split()
    (path,) = series(line.file)[0]
    words = _column(path.name, "完成时间")
    due_like = re.findall(r"(?:预计)?\d+月底前?", line.right)
    assert by_word
    assert due_like
    for row, word in words.items():
        said = next(row_said for row_said in case.said if row_said.row == row)
        if word in by_word:
            assert (said.done_on, said.state) == (None, states.get(word, "IN_PROGRESS")), word
        elif word in due_like:
            assert (said.done_on, said.state) == (None, None), word
    assert {*by_word, *due_like} <= set(words.values())


def _column(name: str, heading: str) -> Mapping[int, str]:
    """Row → text of one column of a sheet with its headings in the second row."""
    with county() as empty:
        (plan,) = recognise(empty.database, (CASES / name).read_bytes(), name).sheets
    at = plan.table.headings.index(heading)
    return {row: str(cells[at]) for row, cells in zip(plan.table.row_numbers, plan.table.rows, strict=True)}


# --- states -----------------------------------------------------------------------------------------------------------


@tries("12 state", "12b state", "12c state", "12d state", "12e state", "12f state", "12g state", "60 state")
def _states(line: Line, case: Case) -> None:
    expects(line.right, case.states)


@tries("51 state")
def _a_complaint_that_is_true(line: Line, case: Case) -> None:
    rows = case.by_number()
    expects(line.right, [rows[f"GD-{n}"].state for n in range(1, 7)])
    wanted = states_in(line.right, len(rows))
    assert {one.state for one, word in zip(case.stands, wanted, strict=True) if word is None} == {"ASSIGNED"}


@tries("19 state")
def _words_on_progress(line: Line, case: Case) -> None:
    expects(
        line.right.replace(" (as now)", ""),
        [row.state for row in case.said if line.where in (row.progress, row.state_text)],
    )


@tries("67 note")
def _progress_that_says_nothing(line: Line, case: Case) -> None:
    assert case.notices()["progress"] == numbers_in(line.right)[0] == len(case.said)
    assert set(case.states) == {None}


@tries("15 state")
def _repeated_progress(line: Line, case: Case) -> None:
    said = re.findall(r"(K-\d) ([A-Z]+)", line.right)
    assert [(row.number, row.state) for row in case.said] == said


@tries("15b done_on, state")
def _second_rectification(line: Line, case: Case) -> None:
    one, two = case.said
    assert [one.done_on, two.done_on] == days_in(line.right)
    assert one.state == re.findall(r"[A-Z]{4,}", line.right)[0]


@tries("15c due_on")
def _put_off(line: Line, case: Case) -> None:
    assert [row.due_on for row in case.said] == days_in(line.right)


# --- cells that stand for others, units, errors -----------------------------------------------------------------------


@tries('16 同上 〃 "')
def _dittos(line: Line, case: Case) -> None:
    assert line.where == "rows 2-4"
    first, second, third, fourth = case.said
    named = re.findall(r"(district|site|unit) ([^,\s;)]+)", line.right)
    right = dict(named)
    assert (second.district, second.site, second.lead) == (right["district"], right["site"], right["unit"])
    assert {(row.district, row.lead, row.due_on) for row in case.said} == {(first.district, first.lead, first.due_on)}
    assert (first.site, third.site, fourth.site) == (second.site, "解放路", "解放路2号")
    assert "同上" not in {fourth.description, second.description, third.description}


@tries("42 lead, assists, state, due")
def _several_units(line: Line, case: Case) -> None:
    assert case.issues == 1
    lead, first, second = re.findall(r"[\u4e00-\u9fff]+", line.right)
    (due,) = days_in(line.right)
    assert {(row.lead, row.assists, row.due_on) for row in case.said} == {(lead, (first, second), due)}
    assert [one.state for one in case.stands] == ["IN_PROGRESS"]


@tries("38 lead, assists")
def _separators_of_units(line: Line, case: Case) -> None:
    lead, assist = re.findall(r"(\w+局) (?:leads|assists)", line.right)
    rows = case.by_number()
    assert {(rows[f"UN-{n}"].lead, rows[f"UN-{n}"].assists) for n in numbers_in(line.where)} == {(lead, (assist,))}


@tries("32 site")
def _rows_spanned(line: Line, case: Case) -> None:
    assert {row.site for row in case.said} == {line.right.partition(" (")[0]}
    row = numbers_in(line.where)[0]
    assert [note for note in case.outcome.notes if f"第 {row} 行" in note and "筛选" in note]


@tries("06 完成时间 整改时限 责任单位")
def _zeros_of_empty_cells(line: Line, case: Case) -> None:
    assert [row.row for row in case.said] == numbers_in(line.where)
    assert {row.done_on for row in case.said} == {None}
    assert date(1900, 1, 1) not in {row.due_on for row in case.said}
    assert case.said[0].due_on is None
    assert "0" not in {row.lead for row in case.said}


@tries("07 责任单位 存在问题 是否完成")
def _failed_formulas(line: Line, case: Case) -> None:
    errors = re.findall(r"#[A-Z/0!]+", line.right)
    faults = {(refusal.row, refusal.value) for refusal in case.outcome.refusals}
    assert {(row, error) for row, error in zip(numbers_in(line.where), errors, strict=True)} <= faults
    assert {heading for row, heading in case.refused() if row in numbers_in(line.where)} == set(line.what.split())


@tries("07b 责任单位")
def _failed_formulas_in_text(line: Line, case: Case) -> None:
    assert (numbers_in(line.where)[0], line.what) in case.refused()
    assert not {row.lead for row in case.said} & {"#N", "A", "#N/A"}


@tries("17 phone")
def _telephone_numbers(line: Line, case: Case) -> None:
    assert not case.refused()
    words = line.where.replace("…", "").split()
    (path,) = series(line.file)[0]
    cells = _column(path.name, "联系电话")
    kept = {row.row: row.phone for row in case.said}
    assert set(words) <= set(cells.values())
    for row, text in cells.items():
        if text in words:
            assert kept[row] in (text, None)
    assert [note for note in case.outcome.notes if "联系电话" in note and "按原文保留" in note]
