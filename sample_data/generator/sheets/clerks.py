"""A clerk: how the facts of a row are typed into its cells, in the habits of one form."""

import random
from collections.abc import Mapping
from datetime import date

from domain.ledger.states import State
from sample_data.generator.life import county
from sample_data.generator.life.lives import Issue, SaidLife
from sample_data.generator.life.problems import MEASURES
from sample_data.generator.sheets.forms import DONE_OR_NOT, PLAIN, TICKS, YES_NO, SheetForm
from sample_data.generator.sheets.grids import Cell, ChineseDate, Formula, serial
from sample_data.generator.sheets.rows import SampleRow

SEPARATORS = ("、", " ", "\n", "，", ",", "/", "；")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


class Clerk:
    """Types cells. starts: field → the first column it takes, from 0."""

    def __init__(self, form: SheetForm, rng: random.Random, starts: Mapping[str, int]) -> None:
        self.form = form
        self.rng = rng
        self.starts = starts

    def cell(self, name: str, row: SampleRow, *, at: int, running: int) -> Cell:
        """The cell of a field. at: the row on the sheet, from 0. running: its number (序号)."""
        issue, now = row.issue, row.known
        match name:
            case "serial":
                if self.form.formulas:
                    offset = at + 1 - running
                    return Formula(f"=ROW()-{offset}", running)
                return self._digits(str(running)) if self.form.wide_digits else running
            case "number":
                return self._number(issue)
            case "found_on":
                return self._date(issue.found_on)
            case "district":
                return self._name(issue.site.district)
            case "site":
                return self._padded(issue.site.name)
            case "site_type":
                return issue.site.site_type
            case "category":
                return issue.category
            case "problem":
                return self._problem(row)
            case "units":
                return self._units(row)
            case "assist_units":
                return "、".join(str(self._name(unit)) for unit in issue.assists) or None
            case "person":
                return issue.site.warden
            case "phone":
                digits = issue.site.phone
                return int(digits.replace("-", "")) if self.form.phones == "number" else digits
            case "due":
                return self._due(row, at)
            case "source":
                return issue.source
            case "measures":
                return MEASURES[issue.category][issue.row % len(MEASURES[issue.category])]
            case "progress":
                return self._progress(row)
            case "state":
                return self._state(row)
            case "done_on":
                return self._date(now.done_on) if now.done_on else None
            case "verdict":
                return self._verdict(now)
            case "verified_on":
                return self._date(now.verified_on) if now.verified_on else None
            case "remark":
                return self._remark(row)
        raise ValueError(f"no cell for field {name}")

    def _number(self, issue: Issue) -> Cell:
        if not issue.number:
            return None
        if self.form.formulas and self.form.kind == "inspection":
            digits = issue.number[-4:]
            return Formula(f'="WM2020-"&TEXT({int(digits)},"0000")', issue.number)
        return self._digits(issue.number)

    def _digits(self, text: str) -> str:
        return text.translate(FULL_WIDTH) if self.form.wide_digits and self.rng.random() < 0.5 else text

    def _padded(self, text: str) -> str:
        if self.form.wide_digits and self.rng.random() < 0.3:
            return self.rng.choice((f" {text}", f"{text} ", f"　{text}"))
        return text

    def _problem(self, row: SampleRow) -> str:
        texts = [issue.text for issue in row.issues]
        if len(texts) == 1:
            text = texts[0]
            if self.form.extension == "csv" and self.form.encoding == "utf-8-sig":
                return text.replace("，", "，\n", 1) if self.form.kind == "inspection" else text
            return self._padded(text)
        style = self.rng.randrange(4)
        if style == 0:
            return "；".join(f"（{n}）{text}" for n, text in enumerate(texts, 1)) + "。"
        if style == 1:
            return "\n".join(f"{n}.{text}" for n, text in enumerate(texts, 1))
        if style == 2:
            return "；".join(f"{'①②③④'[n]}{text}" for n, text in enumerate(texts))
        # The numbering is broken: two items carry the same number.
        numbers = (1, 2, 2, 3)
        return "；".join(f"({numbers[n]}){text}" for n, text in enumerate(texts))

    def _name(self, unit: str) -> str:
        entry = county.UNIT[unit]
        if self.form.names == "short":
            return entry.short
        if self.form.names == "any":
            return self.rng.choice((entry.name, entry.name, entry.short, *entry.aliases))
        return entry.name

    def _units(self, row: SampleRow) -> str:
        lead = self._name(row.known.lead)
        if not self.form.joined or not row.issue.assists:
            return lead
        others = [self._name(unit) for unit in row.issue.assists]
        separator = self.rng.choice(SEPARATORS)
        if self.rng.random() < 0.25:
            return f"{lead}（牵头）、" + "、".join(f"{name}（配合）" for name in others)
        return separator.join((lead, *others))

    def _date(self, day: date) -> Cell:
        style = self.form.dates
        if style == "mixed":
            styles = (
                "excel",
                "serial",
                "dot",
                "slash",
                "short",
                "compact",
                "compact number",
                "stamp",
                "cn",
                "wide",
            )
            style = self.rng.choice(styles)
        y, m, d = day.year, day.month, day.day
        match style:
            case "excel":
                return day
            case "chinese":
                return ChineseDate(day)
            case "serial":
                return serial(day)
            case "dot":
                return f"{y}.{m}.{d}"
            case "slash":
                return f"{y}/{m}/{d}"
            case "dash":
                return day.isoformat()
            case "short":
                return f"{m}月{d}日"
            case "compact":
                return f"{day:%Y%m%d}"
            case "compact number":
                return int(f"{day:%Y%m%d}")
            case "stamp":
                return f"{day.isoformat()} 09:{self.rng.randrange(10, 60)}:00"
            case "wide":
                return f"{y}年{m}月{d}日".translate(FULL_WIDTH)
        return f"{y}年{m}月{d}日"

    def _due(self, row: SampleRow, at: int) -> Cell:
        now, form = row.known, self.form
        if now.due_on is None:
            return now.due_word or None
        if now.due_word and form.dues != "date" and form.kind != "rectification":
            return now.due_word
        if form.dues == "before":
            return f"{now.due_on.month}月{now.due_on.day}日前"
        if form.formulas and form.kind == "inspection":
            column = "ABCDEFGHIJKLMNOP"[self.starts["found_on"]]
            days = (now.due_on - row.issue.found_on).days
            return Formula(f"={column}{at + 1}+{days}", serial(now.due_on), is_date=True)
        return self._date(now.due_on)

    def _state(self, row: SampleRow) -> str:
        now, form = row.known, self.form
        words = form.states[now.state]
        judged_apart = form.states in (YES_NO, TICKS, DONE_OR_NOT)
        if judged_apart and now.state is State.CLOSED and now.verified_on is None:
            return "已销号"
        word = self.rng.choice(words)
        if form.dated_states and now.state is State.REPORTED and now.done_on:
            return f"{now.done_on.month}月{now.done_on.day}日{word}"
        return word

    def _verdict(self, now: SaidLife) -> str | None:
        if now.state is State.CLOSED and now.verified_on:
            return "合格" if self.form.states is PLAIN else self.rng.choice(("合格", "通过", "复核合格"))
        if now.state is State.REWORK:
            if self.form.states is PLAIN:
                return "不合格"
            return self.rng.choice(("不合格", "未通过", "未整改到位", "反弹"))
        if now.state is State.REPORTED:
            return self.rng.choice(("待复核", None, None))
        return None

    def _progress(self, row: SampleRow) -> str | None:
        measure = MEASURES[row.issue.category][row.issue.row % 3]
        match row.known.state:
            case State.REPORTED | State.CLOSED:
                return f"已{measure}" if not measure.startswith("已") else measure
            case State.IN_PROGRESS | State.REWORK:
                return f"正{measure}"
        return None

    def _remark(self, row: SampleRow) -> str | None:
        issue, now, day = row.issue, row.known, self.form.as_of
        if self.form.kind == "inspection":
            return None
        if now.state is State.ON_HOLD:
            return "经县创建指挥部批准挂账，9月底复查"
        if now.state is State.DISPUTED:
            return "责任单位提出异议，待县长效办明确"
        if len(issue.leads) > 1 and issue.leads[-1].told_on == day:
            return "责任单位已调整"
        moved = [change for change in issue.dues[1:] if change.told_on == day]
        if moved and now.due_on:
            return "经批准延期" if now.state is not State.REWORK else "复核未通过，重新限期"
        if not moved and issue.dues and issue.dues[0].told_on == day and issue.listed_on < day:
            return "补定时限"
        return None
