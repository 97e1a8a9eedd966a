"""m and u of every level of agreement, estimated from pairs of which is known whether they are one issue."""

from collections import Counter
from collections.abc import Iterable, Sequence

from data_loaders.weighing.weights import LEVELS, Agreement, Levels

STRENGTH = 50.0
"""Pairs that the table in force counts for: so few decided pairs cannot overturn it."""


def estimated(
    pairs: Iterable[tuple[Sequence[tuple[str, str, float]], bool]],
    levels: Levels = LEVELS,
    *,
    strength: float = STRENGTH,
) -> Levels:
    """The table `levels`, moved towards what the pairs show. pairs: field, level in words and bits of each field; whether they are one issue.

    m of a level is the share of the pairs that are one issue and show it, u that of the others, each as if the table in force had
    been seen in `strength` pairs before. Pairs that do not compare a field say nothing of it.
    """
    seen: Counter[tuple[str, str, bool]] = Counter()
    compared: Counter[tuple[str, bool]] = Counter()
    for weights, same in pairs:
        for field, words, _ in weights:
            seen[field, words, same] += 1
            compared[field, same] += 1

    def share(field: str, level: Agreement, *, same: bool) -> float:
        before = level.m if same else level.u
        return (seen[field, level.words, same] + strength * before) / (compared[field, same] + strength)

    return {
        field: {
            key: Agreement(level.words, share(field, level, same=True), share(field, level, same=False))
            for key, level in by_key.items()
        }
        for field, by_key in levels.items()
    }
