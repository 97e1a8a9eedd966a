"""Writes each workbook as its form says, and counts what is in it.

`make` gives the file's bytes, the tally a loader must agree with, and what every row says about which issue.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from domain.ledger.states import State
from sample_data.generator.life import county
from sample_data.generator.life.story import SEED, Story
from sample_data.generator.life.tallies import Doubtful, PlantedFault, SaidOfIssue, SheetTally
from sample_data.generator.sheets.clerks import Clerk
from sample_data.generator.sheets.forms import FORMS, SheetForm
from sample_data.generator.sheets.grids import Cell, SheetGrid, delimited, page, xlsx
from sample_data.generator.sheets.rows import SampleRow, shared_out

SENTENCE_UNITS = (
    "由城管部门会同属地街道研究后确定整改责任单位，再行交办",
    "该处为历史遗留问题，请相关单位尽快协商解决并反馈结果",
)
IMPOSSIBLE_DAYS = {21: ("2020年2月30日", "2020.6.31"), 29: ("7月32日",), 26: ("6月31日",), 31: ("2020-07-32",)}


@dataclass(frozen=True)
class WorkbookFile:
    """One finished file."""

    form: SheetForm
    content: bytes
    tally: SheetTally
    said: tuple[SaidOfIssue, ...]


def make(story: Story) -> list[WorkbookFile]:
    """Every workbook, in order of loading."""
    rows = shared_out(story)
    return [_Writer(form, rows[form.file]).workbook() for form in FORMS]


class _Writer:
    """Writes one form's rows; all chance comes from the file's own seed."""

    def __init__(self, form: SheetForm, rows: list[SampleRow]) -> None:
        self.form = form
        self.rows = rows
        self.rng = random.Random(f"{SEED} cells {form.file}")
        self.tally = SheetTally()
        self.said: list[SaidOfIssue] = []
        self.counter = 0
        self.impossible = list(IMPOSSIBLE_DAYS.get(form.week, ()))
        self.sentences = list(SENTENCE_UNITS)
        # Where each field starts, and the width: a field may span several columns.
        self.starts: dict[str, int] = {}
        self.width = 0
        for name in form.fields:
            self.starts[name] = self.width
            self.width += form.spans.get(name, 1)
        self.clerk = Clerk(form, self.rng, self.starts)

    def workbook(self) -> WorkbookFile:
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
        return WorkbookFile(self.form, content, self.tally, tuple(self.said))

    def _sheets(self) -> list[tuple[str, list[SampleRow], bool]]:
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

    def _grid(self, name: str, rows: list[SampleRow], *, hidden: bool) -> SheetGrid:
        form = self.form
        grid = SheetGrid(name, hidden=hidden, styled_blank_rows=form.trailing_blank, widths=self._widths())
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
            cells[self.starts["problem"]] = f"共{len(rows)}件"
            grid.add(cells)
            self.tally.aside += 1
        for footer in form.footers:
            grid.add([footer], merged=True, width=self.width)
            self.tally.aside += 1
        return grid

    def _widths(self) -> tuple[int, ...]:
        wide = {"problem": 40, "site": 18, "units": 18, "progress": 24, "measures": 24, "number": 13}
        return tuple(wide.get(name, 11) for name in self.form.fields for _ in range(self.form.spans.get(name, 1)))

    def _headings(self, grid: SheetGrid, *, again: bool = False) -> None:
        """One heading row, or two where some headings stand under a common one."""
        form = self.form
        lower: list[Cell] = [None] * self.width
        upper: list[Cell] = [None] * self.width
        for name, heading in zip(form.fields, form.headings, strict=True):
            lower[self.starts[name]] = heading
            upper[self.starts[name]] = form.parents.get(name, heading)
        top = len(grid.rows)
        if form.parents and not again:
            grid.add(upper)
            grid.add(lower)
            for name, start in self.starts.items():
                if name not in form.parents:
                    grid.merges.append((top, start, top + 1, start))
            self._merge_runs(grid, top, [form.parents.get(name, "") for name in form.fields])
        else:
            grid.add(lower)
            self._merge_spans(grid, top)
            self.tally.aside += again

    def _merge_runs(self, grid: SheetGrid, row: int, parents: Sequence[str]) -> None:
        start = 0
        for position in range(1, len(parents) + 1):
            if position == len(parents) or parents[position] != parents[start]:
                if parents[start] and position - start > 1:
                    grid.merges.append((row, start, row, position - 1))
                    for covered in range(start + 1, position):
                        grid.rows[row][covered] = None
                start = position

    def _merge_spans(self, grid: SheetGrid, row: int) -> None:
        for name, columns in self.form.spans.items():
            start = self.starts[name]
            grid.merges.append((row, start, row, start + columns - 1))

    def _merge_down(self, grid: SheetGrid, first: int) -> None:
        column = self.starts[self.form.merge_down]
        start = first
        for row in range(first + 1, len(grid.rows) + 1):
            if row == len(grid.rows) or grid.rows[row][column] != grid.rows[start][column]:
                if row - start > 1:
                    grid.merges.append((start, column, row - 1, column))
                    for covered in range(start + 1, row):
                        grid.rows[covered][column] = None
                start = row

    def _subtotal(self, grid: SheetGrid, count: int) -> None:
        if self.form.subtotals and count:
            cells: list[Cell] = [None] * self.width
            cells[0] = "小计"
            cells[self.starts["problem"]] = f"{count}件"
            grid.add(cells)
            self.tally.aside += 1

    def _ordered(self, rows: list[SampleRow]) -> list[SampleRow]:
        if self.form.group_by in ("", "district"):
            return rows
        order = county.CATEGORIES if self.form.group_by == "category" else [u.name for u in county.UNITS]
        return sorted(rows, key=lambda row: order.index(self._group(row)))

    def _group(self, row: SampleRow) -> str:
        if self.form.group_by == "category":
            return row.issue.category
        return row.issue.site.district if self.form.group_by == "district" else row.known.lead

    def _group_words(self, row: SampleRow) -> str:
        if self.form.group_by != "category":
            return self._group(row)
        return f"{'一二三四五六七八九十'[county.CATEGORIES.index(row.issue.category) % 10]}、{row.issue.category}"

    # -- one row

    def _row(self, grid: SheetGrid, row: SampleRow) -> None:
        self.counter += 1
        cells: list[Cell] = [None] * self.width
        at = len(grid.rows)
        for name, start in self.starts.items():
            cells[start] = self.clerk.cell(name, row, at=at, running=self.counter)
        if row.fault:
            self._spoil(row, cells, grid.name, at + 1)
        elif row.reworded:
            self._reword(row, cells, grid.name, at + 1)
        else:
            self._note(row)
        grid.add(cells)
        self._merge_spans(grid, at)
        self.tally.data += 1

    def _spoil(self, row: SampleRow, cells: list[Cell], sheet: str, excel_row: int) -> None:
        """Puts the planted fault into the row."""
        column = self.starts[row.fault]
        value, reason = "", "没有问题描述"
        if row.fault in ("found_on", "done_on"):
            value, reason = self.impossible.pop(0), "日期不存在"
        elif row.fault == "units":
            value, reason = self.sentences.pop(0), "责任单位栏写的是一句话"
        cells[column] = value or None
        heading = self.form.headings[self.form.fields.index(row.fault)]
        self.tally.refused.append(PlantedFault(sheet, excel_row, heading, value, reason))

    def _reword(self, row: SampleRow, cells: list[Cell], sheet: str, excel_row: int) -> None:
        """Another clerk's words for a known problem."""
        text = row.issue.reworded
        cells[self.starts["problem"]] = text
        now = row.known
        done_on = now.done_on
        assert done_on is not None
        self.tally.doubtful.append(
            Doubtful(sheet, excel_row, text, row.issue, self.form.as_of, now.lead, now.due_on, done_on)
        )

    def _note(self, row: SampleRow) -> None:
        """Keeps what the row says about its issues."""
        fields, now = self.form.fields, row.known
        for issue in row.issues:
            self.said.append(
                SaidOfIssue(
                    issue,
                    found_on=issue.found_on if "found_on" in fields else None,
                    state=now.state if "state" in fields else None,
                    due_on=now.due_on if "due" in fields else None,
                    lead=now.lead if "units" in fields else None,
                    done_on=now.done_on if "done_on" in fields else None,
                    verified_on=now.verified_on if "verified_on" in fields else None,
                )
            )
