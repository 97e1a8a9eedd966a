"""The picture of readings over time: every reading is in it, from zero, at its place."""

import re
from xml.etree import ElementTree

from benchmarks.plot import HIGH, plot


def test_every_reading_is_a_line_from_zero() -> None:
    drawn = plot([0.0, 5.0, 10.0], {"heap, MiB": [2.0, 2.0, 1.0], "a < b": [0.0, 50.0, 100.0]})
    assert ElementTree.fromstring(drawn).tag.endswith("svg")
    lines = [
        [tuple(map(float, point.split(","))) for point in said.split()]
        for said in re.findall(r'points="([^"]*)"', drawn)
    ]
    assert [len(line) for line in lines] == [3, 3]
    (heap, other) = lines
    assert heap[0][1] == heap[1][1] < heap[2][1], "a lower reading stands lower"
    assert round(other[0][1] - other[2][1]) == round(HIGH / 1.15), "from zero, not from the smallest reading"
    assert heap[1][0] * 2 == heap[0][0] + heap[2][0]
    assert "heap, MiB" in drawn and "a &lt; b" in drawn and "10 min" in drawn
