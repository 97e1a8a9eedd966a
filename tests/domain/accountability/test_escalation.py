"""督办建议: no rule, no proposal; one step at a time; never again what is out; quiet while an answer may come."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.accountability.escalation import missing, proposals
from domain.figures.figures import figures
from domain.figures.overdue import overdue
from domain.ladder import LadderLevel, LadderRule, Letter, Reply
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from tests.factories import HOUSING, RIVERSIDE, TRAFFIC, issue, july, ledger, ledgers, observation

RULES = (
    LadderRule(LadderLevel.REMIND, 3, 2),
    LadderRule(LadderLevel.SUPERVISE, 10, 3),
    LadderRule(LadderLevel.INTERVIEW, 30, None),
)


def late(*days: int, lead: int = HOUSING, district: int = RIVERSIDE) -> Ledger:
    """A ledger on 31 July with one issue for each number of days that it is overdue."""
    return ledger(*(issue(observation(july(1 - n), due_on=july(31 - n), lead=lead), district=district) for n in days))


def sent(level: LadderLevel, on: date, by: date, *issues: int, unit: int = HOUSING, **more: Any) -> Letter:
    return Letter(
        int(level) * 100 + on.day, level, f"{level}-{on.day}", unit, "县住建局", on, by, issue_ids=issues, **more
    )


def asked(
    book: Ledger, *letters: Letter, weeks: dict[int, int] | None = None, rules: Sequence[LadderRule] = RULES
) -> list[tuple[int, LadderLevel, tuple[int, ...]]]:
    found = proposals(book, weeks or {}, letters, rules, july(31))
    return [(one.unit_id, one.level, one.issue_ids) for one in found]


def ids(book: Ledger) -> list[int]:
    return [int(i) for i in book.issues["issue_id"]]


def test_without_rules_nothing_is_proposed_and_the_screen_can_say_what_is_missing() -> None:
    book = late(90)
    assert asked(book, rules=()) == asked(book, rules=(LadderRule(LadderLevel.REMIND),), weeks={HOUSING: 9}) == []
    assert missing(()).startswith("还没有填写督办规定")
    assert missing(RULES) == "“通报”“移交纪委监委”没有填写条件，程序不会建议到这些层级。"
    assert missing([LadderRule(level, 3) for level in LadderLevel if level > LadderLevel.ASSIGN]) == ""


def test_the_first_step_comes_on_its_day_and_names_its_issues_longest_first() -> None:
    book = late(3, 2, 8)
    a, _, c = ids(book)
    assert asked(book) == [(HOUSING, LadderLevel.REMIND, (c, a))]


def test_no_step_is_left_out_and_the_reason_says_so() -> None:
    book = late(40)
    (one,) = proposals(book, {}, (), RULES, july(31))
    assert one.level is LadderLevel.REMIND
    assert one.reasons[0] == "有 1 件问题超期满 3 天，最长的已超期 40 天。"
    assert len(one.reasons) == 1 and "已够“约谈”的条件" in one.remark


def test_after_a_letter_the_next_step_with_a_rule_follows_when_its_day_is_over_or_it_is_answered() -> None:
    book = late(40)
    (a,) = ids(book)
    waiting = sent(LadderLevel.REMIND, july(28), july(31), a)
    assert asked(book, waiting) == []
    expired = sent(LadderLevel.REMIND, july(25), july(30), a)
    assert asked(book, expired) == [(HOUSING, LadderLevel.SUPERVISE, (a,))]
    (said,) = proposals(book, {}, (expired,), RULES, july(31))
    assert said.last == expired and "应于2026年7月30日前回复，至今没有回复" in said.reasons[1]
    answered = sent(LadderLevel.REMIND, july(25), july(31), a, replied_on=july(29))
    (said,) = proposals(book, {}, (answered,), RULES, july(31))
    assert said.level is LadderLevel.SUPERVISE and "已于2026年7月29日回复，问题仍未解决" in said.reasons[1]
    assert asked(book, sent(LadderLevel.SUPERVISE, july(20), july(22), a)) == [(HOUSING, LadderLevel.INTERVIEW, (a,))]
    assert asked(book, sent(LadderLevel.INTERVIEW, july(20), july(22), a)) == []


def test_a_letter_counts_for_its_own_issues_and_its_own_unit_only() -> None:
    book = late(5, 6)
    a, b = ids(book)
    assert asked(book, sent(LadderLevel.REMIND, july(20), july(22), a)) == [(HOUSING, LadderLevel.REMIND, (b,))]
    assert asked(book, sent(LadderLevel.REMIND, july(20), july(22), a, b, unit=TRAFFIC)) == [
        (HOUSING, LadderLevel.REMIND, (b, a))
    ]


def test_a_withdrawn_letter_is_not_out() -> None:
    book = late(5)
    (a,) = ids(book)
    withdrawn = sent(LadderLevel.REMIND, july(28), july(31), a, withdrawn_on=july(30))
    assert asked(book, withdrawn) == [(HOUSING, LadderLevel.REMIND, (a,))]


def test_letters_may_be_judged_on_a_later_day_than_the_sheets() -> None:
    book = late(40)
    (a,) = ids(book)
    letter = sent(LadderLevel.REMIND, date(2026, 8, 1), date(2026, 8, 3), a)
    assert [one.level for one in proposals(book, {}, [letter], RULES, july(31))] == [LadderLevel.REMIND]
    assert proposals(book, {}, [letter], RULES, july(31), on=date(2026, 8, 3)) == []
    late_by_then = proposals(book, {}, [letter], RULES, july(31), on=date(2026, 8, 4))
    assert [one.level for one in late_by_then] == [LadderLevel.SUPERVISE]


def test_weeks_on_the_black_list_press_a_unit_step_by_step() -> None:
    book = late(1)
    (a,) = ids(book)
    assert asked(book, weeks={HOUSING: 1}) == []
    assert asked(book, weeks={HOUSING: 2}) == [(HOUSING, LadderLevel.REMIND, (a,))]
    reminded = sent(LadderLevel.REMIND, july(20), july(22))
    assert asked(book, reminded, weeks={HOUSING: 2}) == []
    assert asked(book, reminded, weeks={HOUSING: 3}) == [(HOUSING, LadderLevel.SUPERVISE, (a,))]
    earlier = sent(LadderLevel.REMIND, july(1), july(3))  # before this run of weeks began
    assert asked(book, earlier, weeks={HOUSING: 2}) == [(HOUSING, LadderLevel.REMIND, (a,))]


def test_a_district_on_the_black_list_answers_for_what_lies_on_its_ground() -> None:
    book = late(1)
    (a,) = ids(book)
    (one,) = proposals(book, {RIVERSIDE: 2}, (), RULES, july(31))
    assert (one.unit_id, one.issue_ids, one.weeks_black) == (RIVERSIDE, (a,), 2)
    assert one.reasons == ("已连续 2 周列入黑榜（规定 2 周）。",)


def test_what_is_not_overdue_is_never_pressed() -> None:
    book = ledger(
        issue(observation(july(1), due_on=july(2), lead=HOUSING, state=State.ON_HOLD)),
        issue(observation(july(1), due_on=july(2), lead=HOUSING, state=State.REPORTED)),
        issue(observation(july(1), lead=HOUSING)),
    )
    assert asked(book) == []


@st.composite
def cases(draw: st.DrawFn) -> tuple[Ledger, list[Letter], list[LadderRule], dict[int, int], date]:
    book = draw(ledgers())
    days = st.integers(0, 40).map(lambda n: july(1 + n))
    units = st.sampled_from([HOUSING, TRAFFIC, RIVERSIDE])
    known = ids(book)
    letters = []
    for number in range(draw(st.integers(0, 4))):
        on = draw(days)
        letters.append(
            Letter(
                number,
                draw(st.sampled_from(LadderLevel)),
                str(number),
                draw(units),
                "单位",
                on,
                draw(days),
                replied_on=draw(st.none() | days),
                withdrawn_on=draw(st.none() | days),
                issue_ids=tuple(draw(st.lists(st.sampled_from(known), unique=True))) if known else (),
            )
        )
    limits = st.none() | st.integers(0, 20)
    rules = [
        LadderRule(level, draw(limits), draw(limits))
        for level in draw(st.lists(st.sampled_from(LadderLevel), unique=True))
    ]
    weeks = draw(st.dictionaries(units, st.integers(0, 6)))
    return book, letters, rules, weeks, draw(days)


@given(cases())
def test_a_proposal_has_a_rule_and_is_higher_than_all_that_is_out(
    case: tuple[Ledger, list[Letter], list[LadderRule], dict[int, int], date],
) -> None:
    book, letters, rules, weeks, as_of = case
    found = proposals(book, weeks, letters, rules, as_of)
    late_now = overdue(book, as_of=as_of)
    assert len(late_now) == figures(book, as_of=as_of).counts["overdue"]
    days = dict(zip(late_now["issue_id"].tolist(), late_now["days_overdue"].tolist(), strict=True))
    limits = {rule.level: rule for rule in rules}
    assert len({(one.unit_id, one.level) for one in found}) == len(found)
    for one in found:
        rule = limits[one.level]
        by_days = rule.days_overdue is not None and any(days[i] >= rule.days_overdue for i in one.issue_ids)
        by_weeks = rule.weeks_black is not None and weeks.get(one.unit_id, -1) >= rule.weeks_black
        assert by_days or by_weeks
        assert one.reasons and set(one.issue_ids) <= set(days)
        for letter in letters:
            if letter.unit_id == one.unit_id and letter.is_out_on(as_of):
                shared = set(letter.issue_ids) & set(one.issue_ids)
                assert not shared or (letter.level < one.level and letter.reply_on(as_of) is not Reply.WAITING)
    if not any(rule.days_overdue is not None or rule.weeks_black is not None for rule in rules):
        assert found == []
