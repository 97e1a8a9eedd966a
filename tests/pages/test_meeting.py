"""会议简报: period, text, edits, files, issue, what was issued."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from database.office import bulletins
from database.store.engine import Database
from tests.factories import july, load, row
from tests.pages.conftest import Tab
from tests.ui import counties

Open = Callable[[str], Tab]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that a test may write to; tabs look at it."""
    database = counties.small(tmp_path)
    with database.write() as connection:
        load(connection, july(12), [row("A5", state=2)], name="整改台账_0712.xlsx")
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    database = counties.small(tmp_path, sample=True)
    monkeypatch.setenv("DASHBOARD_DB", database.url)
    yield database
    database.close()


def label(tab: Tab) -> list[str]:
    """The words on the buttons."""
    return [button.label for button in tab.app.button]


def pressed(tab: Tab, key: str) -> Tab:
    next(button for button in tab.app.button if button.key == key).click()
    return tab.run()


def typed(tab: Tab, key: str, text: str) -> Tab:
    """Another text in the field of a sentence."""
    field = next(area for area in tab.app.text_area if (area.key or "").startswith(f"sentence_{key}_"))
    field.set_value(text)
    return tab.run()


def chapter(tab: Tab, name: str) -> Tab:
    box = next(box for box in tab.app.selectbox if box.key == "meeting_chapter")
    box.select(next(option for option in box.options if option.startswith(name)))
    return tab.run()


def test_the_newest_full_week_is_shown_as_it_will_be_printed(own: Database) -> None:
    tab = Tab().go("meeting")
    words = tab.words()
    assert "2026年7月6日至7月12日：截至7月12日，累计交办问题 7 件" in words
    assert "总体情况" in words
    assert "期号签发时确定" in words
    assert tab.app.get("download_button")[0].proto.label == "全部文件（zip）"


def test_an_older_week_and_days_of_ones_own(own: Database) -> None:
    tab = Tab().go("meeting")
    box = next(box for box in tab.app.selectbox if box.key == "meeting_week")
    box.select(next(option for option in box.options if option.startswith("2026年6月29日")))
    assert "截至7月5日" in tab.run().words()
    box = next(box for box in tab.app.selectbox if box.key == "meeting_week")
    box.select("自定起止日期")
    tab.run()
    tab.app.date_input(key="meeting_days").set_value((july(1), july(10)))
    assert "2026年7月1日至7月10日：截至7月10日" in tab.run().words()


@pytest.mark.parametrize("county", ["undated", "busy"])
def test_every_part_of_it_can_be_looked_at(tab: Open, county: str) -> None:
    for part in ("通报正文", "修改文字", "附表", "领导一页纸", "提请决定"):
        assert "截至" in tab(county).go("meeting", part=part).words()


def test_an_edited_sentence_is_kept_marked_and_goes_back_with_one_click(own: Database) -> None:
    tab = chapter(Tab().go("meeting", part="修改文字"), "总体情况")
    typed(tab, "overall.flow", "本周 <b>成效</b> 明显。")
    assert "已修改" in tab.words()
    shown = Tab().go("meeting").words()
    assert "本周 &lt;b&gt;成效&lt;/b&gt; 明显。" in shown
    assert "✎ 已修改" in shown
    back = next(button for button in tab.app.button if button.label == "恢复自动文字")
    back.click()
    tab.run()
    assert bulletins.drafts(own, since=july(6), until=july(12)) == {}
    assert "✎ 已修改" not in Tab().go("meeting").words()


def test_an_edit_whose_figures_moved_is_shown_and_stops_the_issue(own: Database) -> None:
    typed(chapter(Tab().go("meeting", part="修改文字"), "总体情况"), "overall.stock", "还有几件没改。")
    with own.write() as connection:
        load(connection, july(12), [row("A9", found_on=july(8), due_on=july(9))], name="补.xlsx")
    tab = Tab().go("meeting")
    assert "改过，之后数字又变了" in tab.words()
    assert next(button for button in tab.app.button if button.key == "meeting_issue").disabled
    tab = chapter(Tab().go("meeting", part="修改文字"), "总体情况")
    assert "超期 3 件" in tab.words()
    next(button for button in tab.app.button if button.label == "核对过，保留修改").click()
    tab.run()
    assert not next(button for button in tab.app.button if button.key == "meeting_issue").disabled


def test_issue_keeps_the_files_which_are_downloaded_as_they_were(own: Database) -> None:
    tab = Tab().go("meeting")
    tab.app.number_input(key="meeting_number").set_value(12)
    tab.app.text_input(key="meeting_issuer").set_value("张三")
    pressed(tab, "meeting_issue")
    (issued,) = bulletins.bulletins(own)
    assert (issued.number, issued.who, issued.since, issued.as_of) == (12, "张三", july(6), july(12))
    assert [block.proto.popover.label for block in tab.app.get("popover")][-1] == "签发第 13 期……"
    again = Tab().go("meeting", side="已签发的通报")
    assert "第 12 期" in again.words()
    assert "张三" in again.words()
    hashes = again.app.dataframe[0].value["校验值（SHA-256）"].tolist()
    assert hashes == [hashlib.sha256(c).hexdigest() for c in bulletins.files_of(own, 12).values()]


def test_corrections_are_listed_with_their_cause(own: Database) -> None:
    pressed(Tab().go("meeting"), "meeting_issue")
    same = Tab().go("meeting", side="已签发的通报", look="更正说明")
    assert "不需要更正" in same.words()
    with own.write() as connection:
        load(connection, july(12), [row("A1", state=4, done_on=july(9), verified_on=july(10))], name="迟报.xlsx")
    tab = Tab().go("meeting", side="已签发的通报", look="更正说明")
    assert "迟报" in tab.words()
    frame = tab.app.dataframe[0].value
    late = frame[(frame["位置"] == "主要数据") & (frame["对象"] == "超期") & (frame["项目"] == "本周")]
    assert late[["原发布", "现为", "原因"]].values.tolist() == [["2 件", "1 件", "①"]]
    assert "超期 2 件" in Tab().go("meeting", side="已签发的通报", look="原文").words()


def test_sample_data_is_issued_only_with_consent_and_marked(sample: Database) -> None:
    tab = Tab().go("meeting")
    assert "示例数据，虚构" in tab.words()
    assert next(button for button in tab.app.button if button.key == "meeting_issue").disabled
    tab.app.checkbox(key="meeting_sample").check()
    tab.run()
    pressed(tab, "meeting_issue")
    assert bulletins.bulletins(sample)[0].sample
    assert "示例数据" in Tab().go("meeting", side="已签发的通报").words()


def test_nothing_was_issued_yet_says_what_to_do(own: Database) -> None:
    assert "还没有签发过通报" in Tab().go("meeting", side="已签发的通报").words()


def test_without_data_the_page_leads_to_the_imports(tab: Open) -> None:
    assert "还没有数据" in tab("empty").go("meeting").words()
