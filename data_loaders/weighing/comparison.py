"""Two sides of a pair beside each other: the weight of each field, and what rules a pair out whatever its weight."""

from collections import Counter
from collections.abc import Callable, Iterable
from math import log2

from data_loaders.rows.records import Record
from data_loaders.weighing.numbers import is_plain, system
from data_loaders.weighing.sides import Side
from data_loaders.weighing.weights import LEVELS, Weight, level_of, number_bits
from data_loaders.weighing.wording import likeness
from database.ledger.issues import KnownIssue
from domain.ledger.states import DONE

LEAST, MOST = 5.0, 9.6
"""Bits of equal wordings: of the commonest, of one that nobody else uses."""
MANY = 20
"""Rows from which the share of a wording among them says how common it is."""
ONCE = 2
"""A wording said once in the file and once before: nobody else uses it, however few rows there are."""
RECOUNTED = -1.0
"""Bits of different counts (5 and 6) of one day's finding: a list from which a row has gone counts on without it."""
NEAR = 3
"""Days by which a slip of the pen may be off."""


class Rarity:
    """How much equal wordings are worth: 路面有垃圾 is said of many places, a rare wording of one (term frequencies).

    u of a wording is its share among the rows of the file and the known issues, as far as there are enough of them and somebody
    else uses it too; a short text is common by nature: a bit for each sign.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self.counts = Counter(keys)
        self.rows = self.counts.total()

    def add(self, counts: Counter[str], rows: int) -> None:
        """Known issues with these wordings, among so many."""
        self.counts += counts
        self.rows += rows

    def bits(self, key: str) -> float:
        """What it is worth that both sides say this."""
        worth = float(len(key))
        if self.rows >= MANY and self.counts[key] > ONCE:
            worth = min(worth, log2(self.rows / max(1, self.counts[key])))
        return max(LEAST, min(MOST, worth))


def compare(
    one: Side, other: Side, *, stable: float, rarity: Callable[[str], float], part: bool = False
) -> list[Weight]:
    """The weight of every field that both sides say. stable: how likely their numbers are kept for ever (0–1). part: whether one is a
    numbered part of the other.
    """
    weights: list[Weight] = []
    numbered = one.number is not None and other.number is not None
    equal = numbered and one.number == other.number
    if numbered:
        weight = _number(one.number or "", other.number or "", stable)
        if not equal and one.found_on is not None and one.found_on == other.found_on and is_plain(one.number or ""):
            weight = weight._replace(bits=max(weight.bits, RECOUNTED))
        weights.append(weight)
    if one.district is not None and other.district is not None:
        weights.append(level_of("district", "same" if one.district == other.district else "other"))
    place = _place(one, other)
    if place is not None:
        weights.append(level_of("site", place))
    if one.key is not None and other.key is not None:
        level = "part" if part else likeness(one.key, other.key)
        words = level_of("wording", level)
        weights.append(words if level != "same" else words._replace(bits=rarity(one.key)))
    day = _day(one, other, corrected=equal and stable >= 0.5)
    if day is not None:
        weights.append(level_of("found_on", day))
    if any(a is not None and b is not None and a < b for a, b in _ends(one, other)):
        weights.append(level_of("done_on", "before"))
    if one.lead is not None and other.lead is not None:
        if one.lead == other.lead:
            weights.append(level_of("lead", "same"))
        elif one.lead != other.district and other.lead != one.district:
            weights.append(level_of("lead", "other"))
    if one.category is not None and other.category is not None:
        weights.append(level_of("category", "same" if one.category == other.category else "other"))
    return weights


def _ends(one: Side, other: Side) -> tuple[tuple[int | None, int | None], tuple[int | None, int | None]]:
    return (one.done_on, other.found_on), (other.done_on, one.found_on)


def _number(one: str, other: str, stable: float) -> Weight:
    if one == other:
        words = "编号相同" if stable >= 0.5 and not (is_plain(one) and stable < 0.9) else "序号相同"
        return Weight("number", words, number_bits(stable, same=True))
    if one.partition("/")[0] == other.partition("/")[0]:
        return Weight("number", "同一编号的一条", 0.0)
    if is_plain(one) and is_plain(other):
        return Weight("number", "编号不同" if stable >= 0.9 else "序号不同", number_bits(stable, same=False))
    if system(one) == system(other):
        return Weight("number", "编号不同", number_bits(stable, same=False))
    return Weight("number", "两套编号", 0.0)


def _place(one: Side, other: Side) -> str | None:
    if one.site is None or other.site is None:
        return None
    if one.site == other.site:
        return "same"
    if one.site_name is None or other.site_name is None:
        return "other"
    if one.site_name == other.site_name:
        return "namesake"
    if one.site_name in other.site_name or other.site_name in one.site_name:
        return "part"
    return "other"


def _day(one: Side, other: Side, *, corrected: bool) -> str | None:
    if one.found_on is None or other.found_on is None:
        return None
    apart = abs(one.found_on - other.found_on)
    if apart == 0:
        return "same"
    level = "near" if apart <= NEAR else "far"
    return f"corrected {level}" if corrected else level


def elsewhere_placed(one: Side, other: Side) -> bool:
    """Whether the two stand at different places: another district or another site."""
    if one.district is not None and other.district is not None and one.district != other.district:
        return True
    return _place(one, other) == "other"


def unlike(one: Side, other: Side) -> bool:
    """Whether both sides say what the problem is, and not the same."""
    if one.key is None or other.key is None or one.key == other.key:
        return False
    return likeness(one.key, other.key) in ("unlike", "akin", "apart")


def ruled_out(one: Side, other: Side, *, stable: float, part: bool = False) -> bool:
    """What no weight outweighs. part: whether one is a numbered part of the other.

    A number that meets another place and other words is a number used again. Different numbers of one system that is kept
    are two issues. Nothing is found after the sheet that says it.
    """
    if elsewhere_placed(one, other) and (unlike(one, other) or one.key is None or other.key is None):
        return True
    numbered = one.number is not None and other.number is not None and one.number != other.number
    if numbered and stable >= 0.5 and not part:
        mine, theirs = one.number or "", other.number or ""
        if system(mine) == system(theirs) and not (is_plain(mine) and is_plain(theirs)):
            return True
    return (one.found_on is None) != (other.found_on is None) and (
        other.seen_on > one.seen_on if one.found_on is None else one.seen_on > other.seen_on
    )


def done_otherwise(record: Record, as_of: int, known: KnownIssue) -> bool:
    """Whether a row and an issue of which no day found is known tell of two completions: both may be found, and done, in turn.

    One is done on another day than the other, or is not done although the other was before. as_of: the day of the row's sheet.
    """
    if record.found_on is not None or known.found_said:
        return False
    if record.done_on is not None:
        if known.done_on is not None:
            return record.done_on != known.done_on
        return not known.done and known.found_on > record.done_on
    return known.done_on is not None and known.done_on < as_of and record.state is not None and record.state not in DONE


assert LEVELS["wording"]["same"].bits > MOST - 0.1
"""The rarest wording is worth what the table says."""
