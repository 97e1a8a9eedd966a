"""The lines of the campaign beside the ledger, as the overview, the wall and the bulletin show them."""

from collections.abc import Callable, Sequence
from datetime import date

from database.books import entries_in
from database.engine import Connection, Database
from domain import assessments, coverage, materials, negative_list, plan, survey
from domain.ledger import Ledger
from domain.standing import Standing

Line = Callable[[Connection, Ledger, date, date | None], Standing]
"""(connection, ledger, as_of, until) → standing. until: only sheets of this day or before (None: all, the newest look)."""


def target(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> Standing:
    """测评目标: days left, the last rank against the target, tasks of the plan that are late."""
    rounds = assessments.rounds(entries_in(connection, assessments.ASSESSMENT, until=until))
    entries = entries_in(connection, plan.PLAN, until=until)
    steps = plan.steps(entries, assessment_on=ledger.settings.assessment_on, as_of=as_of)
    late = [step.task for step in steps if step.state == "late"]  # by day due: the one late longest comes first
    return assessments.standing(rounds, late, ledger.settings, as_of=as_of)


def fieldwork(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> Standing:
    """实地考察: whether the sites are inspected, and what is overdue there."""
    visits = coverage.visits_of(entries_in(connection, coverage.VISIT, until=until), as_of=as_of)
    return coverage.standing(coverage.coverage(ledger, visits, as_of=as_of, within_days=coverage.RECENT_DAYS))


def online_material(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> Standing:
    """网上申报."""
    pieces = materials.materials(entries_in(connection, materials.MATERIALS, until=until), as_of=as_of)
    return materials.standing(pieces, ledger.directory, due_soon_days=ledger.settings.due_soon_days)


def residents(connection: Connection, _ledger: Ledger, _as_of: date, until: date | None) -> Standing:
    """问卷调查."""
    return survey.standing(survey.rounds(entries_in(connection, survey.SURVEY, until=until)))


def veto(connection: Connection, ledger: Ledger, as_of: date, until: date | None) -> Standing:
    """负面清单."""
    days = ledger.settings.unchecked_days
    entries = entries_in(connection, negative_list.NEGATIVE_LIST, until=until)
    found = negative_list.items(entries, as_of=as_of, unchecked_days=days)
    return negative_list.standing(found, ledger.directory, unchecked_days=days)


LINES: Sequence[Line] = (target, fieldwork, online_material, residents, veto)
"""In the order in which they are shown; each part of the campaign adds its own."""


def standings(database: Database, ledger: Ledger, *, as_of: date, until: date | None = None) -> tuple[Standing, ...]:
    """Every line's standing on `as_of`."""
    with database.read() as connection:
        return tuple(line(connection, ledger, as_of, until) for line in LINES)
