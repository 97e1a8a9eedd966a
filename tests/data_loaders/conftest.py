"""A fresh database, and workbooks made on the spot."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from data_loaders.importing.intake import ImportOptions, Outcome, load, recognise
from database.masters.masters import NewUnit, save_unit
from database.store.engine import Database, open_database

AT = datetime(2020, 7, 13, 9, 0, tzinfo=UTC)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    """A migrated database without anything in it."""
    database = open_database(str(tmp_path / "test.db"))
    yield database
    database.close()


@pytest.fixture
def county(empty: Database) -> Database:
    """A database that knows three departments and two districts."""
    with empty.write() as connection:
        for name, short in (("县城市管理局", "县城管局"), ("县公安局", "县公安局"), ("县生态环境局", "县生态环境局")):
            save_unit(connection, NewUnit(name, short, "department", "执法类"))
        for name in ("滨江街道", "东山镇"):
            save_unit(connection, NewUnit(name, name, "district", "镇街"))
    return empty


def book(
    rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1", hidden: Sequence[str] = (), **more: Sequence[Sequence[Any]]
) -> bytes:
    """An .xlsx with these rows; `more` are further sheets by name, `hidden` names the hidden ones."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 - the same bytes at any time of day
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for name, lines in {sheet: rows, **more}.items():
        page = workbook.add_worksheet(name)
        if name in hidden:
            page.hide()
        for r, line in enumerate(lines):
            for c, value in enumerate(line):
                if isinstance(value, date):
                    page.write_datetime(r, c, datetime.combine(value, time()), day)
                elif isinstance(value, str):
                    page.write_string(r, c, value)
                elif value is not None:
                    page.write(r, c, value)
    workbook.close()
    return buffer.getvalue()


LIST = ("编号", "检查日期", "镇区", "点位名称", "问题类别", "存在问题", "责任单位", "整改时限")


def listed(*rows: Sequence[Any]) -> bytes:
    """An inspection list with the headings LIST."""
    return book([LIST, *rows])


@pytest.fixture
def loaded(county: Database) -> Callable[..., Outcome]:
    """Load bytes into `county` and give the outcome: loaded(content, as_of=…, kind=…, name=…)."""

    def run(
        content: bytes, *, as_of: date, name: str = "清单.xlsx", choices: ImportOptions | None = None, **decided: Any
    ) -> Outcome:
        file = recognise(county, content, name)
        return load(county, file, choices or ImportOptions(as_of=as_of, **decided), at=AT, who="张三")

    return run
