"""Processes that write at the same time, and processes that are killed while they write."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from database.ledger.ledgers import read_ledger
from database.store import schema
from database.store.engine import ROOT, Database
from tests.database.contents import Rows, rows
from tests.database.importing import KNOWN, ROWS
from tests.factories import database_at, july, load, row

Order = Callable[[str], list[str]]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


@pytest.fixture
def order(tmp_path: Path) -> Iterator[Order]:
    """Gives orders to a process of its own that imports into county.db; returns the words of its answer."""
    command = [sys.executable, "-m", "tests.database.importing", f"sqlite:///{tmp_path / 'county.db'}"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def give(line: str) -> list[str]:
            stdin.write(line + "\n")
            stdin.flush()
            return stdout.readline().split()

        yield give
        stdin.close()


def test_two_processes_that_write_at_once_both_succeed(database: Database, order: Order) -> None:
    count = 8
    assert order(f"both {count}") == ["done"]
    with database.read() as connection:
        numbers = connection.scalars(select(schema.issues.c.number)).all()
        assert sorted(numbers) == sorted(f"{who}-{n}" for who in "甲乙" for n in range(count))
        assert connection.scalar(select(func.count()).select_from(schema.imports)) == 2 * count
    assert len(read_ledger(database)) == 2 * count


def test_two_processes_that_create_the_same_database_both_succeed(tmp_path: Path, order: Order) -> None:
    assert not (tmp_path / "county.db").exists()
    assert order("both 1") == ["done"]
    database = database_at(tmp_path)
    assert len(read_ledger(database)) == 2
    database.close()


def test_killed_at_any_moment_the_database_is_as_before(tmp_path: Path, order: Order) -> None:
    """Twenty and more moments between the start of the process and its end, drawn anew in every run."""
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(1), [row(f"{n}", found_on=july(1)) for n in range(KNOWN)])
    before = rows(database)
    database.close()
    file, saved = tmp_path / "county.db", tmp_path / "saved.db"
    shutil.copy(file, saved)

    answer, seconds = order("kill 1000")
    assert answer == "done"
    after = _held(tmp_path)
    assert len(after["issues"]) == ROWS
    shutil.copy(saved, file)

    random, killed, moments = Random(), 0, []
    for _ in range(60):
        if killed == 22:
            break
        moments.append(random.uniform(0.05, 0.95) * float(seconds))
        answer = order(f"kill {moments[-1]}")[0]
        held = _held(tmp_path)
        if held == after:  # quicker than the first time: it was done, or killed once it was
            shutil.copy(saved, file)
            continue
        assert held == before, moments
        assert answer == "killed", moments
        killed += 1
    assert killed == 22, moments
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(2), [row("after")])
    assert len(read_ledger(database)) == KNOWN + 1
    database.close()


def _held(folder: Path) -> Rows:
    """What the next process finds; the log of the killed one is folded in or dropped."""
    database = database_at(folder)
    held = rows(database)
    database.close()
    return held
