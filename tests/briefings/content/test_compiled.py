"""The brief: every total equals the length of its list and the sum of its parts, and every sentence is true."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from briefings.brief.brief import Brief, BriefTable, Sentence
from briefings.content.compiled import compiled
from database.ledger.ledgers import read_ledger
from database.store import schema
from database.store.engine import Database
from domain.figures.figures import FLOWS, STOCKS, figures
from domain.ledger.days import day_number
from domain.ledger.ledger import Ledger
from domain.ledger.states import State
from domain.settings import Settings
from tests.factories import (
    HOUSING,
    RIVERSIDE,
    TRAFFIC,
    database_at,
    issue,
    july,
    ledger,
    ledgers,
    load,
    observation,
    row,
    small_directory,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database without a word: texts are missing, figures come from the ledger alone."""
    database = database_at(tmp_path_factory.mktemp("brief"))
    yield database
    database.close()


MONDAY, SUNDAY = july(6), july(12)


def brief_of(database: Database, book: Ledger, since: date = MONDAY, until: date = SUNDAY, **more: Any) -> Brief:
    return compiled(database, book, since=since, until=until, **more)


def body(table: BriefTable) -> tuple[tuple[Any, ...], ...]:
    """The rows without the total."""
    return table.rows[:-1] if table.total else table.rows


def column(table: BriefTable, name: str) -> list[Any]:
    return [one[[c.name for c in table.columns].index(name)] for one in body(table)]


def sentences(brief: Brief) -> dict[str, str]:
    said: list[Sentence] = [one for section in brief.sections for one in section.sentences]
    for part in brief.leaders:
        said += [*part.sentences, *part.questions]
    said += brief.decisions
    keys = [one.key for one in said]
    assert len(keys) == len(set(keys))
    return {one.key: one.text for one in said}


@given(ledgers(), st.integers(0, 30), st.integers(1, 9), st.integers(-2, 3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_total_is_the_length_of_its_list_and_the_sum_of_its_parts(
    empty: Database, book: Ledger, first: int, days: int, shift: int
) -> None:
    since, until = july(first), july(first + days - 1)
    as_of = max(since, until + timedelta(days=shift))
    brief = brief_of(empty, book, since, until, as_of=as_of)
    now, tables = brief.figures, brief.tables
    assert {key: now[key] for key in STOCKS} == {key: figures(book, as_of=as_of).counts[key] for key in STOCKS}
    assert len(tables["overdue"].rows) == now["overdue"]
    assert len(tables["new"].rows) == now["found"]
    assert len(tables["disputed"].rows) == now["disputed"]
    for key in ("districts", "departments"):
        for name, figure in (
            ("交办总数", "total"),
            ("未整改", "open"),
            ("超期", "overdue"),
            ("久拖不决", "long_overdue"),
        ):
            assert sum(column(tables[key], name)) == now[figure], (key, name)
    done = sum(column(tables["done_well"], tables["done_well"].columns[1].name))
    undone = sum(column(tables["not_done"], tables["not_done"].columns[1].name))
    assert done + undone == now["owed"]
    assert sum(column(tables["not_done"], "未完成")) == now["owed_open"]
    assert sum(column(tables["asked"], "超期须完成")) == now["overdue"]
    assert sum(column(tables["new_counts"], "合计")) == now["found"]
    for key in (*STOCKS, *FLOWS, "owed", "owed_done", "owed_open"):
        assert sum(part.figures[key] or 0 for part in brief.leaders) == now[key], key
        assert sum(part.before[key] or 0 for part in brief.leaders) == brief.before[key], key
    for table in tables.values():
        assert all(len(one) == len(table.columns) for one in table.rows), table.key
        if table.total:
            for at, about in enumerate(table.columns):
                values = [one[at] for one in body(table)]
                if about.kind == "count" and table.rows[-1][at] is not None:
                    assert table.rows[-1][at] == sum(values), (table.key, about.name)
    for key in ("districts_overdue", "departments_overdue"):
        shown = [sum(v or 0 for v in values) for _, values in brief.charts[key].series]
        assert shown == [now["overdue"], figures(book, as_of=since - timedelta(days=1)).counts["overdue"]]
    assert brief.charts["weeks"].series[1][1][-1] == now["overdue"]
    assert all(len(values) == len(c.categories) for c in brief.charts.values() for _, values in c.series)
    named = {key for section in brief.sections for key in section.tables} | set(brief.annexes)
    assert named <= set(tables)
    told = {f"{work}：{now_}。{why}" for work, now_, why in tables["campaign"].rows}
    assert len(told) == 11
    assert {
        one.text for part in brief.sections if part.key in ("campaign", "negative") for one in part.sentences
    } <= told
    for key, text in sentences(brief).items():
        assert text and text[-1] in "。？）", key
        assert not re.search(r"None|nan|\{|\}|，，|。。|；。|、。| 0 件超期", text), (key, text)
    assert brief == brief_of(empty, book, since, until, as_of=as_of)


def test_an_empty_county_says_so_and_nothing_else(empty: Database) -> None:
    brief = brief_of(empty, ledger())
    assert [section.key for section in brief.sections] == ["opening", "overall", "new", "asked"]
    said = sentences(brief)
    assert said["overall.stock"] == "截至7月12日，台账中没有已交办的问题。"
    assert said["new.summary"] == "本周没有新发现的问题。"
    assert said["asked.none"].startswith("没有须限期办理的事项")
    assert said["decide.none"] == "没有须由会议决定的事项。"
    assert brief.leaders[0].figures["total"] == 0
    assert brief.annexes == ()


def found(day: int, *more: Any, due: int | None = None, lead: int = HOUSING, **about: Any) -> Any:
    said = {"found_on": july(day), "lead": lead} | ({} if due is None else {"due_on": july(due)})
    return issue(observation(july(day), **said), *more, **({"district": RIVERSIDE} | about))


def test_the_first_week_compares_with_nothing(empty: Database) -> None:
    said = sentences(brief_of(empty, ledger(found(7, due=8), found(8, due=20))))
    assert said["overall.flow"] == "本周新发现问题 2 件；没有完成整改和销号的问题。"
    assert said["overall.stock"] == "截至7月12日，累计交办问题 2 件，已销号 0 件，未整改 2 件，其中超期 1 件。"
    assert "上周" not in said["overall.rates"]


def test_fewer_than_before_is_said_and_so_is_no_change(empty: Database) -> None:
    closed = observation(july(8), state=State.CLOSED, done_on=july(8))
    book = ledger(found(1, due=2), found(1, closed, due=2), found(7, due=20), found(7, due=20))
    said = sentences(brief_of(empty, book))
    assert "其中超期 1 件，比上周减少 1 件。" in said["overall.stock"]
    assert said["overall.flow"].startswith("本周新发现问题 2 件，与上周持平；完成整改 1 件，销号 1 件。")


def test_all_closed_nothing_overdue_and_nothing_due_are_told_apart(empty: Database) -> None:
    closed = observation(july(8), state=State.CLOSED, done_on=july(8))
    said = sentences(brief_of(empty, ledger(found(1, closed, due=9))))
    assert said["overall.stock"] == "截至7月12日，累计交办问题 1 件，已全部销号。"
    assert said["orders.summary"].endswith("共 1 件，已全部完成（按期 1 件，逾期 0 件），本周整改率 100.0%。")
    assert "overdue.summary" not in said
    said = sentences(brief_of(empty, ledger(found(7))))
    assert said["overall.undated"] == "未整改的 1 件问题都没有填写整改时限，无法判断是否超期。"
    assert said["overdue.summary"] == "没有超期问题。"
    assert said["orders.summary"].startswith("没有本周到期")
    assert said["asked.undated"].startswith("没有整改时限的问题 1 件，由")


def test_another_length_than_a_week_is_no_week(empty: Database) -> None:
    brief = brief_of(empty, ledger(found(7, due=8)), july(6), july(10))
    assert all("周" not in text for key, text in sentences(brief).items())
    assert [c.name for c in brief.tables["week"].columns] == ["指标", "本期", "上期", "增减"]


def test_days_in_no_order_are_refused(empty: Database) -> None:
    with pytest.raises(ValueError, match="no period"):
        brief_of(empty, ledger(), july(6), july(5))
    with pytest.raises(ValueError, match="no period"):
        brief_of(empty, ledger(), july(6), july(12), as_of=july(5))


def test_large_numbers_have_separators_as_on_the_screens(empty: Database) -> None:
    brief = brief_of(empty, ledger(*[found(7, due=8) for _ in range(1200)]))
    assert "超期问题共 1,200 件" in sentences(brief)["overdue.summary"]


def test_texts_come_from_the_database_on_one_line(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        load(connection, july(8), [row("A1", found_on=july(7), due_on=july(8), description="东门\n占道 <b>&\x07😀")])
    brief = brief_of(database, read_ledger(database))
    assert column(brief.tables["overdue"], "问题") == ["东门 占道 <b>&\x07😀"]
    assert column(brief.tables["overdue"], "编号") == ["A1"]
    database.close()


def test_each_leader_has_his_chain_his_units_and_his_questions(empty: Database) -> None:
    again = [
        found(
            day,
            observation(july(day + 1), state=State.CLOSED, done_on=july(day + 1)),
            due=day + 2,
            site=1,
            category=1,
            action=1,
        )
        for day in (1, 3)
    ]
    newest = found(7, due=9, site=1, category=1, action=1)
    other = found(2, due=3, lead=TRAFFIC, action=1)
    brief = brief_of(empty, ledger(*again, newest, other, found(7, due=20)))
    first, rest = brief.leaders
    assert (first.leader, first.actions, rest.leader) == ("分管副县长", ("农贸市场整治行动",), "")
    assert first.chains is not None and first.answering is not None
    assert column(first.chains, "情形") == ["3 次发现，超期 3 天", "超期 9 天"]
    assert set(column(first.answering, "责任单位")) == {"住建局", "交通局"}
    assert first.questions[0].text.startswith("请住建局说明：东门农贸市场“环境卫生”问题已先后 3 次发现")
    assert (first.figures["overdue"], first.before["overdue"]) == (2, 1)
    assert column(brief.tables["recurring"], "发现次数") == [3]
    assert column(brief.tables["recurring"], "本周反复") == [1]


def test_the_bulletin_opens_with_what_the_last_meeting_ordered(tmp_path: Path) -> None:
    database = database_at(tmp_path)
    with database.write() as connection:
        for given, text, done, withdrawn in (
            (1, "老事项", None, None),
            (8, "清理东门；", july(10), None),
            (8, "修复路灯。", july(13), None),
            (8, "已撤回", None, july(9)),
            (13, "以后的会议", None, None),
        ):
            connection.execute(
                insert(schema.instructions).values(
                    given_on=day_number(july(given)),
                    text=text,
                    unit_id=None,
                    due_on=day_number(july(11)),
                    done_on=None if done is None else day_number(done),
                    withdrawn_on=None if withdrawn is None else day_number(withdrawn),
                    written_at="2026-07-08T09:00:00+00:00",
                )
            )
    brief = brief_of(database, ledger(found(7, due=20)))
    said = sentences(brief)
    assert [section.key for section in brief.sections][:2] == ["opening", "meeting"]
    assert said["meeting.summary"] == "上次会议交办 2 项，完成 1 项，尚有 1 项没有完成。（会议日期：7月8日）"
    assert said["meeting.open"] == "没有完成的是：（1）修复路灯。"
    assert said["meeting.older"] == "以前会议交办的事项中，还有 1 项没有完成。"
    assert column(brief.tables["instructions"], "办理情况") == ["未完成，已过时限", "已完成", "未完成，已过时限"]
    assert (brief.figures["instructed"], brief.figures["instructed_done"]) == (2, 1)
    assert said["decide.instructions"].startswith("上次会议交办的 1 项没有完成")
    database.close()


def test_leaders_are_compared_with_the_day_of_the_last_meeting(empty: Database) -> None:
    book = ledger(found(1, due=2, action=1), found(7, due=8), found(8, due=9))
    brief = brief_of(empty, book, last_meeting=july(9))
    assert brief.last_meeting == july(9)
    for key in STOCKS:
        then = figures(book, as_of=july(9)).counts[key]
        assert sum(part.before[key] or 0 for part in brief.leaders) == then, key
    assert [part.before["overdue"] for part in brief.leaders] == [1, 1]


def test_the_office_and_the_number_of_listed_units_are_settings(empty: Database) -> None:
    words = Settings(county="云泽县", office="云泽县长效办", addressees="各镇、各部门", red_head=True, listed_units=1)
    brief = brief_of(empty, ledger(found(7, due=20), settings=words, directory=small_directory()), number=7)
    assert (brief.title, brief.office, brief.addressees) == (
        "云泽县文明城市创建工作通报",
        "云泽县长效办",
        "各镇、各部门",
    )
    assert (brief.red_head, brief.number) == (True, 7)
