"""Pairs that may be one: what comparing each with each would find, and only at one site within the days."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from data_loaders.matching import similar, wording_key
from data_loaders.matching.similar import similar_pairs

WORDS = ("门前乱堆乱放", "门前乱堆乱放。", "门前乱堆放杂物", "占道经营", "占道经营严重", "井盖破损", None, "——")


def frame(rows: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "found_on"], dtype="int32")


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12), st.sampled_from(WORDS)), max_size=14),
    st.integers(0, 6),
    st.sampled_from([60, 80, 100]),
)
def test_each_row_is_paired_with_the_most_alike_of_all_earlier_ones(
    rows: list[tuple[int, int, str | None]], within_days: int, least: int
) -> None:
    keys = [wording_key(text) if text else "" for _, _, text in rows]
    wanted = set()
    for a in range(len(rows)):
        best: tuple[float, int, int] | None = None
        for b in range(len(rows)):
            same_site = rows[a][0] == rows[b][0] != 0 and a != b
            later = (rows[a][1], a) > (rows[b][1], b)
            if same_site and later and rows[a][1] - rows[b][1] <= within_days and keys[a] and keys[b]:
                score = fuzz.ratio(keys[a], keys[b])
                if score >= least and (best is None or (score, rows[b][1], b) > best):
                    best = (score, rows[b][1], b)
        if best is not None:
            wanted.add((a, best[2], round(best[0])))
    original = similar.BLOCK
    try:
        for block in (1, 3, original):
            similar.BLOCK = block
            pairs = similar_pairs(
                frame([row[:2] for row in rows]), [row[2] for row in rows], within_days=within_days, least=least
            )
            assert set(pairs) == wanted
            assert len(pairs) == len(wanted)
            assert [pair[2] for pair in pairs] == sorted((pair[2] for pair in pairs), reverse=True)
    finally:
        similar.BLOCK = original
