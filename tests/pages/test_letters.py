"""交办督办: proposals by the rules, a letter from draft to reply, and where it shows afterwards."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from briefings.word.letters import LetterDraft, letter, worded
from database.office.letters import file_of_letter, letters
from database.store.engine import Database
from database.store.settings import save_settings
from domain.ladder import LadderLevel, Letter
from tests.factories import july
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.pressing import drafting
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import split

RULES = [[2, 3, None], [3, 30, None]]


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The small county: two issues overdue on 10 July, by 5 and by 39 days."""
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    monkeypatch.setattr(data, "today", lambda: july(11))
    yield database
    database.close()


def ruled(database: Database) -> None:
    with database.write() as connection:
        save_settings(
            connection,
            {"escalation": RULES, "letter_number": "清创督〔{年}〕{序号}号", "reply_days": 3, "county": "清源县"},
        )


def known(database: Database) -> list[Letter]:
    with database.read() as connection:
        return letters(connection)


def element(kind: Any, key: str) -> Any:
    return next(one for one in kind if (one.key or "").startswith(key))


def begun(tab: Tab, step: str = "提醒") -> Tab:
    """The first draft that is offered."""
    link = next(row for row in tab.grids()[0] if row[0] == step)
    assert link[-1].startswith("起草")
    go = next(
        cell["go"]
        for data_ in tab.components()
        for row in data_.get("rows", [])
        for cell in row["cells"]
        if cell["text"] == link[-1]
    )
    return Tab().go("letters", **split(go)[1])


def test_without_rules_nothing_is_proposed_and_the_screen_says_what_is_missing(county: Database) -> None:
    tab = Tab().go("letters")
    assert "还没有填写督办规定" in tab.words() and "设置 · 督办" in tab.words()
    assert tab.grids() == []


def test_a_proposal_becomes_a_letter_that_is_kept_and_found_everywhere(county: Database) -> None:
    ruled(county)
    tab = Tab().go("letters")
    assert "建议发出公文" in tab.words()
    (grid,) = tab.grids()
    assert {row[0] for row in grid[1:]} == {"提醒"}  # step by step, although one is overdue by 39 days
    draft = begun(tab)
    assert element(draft.app.text_input, "draft_number").value == "清创督〔2026〕1号"
    assert element(draft.app.date_input, "draft_by").value == july(14)
    assert "有 1 件问题超期满 3 天" in element(draft.app.text_area, "draft_reason").value
    assert "创建问题整改提醒函" in draft.words()
    element(draft.app.button, "draft_issue").click()
    draft.run()
    assert "清创督〔2026〕1号 已登记" in draft.words()
    (kept,) = known(county)
    assert (kept.level, kept.issued_on, kept.reply_by) == (LadderLevel.REMIND, july(11), july(14))
    assert len(kept.issue_ids) == 1
    printed = Document(io.BytesIO(file_of_letter(county, kept.letter_id)[1]))
    assert printed.paragraphs[0].text == "创建问题整改提醒函"
    # it waits now: nothing is proposed for its issue, and it shows on the pages of unit and issue
    left = [row for one in Tab().go("letters").grids() for row in one[1:]]
    assert left == [row for row in grid[1:] if row[1] != grid[1][1]]
    assert any(
        "清创督〔2026〕1号" in row for one in Tab().go("issue", id=str(kept.issue_ids[0])).grids() for row in one
    )
    unit = data.ledger(data.source()).directory.units[kept.unit_id or 0]
    assert any("清创督〔2026〕1号" in row for one in Tab().go("unit", unit=unit.short_name).grids() for row in one)


def sent(database: Database) -> Letter:
    ruled(database)
    draft = begun(Tab().go("letters"))
    element(draft.app.button, "draft_issue").click()
    draft.run()
    return known(database)[0]


def test_a_letter_is_late_the_day_after_its_day_and_a_reply_is_recorded(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_ = sent(county)
    assert "待回复 1 份" in Tab().go("letters", letters_part="已发公文").words()
    monkeypatch.setattr(data, "today", lambda: july(15))
    tab = Tab().go("letters", letters_part="已发公文", letters_state="逾期未回复")
    assert "逾期未回复 1 份" in tab.words() and tab.grids()[0][1][5] == "⚠ 逾期未回复"
    tab = Tab().go("letters", letters_part="已发公文", letter=str(letter_.letter_id))
    element(tab.app.text_input, "reply_text").input("已清理 2 处")
    element(tab.app.date_input, "replied_on").set_value(july(13))
    element(tab.app.button, "reply_save").click()
    tab.run()
    assert "回复已登记" in tab.words()
    (now,) = known(county)
    assert (now.replied_on, now.reply) == (july(13), "已清理 2 处")
    assert tab.grids()[0][1][-1] == "2026-07-13：已清理 2 处"


def test_a_letter_is_withdrawn_and_proposed_again_under_another_number(county: Database) -> None:
    letter_ = sent(county)
    tab = Tab().go("letters", letters_part="已发公文", letter=str(letter_.letter_id))
    element(tab.app.button, "letter_withdraw").click()
    tab.run()
    assert known(county)[0].withdrawn_on == july(11)
    again = begun(Tab().go("letters"))
    assert element(again.app.text_input, "draft_number").value == "清创督〔2026〕2号"


def test_a_number_that_is_taken_is_refused_and_nothing_is_issued(county: Database) -> None:
    sent(county)
    tab = Tab().go("letters", letters_part="起草公文", unit="清源县交通运输局", level="督办")
    assert element(tab.app.text_input, "draft_number").value == "清创督〔2026〕2号"
    element(tab.app.text_input, "draft_number").input("清创督〔2026〕1号")
    tab.run()
    element(tab.app.button, "draft_issue").click()
    tab.run()
    assert "已经用过" in tab.words() and len(known(county)) == 1


def test_without_pattern_and_days_the_form_says_what_is_missing_and_cannot_issue(county: Database) -> None:
    tab = Tab().go("letters", letters_part="起草公文", issue="1")
    said = [one.value for one in tab.app.caption]
    assert any("还没有设置文号格式" in line for line in said) and any("没有选择回复期限" in line for line in said)
    assert element(tab.app.button, "draft_issue").disabled


def test_what_the_address_asks_for_and_does_not_exist_is_said(county: Database) -> None:
    assert "“没有的局”" in Tab().go("letters", letters_part="起草公文", unit="没有的局").words()
    assert "“99”不存在" in Tab().go("letters", letters_part="已发公文", letter="99").words()


def test_the_lines_of_a_letter_are_those_of_the_ledger(county: Database) -> None:
    source = data.source()
    assert source.newest is not None
    scope = Scope(source, source.newest)
    ids = [int(i) for i in data.ledger(source).issues["issue_id"]]
    lines = drafting.lines(scope, ids)
    assert sorted(one.days_overdue for one in lines if one.days_overdue) == [5, 39]
    assert all(one.problem and one.place for one in lines)


@pytest.mark.parametrize("name", ["small", "undated", "empty"])
@pytest.mark.parametrize("part", ["督办建议", "起草公文", "已发公文"])
def test_every_part_opens_on_every_county(tab: Callable[[str], Tab], name: str, part: str) -> None:
    assert not tab(name).go("letters", letters_part=part).app.error


def test_the_preview_is_what_is_printed(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ruled(county)
    seen: list[LetterDraft] = []
    monkeypatch.setattr(drafting, "_preview", seen.append)
    begun(Tab().go("letters"))
    (draft,) = seen
    texts = [p.text for p in Document(io.BytesIO(letter(draft))).paragraphs]
    assert set(worded(draft).paragraphs) <= set(texts)
