"""What the benchmarks are measured on: invented issues, as a workbook and as a database."""

from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from benchmarks.counties import fill
from benchmarks.histories import LAST_ON, NONE, as_date, histories, sunday
from benchmarks.workbook import HEADINGS, ledger_rows, workbook
from database.ledger.ledgers import read_ledger
from database.store import schema
from database.store.engine import open_database
from domain.catalogue import DATASETS
from domain.ledger.days import NEVER, day_number
from domain.ledger.states import State


def test_a_history_takes_its_steps_in_order_and_none_after_the_last_day() -> None:
    lives = histories(3000)
    last = day_number(LAST_ON)
    for earlier, later in (
        (lives.found_on, lives.done_on),
        (lives.done_on, lives.verified_on),
        (lives.verified_on, lives.again_on),
        (lives.again_on, lives.closed_again_on),
    ):
        taken = later != NONE
        assert taken.any()
        assert (earlier[taken] != NONE).all()
        assert (earlier[taken] <= later[taken]).all()
        assert (later[taken] <= last).all()
    assert (lives.again_on[~lives.failed] == NONE).all()
    assert 0.02 < (lives.done_on == NONE).mean() < 0.2


def test_the_same_number_of_issues_gives_the_same_lives() -> None:
    one, other = histories(500), histories(500)
    assert (one.found_on == other.found_on).all()
    assert list(ledger_rows(one, "WM")) == list(ledger_rows(other, "WM"))


def test_a_week_ends_on_its_sunday() -> None:
    days = np.array([day_number(LAST_ON) - n for n in range(8)])
    assert [as_date(int(day)).isoformat() for day in sunday(days)] == ["2020-08-09"] * 7 + ["2020-08-02"]


def test_the_workbook_holds_one_row_for_each_issue_and_is_written_once(tmp_path: Path) -> None:
    file = workbook(40, tmp_path)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert rows[0] == list(HEADINGS)
    assert [tuple(cell or None for cell in row) for row in rows[1:]] == list(ledger_rows(histories(40), "WM"))
    written = file.stat().st_mtime_ns
    assert workbook(40, tmp_path).stat().st_mtime_ns == written
    assert [p.name for p in tmp_path.iterdir()] == [file.name]


def test_the_county_stands_where_the_histories_say(tmp_path: Path) -> None:
    lives = histories(600)
    url = f"sqlite:///{tmp_path / 'county.db'}"
    fill(url, lives)
    database = open_database(url)
    ledger = read_ledger(database)
    now = ledger.spans[ledger.spans["to_on"] == NEVER]
    closed = (lives.closed_again_on != NONE) | ((lives.verified_on != NONE) & ~lives.failed)
    waiting = ~closed & np.where(lives.failed, lives.again_on, lives.done_on).__ne__(NONE)
    assert len(ledger) == len(now) == 600
    assert (now["state"] == State.CLOSED).sum() == closed.sum() > 400
    assert (now["state"] == State.REPORTED).sum() == waiting.sum() > 0
    assert (now["due_on"] == NEVER).sum() == (lives.due_on == NONE).sum() > 0
    with database.read() as connection:
        i = schema.imports.c
        rows = connection.scalar(select(func.sum(i.rows_read)).where(i.kind.in_(schema.LEDGER_KINDS)))
        assert rows == connection.scalar(select(func.count()).select_from(schema.observations))
        books = set(connection.scalars(select(schema.entries.c.book).distinct()))
    assert rows is not None and rows > 1200
    assert books == set(DATASETS)  # every screen of the campaign has something to compute
    database.close()
