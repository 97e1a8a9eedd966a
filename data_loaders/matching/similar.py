"""Issues that may be one: same site, found within a few days, worded alike."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from data_loaders.matching import wording_key

BLOCK = 256
"""Issues of one site compared at once."""


def similar_pairs(
    issues: pd.DataFrame, texts: Sequence[str | None], *, within_days: int, least: int
) -> list[tuple[int, int, int]]:
    """Pairs of rows of `issues` (columns site, found_on; `texts` are their descriptions): later row, earlier row, score.

    Only rows of one site (0 is none) found at most `within_days` apart are compared, and each row is paired with the most
    alike of the earlier ones only (the latest of equals), so that there are never more pairs than rows. Likeliest first.
    """
    keys = [wording_key(text) if text else "" for text in texts]
    told = np.array([bool(key) for key in keys], dtype=np.bool_)
    sites, days = issues["site"].to_numpy(), issues["found_on"].to_numpy()
    order = np.lexsort((np.arange(len(issues)), days, sites))
    order = order[(sites[order] != 0) & told[order]]
    pairs: list[tuple[int, int, int]] = []
    for rows in np.split(order, np.flatnonzero(np.diff(sites[order])) + 1) if len(order) else []:
        if len(rows) > 1:
            pairs += _at_one_site(rows, days, keys, within_days, least)
    return sorted(pairs, key=lambda pair: (-pair[2], -pair[0], -pair[1]))


def _at_one_site(
    rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    days: "np.ndarray[tuple[int], np.dtype[np.int32]]",
    keys: Sequence[str],
    within_days: int,
    least: int,
) -> list[tuple[int, int, int]]:
    """Pairs among rows of one site, which are in order of days."""
    found = days[rows]
    pairs: list[tuple[int, int, int]] = []
    for start in range(0, len(rows), BLOCK):
        later = rows[start : start + BLOCK]
        first = int(np.searchsorted(found, found[start] - within_days))
        earlier = rows[first : start + len(later)]
        scores = process.cdist(
            [keys[row] for row in later],
            [keys[row] for row in earlier],
            scorer=fuzz.ratio,
            score_cutoff=least,
            dtype=np.float32,
        )
        places, before = start + np.arange(len(later)), first + np.arange(len(earlier))
        apart = found[places][:, None] - found[before][None, :]
        scores[(before[None, :] >= places[:, None]) | (apart > within_days)] = -1
        best = scores.shape[1] - 1 - scores[:, ::-1].argmax(axis=1)
        top = scores[np.arange(len(later)), best]
        likely = np.flatnonzero(top >= least).tolist()
        pairs += [(int(later[i]), int(earlier[best[i]]), round(float(top[i]))) for i in likely]
    return pairs
