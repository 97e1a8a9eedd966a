"""The sample's letters and instructions: the committed files are what the program makes, and what they tell is true."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from sqlalchemy import func, select

from data_loaders.importing.sample import FOLDER, load_sample
from database.imports import imports
from database.ledger.dataset_records import entries_in
from database.ledger.ledgers import read_ledger
from database.office.appeals import appeals_in
from database.office.instructions import all_instructions, of_meeting, open_before
from database.office.letters import file_of_letter, letters
from database.store import audit, schema
from database.store.engine import Database
from domain.accountability.escalation import proposals
from domain.accountability.scorecard import SCORE_RULE, cards, rules_in_force
from domain.ladder import LadderLevel, Reply
from domain.meeting.black_weeks import black_weeks
from sample_data.generator.life.story import Story
from sample_data.generator.sheets import orders
from tests.factories import database_at

NOW = date(2020, 8, 9)


def told() -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / orders.LIST).read_text(encoding="utf-8"))
    return made


def test_the_committed_files_are_what_the_program_makes(story: Story) -> None:
    files = orders.files(story)
    folder = FOLDER / orders.FOLDER
    assert {f"{orders.FOLDER}/{path.name}" for path in folder.iterdir()} == set(files)
    for name, content in files.items():
        assert (FOLDER / name).read_bytes() == content, name


def test_every_letter_prints_its_number_its_unit_and_its_issues() -> None:
    for said in told()["letters"]:
        document = Document(str(FOLDER / orders.FOLDER / said["file"]))
        text = "\n".join(p.text for p in document.paragraphs)
        assert said["number"] in text and said["unit"] in text
        rows = document.tables[0].rows[1:]
        assert [row.cells[2].text.rpartition("（")[2].rstrip("）") for row in rows] == said["issues"]
        assert all(int(row.cells[5].text) > 0 for row in rows)


def test_the_ladder_of_the_sample_goes_on_where_the_letters_stand(loaded: Database) -> None:
    with loaded.read() as connection:
        known = letters(connection)
    assert [one.reply_on(NOW) for one in reversed(known)] == [
        Reply.ANSWERED,
        Reply.ANSWERED,
        Reply.WITHDRAWN,
        Reply.LATE,
        Reply.WAITING,
    ]
    for one in known:
        name, content = file_of_letter(loaded, one.letter_id)
        assert content == (FOLDER / orders.FOLDER / name).read_bytes()
        assert Document(io.BytesIO(content)).paragraphs
    ledger = read_ledger(loaded)
    found = proposals(ledger, black_weeks(ledger, as_of=NOW), known, ledger.settings.escalation, NOW)
    names = {(ledger.directory.units[one.unit_id].name, one.level) for one in found}
    assert ("渡月镇", LadderLevel.CIRCULATE) in names and ("县城市管理局", LadderLevel.SUPERVISE) in names
    with loaded.read() as connection:
        weeks = black_weeks(ledger, as_of=date(2020, 8, 2))
    assert weeks[next(key for key, unit in ledger.directory.units.items() if unit.name == "渡月镇")] == 10


def test_the_meetings_of_the_sample_leave_something_undone(loaded: Database) -> None:
    with loaded.read() as connection:
        last, before = of_meeting(connection, date(2020, 8, 3)), open_before(connection, date(2020, 8, 3))
    assert (len(last), sum(one.is_done_on(NOW) for one in last), len(before)) == (4, 2, 2)


def test_the_appeals_of_the_sample_are_about_points_that_were_taken(loaded: Database) -> None:
    ledger = read_ledger(loaded)
    with loaded.read() as connection:
        rules = entries_in(connection, SCORE_RULE)
        july, august = (
            appeals_in(connection, since=date(2020, month, 1), until=date(2020, month, 31)) for month in (7, 8)
        )
    assert [(one.accepted, one.restored) for one in july] == [(True, 2.0), (False, 0.0)]
    assert [one.accepted for one in august] == [None]
    for found, since, until in ((july, date(2020, 7, 1), date(2020, 7, 31)), (august, date(2020, 8, 1), NOW)):
        made = cards(ledger, rules_in_force(rules, on=until), since=since, until=until)
        taken = {(c.unit.unit_id, line.rule.code): line.deduction for c in made for line in c.lines}
        assert all(taken[one.unit_id, one.line] > one.restored for one in found)


def test_the_sample_takes_all_of_it_along_and_writes_nothing_into_the_records(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    load_sample(database)
    assert audit.changes(database).empty
    imports.clear_sample(database)
    with database.read() as connection:
        assert letters(connection) == [] == all_instructions(connection)
        assert not connection.scalar(select(func.count()).select_from(schema.appeals))
    assert read_ledger(database).settings.escalation == ()
    database.close()
