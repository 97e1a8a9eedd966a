"""Writes each workbook as its form says, and counts what is in it.

`make` gives the file's bytes, the tally a loader must agree with, and what every row says about which issue.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.states import State
from sample_data import county
from sample_data.forms import DONE_OR_NOT, FORMS, PLAIN, TELLING_ORDER, TICKS, YES_NO, Form
from sample_data.grids import Cell, ChineseDate, Formula, Grid, delimited, page, serial, xlsx
from sample_data.lives import DueChange, Issue, Known, LeadChange, known
from sample_data.problems import MEASURES
from sample_data.story import SEED, Story

SEPARATORS = ("、", " ", "\n", "，", ",", "/", "；")
SENTENCE_UNITS = (
    "由城管部门会同属地街道研究后确定整改责任单位，再行交办",
    "该处为历史遗留问题，请相关单位尽快协商解决并反馈结果",
)
IMPOSSIBLE_DAYS = {21: ("2020年2月30日", "2020.6.31"), 29: ("7月32日",), 26: ("6月31日",), 31: ("2020-07-32",)}
UNIT_REPORTS = (State.REPORTED, State.IN_PROGRESS, State.DISPUTED)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Said:
    """What one row says about one issue; None: nothing. Days are dates, lead is a unit's full name."""

    issue: Issue
    found_on: date | None
    state: State | None
    due_on: date | None
    lead: str | None
    done_on: date | None
    verified_on: date | None


@dataclass(frozen=True)
class Refused:
    """A row that must be refused: its sheet, Excel row, the cell at fault and why."""

    sheet: str
    row: int
    heading: str
    value: str
    reason: str


@dataclass(frozen=True)
class Doubtful:
    """A row about `issue` in other words: to be listed for a person to decide, not merged.

    told_on: the sheet's day. lead, due_on, done_on: what the row says, always 上报完成.
    """

    sheet: str
    row: int
    text: str
    issue: Issue
    told_on: date
    lead: str
    due_on: date | None
    done_on: date


@dataclass
class Tally:
    """What a workbook holds below its headings; read = data + blank + aside.

    aside: group rows, repeated headings, subtotals and footers. refused and doubtful are part of data.
    """

    sheets: int = 0
    data: int = 0
    blank: int = 0
    aside: int = 0
    new_issues: int = 0
    refused: list[Refused] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.data + self.blank + self.aside


@dataclass(frozen=True)
class Workbook:
    """One finished file."""

    form: Form
    content: bytes
    tally: Tally
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Row:
    """One data row to be: the issues it speaks of (several where one cell holds several problems)."""

    issues: tuple[Issue, ...]
    known: Known
    fault: str = ""
    reworded: bool = False

    @property
    def issue(self) -> Issue:
        return self.issues[0]


def make(story: Story) -> list[Workbook]:
    """Every workbook, in order of loading."""
    rows = _shared_out(story)
    return [_Writer(form, rows[form.file]).workbook() for form in FORMS]


# -- which rows stand in which file


def _shared_out(story: Story) -> dict[str, list[Row]]:
    """The rows of each file: every fact of a week in one of the week's sheets."""
    told: set[tuple[Issue, object]] = set()
    rows: dict[str, list[Row]] = {}
    for form in TELLING_ORDER:
        if form.kind == "inspection":
            rows[form.file] = _inspected(story, form)
        elif form.kind == "full":
            rows[form.file] = [
                Row((issue,), known(issue, form.as_of)) for issue in story.issues if issue.listed_on <= form.as_of
            ]
        else:
            rows[form.file] = _reported(story, form, told)
    return rows


def _inspected(story: Story, form: Form) -> list[Row]:
    by_row: dict[int, list[Issue]] = {}
    for issue in story.issues:
        if issue.week == form.week:
            by_row.setdefault(issue.row, []).append(issue)
    rows = [Row(tuple(issues), known(issues[0], form.as_of)) for issues in by_row.values()]
    spoiled = [issue for issue in story.spoiled if issue.week == form.week]
    for issue, fault in zip(spoiled, form.spoil, strict=True):
        rows.append(Row((issue,), known(issue, form.as_of), fault=fault))
    return sorted(rows, key=lambda row: _place(row.issue))


def _place(issue: Issue) -> tuple[int, int, date, int]:
    position = county.SITES.index(issue.site)
    return (county.DISTRICTS.index(issue.site.district), position, issue.found_on, issue.row)


def _reported(story: Story, form: Form, told: set[tuple[Issue, object]]) -> list[Row]:
    """What a rectification sheet says: the week's changes that are its business, and some open items."""
    rng = random.Random(f"{SEED} rows {form.file}")
    day = form.as_of
    rows = []
    for issue in story.issues:
        if issue.listed_on > day:
            continue
        states = [change for change in issue.states if change.told_on == day and change.on <= day]
        fresh: list[object] = [change for change in states if (issue, change) not in told]
        moves: list[DueChange | LeadChange] = [*issue.dues, *issue.leads]
        moves = [change for change in moves if change.told_on == day]
        fresh += moves
        now = known(issue, day)
        if form.part == "reports":
            before = known(issue, day, unverified=True)
            changes = [change for change in states if change.state in UNIT_REPORTS]
            ours = not form.units or before.lead in form.units
            if changes and ours and not moves and before.state in UNIT_REPORTS:
                rows.append(Row((issue,), before))
                told.update((issue, change) for change in changes)
                continue
            idle = not states and not moves and now.state in _UNDER_WAY
            if form.units and ours and idle and rng.random() < 0.7:
                rows.append(Row((issue,), now))
            continue
        late = any((issue, change) in told for change in states)
        if issue.reworded_on == day:
            rows.append(Row((issue,), known(issue, day + timedelta(7)), reworded=True))
        elif issue.spoiled_on == day:
            rows.append(Row((issue,), known(issue, day + timedelta(7)), fault="done_on"))
        elif fresh or (not late and now.state in _STILL_OPEN and rng.random() < 0.15):
            rows.append(Row((issue,), now))
    return sorted(rows, key=lambda row: _place(row.issue))


_UNDER_WAY = (State.ASSIGNED, State.IN_PROGRESS)
_STILL_OPEN = (State.ASSIGNED, State.IN_PROGRESS, State.REWORK, State.DISPUTED, State.ON_HOLD)


# -- one file


class _Writer:
    """Writes one form's rows; all chance comes from the file's own seed."""

    def __init__(self, form: Form, rows: list[Row]) -> None:
        self.form = form
        self.rows = rows
        self.rng = random.Random(f"{SEED} cells {form.file}")
        self.tally = Tally()
        self.said: list[Said] = []
        self.counter = 0
        self.impossible = list(IMPOSSIBLE_DAYS.get(form.week, ()))
        self.sentences = list(SENTENCE_UNITS)
        # Where each field starts, and the width: a field may span several columns.
        self.starts: list[int] = []
        self.width = 0
        for name in form.fields:
            self.starts.append(self.width)
            self.width += form.spans.get(name, 1)

    def workbook(self) -> Workbook:
        grids = [self._grid(name, rows, hidden=hidden) for name, rows, hidden in self._sheets()]
        self.tally.sheets = len(grids)
        match self.form.extension:
            case "csv":
                content = delimited(grids[0], self.form.encoding)
            case "xls":
                content = page(grids[0])
            case _:
                content = xlsx(grids)
        if self.form.kind == "inspection":
            self.tally.new_issues = len({said.issue for said in self.said})
        return Workbook(self.form, content, self.tally, tuple(self.said))

    def _sheets(self) -> list[tuple[str, list[Row], bool]]:
        """Name, rows and whether hidden, of each sheet."""
        if self.form.split == "districts":
            groups = [(unit, [r for r in self.rows if r.issue.site.district == unit]) for unit in county.DISTRICTS]
            return [(county.UNIT[unit].short, rows, False) for unit, rows in groups if rows]
        if self.form.split == "hidden sheet":
            late_towns = county.DISTRICTS[-3:]
            seat = [r for r in self.rows if r.issue.site.district in county.SEAT]
            towns = [r for r in self.rows if r not in seat and r.issue.site.district not in late_towns]
            rest = [r for r in self.rows if r.issue.site.district in late_towns]
            copies = [*seat[3:5], towns[2]]
            return [("城区", seat, False), ("乡镇", towns, False), ("补录", rest + copies, True)]
        return [("Sheet1", self.rows, False)]

    def _grid(self, name: str, rows: list[Row], *, hidden: bool) -> Grid:
        form = self.form
        grid = Grid(name, hidden=hidden, styled_blank_rows=form.trailing_blank, widths=self._widths())
        for title in form.titles:
            grid.add([form.filled(title)], merged=True, width=self.width)
        self._headings(grid)
        self.counter = 0
        group = ""
        in_group = 0
        first_data = len(grid.rows)
        for position, row in enumerate(self._ordered(rows)):
            if form.group_by and self._group(row) != group:
                self._subtotal(grid, in_group)
                group, in_group = self._group(row), 0
                grid.add([form.group_text.format(self._group_words(row))], merged=True, width=self.width)
                self.tally.aside += 1
                if form.serial == "per group":
                    self.counter = 0
            if form.blank_every and position and position % form.blank_every == 0:
                grid.add([None] * self.width)
                self.tally.blank += 1
            if form.repeat_every and position and position % form.repeat_every == 0:
                self._headings(grid, again=True)
            in_group += 1
            self._row(grid, row)
            last = len(grid.rows) - 1
            if form.hide_every and position % form.hide_every == form.hide_every - 1:
                grid.hidden_rows.add(last)
            if form.hide_closed and row.known.state is State.CLOSED:
                grid.hidden_rows.add(last)
        self._subtotal(grid, in_group)
        if form.merge_down:
            self._merge_down(grid, first_data)
        if form.total:
            cells: list[Cell] = [None] * self.width
            cells[0] = "合计"
            cells[self._start("problem")] = f"共{len(rows)}件"
            grid.add(cells)
            self.tally.aside += 1
        for footer in form.footers:
            grid.add([footer], merged=True, width=self.width)
            self.tally.aside += 1
        return grid

    def _widths(self) -> tuple[int, ...]:
        wide = {"problem": 40, "site": 18, "units": 18, "progress": 24, "measures": 24, "number": 13}
        return tuple(wide.get(name, 11) for name in self.form.fields for _ in range(self.form.spans.get(name, 1)))

    def _start(self, name: str) -> int:
        return self.starts[self.form.fields.index(name)]

    def _headings(self, grid: Grid, *, again: bool = False) -> None:
        """One heading row, or two where some headings stand under a common one."""
        form = self.form
        lower: list[Cell] = [None] * self.width
        upper: list[Cell] = [None] * self.width
        for name, heading, start in zip(form.fields, form.headings, self.starts, strict=True):
            lower[start] = heading
            upper[start] = form.parents.get(name, heading)
        top = len(grid.rows)
        if form.parents and not again:
            grid.add(upper)
            grid.add(lower)
            for position, name in enumerate(form.fields):
                if name not in form.parents:
                    grid.merges.append((top, self.starts[position], top + 1, self.starts[position]))
            self._merge_runs(grid, top, [form.parents.get(name, "") for name in form.fields])
        else:
            grid.add(lower)
            self._merge_spans(grid, top)
            self.tally.aside += again

    def _merge_runs(self, grid: Grid, row: int, parents: Sequence[str]) -> None:
        start = 0
        for position in range(1, len(parents) + 1):
            if position == len(parents) or parents[position] != parents[start]:
                if parents[start] and position - start > 1:
                    grid.merges.append((row, start, row, position - 1))
                    for covered in range(start + 1, position):
                        grid.rows[row][covered] = None
                start = position

    def _merge_spans(self, grid: Grid, row: int) -> None:
        for name, columns in self.form.spans.items():
            start = self._start(name)
            grid.merges.append((row, start, row, start + columns - 1))

    def _merge_down(self, grid: Grid, first: int) -> None:
        column = self._start(self.form.merge_down)
        start = first
        for row in range(first + 1, len(grid.rows) + 1):
            if row == len(grid.rows) or grid.rows[row][column] != grid.rows[start][column]:
                if row - start > 1:
                    grid.merges.append((start, column, row - 1, column))
                    for covered in range(start + 1, row):
                        grid.rows[covered][column] = None
                start = row

    def _subtotal(self, grid: Grid, count: int) -> None:
        if self.form.subtotals and count:
            cells: list[Cell] = [None] * self.width
            cells[0] = "小计"
            cells[self._start("problem")] = f"{count}件"
            grid.add(cells)
            self.tally.aside += 1

    def _ordered(self, rows: list[Row]) -> list[Row]:
        if self.form.group_by in ("", "district"):
            return rows
        order = county.CATEGORIES if self.form.group_by == "category" else [u.name for u in county.UNITS]
        return sorted(rows, key=lambda row: order.index(self._group(row)))

    def _group(self, row: Row) -> str:
        if self.form.group_by == "category":
            return row.issue.category
        return row.issue.site.district if self.form.group_by == "district" else row.known.lead

    def _group_words(self, row: Row) -> str:
        if self.form.group_by != "category":
            return self._group(row)
        return f"{'一二三四五六七八九十'[county.CATEGORIES.index(row.issue.category) % 10]}、{row.issue.category}"

    # -- one row

    def _row(self, grid: Grid, row: Row) -> None:
        form = self.form
        self.counter += 1
        cells: list[Cell] = [None] * self.width
        at = len(grid.rows)
        for name, start in zip(form.fields, self.starts, strict=True):
            cells[start] = self._cell(name, row, at)
        if row.fault:
            self._spoil(row, cells, grid.name, at + 1)
        elif row.reworded:
            self._reword(row, cells, grid.name, at + 1)
        else:
            self._note(row)
        grid.add(cells)
        self._merge_spans(grid, at)
        self.tally.data += 1

    def _spoil(self, row: Row, cells: list[Cell], sheet: str, excel_row: int) -> None:
        """Puts the planted fault into the row."""
        column = self._start(row.fault)
        value, reason = "", "没有问题描述"
        if row.fault in ("found_on", "done_on"):
            value, reason = self.impossible.pop(0), "日期不存在"
        elif row.fault == "units":
            value, reason = self.sentences.pop(0), "责任单位栏写的是一句话"
        cells[column] = value or None
        heading = self.form.headings[self.form.fields.index(row.fault)]
        self.tally.refused.append(Refused(sheet, excel_row, heading, value, reason))

    def _reword(self, row: Row, cells: list[Cell], sheet: str, excel_row: int) -> None:
        """Another clerk's words for a known problem."""
        text = row.issue.reworded
        cells[self._start("problem")] = text
        now = row.known
        done_on = now.done_on
        assert done_on is not None
        self.tally.doubtful.append(
            Doubtful(sheet, excel_row, text, row.issue, self.form.as_of, now.lead, now.due_on, done_on)
        )

    def _note(self, row: Row) -> None:
        """Keeps what the row says about its issues."""
        fields, now = self.form.fields, row.known
        for issue in row.issues:
            self.said.append(
                Said(
                    issue,
                    found_on=issue.found_on if "found_on" in fields else None,
                    state=now.state if "state" in fields else None,
                    due_on=now.due_on if "due" in fields else None,
                    lead=now.lead if "units" in fields else None,
                    done_on=now.done_on if "done_on" in fields else None,
                    verified_on=now.verified_on if "verified_on" in fields else None,
                )
            )

    def _cell(self, name: str, row: Row, at: int) -> Cell:
        issue, now = row.issue, row.known
        match name:
            case "serial":
                if self.form.formulas:
                    offset = at + 1 - self.counter
                    return Formula(f"=ROW()-{offset}", self.counter)
                return self._digits(str(self.counter)) if self.form.wide_digits else self.counter
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

    def _problem(self, row: Row) -> str:
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

    def _units(self, row: Row) -> str:
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

    def _due(self, row: Row, at: int) -> Cell:
        now, form = row.known, self.form
        if now.due_on is None:
            return now.due_word or None
        if now.due_word and form.dues != "date" and form.kind != "rectification":
            return now.due_word
        if form.dues == "before":
            return f"{now.due_on.month}月{now.due_on.day}日前"
        if form.formulas and form.kind == "inspection":
            column = "ABCDEFGHIJKLMNOP"[self._start("found_on")]
            days = (now.due_on - row.issue.found_on).days
            return Formula(f"={column}{at + 1}+{days}", serial(now.due_on), is_date=True)
        return self._date(now.due_on)

    def _state(self, row: Row) -> str:
        now, form = row.known, self.form
        words = form.states[now.state]
        judged_apart = form.states in (YES_NO, TICKS, DONE_OR_NOT)
        if judged_apart and now.state is State.CLOSED and now.verified_on is None:
            return "已销号"
        word = self.rng.choice(words)
        if form.dated_states and now.state is State.REPORTED and now.done_on:
            return f"{now.done_on.month}月{now.done_on.day}日{word}"
        return word

    def _verdict(self, now: Known) -> str | None:
        if now.state is State.CLOSED and now.verified_on:
            return "合格" if self.form.states is PLAIN else self.rng.choice(("合格", "通过", "复核合格"))
        if now.state is State.REWORK:
            if self.form.states is PLAIN:
                return "不合格"
            return self.rng.choice(("不合格", "未通过", "未整改到位", "反弹"))
        if now.state is State.REPORTED:
            return self.rng.choice(("待复核", None, None))
        return None

    def _progress(self, row: Row) -> str | None:
        measure = MEASURES[row.issue.category][row.issue.row % 3]
        match row.known.state:
            case State.REPORTED | State.CLOSED:
                return f"已{measure}" if not measure.startswith("已") else measure
            case State.IN_PROGRESS | State.REWORK:
                return f"正{measure}"
        return None

    def _remark(self, row: Row) -> str | None:
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
