"""Activities, score cards, chains and the clock of the loaded sample beside the story it was written from, counted here by hand."""

from datetime import date, timedelta
from itertools import pairwise

from database.ledger.dataset_records import entries_in
from database.ledger.ledgers import read_ledger
from database.store.engine import Database
from domain.accountability.chains import chains
from domain.accountability.ownership import disputes
from domain.accountability.scorecard import SCORE_RULE, cards, rules_in_force
from domain.campaign.activities import (
    ACTIVITY,
    HELD,
    NO_REPORT,
    NOT_HELD,
    around,
    attendance,
    kept,
    records_of,
    rules_of,
)
from domain.directory import DISTRICT
from domain.ledger.states import State
from sample_data.generator.campaign.campaign import DatasetSheet
from sample_data.generator.campaign.parts import PARTS
from sample_data.generator.life import figures
from sample_data.generator.life.county import BEHIND, LAST_ON
from sample_data.generator.life.story import Story

CITY = "县城市管理局"


def told(title: str) -> list[DatasetSheet]:
    return [sheet for part in PARTS for sheet in part() if title in sheet.title]


def test_attendance_is_what_the_sheets_say(loaded: Database) -> None:
    ledger = read_ledger(loaded)
    with loaded.read() as connection:
        records = records_of(entries_in(connection, ACTIVITY), as_of=LAST_ON)
    names = {code: unit.name for code, unit in ledger.directory.units.items() if unit.kind == DISTRICT}
    since = LAST_ON - timedelta(weeks=12) + timedelta(days=1)
    table = kept(rules_of(ledger.settings), records, list(names), since=since, until=LAST_ON)
    rows = [row for sheet in told("活动记录表") for row in sheet.rows]
    # Every Wednesday, the first Saturday of a month, every second Thursday: a report of the day after is the only mess.
    due = {(row.day, row.name) for row in table.itertuples()}
    said = {}
    for row in rows:
        day = row["day"].toordinal() - date(1970, 1, 1).toordinal()
        at = day if (day, row["name"]) in due else day - 1
        said[at, row["name"], row["district"]] = (row["held"], row["people"] or 0)
    expected = [
        said.get((row.day, str(row.name), names[int(str(row.district))]), (NO_REPORT, 0)) for row in table.itertuples()
    ]
    assert table["state"].tolist() == [state for state, _ in expected]
    assert table["people"].tolist() == [people for _, people in expected]
    assert set(table["state"]) == {HELD, NOT_HELD, NO_REPORT}
    ranking = attendance(table)
    assert names[int(ranking["district"].iat[-1])] == BEHIND


def test_the_fortnights_around_a_day_are_counted_from_the_story(loaded: Database, story: Story) -> None:
    ledger = read_ledger(loaded)
    day = date(2020, 7, 22)
    said = around(ledger, day, as_of=LAST_ON)
    found = [row.issue.found_on for row in figures.standings(story, LAST_ON) if row.state != State.REJECTED.name]
    before = sum(day - timedelta(days=14) <= on < day for on in found)
    after = sum(day <= on < day + timedelta(days=14) for on in found)
    assert said.values["found"] == (before, after)
    overdue = [
        sum(row.is_overdue(on) for row in figures.standings(story, on))
        for on in (day - timedelta(days=1), day + timedelta(days=13))
    ]
    assert said.values["overdue"] == tuple(overdue)


def test_a_card_is_worked_out_from_the_story(loaded: Database, story: Story) -> None:
    since, until = date(2020, 7, 1), date(2020, 7, 31)
    with loaded.read() as connection:
        rules = rules_in_force(entries_in(connection, SCORE_RULE), on=until)
    made = cards(read_ledger(loaded), rules, since=since, until=until)
    card = next(one for one in made if one.unit.name == CITY)
    counted = {line.rule.code: (line.count, line.freed, round(line.deduction, 2)) for line in card.lines}
    mine = [r for r in figures.standings(story, until) if r.lead == CITY and r.state != State.REJECTED.name]
    found = [r for r in mine if r.issue.found_on >= since]
    free = sum(r.issue.source == "群众投诉" for r in found)
    late = [r for r in mine if r.is_overdue(until)]
    long = [r for r in late if r.due_on and (until - r.due_on).days > 30]
    again = {id(issue) for issue, _ in figures.recurrences(story, until)}
    back = sum(id(r.issue) in again for r in found)
    assert counted["A1"] == (len(found), free, round(min(0.1 * (len(found) - free), 10), 2))
    assert counted["A2"] == (len(late), 0, min(len(late), 20))
    assert counted["A3"] == (len(long), 0, min(2 * len(long), 10))
    assert counted["A5"] == (back, 0, round(min(0.3 * back, 10), 2))
    assert card.score == round(100 - sum(line.deduction for line in card.lines), 2)


def test_the_chain_of_the_market_and_the_issue_that_nobody_wants(loaded: Database, story: Story) -> None:
    ledger = read_ledger(loaded)
    chain = chains(ledger, as_of=LAST_ON, most=1)[0]
    assert ledger.directory.label("site", chain.site) == "城东农贸市场"
    mine = [i for i in story.issues if i.site.name == "城东农贸市场" and i.category == "公共秩序"]
    mine.sort(key=lambda issue: issue.found_on)
    closed = [next((s.on for s in i.states if s.state == State.CLOSED), None) for i in mine]
    assert chain.gaps_days == tuple(
        (b.found_on - on).days for on, (_, b) in zip(closed, pairwise(mine), strict=False) if on
    )
    assert (
        chain.lasted_days
        == tuple((on - i.found_on).days for on, i in zip(closed, mine, strict=True) if on)[: chain.times - 1]
    )
    worst = disputes(ledger, as_of=LAST_ON).iloc[0]
    issue = next(i for i in story.issues if i.number == "WM2020-0077")
    start = next(s.on for s in issue.states if s.state == State.DISPUTED)
    assert worst["age"] == (LAST_ON - issue.found_on).days + 1
    assert worst["returned"] == (LAST_ON - start).days + 1
    assert worst["own_late_days"] == (start - date(2020, 4, 2)).days - 1  # due on 2 April, given back on the 5th
    assert worst["late_days"] == (LAST_ON - date(2020, 4, 2)).days
