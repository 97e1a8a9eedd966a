"""What stands with a label above the headings of a table, as on forms: 检查日期 | 2020-07-06, 受检镇区：滨江街道."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import pairwise
from typing import NamedTuple

from data_loaders.cells.cells import parse_text
from data_loaders.headings.headings import field_of
from data_loaders.layout.heading_rows import is_form_line
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Cell

_UNITS = frozenset(("units", "lead_unit", "assist_units"))
_FIELDS = frozenset(("found_on", "district", "site", "site_type", "units", "lead_unit", "due", "category"))
_BOTH = re.compile(
    r"(?P<label>[^\s:：,，;；、\d][^\s:：,，;；]{1,11})\s*[:：]\s*(?P<value>.*?)(?=[\s,，;；、]+[^\s:：,，;；、\d][^\s:：,，;；]{1,11}\s*[:：]|\s*$)",
    re.DOTALL,
)
"""A label and what it labels; in one cell may stand several: 镇区：东山镇  检查日期：2020年7月5日."""


class Label(NamedTuple):
    """row: Excel row number. label, value: as written. field: what the label is a heading of."""

    row: int
    label: str
    value: Cell
    field: str

    @property
    def said(self) -> str:
        """The label as it stands there: 镇区：东山镇."""
        return f"{self.label}：{parse_text(self.value)}"


@dataclass
class LabelsAbove:
    """The labels above a table: those that can be filled into its rows, by field, and what became of them.

    without_column: fields of labels that have no column. filled: rows that took the value of a label, by field. A label whose value cannot be read, and one of several that say different
    things of one field, is filled in nowhere.
    """

    by_field: Mapping[str, Label]
    without_column: frozenset[str] = frozenset()
    filled: dict[str, int] = dataclass_field(default_factory=dict)

    def is_filled(self, label: Label) -> bool:
        """Whether the rows of the table took the value of this label."""
        return label.field in self.filled and self.by_field[label.field].value == label.value


def labels_for(table: Table, known: Collection[str]) -> LabelsAbove:
    """The labels above a table whose fields have no column and of which there is one value only."""
    units = bool(_UNITS & set(known))
    found: dict[str, list[Label]] = {}
    labels = labels_above(table, known)
    for label in labels:
        if not (units and label.field in _UNITS):
            found.setdefault(label.field, []).append(label)
    single = {name: several[0] for name, several in found.items() if len({one.value for one in several}) == 1}
    return LabelsAbove(single, frozenset(label.field for label in labels))


def labels_in(cells: Sequence[Cell]) -> list[tuple[str, Cell, str]]:
    """The labels in a line above headings, each with its value and the field that it is a heading of. cells: what is filled in it."""
    said = list(dict.fromkeys(cells))
    pairs: list[tuple[str, Cell]] = []
    if is_form_line(cells):
        pairs += [(parse_text(label) or "", value) for label, value in zip(said[::2], said[1::2], strict=False)]
    else:
        pairs += [
            (parse_text(label) or "", value)
            for label, value in pairwise(said)
            if (parse_text(label) or "").endswith(("：", ":")) and not _BOTH.match(parse_text(value) or "")
        ]
    for cell in said:
        text = parse_text(cell) if isinstance(cell, str) else None
        pairs += [
            (both["label"], both["value"].strip()) for both in _BOTH.finditer(text or "") if both["value"].strip()
        ]
    found = []
    for label, value in pairs:
        name = label.rstrip("：: ")
        meaning = field_of(name)
        if meaning is not None and meaning[0] in _FIELDS:
            found.append((name, value, meaning[0]))
    return found


def labels_above(table: Table, known: Collection[str]) -> list[Label]:
    """The labels above the table that say of all its rows what none of its columns says. known: fields that have a column."""
    return [
        Label(line.row, label, value, field)
        for line in table.above
        for label, value, field in labels_in([value for _, value in line.cells])
        if field not in known
    ]
