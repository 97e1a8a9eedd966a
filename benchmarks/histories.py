"""The lives of N invented issues, as columns: where, what, who, and on which day each step was taken.

Units, sites, categories and wordings are those of the sample county. The same N gives the same lives.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from domain.ledger.days import day_number
from sample_data.generator.life import county, problems

LAST_ON = date(2020, 8, 9)
"""A Sunday: the day that the newest sheets speak for."""
NONE = -1
"""Stands for "no such day" in these columns."""
OPEN_ENDED = 0.05
FAILED = 0.08
STUCK = 0.012

Days = NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """A site, by the index of its model in `county.SITES` and its copy; the first copy keeps the model's name."""

    model: int
    copy: int

    @property
    def name(self) -> str:
        name = county.SITES[self.model].name
        return name if self.copy == 0 else f"{name}第{self.copy + 1}段"


@dataclass(frozen=True)
class Histories:
    """Columns of equal length; days are day numbers, NONE where a step was not taken (yet).

    place: index into `places`. category, lead, assist: index into `county.CATEGORIES` and `county.UNITS` (assist NONE:
    nobody). wording: any number, chooses a text. due_on: 5 % have none. done_on, verified_on: the first completion
    and the look at it. failed: that look found it not fixed. again_on, closed_again_on: the second completion.
    """

    places: tuple[Place, ...]
    place: Days
    category: Days
    lead: Days
    assist: Days
    wording: Days
    found_on: Days
    due_on: Days
    done_on: Days
    verified_on: Days
    failed: NDArray[np.bool_]
    again_on: Days
    closed_again_on: Days

    def __len__(self) -> int:
        return len(self.found_on)


def histories(count: int) -> Histories:
    """The lives of `count` issues, oldest first; about 3 % are open on LAST_ON.

    A week brings about 100 issues, more where the 150 weeks do not suffice; there are two sites for each issue of
    a week, so that the share of recurrences stays that of one county.
    """
    rng = np.random.default_rng(2020)
    last = day_number(LAST_ON)
    weeks = int(np.clip(count // 100, 20, 150))
    models = len(county.SITES)
    places = tuple(Place(n % models, n // models) for n in range(max(models, 2 * count // weeks)))

    place = rng.integers(0, len(places), count)
    category = categories_at(place % models, rng)
    lead = np.array([_unit_index(site.lead) for site in county.SITES])[place % models]
    assist = np.where(rng.random(count) < 0.35, rng.integers(0, len(county.DEPARTMENTS), count), NONE)
    assist = np.where(assist == lead, NONE, assist)
    found = np.sort(last - rng.integers(0, weeks * 7, count))

    due = found + rng.choice([3, 5, 7, 15, 30], count, p=[0.3, 0.2, 0.3, 0.15, 0.05])
    due = np.where(rng.random(count) < OPEN_ENDED, NONE, due)
    takes = np.clip(rng.lognormal(np.log(4.5), 0.8, count).astype(np.int64), 0, 200)
    done = np.where(rng.random(count) < STUCK, NONE, found + takes)
    verified = np.where(done == NONE, NONE, done + rng.integers(1, 10, count))
    failed = (rng.random(count) < FAILED) & (verified != NONE)
    again = np.where(failed, verified + rng.integers(2, 12, count), NONE)
    closed_again = np.where(failed, again + rng.integers(1, 8, count), NONE)

    def known(day: Days) -> Days:
        return np.where(day > last, NONE, day)

    done, verified, again, closed_again = map(known, (done, verified, again, closed_again))
    return Histories(
        places=places,
        place=place,
        category=category,
        lead=lead,
        assist=assist,
        wording=rng.integers(0, 1 << 30, count),
        found_on=found,
        due_on=due,
        done_on=done,
        verified_on=verified,
        failed=failed & (verified != NONE),
        again_on=again,
        closed_again_on=closed_again,
    )


def categories_at(models: Days, rng: np.random.Generator) -> Days:
    """For each site (index of its model) one category that occurs at sites of its type, by weight."""
    draws = rng.random(len(models))
    chosen = np.zeros(len(models), dtype=np.int64)
    for site_type, weights in problems.WEIGHTS.items():
        at = np.isin(models, [n for n, site in enumerate(county.SITES) if site.site_type == site_type])
        steps = np.cumsum(list(weights.values())) / sum(weights.values())
        indices = np.array([county.CATEGORIES.index(name) for name in weights])
        chosen[at] = indices[np.searchsorted(steps, draws[at])]
    return chosen


def _unit_index(name: str) -> int:
    return next(n for n, unit in enumerate(county.UNITS) if unit.name == name)


def number(index: int, prefix: str = "WM") -> str:
    """The stable number of the issue at this index, e.g. WM-0000001."""
    return f"{prefix}-{index + 1:07d}"


def description(model: int, category: int, wording: int) -> str:
    """What an inspector wrote: spot, problem, and a detail that makes most texts different."""
    spots, texts = _wordings(model, category)
    spot = spots[wording % len(spots)]
    text = texts[wording // 7 % len(texts)]
    return f"{spot}{text}（约{wording // 1009 % 40 + 1}处，照片{wording // 31 % 10_000}）"


@cache
def _wordings(model: int, category: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    site_type = county.SITES[model].site_type
    templates = problems.TEMPLATES[county.CATEGORIES[category]]
    fitting = tuple(t.text for t in templates if not t.types or site_type in t.types)
    return problems.SPOTS[site_type], fitting or tuple(t.text for t in templates)


def sunday(day: Days) -> Days:
    """The last day of the week that holds each day; NONE stays NONE."""
    return np.where(day == NONE, NONE, day + (3 - day) % 7)


def as_date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
