"""问卷调查: sums, not means; rounds compared; the noise is no change."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.campaign.survey import (
    MEASURES,
    SURVEY,
    SurveyRound,
    by_measure,
    by_place,
    by_question,
    changes_in_words,
    pooled,
    questions_of,
    rounds,
    standing,
)
from domain.figures.shares import difference, share
from tests.book_entries import entries
from tests.factories import RIVERSIDE, SOUTHRIDGE, ZONE, july

ONE, TWO = "您知道吗？", "您参加过吗？"


def row(place: int | None, yes: int | None, asked: int | None, **said: Any) -> dict[str, Any]:
    first = {"round": "第一轮", "measure": "知晓率", "question": ONE, "held_on": "2026-07-01"}
    return {**first, "place": place, "yes": yes, "asked": asked, **said}


def read(*rows: dict[str, Any]) -> list[SurveyRound]:
    return rounds(entries(SURVEY, (july(1), rows)))


def test_the_words_of_the_sheet_are_those_of_the_arithmetic() -> None:
    assert tuple(SURVEY.field("measure").words) == MEASURES


def test_the_county_is_the_sum_and_not_the_mean_of_the_rates() -> None:
    (only,) = read(row(RIVERSIDE, 90, 100), row(SOUTHRIDGE, 200, 400))
    (reading,) = by_measure(only, None).values()
    assert (reading.share.yes, reading.share.asked) == (290, 500)
    assert reading.share.percent == pytest.approx(58.0)  # the mean of 90 % and 50 % would be 70 %
    assert reading.change is None


def test_a_row_for_the_whole_county_counts_only_where_no_district_answered_the_same_question() -> None:
    (only,) = read(row(RIVERSIDE, 90, 100), row(None, 290, 500), row(None, 40, 50, question=TWO))
    assert {(a.place, a.question, a.asked) for a in only.answers} == {(RIVERSIDE, ONE, 100), (0, TWO, 50)}
    assert only.places() == (RIVERSIDE,)
    assert only.set_aside == ()


def test_a_rate_stands_in_for_a_missing_number() -> None:
    (only,) = read(row(RIVERSIDE, None, 120, percent=85.0), row(SOUTHRIDGE, 10, 100, percent=99.0))
    assert [(a.yes, a.asked) for a in only.answers] == [(102, 120), (10, 100)]


def test_numbers_that_cannot_be_are_set_aside_and_said() -> None:
    (only,) = read(row(RIVERSIDE, 130, 120), row(SOUTHRIDGE, None, 100), row(ZONE, 5, 0), row(ZONE, 5, 50, question=""))
    assert [a.asked for a in only.answers] == [50]
    assert only.set_aside == (
        f"知晓率“{ONE}”肯定回答 130 人，比样本 120 人还多",
        f"知晓率“{ONE}”没有肯定回答数，也没有百分比",
        f"知晓率“{ONE}”没有样本数",
    )


def test_rounds_follow_their_days_and_not_their_names() -> None:
    found = read(
        row(ZONE, 1, 2, round="第二轮", held_on="2026-07-09"),
        row(ZONE, 1, 2, round="第一轮", held_on="2026-07-02"),
        row(ZONE, 1, 2, round="补测", held_on=None),
    )
    assert [(r.name, r.held_on) for r in found] == [("补测", july(1)), ("第一轮", july(2)), ("第二轮", july(9))]


def test_answers_of_the_same_people_to_several_questions_do_not_count_twice() -> None:
    (only,) = read(row(RIVERSIDE, 300, 400), row(RIVERSIDE, 200, 400, question=TWO), row(ZONE, 90, 100))
    (reading,) = by_measure(only, None).values()
    assert (reading.share.yes, reading.share.asked, reading.share.people) == (590, 900, 500)
    assert only.people == 500
    below, above = share(327, 500).interval, share(328, 500).interval  # 500 × 590 ÷ 900 = 327.8 people
    assert all(low < mine < high for low, mine, high in zip(below, reading.share.interval, above, strict=True))


def test_a_change_inside_the_noise_is_not_called_one() -> None:
    rows = [
        row(RIVERSIDE, 420, 600),
        row(RIVERSIDE, 430, 600, round="第二轮", held_on="2026-07-20"),
        row(RIVERSIDE, 420, 600, measure="满意度"),
        row(RIVERSIDE, 480, 600, measure="满意度", round="第二轮", held_on="2026-07-20"),
    ]
    before, now = read(*rows)
    found = by_measure(now, before)
    assert {m: r.change.verdict for m, r in found.items() if r.change} == {"知晓率": "same", "满意度": "up"}
    assert changes_in_words(found, now, before) == "比第一轮满意度上升 10.0 个百分点，其他变化在误差范围内"
    assert (
        changes_in_words(by_measure(before, now), before, now)
        == "比第二轮满意度下降 10.0 个百分点，其他变化在误差范围内"
    )
    only_noise = {"知晓率": found["知晓率"]}
    assert changes_in_words(only_noise, now, before) == "与第一轮相比，变化都在误差范围内"


def test_rounds_are_compared_over_the_questions_of_both() -> None:
    rows = [
        row(RIVERSIDE, 300, 600),
        row(RIVERSIDE, 300, 600, round="第二轮", held_on="2026-07-20"),
        row(RIVERSIDE, 580, 600, round="第二轮", held_on="2026-07-20", question=TWO),
    ]
    before, now = read(*rows)
    (reading,) = by_measure(now, before).values()
    assert reading.share.yes == 880
    assert reading.change is not None
    assert reading.change.points == pytest.approx(0)
    assert by_question(now, before)["知晓率", TWO].change is None


def test_other_districts_in_the_round_before_are_said() -> None:
    before, now = read(row(RIVERSIDE, 300, 600), row(ZONE, 300, 600, round="第二轮", held_on="2026-07-20"))
    assert changes_in_words(by_measure(now, before), now, before).endswith("变化都在误差范围内（两轮调查的镇区不同）")


def test_a_small_sample_is_shown_and_judged_by_nobody() -> None:
    before, now = read(
        row(RIVERSIDE, 2, 20),
        row(RIVERSIDE, 20, 20, round="第二轮", held_on="2026-07-20"),
        row(ZONE, 100, 400, round="第二轮", held_on="2026-07-20"),
    )
    place = by_place(now, before)
    assert place[RIVERSIDE]["知晓率"].small
    assert (place[RIVERSIDE]["知晓率"].change, place[RIVERSIDE]["知晓率"].rest) == (None, None)
    assert place[ZONE]["知晓率"].rest is None  # the others are too few to compare with


def test_a_district_is_compared_with_the_others_together() -> None:
    (only,) = read(row(RIVERSIDE, 400, 600), row(SOUTHRIDGE, 420, 600), row(ZONE, 300, 600))
    found = by_place(only, None)
    verdicts = {place: reading["知晓率"].rest.verdict for place, reading in found.items() if reading["知晓率"].rest}
    assert verdicts == {RIVERSIDE: "up", SOUTHRIDGE: "up", ZONE: "down"}
    assert found[ZONE]["知晓率"].rest == difference(share(300, 600), share(820, 1200), comparisons=3)


def test_of_many_districts_none_stands_out_by_chance_alone() -> None:
    """The same gap is a difference between two districts; one of twenty is that far off now and then without any reason."""
    (two,) = read(row(1, 126, 240), row(2, 2736, 4560))
    (twenty,) = read(row(1, 126, 240), *(row(place, 144, 240) for place in range(2, 21)))
    verdicts = [by_place(one, None)[1]["知晓率"].rest for one in (two, twenty)]
    assert [found.verdict for found in verdicts if found] == ["down", "same"]


def test_the_worst_question_stands_first() -> None:
    (only,) = read(
        row(ZONE, 30, 60), row(ZONE, 20, 60, question=TWO, measure="参与度"), row(ZONE, 50, 60, measure="满意度")
    )
    assert list(by_question(only, None)) == [("参与度", TWO), ("知晓率", ONE), ("满意度", ONE)]


sizes = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@st.composite
def surveys(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One or two rounds over up to three districts, measures and questions, with gaps."""
    made = []
    for number, name in enumerate(("第一轮", "第二轮")):
        for place in (RIVERSIDE, SOUTHRIDGE, ZONE):
            for measure in MEASURES[:2]:
                for question in (ONE, TWO):
                    if draw(st.booleans()):
                        yes, asked = draw(sizes)
                        held = july(1 + 10 * number).isoformat()
                        made.append(
                            row(place, yes, asked, round=name, measure=measure, question=question, held_on=held)
                        )
    return made


@given(surveys())
def test_districts_and_questions_add_up_to_the_county(rows: list[dict[str, Any]]) -> None:
    for one in read(*rows):
        county, places, questions = by_measure(one, None), by_place(one, None), by_question(one, None)
        for measure, reading in county.items():
            parts = [by[measure].share for by in places.values() if measure in by]
            asked = [q.share for (m, _), q in questions.items() if m == measure]
            for add in (parts, asked):
                assert sum(s.yes for s in add) == reading.share.yes
                assert sum(s.asked for s in add) == reading.share.asked
            assert sum(s.people for s in parts) == reading.share.people
            rates = [s.percent for s in parts]
            assert min(rates) - 1e-9 <= reading.share.percent <= max(rates) + 1e-9
        assert pooled(one.answers) is not None
        assert one.people <= sum(a.asked for a in one.answers)


@given(surveys())
def test_a_round_does_not_change_against_itself(rows: list[dict[str, Any]]) -> None:
    for one in read(*rows):
        changes = [r.change for r in (*by_measure(one, one).values(), *by_question(one, one).values())]
        assert {c.verdict for c in changes if c} <= {"same"}
        assert all(c.points == pytest.approx(0) for c in changes if c)


def test_the_questions_of_one_district_stand_beside_all_the_others() -> None:
    first = [
        row(ZONE, 90, 100),
        row(ZONE, 50, 100, question=TWO),
        row(RIVERSIDE, 91, 100),
        row(RIVERSIDE, 95, 100, question=TWO),
    ]
    second = [{**r, "round": "第二轮", "held_on": "2026-07-20"} for r in first[:2]]
    only, now = read(*first, *second)
    found = questions_of(only, None, ZONE)
    assert [(question, r.share.percent) for (_, question), r in found.items()] == [(TWO, 50.0), (ONE, 90.0)]
    assert [r.rest.verdict for r in found.values() if r.rest] == ["down", "same"]
    again = questions_of(now, only, ZONE)
    assert [r.change.verdict for r in again.values() if r.change] == ["same", "same"]
    assert [r.rest for r in again.values()] == [None, None]  # nobody else was asked in that round
    assert questions_of(only, None, SOUTHRIDGE) == {}


@given(surveys())
def test_turning_the_rounds_round_turns_the_verdict(rows: list[dict[str, Any]]) -> None:
    found = read(*rows)
    if len(found) < 2:
        return
    before, now = found
    there, back = by_measure(now, before), by_measure(before, now)
    for measure in there.keys() & back.keys():
        one, other = there[measure].change, back[measure].change
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.points == pytest.approx(-other.points)


def test_the_line_of_the_overview() -> None:
    missing = standing([])
    assert (missing.key, missing.tone, missing.sentence) == ("survey", "missing", "还没有导入问卷调查结果。")
    first = [row(ZONE, 300, 600), row(ZONE, 450, 600, measure="满意度")]
    line = standing(read(*first))
    assert (line.title, line.value, line.tone) == ("问卷调查", "知晓率 50.0%", "neutral")
    assert (
        line.sentence
        == "第一轮（600 人）2 项指标中知晓率最低，50.0%（95% 区间 46.0%–54.0%）；这是第一轮，没有可比的上一轮。"
    )
    second = [{**r, "round": "第二轮", "held_on": "2026-07-20", "yes": r["yes"] - 90} for r in first]
    worse = standing(read(*first, *second))
    assert (worse.value, worse.tone) == ("知晓率 35.0%", "attention")
    assert "比第一轮知晓率下降 15.0 个百分点，满意度下降 15.0 个百分点" in worse.sentence
    better = standing(read(*first, *[{**r, "yes": r["yes"] + 180} for r in second]))
    assert better.tone == "neutral"
    assert "知晓率上升" in better.sentence
    assert standing(read(*first, *[{**r, "yes": r["yes"] + 90} for r in second])).tone == "neutral"
    assert standing(read(row(ZONE, 9, 5))).tone == "missing"
