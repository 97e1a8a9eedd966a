"""The report of weights: what is in force, and what decided pairs say beside it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data_loaders.__main__ import main
from data_loaders.weighing.weights import LEVELS
from data_loaders.weights_report import report
from database.review.pairs import save_verdict
from database.store.engine import open_database

AT = datetime(2020, 9, 1, tzinfo=UTC)


def test_decided_pairs_stand_beside_the_table_and_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "county.db")
    database = open_database(file)
    other = LEVELS["lead"]["other"]
    before = report(database)
    with database.write() as connection:
        for mark in range(30):
            weights = json.dumps([["lead", other.words, other.bits]])
            save_verdict(connection, mark, mark + 100, same=mark < 20, at=AT, who=None, weights=weights)
    told = report(database)
    database.close()
    assert "30 对，其中同一件 20 对，不是 10 对" in told
    (line,) = (line for line in told.splitlines() if other.words in line)
    bits, by_pairs, same, not_same = line.split()[-4:]
    assert float(bits) == pytest.approx(other.bits, abs=0.06) and float(by_pairs) > float(bits)
    assert (same, not_same) == ("20", "10")
    (was,) = (line for line in before.splitlines() if other.words in line)
    assert was.split()[-4] == bits
    assert main(["--db", file, "--weights"]) == 0
    assert other.words in capsys.readouterr().out
