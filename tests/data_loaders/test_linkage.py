"""Counties of which is known which row is about which issue: nothing is merged wrongly, whatever the numbers and the order of loading.

`python -m tests.data_loaders.linkage_sweep` tries many more.
"""

import pytest

from benchmarks.linkage_counties import FEEDBACKS, NUMBERINGS, VERSIONS, county, series
from tests.data_loaders.linkage_office import VARIANTS, answers_first, loaded, shuffled

SMALL = {"weeks": 2, "per_week": 6}


@pytest.mark.parametrize("numbering", NUMBERINGS)
@pytest.mark.parametrize("feedback", FEEDBACKS[1:])
def test_with_words_place_and_day_every_issue_is_found_and_none_merged(numbering: str, feedback: str) -> None:
    given = county(4, numbering, feedback=feedback, **SMALL)  # type: ignore[arg-type]
    for made in loaded(given, given.sheets, shuffled(given, 4)):
        assert (made.found, made.refused, made.merged, made.split, made.foreign) == (made.given, 0, 0, 0, 0), made


@pytest.mark.parametrize("numbering", ["stable", "growing"])
def test_feedbacks_by_number_alone_find_numbers_that_are_kept(numbering: str) -> None:
    (made,) = loaded(county(5, numbering, feedback=FEEDBACKS[0], **SMALL))  # type: ignore[arg-type]
    assert (made.found, made.refused, made.merged, made.foreign) == (made.given, 0, 0, 0)


@pytest.mark.parametrize("numbering", ["weekly", "weekly lettered", "town", "town lettered", "page"])
def test_a_number_alone_that_stands_for_several_issues_is_refused(numbering: str) -> None:
    (made,) = loaded(county(6, numbering, feedback=FEEDBACKS[0], **SMALL))  # type: ignore[arg-type]
    assert made.refused > 0
    assert (made.found, made.merged, made.foreign) == (made.given, 0, 0)


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_no_county_in_any_order_merges_wrongly_or_splits_unasked(numbering: str) -> None:
    for seed in range(20):
        variant = VARIANTS[seed % len(VARIANTS)]
        given = county(seed, numbering, feedback=FEEDBACKS[seed % 3], **SMALL, **variant)  # type: ignore[arg-type]
        orders = shuffled(given, seed), given.sheets if seed % 2 else answers_first(given)
        for made in loaded(given, *orders):
            told = seed, FEEDBACKS[seed % 3], variant, made
            assert (made.merged, made.foreign) == (0, 0), told
            assert made.split <= made.asked, told


@pytest.mark.parametrize("numbering", VERSIONS)
@pytest.mark.parametrize("days", [True, False])
def test_a_list_that_is_sent_every_week_stays_the_same_issues(numbering: str, days: bool) -> None:
    for seed, kind in enumerate(("inspection", "full")):
        given = series(seed, numbering, days=days, kind=kind)
        made, mixed = loaded(given, given.sheets, shuffled(given, seed))
        assert (made.found, made.refused, made.merged, made.split) == (made.given, 0, 0, 0), made
        assert mixed.merged == 0 and mixed.split <= mixed.asked
        if days or numbering == "stable":
            assert (mixed.found, mixed.refused) == (mixed.given, 0), mixed
