"""The steps of the ladder: how a letter stands on a day, and how it is numbered."""

import pytest

from domain.ladder import STEPS, LadderLevel, Letter, Reply, next_number, number_of, pattern_fault
from tests.factories import july

YEARLY = "创城督〔{年}〕{序号}号"


def test_every_level_has_its_words_and_signs_tell_them_apart() -> None:
    assert [STEPS[level].name for level in LadderLevel] == ["交办", "提醒", "督办", "通报", "约谈", "移交纪委监委"]
    assert len({step.sign for step in STEPS.values()}) == len(LadderLevel)


def test_a_letter_waits_until_its_day_is_over_and_is_late_afterwards() -> None:
    letter = Letter(
        1, LadderLevel.REMIND, "1号", 7, "县住建局", july(1), july(5), replied_on=july(9), withdrawn_on=july(12)
    )
    said = {day: letter.reply_on(july(day)) for day in (1, 5, 6, 8, 9, 11, 12)}
    assert said == {
        1: Reply.WAITING,
        5: Reply.WAITING,
        6: Reply.LATE,
        8: Reply.LATE,
        9: Reply.ANSWERED,
        11: Reply.ANSWERED,
        12: Reply.WITHDRAWN,
    }
    assert [letter.is_out_on(july(day)) for day in (0, 1, 11, 12)] == [False, True, True, False]


def test_numbers_go_on_from_the_greatest_of_the_year_and_leave_no_gap_for_others() -> None:
    taken = ("创城督〔2026〕9号", "创城督〔2026〕10号", "创城督〔2025〕31号", "创城督〔2026〕甲号", "别的〔2026〕50号")
    assert next_number(YEARLY, level=LadderLevel.REMIND, year=2026, taken=taken) == "创城督〔2026〕11号"
    assert next_number(YEARLY, level=LadderLevel.REMIND, year=2027, taken=taken) == "创城督〔2027〕1号"


def test_a_pattern_with_a_sign_counts_each_level_on_its_own() -> None:
    pattern = "创城{层级}〔{年}〕{序号}号"
    taken = (number_of(pattern, level=LadderLevel.REMIND, year=2026, n=4),)
    assert taken == ("创城提〔2026〕4号",)
    assert next_number(pattern, level=LadderLevel.REMIND, year=2026, taken=taken) == "创城提〔2026〕5号"
    assert next_number(pattern, level=LadderLevel.SUPERVISE, year=2026, taken=taken) == "创城督〔2026〕1号"


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (YEARLY, False),
        ("{序号}", False),
        ("创城督3号", True),
        ("{序号}{序号}", True),
        ("{序号}{Y}", True),
        ("{序号}}", True),
    ],
)
def test_a_pattern_that_cannot_number_is_told(pattern: str, wrong: bool) -> None:
    assert (pattern_fault(pattern) is not None) is wrong
