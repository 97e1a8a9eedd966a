"""Units that the office does not know yet, as its files name them: each once, under all its names, with a proposal to register it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from data_loaders.text.names import name_key
from data_loaders.text.unit_forms import TOWN_ENDINGS, bodiness, group_by_name, is_form_of, kind_by_name, sorts_of
from domain.directory import DEPARTMENT, DISTRICT, Unit


@dataclass(frozen=True)
class Newcomer:
    """A unit that nobody has explained yet.

    name: what it would be called, short_name: on narrow screens; both of its texts. texts: every way it is written, the commonest first, with the rows that wait
    for it. kind, group: proposed. same: the full name of the known unit that it is, by the rules of short forms; None: a new one.
    either: two or more units of which it may be a short form; then it is for a person to say and nothing is proposed.
    """

    name: str
    texts: tuple[tuple[str, int], ...]
    kind: str
    group: str
    short_name: str = ""
    same: str | None = None
    either: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many cells wait for it."""
        return sum(rows for _, rows in self.texts)


def newcomers(asked: Mapping[tuple[str, str], int], units: Sequence[Unit]) -> tuple[Newcomer, ...]:
    """The units behind unknown names, those that hold most rows back first.

    asked: (district or department: the column; as typed) → rows that wait. units: those that the office knows.
    """
    return _found(tuple(asked.items()), tuple(units))


@lru_cache(maxsize=8)
def _found(asked: tuple[tuple[tuple[str, str], int], ...], units: tuple[Unit, ...]) -> tuple[Newcomer, ...]:
    rows: Counter[str] = Counter()
    in_districts: set[str] = set()
    for (kind, text), count in asked:
        rows[text] += count
        if kind == DISTRICT:
            in_districts.add(text)
    by_key: dict[str, list[str]] = {}
    for text in rows:
        by_key.setdefault(name_key(text), []).append(text)
    groups, either = _joined(list(by_key.values()))
    made = [_newcomer(texts, rows, in_districts, units) for texts in groups]
    names = {text: one.name for one in made for text, _ in one.texts}
    for texts, hosts in either:
        one = _newcomer(texts, rows, in_districts, units)
        made.append(replace(one, same=None, either=tuple(sorted({names[host] for host in hosts}))))
    return tuple(sorted(made, key=lambda one: (-one.rows, one.name)))


def _joined(written: list[list[str]]) -> tuple[list[list[str]], list[tuple[list[str], list[str]]]]:
    """Names that are forms of one another, together; and short forms of two names which are none of each other, with these."""
    near: dict[int, set[int]] = {n: set() for n in range(len(written))}
    for alike in _by_sort(written):
        for place, n in enumerate(alike):
            for m in alike[:place]:
                if is_form_of(written[n][0], written[m][0]):
                    near[n].add(m)
                    near[m].add(n)
    length = [len(name_key(texts[0])) for texts in written]
    unsure = set()
    for n, others in near.items():
        hosts = [m for m in others if length[m] > length[n]]
        if any(b not in near[a] for a in hosts for b in hosts if a != b):
            unsure.add(n)
    groups: list[list[str]] = []
    placed: set[int] = set(unsure)
    for n in near:
        if n not in placed:
            together = _reached(n, near, unsure)
            placed |= together
            groups.append([text for member in sorted(together) for text in written[member]])
    return groups, [(written[n], [written[m][0] for m in sorted(near[n] - unsure)]) for n in sorted(unsure)]


def _by_sort(written: list[list[str]]) -> list[list[int]]:
    """Names by what forms of one name share, so that not every name is compared with every other."""
    found: dict[str, list[int]] = {}
    for n, texts in enumerate(written):
        for sort in sorts_of(texts[0]):
            found.setdefault(sort, []).append(n)
    return list(found.values())


def _reached(start: int, near: Mapping[int, set[int]], without: set[int]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        more = near[waiting.pop()] - found - without
        found |= more
        waiting += more
    return found


def _newcomer(texts: Sequence[str], rows: Mapping[str, int], in_districts: set[str], units: Sequence[Unit]) -> Newcomer:
    ordered = sorted(texts, key=lambda text: (-rows[text], text))
    in_column = any(text in in_districts for text in texts)
    kind = kind_by_name(max(texts, key=len), in_district_column=in_column)
    name = _full_name(texts, kind)
    forms = [
        unit.name
        for unit in units
        if any(is_form_of(text, known) for text in texts for known in {unit.name, unit.short_name})
    ]
    return Newcomer(
        name,
        tuple((text, rows[text]) for text in ordered),
        kind,
        group_by_name(name, kind, units),
        _short_name(texts, name) if kind == DEPARTMENT else name,
        forms[0] if len(forms) == 1 else None,
        tuple(forms) if len(forms) > 1 else (),
    )


def _full_name(texts: Sequence[str], kind: str) -> str:
    """The fullest name of the body itself; of a district the one without 人民政府, 办事处 and the like."""
    if kind == DISTRICT:
        plain = [text for text in texts if text.endswith(TOWN_ENDINGS)]
        return max(plain or texts, key=lambda text: (len(text), text))
    return min(texts, key=lambda text: (bodiness(text), -len(text), text))


def _short_name(texts: Sequence[str], name: str) -> str:
    return min((t for t in texts if len(t) > 1), key=lambda text: (bodiness(text) > 1, len(text), text), default=name)
