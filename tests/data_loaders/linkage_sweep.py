"""Many generated counties, run by hand: python -m tests.data_loaders.linkage_sweep FIRST_SEED LAST_SEED.

Every numbering × way of answering × variant × order of loading; prints what went wrong and, for each numbering, the confusion counts.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import product
from typing import Any, NamedTuple

from benchmarks.linkage_counties import FEEDBACKS, NUMBERINGS, Confusion, county
from tests.data_loaders.linkage_office import VARIANTS, answers_first, loaded, shuffled

ORDERS = ("as they come", "shuffled", "shuffled again", "answers first")


class Case(NamedTuple):
    """A county to load."""

    seed: int
    numbering: str
    feedback: str
    variant: int


def tried(case: Case) -> tuple[Case, list[Confusion]]:
    """What is made of a county in each of ORDERS."""
    given = county(case.seed, case.numbering, feedback=case.feedback, weeks=2, per_week=6, **VARIANTS[case.variant])
    orders = given.sheets, shuffled(given, case.seed), shuffled(given, case.seed + 1000), answers_first(given)
    return case, loaded(given, *orders)


def cases(seeds: Iterable[int]) -> Iterator[Case]:
    """Every county of these seeds."""
    for one in product(seeds, NUMBERINGS, FEEDBACKS, range(len(VARIANTS))):
        yield Case(*one)


def main(first: int, last: int) -> int:
    """Print the confusion; the number of counties and orders that are wrong."""
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wrong = 0
    with ProcessPoolExecutor() as pool:
        for case, made in pool.map(tried, cases(range(first, last + 1)), chunksize=4):
            for order, one in zip(ORDERS, made, strict=True):
                counts: dict[str, Any] = asdict(one)
                totals[case.numbering].update(counts | {"unasked": max(0, one.split - one.asked), "loaded": 1})
                if one.merged or one.foreign or one.split > one.asked:
                    wrong += 1
                    print(*case, order, one, flush=True)
    for numbering, total in totals.items():
        print(f"{numbering:16}", "  ".join(f"{name} {count:,}" for name, count in total.items()))
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]), int(sys.argv[2])) else 0)
