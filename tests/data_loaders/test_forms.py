"""Every line of the tables of forms is read as it says, and the papers show the tables as they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data_loaders import forms as tables
from data_loaders.cells.cells import CellError
from data_loaders.cells.units import parse_units
from data_loaders.days.dates import parse_date
from data_loaders.days.dues import parse_due
from data_loaders.forms import REFUSED, TABLES, CellForm, forms
from data_loaders.states.state_words import parse_state

ROOT = Path(__file__).resolve().parents[2]


def _day(form: CellForm) -> str:
    day = parse_date(form.example, near=form.found_on)
    return "empty" if day is None else day.isoformat()


def _due(form: CellForm) -> str:
    due = parse_due(form.example, found_on=form.found_on)
    if due is None:
        return "empty"
    return due.on.isoformat() if due.on else "open_ended" if due.kind == "open_ended" else "no day"


def _state(form: CellForm) -> str:
    state = parse_state(form.example)
    return "empty" if state is None else state.name


def _units(form: CellForm) -> str:
    return "|".join(parse_units(form.example)) or "empty"


READERS: dict[str, Callable[[CellForm], str]] = {"days": _day, "dues": _due, "states": _state, "units": _units}
"""How a line of each table is read; the readings are written as in its column `reading`. CellError counts as refused."""


@pytest.mark.parametrize(
    "form", [form for table in TABLES for form in forms(table)], ids=lambda form: f"{form.table}-{form.example}"
)
def test_every_form_is_read_as_its_table_says(form: CellForm) -> None:
    try:
        said = READERS[form.table](form)
    except CellError as error:
        assert form.reading == REFUSED, error
        assert error.reason
        assert error.remedy
    else:
        assert said == form.reading


def test_every_table_has_a_heading_and_a_reader_and_no_example_twice() -> None:
    there = {path.stem for path in Path(tables.__file__).parent.glob("*.csv")}
    assert there == set(TABLES) == set(READERS)
    for table in TABLES:
        told = [(form.example, form.found_on) for form in forms(table)]
        assert len(told) == len(set(told)), [line for line in told if told.count(line) > 1]
