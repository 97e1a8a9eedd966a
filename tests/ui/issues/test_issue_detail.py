"""The issue's page says which due date counts and that a day done is not known."""

from typing import Any

import pytest

from database.ledger.issues import dossier
from database.store.engine import Database
from domain.ledger.states import State
from tests.factories import database_at, july, load, row
from ui.issues.issue_detail import done_words, due_words

CLOSED = int(State.CLOSED)


@pytest.mark.parametrize(
    ("later", "as_of", "words"),
    [
        ({}, july(20), "2026-07-05"),
        ({"due_on": july(30)}, july(20), "2026-07-05（完成后的表写 2026-07-30，不算）"),
        ({"due_on": july(30)}, july(15), "2026-07-05"),
        ({"due_on": july(5)}, july(20), "2026-07-05"),
        ({"due_on": july(30), "state": int(State.REWORK), "verified_on": july(14)}, july(20), "2026-07-30"),
    ],
)
def test_a_due_date_written_after_the_completion_is_named_and_does_not_count(
    tmp_path: Any, later: dict[str, Any], as_of: Any, words: str
) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(9), [row("1", found_on=july(2), due_on=july(5), state=CLOSED, done_on=july(8))])
        load(connection, july(16), [row("1", **later)])
    assert due_words_of(database, as_of) == words
    database.close()


def due_words_of(database: Database, as_of: Any) -> str:
    file = dossier(database, 1)
    assert file is not None
    return due_words(file.spans[-1], file.observations, as_of)


def test_a_day_done_that_no_sheet_names_is_not_known(tmp_path: Any) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(9), [row("1", state=CLOSED), row("2"), row("3", state=CLOSED, done_on=july(8))])
    files = [dossier(database, key) for key in (1, 2, 3)]
    words = [done_words(file.spans[-1]) for file in files if file is not None]
    assert words == ["不明（表中没有写）", "—", "2026-07-08"]
    database.close()
