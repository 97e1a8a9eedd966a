"""What stands with a label above the headings of a table, as on forms: 检查日期 | 2020-07-06, 受检镇区：滨江街道."""

import re
from collections.abc import Collection
from typing import NamedTuple

from data_loaders.cells import parse_text
from data_loaders.heading_rows import is_form_line
from data_loaders.headings import field_of
from data_loaders.tables import Table

_FIELDS = frozenset(("found_on", "district", "site", "site_type", "units", "lead_unit", "due", "category"))
_BOTH = re.compile(r"(?P<label>[^:：]{2,12})[:：]\s*(?P<value>\S.*)", re.DOTALL)


class Label(NamedTuple):
    """row: Excel row number. label, value: as written. field: what the label is a heading of."""

    row: int
    label: str
    value: str
    field: str


def labels_above(table: Table, known: Collection[str]) -> list[Label]:
    """The labels above the table that say of all its rows what none of its columns says. known: fields that have a column."""
    found: list[Label] = []
    for line in table.above:
        texts = list(dict.fromkeys(parse_text(value) or "" for _, value in line.cells))
        pairs = list(zip(texts[::2], texts[1::2], strict=False)) if is_form_line([v for _, v in line.cells]) else []
        pairs += [(both["label"], both["value"]) for text in texts if (both := _BOTH.fullmatch(text)) is not None]
        for label, value in pairs:
            meaning = field_of(label)
            if meaning is not None and meaning[0] in _FIELDS and meaning[0] not in known:
                found.append(Label(line.row, label.rstrip("：: "), value, meaning[0]))
    return found
