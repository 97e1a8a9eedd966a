"""What rows say outside the columns that are understood: 序号, group rows, and columns that nobody knows.

Two rows of one sheet that differ there are two problems, however equal their words are: 楼道堆放杂物 at two houses whose names
stand in a column 小区楼栋.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_loaders.cells.cells import parse_text
from data_loaders.layout.tables import Table
from data_loaders.rows.records import Record


@dataclass(frozen=True)
class Page:
    """A table of the file and its columns: field → column. sender: the id of the unit that sent it, where it says so.

    named: the file's name, for the unit that it names.
    """

    table: Table
    fields: Mapping[str, int]
    sender: int | None = None
    named: str = ""


@dataclass(frozen=True)
class Other:
    """What a row says elsewhere: its 序号, the text of the group row above it, and heading → text of columns that nobody knows."""

    page: int
    serial: str | None
    group: str | None
    cells: Mapping[str, str]


class Elsewhere:
    """The other cells of the rows of a file, looked at only where rows have to be told apart."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.pages = pages
        self._read: dict[tuple[str, int], Other] = {}
        self._more: dict[int, bool] = {}
        self._on: dict[str, list[int]] = {}  # sheet → its tables
        for number, page in enumerate(pages):
            self._on.setdefault(page.table.sheet, []).append(number)
        self._groups = [
            dict(zip(page.table.row_numbers, page.table.groups, strict=True)) if any(page.table.groups) else {}
            for page in pages
        ]

    def page_of(self, record: Record) -> int:
        """Which table of the file the row stands in; tables on one sheet are told apart by their rows."""
        found = self._on.get(record.sheet, [-1])
        if len(found) == 1:
            return found[0]
        above = [n for n in found if self.pages[n].table.heading_rows[-1] < record.row]
        return max(above or found[:1], key=lambda n: self.pages[n].table.heading_rows[-1])

    def has_more(self, record: Record) -> bool:
        """Whether the row's table has a filled column that nobody knows."""
        at = self.page_of(record)
        if at not in self._more:
            page = self.pages[at] if at >= 0 else None
            known = set(page.fields.values()) if page is not None else set()
            unknown = [n for n in range(len(page.table.headings)) if n not in known] if page is not None else []
            self._more[at] = page is not None and any(
                row[n] not in (None, "") for row in page.table.rows for n in unknown
            )
        return self._more[at]

    def cell(self, record: Record, field: str) -> Any:
        """A cell of the row as the file has it; None without such a column."""
        at = self.page_of(record)
        column = self.pages[at].fields.get(field) if at >= 0 else None
        cells = json.loads(record.raw) if column is not None else ()
        return cells[column] if column is not None and column < len(cells) else None

    def of(self, record: Record) -> Other:
        """What the row says elsewhere."""
        place = (record.sheet, record.row)
        if place not in self._read:
            self._read[place] = self._other(record)
        return self._read[place]

    def _other(self, record: Record) -> Other:
        at = self.page_of(record)
        if at < 0:
            return Other(at, None, None, {})
        page = self.pages[at]
        texts = [parse_text(cell) for cell in json.loads(record.raw)]
        known = set(page.fields.values())
        told = zip(page.table.headings, texts, strict=False)
        cells = {heading: text for n, (heading, text) in enumerate(told) if n not in known and text}
        serial = page.fields.get("serial")
        count = texts[serial] if serial is not None and serial < len(texts) else None
        return Other(at, count, self._groups[at].get(record.row), cells)


def differ(one: Mapping[str, str], other: Mapping[str, str]) -> str | None:
    """Whether two rows say the same elsewhere: "same", "other" (all differ), "some", or None where no column is filled in both."""
    common = [heading for heading in one if heading in other]
    if not common:
        return None
    unequal = sum(one[heading] != other[heading] for heading in common)
    return "same" if not unequal else "other" if unequal == len(common) else "some"
