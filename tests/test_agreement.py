"""One figure is one number, whichever way it is asked for: card, list, table of units, trend, bands, choice, day after day.

Random ledgers, and one that came through the database. The screens themselves are compared in tests/pages.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.ledgers import ledger_in, read_ledger
from domain.days import NEVER, day_number, week_start
from domain.definitions import DEFINITIONS
from domain.figures import FLOWS, STOCKS, Figures, figures, listed, tally
from domain.ledger import Ledger
from domain.overdue import BANDS, band_table, issues_of, overdue
from domain.ranking import COUNTS, by_unit, cross_counts
from domain.selection import Selection, chosen
from domain.trend import weekly, weekly_by
from tests.database.sheets import Sheet, load_sheet
from tests.factories import HOUSING, TRAFFIC, database_at, july, ledger, ledgers

DIMENSIONS = ("district", "lead", "category", "site_type", "source", "action", "site")
some_days = st.integers(0, 40).map(july)


@lru_cache(maxsize=16)
def units(book: Ledger, by: str, day: date) -> pd.DataFrame:
    """`by_unit`, once for all figures that are compared with it."""
    return by_unit(book, by=by, as_of=day)


@lru_cache(maxsize=16)
def card(book: Ledger, day: date) -> Figures:
    """`figures`, once for all that are compared with them."""
    return figures(book, as_of=day)


def every_answer(book: Ledger, key: str, day: date, dimensions: Sequence[str] = DIMENSIONS) -> Mapping[str, int]:
    """Figure `key` on `day` (a flow over its week), asked for in every way that a screen or a file has."""
    starts_on = week_start(day, starts_on=book.settings.week_starts_on)
    flow = key in FLOWS
    answers = {
        "card": card(book, day).counts[key],
        "list": len(listed(book, key, as_of=day, since=starts_on if flow else None)),
        "rows": len(issues_of(book, key, as_of=day, since=starts_on if flow else None)),
        "trend": weekly(book, until=day, weeks=3, keys=[key])[key].tolist()[-1],
        "trend of one week": weekly(book, until=day, weeks=1, keys=[key])[key].tolist()[-1],
    }
    for by in dimensions:
        answers[f"trend by {by}"] = int(weekly_by(book, key=key, by=by, until=day, weeks=3).iloc[-1].sum())
        if not flow:
            answers[f"sum over {by}"] = int(tally(book, key, [day], by=by).sum())
            answers[f"cross table {by}"] = int(
                cross_counts(book, rows=by, columns="category", key=key, as_of=day).to_numpy().sum()
            )
        if key in (*COUNTS, "found"):
            answers[f"table by {by}"] = int(units(book, by, day)[key].sum())
    return answers


@given(ledgers(most=7), some_days, st.sampled_from([*STOCKS, *FLOWS]), st.sampled_from(DIMENSIONS))
@settings(max_examples=30)
def test_every_way_of_asking_gives_one_number(book: Ledger, day: date, key: str, by: str) -> None:
    answers = every_answer(book, key, day, [by])
    assert len(set(answers.values())) == 1, answers


@given(ledgers(most=7), some_days)
@settings(max_examples=25)
def test_the_overdue_figure_its_list_its_bands_and_its_days_are_one(book: Ledger, day: date) -> None:
    number = figures(book, as_of=day).counts["overdue"]
    late = overdue(book, as_of=day)
    assert len(late) == number
    assert late["issue_id"].is_unique
    in_bands = [
        int(((late["days_overdue"] >= band.since) & (late["days_overdue"] <= (band.until or NEVER))).sum())
        for band in BANDS
    ]
    assert sum(in_bands) == number
    for by in ("lead", "district"):
        assert band_table(late, by=by).sum().tolist() == in_bands
    longer = late["days_overdue"] > book.settings.long_overdue_days
    assert figures(book, as_of=day).counts["long_overdue"] == longer.sum()
    assert (late["due_on"] < day_number(day)).all()


@given(ledgers(most=7), some_days)
@settings(max_examples=15)
def test_parts_of_the_county_add_up_to_the_county(book: Ledger, day: date) -> None:
    """A reader who looks at one district after the other has seen the whole, no more and no less."""
    whole = figures(book, as_of=day).counts
    for by, codes in (("district", range(4)), ("lead", (0, HOUSING, TRAFFIC))):
        parts = [
            figures(book.only(book.codes(by) == 0) if code == 0 else chosen(book, _only(by, code)), as_of=day).counts
            for code in codes
        ]
        assert {key: sum(part[key] for part in parts) for key in whole} == dict(whole)


def _only(by: str, code: int) -> Selection:
    return Selection(lead=(code,)) if by == "lead" else Selection(district=(code,))


@given(ledgers(most=7), some_days)
@settings(max_examples=30)
def test_stocks_of_two_days_differ_by_what_happened_between(book: Ledger, day: date) -> None:
    """未整改 today = 未整改 yesterday + what came in − what went out; and the same for what is closed."""
    before, now = (figures(book, as_of=on).counts for on in (day - timedelta(days=1), day))
    found, closed = (len(listed(book, key, as_of=day, since=day)) for key in ("found", "closed"))
    spans = book.spans
    starts = spans["from_on"].to_numpy() == day_number(day)
    state, prior = spans["state"].to_numpy()[starts], spans["before"].to_numpy()[starts]
    reopened = int(((prior == 4) & (state != 4)).sum())
    found_rejected = int(((prior == 0) & (state == 8)).sum())
    rejected = int(((prior > 0) & (prior != 8) & (prior != 4) & (state == 8)).sum())
    taken_up = int(((prior == 8) & (state != 8) & (state != 4)).sum())
    reopened_but_rejected = int(((prior == 4) & (state == 8)).sum())
    closed_from_rejected = int(((prior == 8) & (state == 4)).sum())
    assert now["closed_total"] == before["closed_total"] + closed - reopened
    came = found - found_rejected + taken_up + reopened - reopened_but_rejected
    assert now["open"] == before["open"] + came - (closed - closed_from_rejected) - rejected


def test_every_figure_that_is_shown_has_its_definition() -> None:
    answered = {*figures(ledger(), as_of=july(1)).counts, *figures(ledger(), as_of=july(1)).rates}
    assert answered <= set(DEFINITIONS)
    assert set(DEFINITIONS) - answered == {"days_median", "days_p90"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Three sheets, the second loaded last: found, moved, closed in time and late, sent back, disputed, found again."""
    database = database_at(tmp_path_factory.mktemp("agreement"))
    found: list[dict[str, Any]] = [
        {
            "number": f"{n}",
            "found_on": july(1 + n % 5),
            "due_on": None if n % 7 == 0 else july(6 + n % 9),
            "district": ("滨江街道", "南岭镇")[n % 2],
            "lead": ("住建局", "交通局", "市监局")[n % 3],
            "site": f"第{n % 6}点位",
            "category": ("环境卫生", "公共秩序")[n % 2],
        }
        for n in range(60)
    ]
    moved = [{"number": f"{n}", "due_on": july(20), "lead": "住建局"} for n in range(0, 60, 5)]
    states = (2, 3, 4, 4, 5, 6, 7, 8)
    done: list[dict[str, Any]] = [
        {"number": f"{n}", "state": states[n % 8], "done_on": july(4 + n % 13), "verified_on": july(9 + n % 8)}
        for n in range(50)
    ]
    done += [found[n] | {"number": f"{n} 再次发现", "found_on": july(18)} for n in range(2, 60, 8)]
    for name, day, rows in (("一.xlsx", 6, found), ("三.xlsx", 20, done), ("二.xlsx", 13, moved)):
        load_sheet(database, Sheet(name, july(day), tuple(rows)))
    book = read_ledger(database)
    with database.read() as connection:
        assert len(ledger_in(connection)) == len(book) == 68
    database.close()
    return book


@pytest.mark.parametrize("key", [*STOCKS, *FLOWS])
def test_a_loaded_county_agrees_with_itself_on_every_day(loaded: Ledger, key: str) -> None:
    seen = set()
    for day in (5, 19, 45):
        answers = every_answer(loaded, key, july(day), ["district", "lead", "category"] if day == 19 else ["lead"])
        assert len(set(answers.values())) == 1, answers
        seen.add(answers["card"])
    assert seen != {0}, "a county in which this never happens shows nothing"
