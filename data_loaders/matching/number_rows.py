"""Rows that name only a number: which issue they are about, or why nobody can say."""

from collections.abc import Sequence
from functools import cached_property

from data_loaders.matching.file_state import Weighed
from data_loaders.matching.pair_weights import PairWeights
from data_loaders.matching.said import damaged, of_another, several, used_again
from data_loaders.weighing.number_only import COLLECTS, speaks_against
from database.ledger.issues import unit_names


class NumberRows(PairWeights):
    """Decides rows that name only a number."""

    def by_number_only(self, index: int) -> None:
        """A row without a problem: its number must stand for one issue, and nothing in the row may speak against that."""
        record, result = self.records[index], self.result
        number = record.number
        if number is None:
            result.unclear[index] = damaged(result.damaged.get(index, ""))
            return
        found = self.with_number(number)
        parts = [one for n in range(1, 10) for one in self.with_number(f"{number}/{n}")]
        if not found and not parts:
            result.orphans.append(index)
            return
        trust = self.numbering.trust(index)
        if trust.stable < 0.2 and any(self.numbering.evidence(self.elsewhere.page_of(record))[:2]):
            result.unclear[index] = used_again(number)
            return
        speaks = {one.issue_id: self.speaks_against(index, one) for one in (*found, *parts)}
        whole, in_parts = ([one for one in some if speaks[one.issue_id] is None] for some in (found, parts))
        if not whole and not in_parts:
            first = (found or parts)[0]
            why = next(why for why in speaks.values() if why)
            result.unclear[index] = of_another(number, self.told_of(first), why)
        elif len(whole) > 1 or (whole and in_parts) or self.of_two_cells(in_parts):
            result.unclear[index] = several(number, [self.told_of(one) for one in (*whole, *in_parts)])
        elif in_parts:
            self.takes_parts(index, in_parts)
        else:
            self.takes(index, whole[0].issue_id)

    def of_two_cells(self, parts: Sequence[Weighed]) -> bool:
        """Whether two issues bear the same part of a number: they come from two cells."""
        numbers = [one.known.number if one.known else self.records[one.row or 0].number for one in parts]
        return len(set(numbers)) < len({one.issue_id for one in parts})

    def takes_parts(self, index: int, parts: Sequence[Weighed]) -> None:
        """The row answers for all problems of a cell."""
        self.result.issue_ids[index] = tuple(dict.fromkeys(one.issue_id for one in parts))

    def speaks_against(self, index: int, one: Weighed) -> str | None:
        """Which field of a row that names only a number does not fit the issue; None where nothing speaks against it."""
        theirs = self.side_of_known(one.known) if one.known is not None else self.side(one.row or 0)
        return speaks_against(self.side(index), theirs, self.sender(index))

    def sender(self, index: int) -> int | None:
        """The unit that sent the row's table, where it answers for issues itself: an office that collects answers does not.

        A sheet says who sent it, or the name of file, sheet or title names one unit.
        """
        at = self.elsewhere.page_of(self.records[index])
        if at < 0:
            return None
        page = self.elsewhere.pages[at]
        if at not in self.senders:
            said = " ".join((page.named, page.table.sheet, *page.table.title))
            found = {unit for name, unit in self.unit_names.items() if name in said}
            self.senders[at] = page.sender or (found.pop() if len(found) == 1 else None)
        sender = self.senders[at]
        return sender if sender in self.answering or sender not in self.collecting else None

    @cached_property
    def collecting(self) -> set[int]:
        """The units that by their names collect what others answer."""
        return {unit for name, unit in self.unit_names.items() if COLLECTS.search(name)}

    @cached_property
    def unit_names(self) -> dict[str, int]:
        """Full and short names of all units."""
        return unit_names(self.connection)

    @cached_property
    def answering(self) -> set[int]:
        """The units and districts that are to answer for the issues whose numbers this file names."""
        known = [k for found in self.by_number.values() for k in found]
        return {unit for k in known for unit in (k.lead_id, k.district_id) if unit is not None}
