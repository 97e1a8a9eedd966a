"""What is printed, edited and issued: the same bytes for ever, nothing edited is kept or lost in silence."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest

from briefings.brief.edits import edited, edits_of, sentences
from briefings.issuing import issuing
from briefings.issuing.issuing import Proof, files_of, frozen_of, issue, last_full_week, proof_of, with_edits, zipped
from database.ledger.ledgers import KnownLedger, newest_ledger
from database.office import bulletins
from database.office.bulletins import BulletinDraft, NotIssued, save_draft
from database.store.engine import Database
from tests.briefings.briefs import brief
from tests.factories import AT, july, load, row
from tests.ui import counties

WEEK = {"since": july(6), "until": july(12)}


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Database]:
    database = counties.small(tmp_path)
    yield database
    database.close()


def proof(database: Database) -> tuple[KnownLedger, Proof]:
    known = newest_ledger(database)
    return known, proof_of(database, known, **WEEK, as_of=july(10))


def edit(database: Database, key: str, text: str) -> None:
    """What a person does on the page."""
    said = {one.sentence.key: one.sentence.text for one in sentences(proof(database)[1].automatic)}
    save_draft(database, BulletinDraft(key, text, said[key]), **WEEK, sample=False, who="张三", at=AT)


@pytest.mark.parametrize(
    ("newest", "starts_on", "since"),
    [
        (date(2020, 8, 9), 0, date(2020, 8, 3)),  # a Sunday: its own week is full
        (date(2020, 8, 10), 0, date(2020, 8, 3)),
        (date(2020, 8, 15), 0, date(2020, 8, 3)),
        (date(2020, 8, 16), 0, date(2020, 8, 10)),
        (date(2020, 8, 15), 6, date(2020, 8, 9)),  # weeks from Sunday to Saturday
        (date(2020, 8, 14), 6, date(2020, 8, 2)),
    ],
)
def test_the_last_full_week_is_one_that_the_data_knows_to_its_end(newest: date, starts_on: int, since: date) -> None:
    assert last_full_week(newest, starts_on=starts_on)[0] == since
    assert (last_full_week(newest, starts_on=starts_on)[1] - since).days == 6


def test_edited_sentences_stand_in_place_of_the_programs_wherever_they_are() -> None:
    made = brief()
    keys = ("overall.flow", "leader.1.summary", "leader.1.ask.1", "decide.none")
    drafts = {key: BulletinDraft(key, f"改：{key}", "") for key in keys}
    said = {one.sentence.key: one.sentence.text for one in sentences(edited(made, drafts))}
    assert {key: said[key] for key in keys} == {key: f"改：{key}" for key in keys}
    assert said["overall.stock"] == "未整改 5 件，超期 2 件。"
    assert [one.draft.key for one in edits_of(made, drafts)] == list(keys)
    assert edited(made, {}) is made


def test_an_emptied_sentence_is_left_out_and_one_that_is_gone_is_told() -> None:
    drafts = {
        "overall.flow": BulletinDraft("overall.flow", " ", "本周新发现问题 4 件。"),
        "gone": BulletinDraft("gone", "甲", "乙"),
    }
    assert "overall.flow" not in {one.sentence.key for one in sentences(edited(brief(), drafts))}
    known, gone = edits_of(brief(), drafts)
    assert (known.is_stale, known.where) == (False, "总体情况")
    assert (gone.is_stale, gone.now, gone.draft.text) == (True, None, "甲")


def test_the_edited_text_is_what_the_document_says(county: Database) -> None:
    edit(county, "overall.flow", "本周工作成效明显。")
    files = files_of(proof(county)[1].brief)
    name = next(name for name in files if name.endswith("周通报.docx"))
    text = "\n".join(p.text for p in docx.Document(BytesIO(files[name])).paragraphs)
    assert "本周工作成效明显。" in text
    assert name.startswith("草稿_2026-07-06至2026-07-12_")


def test_files_are_the_same_bytes_each_time_and_in_the_zip(county: Database) -> None:
    _, made = proof(county)
    files = files_of(made.brief)
    assert files == files_of(proof(county)[1].brief)
    assert {name for paper in issuing.PRINTERS for name in issuing.paper_of(made.brief, paper)} == set(files)
    content = zipped(files, made_on=july(10))
    assert content == zipped(files, made_on=july(10))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_an_issued_bulletin_reopens_with_the_same_bytes_whatever_is_imported_later(county: Database) -> None:
    edit(county, "overall.flow", "本周工作成效明显。")
    known, made = proof(county)
    issued = issue(county, known, made, number=12, who="张三", at=AT)
    files = bulletins.files_of(county, 12)
    assert files == files_of(replace(made.brief, number=12, issued_on=AT.date()))
    assert all(name.startswith("第12期_") for name in files)
    assert [file.name for file in issued.files] == list(files)
    with county.write() as connection:
        load(connection, july(13), [row("A1", due_on=july(30)), row("A9", found_on=july(8))])
    kept = frozen_of(county, 12)
    assert bulletins.files_of(county, 12) == files
    assert kept.brief == replace(made.brief, number=12, issued_on=AT.date())
    assert kept.brief.figures == made.brief.figures != proof(county)[1].brief.figures
    assert kept.automatic == replace(made.automatic, number=12, issued_on=AT.date())
    assert set(kept.basis.issue_ids) <= set(known.ledger.issues["issue_id"])


def test_a_sentence_edited_before_its_figures_moved_stops_the_issue_until_looked_at(county: Database) -> None:
    edit(county, "overall.stock", "未整改的还不少。")
    with county.write() as connection:
        load(connection, july(10), [row("A9", found_on=july(8), due_on=july(9))])
    known, made = proof(county)
    assert [(one.draft.key, one.where) for one in made.stale] == [("overall.stock", "总体情况")]
    assert "未整改的还不少。" in {one.sentence.text for one in sentences(made.brief)}
    with pytest.raises(NotIssued, match="总体情况"):
        issue(county, known, made, number=1, who=None, at=AT)
    edit(county, "overall.stock", "未整改的还不少。")  # looked at: kept as it is beside the new figures
    known, made = proof(county)
    assert made.stale == ()
    assert issue(county, known, made, number=1, who=None, at=AT).number == 1


def test_what_was_compiled_from_an_older_ledger_is_not_issued(county: Database) -> None:
    known, made = proof(county)
    with county.write() as connection:
        load(connection, july(10), [row("A9", found_on=july(8))])
    with pytest.raises(NotIssued, match="新的导入"):
        issue(county, known, made, number=1, who=None, at=AT)
    with pytest.raises(NotIssued, match="刷新"):
        issue(county, newest_ledger(county), made, number=1, who=None, at=AT)
    assert bulletins.bulletins(county) == []


def test_sample_data_marks_every_file(tmp_path: Path) -> None:
    database = counties.small(tmp_path, sample=True)
    known, made = proof(database)
    issued = issue(database, known, made, number=1, who=None, at=AT)
    assert issued.sample
    assert all(file.name.startswith("示例数据_第1期_") for file in issued.files)
    name = next(file.name for file in issued.files if file.name.endswith("周通报.docx"))
    document = docx.Document(BytesIO(bulletins.files_of(database, 1)[name]))
    assert "示例数据" in "\n".join(p.text for p in document.paragraphs)
    database.close()


def test_a_proof_of_a_brief_lays_over_only_the_edits_of_its_own_period(county: Database) -> None:
    edit(county, "overall.flow", "本周工作成效明显。")
    automatic = proof(county)[1].automatic
    assert with_edits(county, automatic, 1).edits != ()
    assert with_edits(county, replace(automatic, until=july(11)), 1).brief == replace(automatic, until=july(11))
