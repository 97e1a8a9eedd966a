"""更正说明 lists every restated figure and row, with what caused it; nothing more, nothing less."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest

from briefings.brief.brief import BriefTable, Section, Sentence
from briefings.issuing.correction_note import COLUMNS, cause_words, correction_note, rows, summary, used
from briefings.issuing.corrections import JOINED, LEFT, Corrections, corrections, corrections_of
from briefings.issuing.issuing import Frozen, frozen_of, issue, proof_of
from database.imports.imports import undo
from database.ledger.ledgers import newest_ledger
from database.store.engine import Database
from database.store.settings import save_settings
from tests.briefings.briefs import LATE_TABLE, brief
from tests.factories import AT, july, load, row
from tests.ui import counties


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Database]:
    database = counties.small(tmp_path)
    known = newest_ledger(database)
    made = proof_of(database, known, since=july(6), until=july(12), as_of=july(10))
    issue(database, known, made, number=3, who=None, at=AT)
    yield database
    database.close()


def found(database: Database) -> Corrections:
    return corrections_of(database, newest_ledger(database).ledger, frozen_of(database, 3))


def said(made: Corrections) -> dict[tuple[str, str], tuple[object, object]]:
    """主要数据 of this week: (name, column) → old, new."""
    return {(c.row, c.what): (c.old, c.new) for c in made.restated if c.where == "主要数据" and c.what == "本周"}


def test_it_says_so_when_nothing_changed(county: Database) -> None:
    made = found(county)
    assert (made.restated, made.causes) == ((), ())
    assert "不需要更正" in summary(made)
    assert "数据没有变动" in summary(made)
    text = "\n".join(p.text for p in docx.Document(BytesIO(correction_note(made))).paragraphs)
    assert "不需要更正" in text


def test_a_later_sheet_that_changes_nothing_of_that_week_restates_nothing(county: Database) -> None:
    with county.write() as connection:
        load(connection, july(13), [row("A9", found_on=july(13))], name="下周_0713.xlsx")
    made = found(county)
    assert (made.restated, len(made.causes)) == ((), 1)
    assert "1 次导入" in summary(made)


def test_a_late_report_restates_figures_rows_and_lists_and_is_named_as_the_cause(county: Database) -> None:
    with county.write() as connection:
        load(connection, july(13), [row("B1", found_on=july(13))], name="无关.xlsx")
        load(connection, july(14), [row("A1", state=4, done_on=july(9), verified_on=july(10))], name="迟报_0714.xlsx")
    made = found(county)
    figures = said(made)
    assert figures["超期", "本周"] == (2, 1)
    assert figures["未整改", "本周"] == (5, 4)
    assert figures["本周完成", "本周"][0] == figures["本周完成", "本周"][1] - 1  # type: ignore[operator]
    gone = [c for c in made.restated if c.where == "超期问题清单"]
    assert [(c.what, c.new) for c in gone] == [(LEFT, None)]
    assert "占道堆放建筑垃圾" in gone[0].row or "A1" in gone[0].row
    late = next(place for place, cause in enumerate(made.causes) if cause.name == "迟报_0714.xlsx")
    assert {place for c in made.restated for place in c.causes} == {late}
    assert [place for place, _ in used(made)] == [late]
    assert "《迟报_0714.xlsx》（数据截至 2026-07-14）" in cause_words(made.causes[late], late)


def test_each_figure_names_its_own_cause(county: Database) -> None:
    with county.write() as connection:
        load(connection, july(14), [row("A1", state=4, done_on=july(9), verified_on=july(10))], name="甲.xlsx")
        load(connection, july(14), [row("A6", due_on=july(20))], name="乙.xlsx")
        load(connection, july(10), [row("A6", due_on=july(9))], name="丙.xlsx")
    made = found(county)
    names = [cause.name for cause in made.causes]
    by = {c.row: {names[place] for place in c.causes} for c in made.restated if c.where == "主要数据"}
    assert by["已销号"] == {"甲.xlsx"}
    assert "丙.xlsx" in by["无时限未整改"]
    assert "甲.xlsx" not in by["无时限未整改"]


def test_taking_an_import_back_is_a_cause(county: Database) -> None:
    with county.write() as connection:
        undo(connection, 2, at=AT)
    made = found(county)
    assert said(made)["交办总数", "本周"] == (7, 3)
    assert [(c.kind, c.name) for c in made.causes] == [("undo", "整改台账_0710.xlsx")]
    assert all(c.causes == (0,) for c in made.restated)
    assert "撤销导入《整改台账_0710.xlsx》" in cause_words(made.causes[0], 0)


def test_a_changed_rule_restates_what_depends_on_it(county: Database) -> None:
    with county.write() as connection:
        save_settings(connection, {"long_overdue_days": 3})
    assert said(found(county))["久拖不决", "本周"] == (1, 2)


def test_equal_briefs_differ_in_nothing_and_every_changed_cell_is_listed_once() -> None:
    then = brief()
    assert corrections(then, then) == ()
    first, second = LATE_TABLE.rows
    moved = replace(LATE_TABLE, rows=((40, *first[1:]),))
    made = corrections(then, replace(then, tables={**then.tables, "overdue": moved}))
    days, gone = made
    assert (days.row, days.what, days.old, days.new) == ("A1 · 占道堆放建筑垃圾", "超期天数", 39, 40)
    assert (gone.what, gone.new) == (LEFT, None)
    assert str(second[0]) in str(gone.old)


def test_rows_that_look_alike_are_counted_one_by_one() -> None:
    row_ = (5, "滨江街道", "乱停乱放", "交通局", None, None)
    once, twice = (replace(LATE_TABLE, rows=(row_,) * n) for n in (1, 2))
    made = corrections(brief(tables={"overdue": once}), brief(tables={"overdue": twice}))
    assert [(c.what, c.old) for c in made] == [(JOINED, None)]


def test_a_table_and_a_chapter_that_came_or_went_are_told() -> None:
    then = brief(sections=(Section("campaign", "进展", (Sentence("campaign.a", "网上申报：24 / 40 项。"),)),))
    now = brief(
        sections=(Section("campaign", "进展", (Sentence("campaign.a", "网上申报：25 / 40 项。"),)),),
        tables={"overdue": LATE_TABLE, "new": BriefTable("new", "新", LATE_TABLE.columns, LATE_TABLE.rows)},
    )
    made = corrections(then, now)
    assert [(c.where, c.what) for c in made if c.where == "新"] == [("新", JOINED)] * 2
    words = next(c for c in made if c.where == "进展")
    assert (words.old, words.new) == ("网上申报：24 / 40 项。", "网上申报：25 / 40 项。")


def test_the_document_lists_them_all_with_their_causes(county: Database) -> None:
    with county.write() as connection:
        load(connection, july(14), [row("A1", state=4, done_on=july(9), verified_on=july(10))], name="迟报.xlsx")
    made = found(county)
    content = correction_note(made)
    assert content == correction_note(made)
    document = docx.Document(BytesIO(content))
    table = document.tables[0]
    cells = [[cell.text for cell in line.cells] for line in table.rows]
    assert cells[0] == [column.name for column in COLUMNS]
    assert len(cells) - 1 == len(made.restated) == len(rows(made.restated))
    assert ["主要数据", "超期", "本周", "2 件", "1 件", "①"] in [line[1:] for line in cells]
    text = "\n".join(p.text for p in document.paragraphs)
    assert f"有 {len(made.restated)} 处与原发布不同" in text
    assert "① 导入《迟报.xlsx》" in text


def test_what_was_frozen_is_enough_to_compare(county: Database) -> None:
    kept = frozen_of(county, 3)
    assert isinstance(kept, Frozen)
    assert kept.basis.imports == (1, 2)
    assert len(kept.basis.issue_ids) == 8
