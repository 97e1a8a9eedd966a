"""The invented counties are what they promise: every row has a true issue, and the numbering is the one asked for."""

from itertools import pairwise

import pytest

from benchmarks.linkage_counties import FEEDBACKS, NUMBERINGS, Issue, county, frame, workbook
from data_loaders.reading.workbook import open_workbook


@pytest.mark.parametrize("numbering", NUMBERINGS)
def test_every_row_says_what_its_true_issue_is(numbering: str) -> None:
    given = county(3, numbering, feedback=FEEDBACKS[1])
    by_key = {one.key: one for one in given.issues}
    rows = frame(given)
    assert set(rows["truth"]) == set(by_key)
    said = rows[["truth", "镇区", "点位名称", "存在问题", "责任单位"]].values.tolist()
    for key, *row in said:
        true = by_key[key]
        assert row == [true.town, true.site, true.wording, true.unit]
    lists = rows[rows["kind"] == "inspection"]
    assert len(lists) == len(given.issues)


def test_numbers_restart_where_they_are_to() -> None:
    def numbers(style: str) -> list[object]:
        return [one.number for one in county(3, style, weeks=3).issues]

    assert len(set(numbers("stable"))) == len(set(numbers("growing"))) == 24
    assert set(numbers("missing")) == {None}
    assert numbers("weekly") == [*range(1, 9)] * 3
    assert len(set(numbers("town"))) < len(numbers("town"))
    assert all(float(a) == float(b) for a, b in pairwise(numbers("damaged")[:8]))  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_county_and_files_that_open() -> None:
    one, again = (county(5, "page", ledger=True, spots=True, reworded=0.5) for _ in range(2))
    assert one == again != county(6, "page", ledger=True, spots=True, reworded=0.5)
    sheet = one.sheets[0]
    read = open_workbook(workbook(sheet), sheet.name)
    assert [len(page.rows) for page in read.sheets] == [len(page.rows) + 1 for page in sheet.pages]


def test_no_two_issues_of_a_week_share_place_and_words() -> None:
    def place(one: Issue) -> tuple[object, ...]:
        return one.town, one.site, one.wording, one.found_on.isocalendar().week

    issues = county(1, "missing", per_week=20).issues
    assert len({place(one) for one in issues}) == len(issues)
