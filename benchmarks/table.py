"""The one table that `python -m benchmarks` prints: what was measured, beside what, and whether it is enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import east_asian_width

HEADINGS = ("name", "ours", "reference", "ratio", "target", "ok?")


@dataclass(frozen=True)
class Measurement:
    """One line of the table.

    name: what was measured. ours, reference: in `unit`; reference None where the target is absolute. at_most: the
    largest ratio allowed (of `ours` itself where there is no reference); None for a figure that is only reported. at_least: the
    smallest ratio allowed, of figures of which more is better.
    remark: what a reader should know about this line.
    """

    name: str
    ours: float
    unit: str
    reference: float | None = None
    at_most: float | None = None
    remark: str = ""
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.reference is None else self.ours / self.reference

    @property
    def ok(self) -> bool | None:
        """Whether the target is met; None without a target."""
        value = self.ours if self.ratio is None else self.ratio
        if self.at_least is not None:
            return value >= self.at_least
        return None if self.at_most is None else value <= self.at_most


def cells(line: Measurement) -> tuple[str, ...]:
    """The line as the words of the table."""
    target = ""
    if line.at_least is not None:
        target = f"≥ {line.at_least:g} ×" if line.ratio is not None else f"≥ {line.at_least:g} {line.unit}"
    elif line.at_most is not None:
        target = f"≤ {line.at_most:g} ×" if line.ratio is not None else f"≤ {line.at_most:g} {line.unit}"
    return (
        line.name + (f" ({line.remark})" if line.remark else ""),
        number(line.ours, line.unit),
        "" if line.reference is None else number(line.reference, line.unit),
        "" if line.ratio is None else f"{line.ratio:.2f}",
        target,
        {None: "", True: "yes", False: "NO"}[line.ok],
    )


def number(value: float, unit: str) -> str:
    """Three significant digits, which is more than a shared machine can promise."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f} {unit}"


def markdown(lines: Iterable[Measurement]) -> str:
    """The table as Markdown, with columns lined up for a terminal."""
    rows = [HEADINGS, *(cells(line) for line in lines)]
    widths = [max(width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    text = ["| " + " | ".join(padded(c, w) for c, w in zip(row, widths, strict=True)) + " |" for row in rows]
    text.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(text) + "\n"


def width(text: str) -> int:
    """Columns that a terminal needs for the text; Chinese characters take two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
