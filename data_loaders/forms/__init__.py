"""The forms in which people write a cell, each with an example and its reading: what the papers show and what the tests try.

One table for each kind of cell lies beside this file. Columns: form (what the form is called), example (the cell as written),
found_on (the day found, for forms that count from it; ISO or empty), reading (what comes out; `refused` where the cell is
refused with a reason, `asked` where a person is asked), why (what an office would say to the reading; may be empty).
`make drawn` draws docs/cell_forms.md from them.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

COLUMNS = ("form", "example", "found_on", "reading", "why")
REFUSED, ASKED = "refused", "asked"


@dataclass(frozen=True)
class CellForm:
    """One line of a table."""

    table: str
    form: str
    example: str
    found_on: date | None
    reading: str
    why: str


@dataclass(frozen=True)
class Heading:
    """What stands over a table in the papers."""

    title: str
    about: str


TABLES: dict[str, Heading] = {
    "days": Heading(
        "Days",
        "检查日期, 完成时间, 复核日期. The reading is the day; the sheet speaks for found_on where that is given.",
    ),
    "dues": Heading(
        "Due words",
        "整改时限. The reading is the due day, `open_ended` (长期坚持: no day, never overdue) or `no day` (a word that leaves it open).",
    ),
    "units": Heading(
        "Units",
        "责任单位, 牵头单位, 配合单位. The reading is the names, the lead first, separated by `|`; a sentence is one name, which is refused later.",
    ),
    "states": Heading(
        "States",
        "是否完成, 整改情况. The reading is the state. In a column of states `refused` is asked about; in free text on progress it says nothing and its rows are counted.",
    ),
}


def forms(table: str) -> list[CellForm]:
    """The lines of one table, in its order. Raises ValueError for a line with other columns."""
    with (Path(__file__).parent / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        lines = csv.DictReader(stream)
        if tuple(lines.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{table}.csv: the columns are {lines.fieldnames}, not {COLUMNS}")
        return [_form(table, line) for line in lines]


def _form(table: str, line: dict[str, str]) -> CellForm:
    found_on = date.fromisoformat(line["found_on"]) if line["found_on"] else None
    return CellForm(table, line["form"], line["example"], found_on, line["reading"], line["why"])


def page() -> str:
    """docs/cell_forms.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Forms of cells"
    yield ""
    yield "Drawn from `data_loaders/forms/*.csv` by `make drawn`; every line is a test (`tests/data_loaders/test_forms.py`)."
    yield "`refused` means that the row waits for a person with the reason on screen, `asked` that a question is put; nothing is chosen in silence."
    for table, heading in TABLES.items():
        yield ""
        yield f"## {heading.title}"
        yield ""
        yield heading.about
        for form, lines in groupby(forms(table), key=lambda line: line.form):
            yield ""
            yield f"**{form}**"
            yield ""
            yield "| cell | found on | reading | why |"
            yield "|---|---|---|---|"
            for line in lines:
                yield f"| {_cell(line.example)} | {line.found_on or ''} | {_cell(line.reading)} | {_cell(line.why)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
