"""The lines of the campaign as they are read from a database, today and looking back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefings.content import standings
from database.ledger.ledgers import read_ledger
from database.masters.masters import NewUnit, save_site, save_term, save_unit
from database.store.engine import Database
from database.store.settings import save_settings
from domain.accountability.risk_rules import RISK_RULES
from domain.accountability.scorecard import COMMITMENT
from domain.campaign.activities import ACTIVITY
from domain.campaign.focus import FOCUS
from domain.campaign.materials import MATERIALS
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.projects import PROJECT
from domain.campaign.survey import SURVEY
from domain.directory import DISTRICT
from domain.figures.campaign_line import CampaignLine
from domain.ledger.states import State
from tests.book_entries import stored
from tests.factories import database_at, july, load, row


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = database_at(tmp_path)
    yield opened
    opened.close()


def lines(database: Database, day: int, *, until: int | None = None) -> dict[str, CampaignLine]:
    found = standings.standings(
        database, read_ledger(database), as_of=july(day), until=july(until) if until is not None else None
    )
    assert len({line.key for line in found}) == len(found)
    return {line.key: line for line in found}


def test_where_nothing_was_loaded_every_line_says_what_is_missing(database: Database) -> None:
    found = lines(database, 10)
    assert {key: found[key].tone for key in ("materials", "survey", "negative")} == dict.fromkeys(
        ("materials", "survey", "negative"), "missing"
    )


def test_a_line_speaks_for_the_day_that_is_looked_at(database: Database) -> None:
    piece = {"indicator": "志愿服务", "item": "说明报告", "due_on": "2026-07-08"}
    stored(database, MATERIALS, july(1), [{**piece, "state": "未交"}])
    stored(database, MATERIALS, july(9), [{**piece, "state": "合格"}])
    asked = {"round": "第一轮", "measure": "知晓率", "question": "?", "yes": 50, "asked": 100}
    stored(database, SURVEY, july(9), [asked])
    stored(database, NEGATIVE_LIST, july(1), [{"item": "事故", "state": "有隐患", "checked_on": "2026-07-01"}])
    stored(database, NEGATIVE_LIST, july(9), [{"item": "事故", "state": "已消除", "checked_on": "2026-07-09"}])
    now, then = lines(database, 9), lines(database, 8, until=8)
    assert [(now[k].value, now[k].tone) for k in ("materials", "survey", "negative")] == [
        ("1 / 1 项", "good"),
        ("知晓率 50.0%", "neutral"),
        ("未亮灯", "good"),
    ]
    assert [(then[k].value, then[k].tone) for k in ("materials", "survey", "negative")] == [
        ("0 / 1 项", "attention"),
        ("未录入", "missing"),
        ("亮红灯 1 项", "bad"),
    ]


@pytest.mark.parametrize(("days", "value"), [(7, "漏查 1 项"), (8, "未亮灯")])
def test_the_limit_for_unchecked_items_is_the_offices(database: Database, days: int, value: str) -> None:
    with database.write() as connection:
        save_settings(connection, {"unchecked_days": days})
    stored(database, NEGATIVE_LIST, july(1), [{"item": "事故", "state": "正常", "checked_on": "2026-07-01"}])
    assert lines(database, 9)["negative"].value == value


def further(database: Database, day: int) -> dict[str, CampaignLine]:
    """The lines beside the row, as of a day."""
    found = standings.standings(database, read_ledger(database), as_of=july(day), lines=standings.FURTHER)
    return {line.key: line for line in found}


def test_what_stands_beside_the_row_is_missing_until_it_is_entered(database: Database) -> None:
    found = further(database, 10)
    assert {key: line.tone for key, line in found.items()} == dict.fromkeys(
        ("actions", "focus", "recurrence", "activities", "scorecard", "risk"), "missing"
    )


def test_what_stands_beside_the_row_says_what_its_screens_say(database: Database) -> None:
    with database.write() as connection:
        unit = save_unit(connection, NewUnit("滨江街道", "滨江街道", DISTRICT))
        save_settings(connection, {"activity_rules": [["清洁家园日", "每周", 2, "2026-07-01"]]})
        category = save_term(connection, "category", "乱贴乱画")
        site = save_site(connection, "中山路", district_id=unit)
        here = {"district_id": unit, "site_id": site, "category_id": category}
        load(
            connection,
            july(1),
            [
                row("1", found_on=july(1), due_on=july(2), district_id=unit),
                row(
                    "2",
                    description="墙上乱贴",
                    found_on=july(1),
                    state=State.CLOSED,
                    done_on=july(1),
                    verified_on=july(1),
                    **here,
                ),
            ],
        )
        load(
            connection,
            july(5),
            [
                row("3", description="墙上又有人乱贴", found_on=july(4), **here),
                row("4", found_on=july(3), state=State.DISPUTED),
            ],
        )
    steps = [("开工", 1, 2), ("完工", 8, None)]
    stored(
        database,
        PROJECT,
        july(9),
        [
            {
                "project": "市场改造",
                "milestone": name,
                "planned_on": july(planned).isoformat(),
                "done_on": july(done).isoformat() if done else None,
            }
            for name, planned, done in steps
        ],
    )
    stored(
        database, ACTIVITY, july(9), [{"day": "2026-07-08", "name": "清洁家园日", "district": unit, "held": "已开展"}]
    )
    stored(database, COMMITMENT, july(1), [{"unit": unit, "item": "不超期", "figure": "超期", "target": 0}])
    stored(database, RISK_RULES, july(1), [{"rule": "扣分", "points": 0.5}])
    stored(database, FOCUS, july(1), [{"field": "公共环境", "kind": "问题类别", "name": "乱贴乱画"}])
    found = further(database, 10)
    assert (found["focus"].value, found["focus"].tone) == ("各领域没有超期", "attention")
    assert (
        found["focus"].sentence
        == "各领域都没有超期的问题；市民素质、硬件设施、公共秩序、城乡共建尚无归入的问题；未归类的超期 1 件。"
    )
    assert (found["recurrence"].value, found["recurrence"].tone) == ("反复 1 件，推诿 3 件", "attention")
    assert "反复率 25.0%" in found["recurrence"].sentence
    assert (found["actions"].value, found["actions"].tone) == ("超期节点 1 个", "bad")
    assert "“市场改造”的“完工”，2 天" in found["actions"].sentence
    assert (found["activities"].value, found["activities"].tone) == ("开展率 50.0%", "neutral")
    assert (found["scorecard"].value, found["scorecard"].tone) == ("达到 0 / 1", "attention")
    assert (found["risk"].value, found["risk"].tone) == ("1.50 分", "attention")
