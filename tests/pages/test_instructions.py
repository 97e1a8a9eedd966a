"""会议交办: typed in a meeting, ticked off, withdrawn, and seen on the pages of issue and unit."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from database.masters.master_tables import RefusedSave
from database.office.instructions import Instruction, all_instructions
from database.store.engine import Database
from tests.factories import july
from tests.pages.conftest import Tab
from tests.ui import counties
from ui.pressing import instructions
from ui.shell import data


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = counties.small(tmp_path)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    monkeypatch.setattr(data, "today", lambda: july(11))
    yield database
    database.close()


def known(database: Database) -> list[Instruction]:
    with database.read() as connection:
        return all_instructions(connection)


def element(kind: Any, key: str) -> Any:
    return next(one for one in kind if one.key == key)


def typed(tab: Tab, text: str, *, target: str | None = None, issue: str = "") -> Tab:
    element(tab.app.text_input, instructions.TEXT).input(text)
    element(tab.app.text_input, instructions.ISSUE).input(issue)
    if target is not None:
        element(tab.app.selectbox, instructions.TARGET).set_value(target)
    element(tab.app.button, "instruction_give").click()
    return tab.run()


def test_what_is_said_is_typed_one_after_another_and_day_and_speaker_stay(county: Database) -> None:
    tab = Tab().go("instructions")
    element(tab.app.text_input, instructions.GIVER).input("县长")
    typed(tab, "三天内清完沿河垃圾", target="清源县住房和城乡建设局")
    assert "已记下：三天内清完沿河垃圾" in tab.words()
    assert element(tab.app.text_input, instructions.TEXT).value == ""
    assert element(tab.app.selectbox, instructions.TARGET).value is None
    typed(tab, "查清 A1 为什么拖了这么久", issue="A1")
    first, second = known(county)
    assert (first.given_by, first.given_on, first.issue_id) == ("县长", july(11), None)
    assert (second.given_by, second.unit_id) == ("县长", None) and second.issue_id is not None
    assert "交办 2 项，完成 0 项" in Tab().go("instructions").words()
    assert any("三天内清完沿河垃圾" in row for grid in Tab().go("unit", unit="住建局").grids() for row in grid)
    issue = Tab().go("issue", id=str(second.issue_id))
    assert any("查清 A1 为什么拖了这么久" in row for grid in issue.grids() for row in grid)


def test_an_unknown_issue_or_nobody_to_answer_is_refused_and_what_was_typed_stays(county: Database) -> None:
    tab = typed(Tab().go("instructions"), "查一查", issue="没有的编号")
    assert "没有编号为“没有的编号”的问题" in tab.words().replace("\\", "")
    assert element(tab.app.text_input, instructions.TEXT).value == "查一查"
    tab = typed(Tab().go("instructions"), "查一查")
    assert "没有选择交办给谁" in tab.words()
    assert known(county) == []


def test_the_address_fills_in_the_issue_or_the_unit(county: Database) -> None:
    tab = Tab().go("instructions", issue="1", unit="清源县住房和城乡建设局")
    assert element(tab.app.text_input, instructions.ISSUE).value == "A1"
    assert element(tab.app.selectbox, instructions.TARGET).value == "清源县住房和城乡建设局"


def test_a_tick_is_done_today_a_date_is_its_day_and_both_can_be_taken_back(county: Database) -> None:
    typed(Tab().go("instructions"), "补齐公益广告", target="清源县住房和城乡建设局")

    def keep(**said: Any) -> Instruction:
        (one,) = known(county)
        instructions.keep(
            one,
            {
                "完成日期" if name == "on" else "落实情况" if name == "text" else "完成": value
                for name, value in said.items()
            },
            july(14),
        )
        return known(county)[0]

    assert keep(tick=True).done_on == july(14)
    assert keep(on="2026-07-12T00:00:00", text="已补 3 处").done_on == july(12)
    assert keep(tick=False).done_on is None and known(county)[0].outcome == "已补 3 处"
    with pytest.raises(RefusedSave, match="早于会议日期"):
        keep(on="2026-07-01")
    keep(tick=True)


def test_what_is_past_its_day_is_said_and_a_withdrawn_one_is_not_counted(
    county: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab().go("instructions")
    element(tab.app.date_input, instructions.DUE).set_value(july(12))
    typed(tab, "补齐公益广告", target="清源县住房和城乡建设局")
    assert "已过时限" not in Tab().go("instructions").words()
    monkeypatch.setattr(data, "today", lambda: july(13))
    tab = Tab().go("instructions")
    assert "未完成的事项中 1 项已过时限" in tab.words()
    element(tab.app.selectbox, "withdraw_which").select_index(0)
    tab.run()
    element(tab.app.button, "withdraw_instruction").click()
    tab.run()
    assert known(county)[0].withdrawn_on == july(13)
    assert "还没有记过" in Tab().go("instructions").words()


@pytest.mark.parametrize("name", ["small", "undated", "empty"])
@pytest.mark.parametrize("part", ["最近一次会议", "未完成", "全部"])
def test_every_part_opens_on_every_county(tab: Callable[[str], Tab], name: str, part: str) -> None:
    assert not tab(name).go("instructions", orders=part).app.error


def test_the_list_is_printed_without_the_box_to_tick(county: Database) -> None:
    tab = typed(Tab().go("instructions"), "三天内清完<b>沿河</b>垃圾", target="清源县住房和城乡建设局")
    (paper,) = [e.proto.body for e in tab.app.get("html") if "class='paper'" in e.proto.body]
    assert "三天内清完&lt;b&gt;沿河&lt;/b&gt;垃圾" in paper and "2026-07-11" in paper
    assert "<th class='short'>状态</th>" in paper and "完成</th>" not in paper
