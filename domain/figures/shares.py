"""Shares of a sample with the interval that chance alone would explain, and whether two of them really differ.

Intervals of 95 % by Wilson's score method (E. B. Wilson, Probable inference, the law of succession, and statistical
inference, Journal of the American Statistical Association 22, 1927, 209–212), computed by scipy. The interval of a
difference is Newcombe's hybrid score interval (R. G. Newcombe, Interval estimation for the difference between independent
proportions: comparison of eleven methods, Statistics in Medicine 17, 1998, 873–890, method 10).
"""

from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import Literal

from domain.figures import rates

CONFIDENCE = 0.95
SMALL_SAMPLE = 30
"""Fewer people than this are a small sample: the figure is shown and said to be one, and judged by nobody."""

Verdict = Literal["up", "down", "same"]
"""up, down: more than chance explains. same: within what chance explains; not called a change."""


@dataclass(frozen=True)
class Share:
    """`yes` of `asked`. people: how many people gave these answers; fewer than asked where each answered several questions.

    The interval goes by the people: answers of one person resemble each other and do not count twice.
    """

    yes: int
    asked: int
    people: int

    @property
    def percent(self) -> float:
        """The share in percent, as it is printed (domain.figures.rates)."""
        return rates.percent(self.yes, self.asked) or 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval in percent."""
        low, high = self.limits(CONFIDENCE)
        return 100 * low, 100 * high

    @property
    def small(self) -> bool:
        """Whether the sample is too small to be judged."""
        return self.people < SMALL_SAMPLE

    def limits(self, confidence: float) -> tuple[float, float]:
        """The limits (0 … 1) of the interval at some confidence: of as many people, the same share of whom said yes.

        Where that is no whole number of people, the limits lie between those of the two next to it.
        """
        whole, rest = divmod(self.people * self.yes, self.asked)
        low, high = wilson(whole, self.people, confidence)
        if not rest:
            return low, high
        part = rest / self.asked
        next_low, next_high = wilson(whole + 1, self.people, confidence)
        return low + part * (next_low - low), high + part * (next_high - high)


@dataclass(frozen=True)
class Difference:
    """How much larger one share is than another, in percentage points, with its interval (see `difference`)."""

    points: float
    low: float
    high: float

    @property
    def verdict(self) -> Verdict:
        """A difference counts as one only where the whole interval lies on one side of zero."""
        if self.low > 0:
            return "up"
        return "down" if self.high < 0 else "same"


def share(yes: int, asked: int, people: int | None = None) -> Share:
    """A share. Raises ValueError where it cannot be one."""
    people = asked if people is None else people
    if not (asked > 0 and 0 <= yes <= asked and 0 < people <= asked):
        raise ValueError(f"{yes} of {asked} by {people} people")
    return Share(yes, asked, people)


@cache
def wilson(yes: int, asked: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Limits (0 … 1) of the score interval of `yes` in `asked`."""
    # Loaded when first needed: most runs of the program ask for no interval, and scipy takes a second to load.
    from scipy.stats import binomtest

    limits = binomtest(yes, asked).proportion_ci(confidence_level=confidence, method="wilson")
    return float(limits.low), float(limits.high)


def difference(now: Share, before: Share, *, comparisons: int = 1) -> Difference:
    """`now` minus `before`, from independent samples: Newcombe's method 10, made of the two Wilson intervals.

    comparisons: how many differences are looked at side by side. They share the 5 % of false alarms (Bonferroni), or of twenty
    districts one would stand out each time by chance alone.
    """
    confidence = 1 - (1 - CONFIDENCE) / comparisons
    one, other = now.yes / now.asked, before.yes / before.asked
    (low_1, high_1), (low_2, high_2) = now.limits(confidence), before.limits(confidence)
    points = one - other
    return Difference(
        rates.points(now.percent, before.percent) or 0.0,
        100 * (points - hypot(one - low_1, high_2 - other)),
        100 * (points + hypot(high_1 - one, other - low_2)),
    )
