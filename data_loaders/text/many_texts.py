"""One look at thousands of texts at once, where most of them hold nothing that is looked for."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np


def texts_with(patterns: Iterable[re.Pattern[str]], texts: Sequence[str]) -> set[int]:
    """Positions of all texts that hold one of the patterns, by a search for each through the texts on a line each.

    A few more may be among them, since a line break stands before and behind each text. A pattern that has to begin a text begins
    with a line break.
    """
    if not texts:
        return set()
    lines = "\n".join(("", *texts, ""))
    spans = [found.span() for pattern in patterns for found in pattern.finditer(lines)]
    if not spans:
        return set()
    starts = np.zeros(len(texts), dtype=np.int64)  # of each text with the line break before it
    np.cumsum(np.fromiter(map(len, texts[:-1]), dtype=np.int64, count=len(texts) - 1) + 1, out=starts[1:])
    first, last = (
        np.searchsorted(starts, ends, "right") - 1 for ends in zip(*((a, b - 1) for a, b in spans), strict=True)
    )
    return set(chain.from_iterable(map(range, first.tolist(), (last + 1).tolist())))
