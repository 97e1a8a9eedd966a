"""The measurement of matching: pairs are counted as they should be, and both programs see the same rows."""

import math

import pytest

from benchmarks.linkage import THRESHOLDS, Pairs, compared, counties, ours, splinks, truth_of
from benchmarks.linkage_counties import NUMBERINGS, county
from benchmarks.table import Measurement, cells

A, B, C, D = (("f.xlsx", "s", n) for n in (2, 3, 4, 5))


def test_pairs_of_a_group_are_right_wrong_or_missed() -> None:
    truth = {A: 1, B: 1, C: 1, D: 2}
    seen = compared(truth, [[A, B, D], [C]])
    assert seen == Pairs(right=1, wrong=2, missed=2)
    assert seen.precision == pytest.approx(100 / 3)
    assert seen.recall == pytest.approx(100 / 3)
    assert compared(truth, [[A, B, C], [D]]) == Pairs(right=3, wrong=0, missed=0)


def test_rows_that_nobody_joins_have_no_precision_to_boast_of() -> None:
    nothing = compared({A: 1, B: 1}, [[A], [B]])
    assert nothing == Pairs(0, 0, 1)
    assert nothing.recall == nothing.f1 == 0


def test_every_numbering_is_measured_once() -> None:
    assert len(counties(1, weeks=1, per_week=4)) == len(NUMBERINGS)


def test_both_see_all_rows_of_a_county() -> None:
    given = county(7, "stable", feedback="without numbers", weeks=3, per_week=12, ledger=True)
    truth = truth_of(given)
    pairs = sum(math.comb(list(truth.values()).count(key), 2) for key in set(truth.values()))
    mine, _ = ours(given)
    assert mine.right + mine.missed == pairs
    theirs = splinks(given)
    assert len(theirs) == len(THRESHOLDS)
    assert {one.right + one.missed for one in theirs} == {pairs}
    assert max(one.f1 for one in theirs) > 50


@pytest.mark.parametrize(("ours", "reference", "ok"), [(99.0, 98.0, True), (97.0, 98.0, False)])
def test_more_is_better_where_a_target_is_a_least_ratio(ours: float, reference: float, ok: bool) -> None:
    line = Measurement("recall", ours, "%", reference, at_least=1.0)
    assert line.ok is ok
    assert cells(line)[4] == "≥ 1 ×"
