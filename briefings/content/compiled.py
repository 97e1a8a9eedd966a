"""The brief of a period, compiled from the ledger."""

from datetime import date

from briefings.brief.brief import Brief, BriefTable
from briefings.brief.week import Week
from briefings.brief.words import ADDRESSEES
from briefings.content.chapters import Lists, chapters
from briefings.content.charts import charts
from briefings.content.county_tables import (
    campaign_table,
    figure_name,
    leaders_table,
    listed_table,
    rates_table,
    units_table,
    week_table,
)
from briefings.content.decisions import decisions
from briefings.content.issue_tables import (
    asked_table,
    disputed_table,
    done_well_table,
    instructions_table,
    new_counts_table,
    new_table,
    not_done_table,
    overdue_table,
    recurring_table,
)
from briefings.content.leader_parts import leader_parts
from briefings.content.photo_pairs import photo_pairs
from briefings.content.standings import FURTHER, LINES, standings
from database.imports.imports import has_sample
from database.store.engine import Database
from domain.figures.definitions import explained
from domain.ledger.ledger import Ledger
from domain.meeting.period import Period
from domain.meeting.red_black import red_and_black

ANNEXES = (
    "districts", "departments", "leaders", "new", "overdue", "recurring", "disputed",
)  # fmt: skip
DEFINED = (
    "total", "found", "done", "closed", "open", "overdue", "long_overdue", "due_soon", "awaiting", "recurring", "rework",
    "disputed", "on_hold", "open_no_due", "on_time_rate", "undated", "done_rate", "closed_rate", "closing_rate",
    "on_time_closing_rate", "recurrence_rate", "rework_rate",
)  # fmt: skip


def compiled(
    database: Database,
    ledger: Ledger,
    *,
    since: date,
    until: date,
    as_of: date | None = None,
    number: int | None = None,
    last_meeting: date | None = None,
) -> Brief:
    """The brief of the days from `since` to `until`, both included.

    ledger: the whole county, every issue counted once. as_of: the 截至 day of all stocks, `until` where it is not given.
    last_meeting: the day with which leaders' parts are compared, by default the last day of the period before. number: 第N期 once
    it is issued. The same database and days give an equal Brief. Raises ValueError for days in no order.
    """
    period = Period(since, until, until if as_of is None else as_of)
    week = Week(database, ledger, period)
    meeting = period.opening if last_meeting is None else last_meeting
    settings = ledger.settings
    lists: Lists = [
        (kind, red_and_black(ledger, week.owed, by=by, count=settings.listed_units, minimum=settings.minimum_ranked))
        for kind, by in (("镇区", "district"), ("部门", "lead"))
    ]
    lines = standings(database, ledger, as_of=period.as_of, until=period.as_of, lines=(*LINES, *FURTHER))
    leaders = leader_parts(week, last_meeting=meeting)
    made = (
        week_table(week),
        rates_table(week),
        units_table(week, "district"),
        units_table(week, "lead"),
        leaders_table(week, leaders),
        new_counts_table(week),
        new_table(week),
        done_well_table(week),
        not_done_table(week),
        instructions_table(week),
        overdue_table(week),
        recurring_table(week),
        disputed_table(week),
        listed_table(week, "red_list", lists),
        listed_table(week, "black_list", lists),
        asked_table(week),
        campaign_table(lines),
    )
    tables: dict[str, BriefTable] = {table.key: table for table in made}
    return Brief(
        county=settings.county,
        title=f"{settings.county}文明城市创建工作通报",
        office=week.office,
        number=number,
        addressees=settings.addressees.strip() or ADDRESSEES,
        since=since,
        until=until,
        as_of=period.as_of,
        last_meeting=meeting,
        figures=week.figures,
        before=week.before,
        sections=chapters(week, lists, lines),
        tables=tables,
        annexes=tuple(key for key in ANNEXES if tables[key].rows and week.figures["total"]),
        charts=charts(week),
        leaders=leaders,
        photos=photo_pairs(week),
        decisions=decisions(week, lists, lines),
        definitions=_definitions(week),
        red_head=settings.red_head,
        sample=has_sample(database),
    )


def _definitions(week: Week) -> dict[str, str]:
    this, last = week.words.this, week.words.last
    said = {figure_name(week, key): explained(key, week.settings).replace("本周", this) for key in DEFINED}
    said[f"{this}应整改"] = (
        f"整改时限在{this}内的问题，和{last}末已经超期、还没有完成的问题。不计：时限未到的、经批准延期的、挂账的、不予认定的。"
    )
    said[f"{this}整改率"] = f"{this}应整改问题中，截至数据日待复核和已销号的 ÷ {this}应整改。"
    return said
