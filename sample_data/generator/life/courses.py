"""What becomes of an issue after it was found: work, report, check, dispute, hold."""

import random
from datetime import date, timedelta

from domain.ledger.states import State
from sample_data.generator.life import county
from sample_data.generator.life.lives import DueChange, Issue, LeadChange, StateChange
from sample_data.generator.life.weeks import FIRST_WEEK, next_workday, sunday

UNNUMBERED_WEEKS = frozenset({14, 16, 19, 22, 24, 27, 30})
SEVERAL_IN_A_CELL_WEEK = 19
LEDGER_WEEKS = (17, 21, 24, 28, 32)
REWORDED_COUNT = 8
SPOILED_REPORT_WEEKS = frozenset({26, 31})


class Course:
    """Lets issues live; some units are more diligent than others."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.diligence = {unit.name: rng.uniform(-0.09, 0.05) for unit in county.UNITS}
        self.reworded = 0
        self.spoiled_on: set[date] = set()
        self.disputes = 0

    def live(self, issue: Issue, *, alone: bool) -> None:
        """Everything that happens to the issue until the last day. alone: nothing of its category was found there before."""
        rng = self.rng
        due_on = issue.dues[-1].due_on if issue.dues else None
        listed_sunday = sunday(issue.found_on)
        if issue.suffix:
            day = issue.found_on
            issue.states.append(StateChange(day, listed_sunday, State.CLOSED, day, day))
        elif due_on and alone and rng.random() < 0.02:
            self.set_state(issue, listed_sunday + timedelta(7 * rng.randrange(2)), State.REJECTED)
        elif due_on and self._is_disputed(issue):
            self._dispute(issue)
        elif due_on and rng.random() < 0.012:
            self._put_on_hold(issue)
        elif issue.dues and due_on is None and rng.random() < 0.5:
            self._progress(issue, until=county.LAST_ON + timedelta(1))
        else:
            self._rectify(issue, issue.found_on + timedelta(self._days_to_done(issue)))

    def _days_to_done(self, issue: Issue) -> int:
        """Days from finding to the unit's report; how diligent the unit is decides."""
        rng, weeks = self.rng, issue.week - FIRST_WEEK
        due_on = issue.dues[-1].due_on if issue.dues else None
        allowed = (due_on - issue.found_on).days if due_on else 14
        lead = issue.leads[-1].lead
        if issue.site.district == county.BEHIND:
            on_time, late = 0.85 - 0.04 * weeks, 22 + 3.0 * weeks
        elif lead == county.IMPROVING:
            on_time, late = min(0.95, 0.05 + 0.065 * weeks), 30 - 1.4 * weeks
        else:
            on_time, late = 0.925 + self.diligence[lead], 22.0
        if due_on is None:
            return int(rng.uniform(8, 45))
        if rng.random() < on_time:
            return max(1, round(rng.triangular(0, allowed, allowed * 0.75)))
        return allowed + 1 + int(rng.expovariate(1 / late))

    def _rectify(self, issue: Issue, done_on: date, *, rounds: int = 0) -> None:
        """Work, report, check on site; sent back where the check fails."""
        rng = self.rng
        done_on = self._progress(issue, until=done_on)
        if done_on > county.LAST_ON:
            return
        way = rng.random()
        if rounds == 0 and way < 0.02:  # the office strikes it off itself: no day of completion given
            checked = next_workday(done_on + timedelta(rng.randint(2, 6)))
            if checked <= county.LAST_ON:
                issue.states.append(StateChange(checked, sunday(checked), State.CLOSED, None, verified_on=checked))
            return
        if rounds == 0 and way < 0.05:  # struck off on the unit's word, without a check on site
            issue.states.append(StateChange(done_on, sunday(done_on), State.CLOSED, done_on))
            return
        told_on = self.report(issue, done_on, may_be_late=rounds == 0)
        if told_on > county.LAST_ON:
            return
        wait = rng.randint(1, 8) if rng.random() < 0.9 else rng.randint(9, 22)
        checked = next_workday(done_on + timedelta(wait))
        if told_on > sunday(done_on):
            checked = max(checked, next_workday(told_on + timedelta(1)))
        behind = issue.site.district == county.BEHIND
        if rng.random() < (0.3 if behind else 0.15) and rounds < 3:
            checked = max(checked, next_workday(told_on + timedelta(1)))
            if checked > county.LAST_ON:
                return
            back_on = sunday(checked)
            issue.states.append(StateChange(checked, back_on, State.REWORK, verified_on=checked))
            if rng.random() < (0.2 if behind else 0.65) and self._current_due(issue):
                due = back_on + timedelta(rng.choice((3, 5, 7)))
                issue.dues.append(DueChange(back_on, back_on, due))
            again = back_on + timedelta(1 + int(rng.expovariate(1 / (18 if behind else 5))))
            self._rectify(issue, again, rounds=rounds + 1)
        elif checked <= county.LAST_ON:
            issue.states.append(StateChange(checked, sunday(checked), State.CLOSED, done_on, checked))

    def report(self, issue: Issue, done_on: date, *, may_be_late: bool = False) -> date:
        """Adds the report of completion; the day of the sheet that tells it."""
        told_on = sunday(done_on)
        if may_be_late:
            if self._is_reworded(issue, told_on):
                issue.reworded_on = told_on
                told_on += timedelta(7)
            elif self._is_spoiled(issue, told_on):
                issue.spoiled_on = told_on
                told_on += timedelta(7)
            elif self.rng.random() < 0.012:
                told_on += timedelta(7 * self.rng.choice((1, 1, 2)))
        if told_on <= county.LAST_ON:
            issue.states.append(StateChange(done_on, told_on, State.REPORTED, done_on))
        return told_on

    def _is_reworded(self, issue: Issue, told_on: date) -> bool:
        wanted = (
            issue.week in UNNUMBERED_WEEKS
            and issue.week != SEVERAL_IN_A_CELL_WEEK
            and bool(issue.template.again)
            and self.reworded < REWORDED_COUNT
            and told_on < county.LAST_ON
            and self.rng.random() < 0.09
        )
        self.reworded += wanted
        return wanted

    def _is_spoiled(self, issue: Issue, told_on: date) -> bool:
        wanted = (
            told_on.isocalendar().week in SPOILED_REPORT_WEEKS
            and issue.week not in UNNUMBERED_WEEKS
            and told_on not in self.spoiled_on
            and self.rng.random() < 0.2
        )
        if wanted:
            self.spoiled_on.add(told_on)
        return wanted

    def _progress(self, issue: Issue, *, until: date) -> date:
        """What the weekly sheets tell while work goes on; the day of completion."""
        rng = self.rng
        told_on = sunday(max(issue.found_on, issue.states[-1].told_on))
        if issue.states[-1].told_on == told_on:
            told_on += timedelta(7)
        while told_on < min(until, county.LAST_ON + timedelta(1)):
            if issue.states[-1].state is State.ASSIGNED and rng.random() < 0.5:
                self.set_state(issue, told_on, State.IN_PROGRESS)
            due_on = self._current_due(issue)
            near = due_on is not None and abs((due_on - told_on).days) <= 4
            held = issue.states[-1].state is State.ON_HOLD
            if due_on and near and not held and len(issue.dues) < 3 and rng.random() < 0.07:
                due = max(due_on, told_on) + timedelta(rng.choice((7, 10, 14)))
                issue.dues.append(DueChange(told_on, told_on, due))
            if not issue.dues and (told_on - timedelta(6)).isocalendar().week in LEDGER_WEEKS:
                # The first due date ever told holds from the day of finding.
                issue.dues.append(DueChange(issue.found_on, told_on, told_on + timedelta(7)))
            told_on += timedelta(7)
        return until

    def _is_disputed(self, issue: Issue) -> bool:
        pair = issue.leads[-1].lead in county.DISPUTANTS and issue.category in {"建设管理", "服务设施"}
        if pair and self.disputes < 14 and self.rng.random() < 0.12:
            self.disputes += 1
            return True
        return self.rng.random() < 0.006

    def _dispute(self, issue: Issue) -> None:
        """Nobody accepts it for some weeks; then, mostly, another unit takes it over."""
        rng = self.rng
        lead = issue.leads[-1].lead
        first = sunday(issue.found_on) + timedelta(7 * rng.randrange(2))
        self.set_state(issue, first, State.DISPUTED)
        taken_on = first + timedelta(7 * rng.randint(1, 6))
        if taken_on > county.LAST_ON or rng.random() < 0.15:
            return
        if lead in county.DISPUTANTS:
            taker = county.DISPUTANTS[1 - county.DISPUTANTS.index(lead)]
        else:
            taker = issue.site.district if lead != issue.site.district else "县城市管理局"
        self.take_over(issue, taken_on, taker)
        self._rectify(issue, taken_on + timedelta(rng.randint(2, 14)))

    def take_over(self, issue: Issue, taken_on: date, taker: str) -> None:
        """Another unit accepts it and has a week for it."""
        issue.leads.append(LeadChange(taken_on, taken_on, taker))
        issue.dues.append(DueChange(taken_on, taken_on, taken_on + timedelta(7)))
        self.set_state(issue, taken_on, State.IN_PROGRESS)
        issue.assists = tuple(unit for unit in issue.assists if unit != taker)

    def _put_on_hold(self, issue: Issue) -> None:
        rng = self.rng
        held_on = sunday(issue.found_on) + timedelta(7 * rng.randint(1, 3))
        self.set_state(issue, held_on, State.ON_HOLD)
        if rng.random() < 0.25:
            self._rectify(issue, held_on + timedelta(rng.randint(15, 40)))

    def set_state(self, issue: Issue, day: date, state: State) -> None:
        """A state that holds from the day of the sheet that tells it; nothing after the last day."""
        if day <= county.LAST_ON:
            issue.states.append(StateChange(day, day, state))

    def _current_due(self, issue: Issue) -> date | None:
        return issue.dues[-1].due_on if issue.dues else None
