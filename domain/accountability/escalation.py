"""督办建议: whom to press next, and how hard, by the office's rules. The program proposes, a person decides.

Two ladders lead upwards. By days: an issue that is overdue for so many days. By weeks: a unit that stands on the black list
for so many weeks in a row. On either the next step is the first one with a rule above what is out already: no step is left
out, none is proposed again, and while an answer may still come nothing is proposed at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.figures.overdue import overdue
from domain.ladder import STEPS, LadderLevel, LadderRule, Letter, Reply
from domain.ledger.chinese_days import full_day
from domain.ledger.days import week_start
from domain.ledger.ledger import Ledger


@dataclass(frozen=True)
class Proposal:
    """What might be done about a unit. reasons: sentences, fit for a letter. remark: what the desk should know besides.

    issue_ids: the issues concerned, longest overdue first. days_overdue: of the longest of these issues. weeks_black: weeks in a row on the black list. last: the newest letter that
    is out about the same thing.
    """

    unit_id: int
    level: LadderLevel
    reasons: tuple[str, ...]
    issue_ids: tuple[int, ...]
    days_overdue: int
    weeks_black: int
    last: Letter | None
    remark: str = ""


def missing(rules: Sequence[LadderRule]) -> str:
    """What the office has not filled in, in words; "" where every level above 交办 has a rule."""
    known = {rule.level for rule in rules if rule.days_overdue is not None or rule.weeks_black is not None}
    lacking = [STEPS[level].name for level in LadderLevel if level > LadderLevel.ASSIGN and level not in known]
    if not known:
        return "还没有填写督办规定，程序不作建议。请在“设置 · 督办”里填写：超期多少天、连续几周列入黑榜，到哪一级。"
    return f"“{'”“'.join(lacking)}”没有填写条件，程序不会建议到这些层级。" if lacking else ""


def proposals(
    ledger: Ledger,
    black_weeks: Mapping[int, int],
    letters: Iterable[Letter],
    rules: Sequence[LadderRule],
    as_of: date,
    *,
    on: date | None = None,
) -> list[Proposal]:
    """Whom to press, the highest level and the longest overdue first; [] without rules.

    black_weeks: unit id → weeks in a row on the black list, up to the last full week. letters: all that were issued. on: the
    day on which letters are judged where that is not as_of (answers come in between two sheets).
    """
    day = on or as_of
    out = sorted((one for one in letters if one.is_out_on(day)), key=lambda one: (one.issued_on, one.letter_id))
    by_days = {rule.level: rule.days_overdue for rule in rules if rule.days_overdue is not None}
    by_weeks = {rule.level: rule.weeks_black for rule in rules if rule.weeks_black is not None}
    if not by_days and not by_weeks:
        return []
    about: dict[tuple[int | None, int], list[Letter]] = {}
    for letter in out:
        for issue_id in letter.issue_ids:
            about.setdefault((letter.unit_id, issue_id), []).append(letter)
    found: dict[tuple[int, LadderLevel], _Case] = {}
    late_of: dict[int, list[tuple[int, int]]] = {}  # unit → (issue, days): what it leads, what lies on its ground
    frame = overdue(ledger, as_of=as_of)
    columns = (frame[name].tolist() for name in ("issue_id", "lead", "district", "days_overdue"))
    for issue_id, unit_id, district_id, days in zip(*columns, strict=True):
        for one in {unit_id, district_id} - {0}:
            late_of.setdefault(one, []).append((issue_id, days))
        if unit_id:
            said = about.get((unit_id, issue_id), [])
            level = _next(by_days, said, days, day)
            if level is not None:
                found.setdefault((unit_id, level), _Case()).add(issue_id, days, said)
    last_full = week_start(as_of + timedelta(days=1), starts_on=ledger.settings.week_starts_on)
    for unit_id, weeks in black_weeks.items():
        since = last_full - timedelta(weeks=weeks)
        to_unit = [one for one in out if one.unit_id == unit_id and one.issued_on >= since]
        level = _next(by_weeks, to_unit, weeks, day)
        if level is None:
            continue
        case = found.setdefault((unit_id, level), _Case())
        case.weeks = weeks
        case.out.extend(to_unit)
        for issue_id, days in late_of.get(unit_id, ()):
            said = about.get((unit_id, issue_id), [])
            if all(one.level < level and one.reply_on(day) is not Reply.WAITING for one in said):
                case.add(issue_id, days, said)
    made = [case.proposal(unit_id, level, by_days, by_weeks, day) for (unit_id, level), case in found.items()]
    return sorted(made, key=lambda one: (-one.level, -one.weeks_black, -one.days_overdue, one.unit_id))


def _next(ladder: Mapping[LadderLevel, int], out: Sequence[Letter], reached: int, day: date) -> LadderLevel | None:
    """The first step above what is out, where it is reached; None while a letter waits for its answer."""
    if any(one.reply_on(day) is Reply.WAITING for one in out):
        return None
    highest = max((one.level for one in out), default=0)
    level = min((level for level in ladder if level > highest), default=None)
    return level if level is not None and reached >= ladder[level] else None


class _Case:
    """What speaks for one proposal, while it is gathered."""

    def __init__(self) -> None:
        self.days: dict[int, int] = {}
        self.weeks = 0
        self.out: list[Letter] = []

    def add(self, issue_id: int, days: int, out: Sequence[Letter]) -> None:
        self.days[issue_id] = days
        self.out.extend(out)

    def proposal(
        self,
        unit_id: int,
        level: LadderLevel,
        by_days: Mapping[LadderLevel, int],
        by_weeks: Mapping[LadderLevel, int],
        day: date,
    ) -> Proposal:
        ids = sorted(self.days, key=lambda one: (-self.days[one], one))
        longest = max(self.days.values(), default=0)
        reasons = []
        limit = by_days.get(level)
        reached = [days for days in self.days.values() if limit is not None and days >= limit]
        if reached:
            reasons.append(f"有 {len(reached):,} 件问题超期满 {limit} 天，最长的已超期 {longest:,} 天。")
        if self.weeks:
            reasons.append(f"已连续 {self.weeks} 周列入黑榜（规定 {by_weeks[level]} 周）。")
        last = max(self.out, key=lambda one: (one.level, one.issued_on, one.letter_id), default=None)
        if last is not None:
            reasons.append(_told(last, day))
        above = [step for step, days in by_days.items() if step > level and longest >= days]
        above += [step for step, weeks in by_weeks.items() if step > level and self.weeks >= weeks]
        remark = ""
        if above:
            top = STEPS[max(above)].name
            remark = f"已够“{top}”的条件，此前没有{STEPS[level].name}过，先从{STEPS[level].name}开始。"
        return Proposal(unit_id, level, tuple(reasons), tuple(ids), longest, self.weeks, last, remark)


def _told(letter: Letter, day: date) -> str:
    said = f"{full_day(letter.issued_on)}已发{letter.paper}（{letter.number}）"
    if letter.reply_on(day) is Reply.LATE:
        return f"{said}，应于{full_day(letter.reply_by)}前回复，至今没有回复。"
    return f"{said}，已于{full_day(letter.replied_on or day)}回复，问题仍未解决。"
