"""Two clerks at once, as real processes: both succeed, or one is told to look again; nothing is half written."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from data_loaders.importing.intake import ImportOptions, Outdated, load_all, recognise
from database.imports import imports
from database.ledger import ledgers
from database.store.engine import Database, open_database
from database.store.settings import data_version
from tests.data_loaders.conftest import AT, LIST, book

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400


def sheet(folder: Path, clerk: str) -> Path:
    day = date(2020, 7, 1)
    rows = [
        (f"{clerk}-{n}", day, "滨江街道", "滨江市场", "环境卫生", f"{clerk}第 {n} 处垃圾", "县城管局", "3天")
        for n in range(ROWS)
    ]
    path = folder / f"{clerk}_清单_截至2020年7月12日.xlsx"
    path.write_bytes(book([LIST, *rows]))
    return path


def test_two_processes_import_at_once(county: Database, tmp_path: Path) -> None:
    clerks = ("甲", "乙")
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "data_loaders", str(sheet(tmp_path, clerk)), "--who", clerk],
            cwd=ROOT,
            env={**os.environ, "DASHBOARD_DB": county.url},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for clerk in clerks
    ]
    ended = [(process.communicate(timeout=900)[0].decode(), process.returncode) for process in running]
    assert [code for _, code in ended] == [0, 0], ended
    past = imports.history(county)
    assert sorted(past["who"]) == sorted(clerks)
    assert past["rows_new"].tolist() == [ROWS, ROWS]
    assert len(ledgers.read_ledger(county)) == 2 * ROWS


def test_who_has_seen_an_older_state_is_told_and_writes_nothing(county: Database, tmp_path: Path) -> None:
    other = open_database(county.url)
    files = [
        (recognise(county, path.read_bytes(), path.name), ImportOptions())
        for path in (sheet(tmp_path, c) for c in "甲乙")
    ]
    seen = data_version(county)
    load_all(county, files[:1], at=AT, seen=seen)
    with pytest.raises(Outdated):
        load_all(other, files[1:], at=AT, seen=seen)
    other.close()
    assert imports.history(county)["file_name"].tolist() == [files[0][0].name]
    load_all(county, files[1:], at=AT, seen=data_version(county))
    assert len(ledgers.read_ledger(county)) == 2 * ROWS
