"""不打招呼的抽查: a random list of sites to visit that anybody can draw again from its seed."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Weights:
    """How much more likely a site is drawn: a site's weight is 1 + each factor times what it stands for.

    unseen: weeks since the last inspection (never inspected: as long as the longest). open_issues: open problems.
    recurring: recurring problems. All 0: every site is as likely as another.
    """

    unseen: float = 0.0
    open_issues: float = 0.0
    recurring: float = 0.0


def weights_of(sites: pd.DataFrame, weights: Weights) -> "pd.Series[float]":
    """The weight of each row of coverage.coverage, at least 1."""
    longest = max(int(sites["days_since"].max()), 0) if len(sites) else 0
    weeks = sites["days_since"].where(sites["days_since"] >= 0, longest) / 7
    return 1 + weights.unseen * weeks + weights.open_issues * sites["open"] + weights.recurring * sites["recurring"]


def drawn(sites: pd.DataFrame, *, count: int, seed: str, weights: Weights) -> pd.DataFrame:
    """`count` rows of `sites` (from coverage.coverage) drawn without putting back, with columns weight and draw (1, 2 …).

    Weighted random sampling by exponential keys (P. Efraimidis, P. Spirakis, Information Processing Letters 97 (2006), algorithm
    A-ES): site i gets ln(u) / weight with u in (0, 1), the greatest are drawn. u comes from SHA-256 of the seed and the site's name
    and district, so that the same seed draws the same list on any machine, whatever the order of the register.
    """
    table = sites.assign(weight=weights_of(sites, weights))
    places = zip(table["name"], table["district"], strict=True)
    keys = [math.log(_uniform(seed, place)) / w for place, w in zip(places, table["weight"], strict=True)]
    table = table.assign(key=keys).sort_values(["key", "code"], ascending=[False, True]).head(count)
    return table.drop(columns="key").assign(draw=range(1, len(table) + 1)).reset_index(drop=True)


def _uniform(seed: str, place: Sequence[str]) -> float:
    digest = hashlib.sha256("\x1f".join((seed, *place)).encode()).digest()
    return (int.from_bytes(digest[:8]) + 0.5) / 2**64
