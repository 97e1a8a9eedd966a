"""The lines of the campaign beside the ledger, as the overview, the wall and the bulletin show them."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from database.ledger.dataset_records import entries_in
from database.store.engine import Connection, Database
from domain.accountability import ownership, score_at_risk, scorecard
from domain.accountability.risk_rules import RISK_RULES, rules_of
from domain.campaign import activities, assessments, coverage, focus, materials, negative_list, plan, projects, survey
from domain.directory import DISTRICT
from domain.figures import figures
from domain.figures.campaign_line import CampaignLine
from domain.figures.rates import percent
from domain.ledger.ledger import Ledger

Line = Callable[[Connection, Ledger, date, date | None], CampaignLine]
"""(connection, ledger, as_of, until) → standing. until: only sheets of this day or before (None: all, the newest look)."""


def target(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """测评目标: days left, the last rank against the target, tasks of the plan that are late."""
    rounds = assessments.rounds(entries_in(connection, assessments.ASSESSMENT, until=until))
    entries = entries_in(connection, plan.PLAN, until=until)
    steps = plan.steps(entries, assessment_on=ledger.settings.assessment_on, as_of=as_of)
    late = [(step.task, step.days_late) for step in steps if step.state == "late"]
    return assessments.standing(rounds, late, ledger.settings, as_of=as_of)


def fieldwork(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """实地考察: whether the sites are inspected, and what is overdue there."""
    visits = coverage.visits_of(entries_in(connection, coverage.VISIT, until=until), as_of=as_of)
    return coverage.standing(coverage.coverage(ledger, visits, as_of=as_of, within_days=coverage.RECENT_DAYS))


def online_material(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """网上申报."""
    pieces = materials.materials(entries_in(connection, materials.MATERIALS, until=until), as_of=as_of)
    return materials.standing(pieces, ledger.directory, due_soon_days=ledger.settings.due_soon_days)


def residents(connection: Connection, _ledger: Ledger, _as_of: date, until: date | None) -> CampaignLine:
    """问卷调查."""
    return survey.standing(survey.rounds(entries_in(connection, survey.SURVEY, until=until)))


def veto(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """负面清单."""
    days = ledger.settings.unchecked_days
    entries = entries_in(connection, negative_list.NEGATIVE_LIST, until=until)
    found = negative_list.items(entries, as_of=as_of, unchecked_days=days)
    return negative_list.standing(found, ledger.directory, unchecked_days=days)


def special_actions(connection: Connection, _ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """八大行动: milestones done and late."""
    return projects.standing(projects.milestones_of(entries_in(connection, projects.PROJECT, until=until)), as_of=as_of)


def activity_days(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """活动: how much of what the standing rules ask for was held."""
    rules = activities.rules_of(ledger.settings)
    told = activities.records_of(entries_in(connection, activities.ACTIVITY, until=until), as_of=as_of)
    districts = [code for code, unit in ledger.directory.units.items() if unit.kind == DISTRICT]
    since = as_of - timedelta(weeks=activities.WEEKS) + timedelta(days=1)
    table = activities.kept(rules, told, districts, since=since, until=as_of)
    return activities.standing(rules, table, ledger.directory)


def letters_of_responsibility(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """责任状: what was signed for beside the figures."""
    entries = entries_in(connection, scorecard.COMMITMENT, until=until)
    values = scorecard.values_of(ledger, as_of=as_of) if entries else {}
    return scorecard.standing(scorecard.commitments_of(entries, values))


def points_at_risk(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """得分风险: what the open issues would cost."""
    rules = rules_of(entries_in(connection, RISK_RULES, until=until), ledger.directory)
    rates = score_at_risk.return_rates(ledger, as_of=as_of)
    found = score_at_risk.risk(ledger, rules, rates, as_of=as_of, assessment_on=ledger.settings.assessment_on)
    return score_at_risk.standing(found)


def five_fields(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> CampaignLine:
    """五大重点工作: in which of the five fields something is overdue."""
    groups = focus.grouping(entries_in(connection, focus.FOCUS, until=until), ledger.directory)
    return focus.standing(focus.states(ledger, groups, as_of=as_of) if groups.categories else (), groups)


def comes_back(_connection: Connection, ledger: Ledger, as_of: date, _until: date | None) -> CampaignLine:
    """反复与推诿: what came back after its closing, and the open issues that were passed around."""
    if not len(ledger):
        return ownership.NO_ISSUES
    counts = {key: len(figures.listed(ledger, key, as_of=as_of)) for key in ("recurring", "total")}
    disputed = ownership.disputes(ledger, as_of=as_of)
    rate = percent(counts["recurring"], counts["total"])
    return ownership.standing(counts["recurring"], rate, disputed)


LINES: Sequence[Line] = (target, fieldwork, online_material, residents, veto)
"""The row of 总览 and 大屏, in the order in which they are shown."""
FURTHER: Sequence[Line] = (
    special_actions,
    five_fields,
    comes_back,
    activity_days,
    letters_of_responsibility,
    points_at_risk,
)
"""What stands beside them in the bulletin, below them on 总览 and on the scene 各项工作 of 大屏."""


def standings(
    database: Database, ledger: Ledger, *, as_of: date, until: date | None = None, lines: Sequence[Line] = LINES
) -> tuple[CampaignLine, ...]:
    """The standing of each of `lines` on `as_of`."""
    with database.read() as connection:
        return tuple(line(connection, ledger, as_of, until) for line in lines)
