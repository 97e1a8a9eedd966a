"""五大重点工作 on screen: each field in one row, and its categories below."""

import pandas as pd

from domain.campaign import focus
from domain.campaign.focus import FOCUS, LOOSE, FocusState, Grouping
from domain.campaign.materials import MATERIALS, materials
from domain.campaign.projects import PROJECT, milestones_of
from ui.figures.rankings import figure_column
from ui.parts import grids, records
from ui.parts.grids import Cell, Grid, GridColumn, GridRow
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.wording import NONE, valued
from ui.shell.words import rows_of

COLUMNS = ("total", "open", "overdue", "on_time_rate")
LATE, MISSING = focus.WORDS["逾期项目"], focus.WORDS["未交或退回"]


@data.view
def grouping(scope: Scope) -> Grouping:
    """What belongs to which field."""
    return focus.grouping(records.of(scope, FOCUS), data.ledger(scope.source).directory)


def is_grouped(scope: Scope) -> bool:
    """Whether the office has put anything under a field."""
    groups = grouping(scope)
    return bool(groups.categories or groups.projects or groups.materials or groups.unknown)


@data.view
def states(scope: Scope) -> list[FocusState]:
    """The five fields and what is in none."""
    return focus.states(
        data.chosen(scope),
        grouping(scope),
        as_of=scope.as_of,
        projects=focus.late_projects(milestones_of(records.of(scope, PROJECT)), as_of=scope.as_of),
        materials=focus.wanting_pieces(materials(records.of(scope, MATERIALS), as_of=scope.as_of), grouping(scope)),
    )


@data.view
def verdict(scope: Scope) -> str:
    """Which field has most overdue, which is best on time, and what is not grouped or not there."""
    parts = states(scope)
    if not is_grouped(scope):
        return "还没有归类表，五项重点工作分不出来。"
    if not grouping(scope).categories:
        return f"问题类别还没有归类，全部问题都在“未归类”。{_wanting(scope, parts)}"
    fields = [part for part in parts if part.field != LOOSE]
    worst = max(fields, key=lambda part: part.overdue)
    whole = focus.whole(parts)
    said = f"未整改 {whole.open:,} 件、超期 {whole.overdue:,} 件"
    if worst.overdue:
        said += f"；超期最多的是{worst.field}（{worst.overdue:,} 件）"
    rated = [part for part in fields if part.on_time_rate is not None]
    if len(rated) > 1:
        low = min(rated, key=lambda part: part.on_time_rate or 0.0)
        said += f"，按期整改率最低的是{low.field}（{valued('on_time_rate', low.on_time_rate)}）"
    return f"{said}。{_wanting(scope, parts)}"


def _wanting(scope: Scope, parts: list[FocusState]) -> str:
    loose = next(part for part in parts if part.field == LOOSE)
    said = f"未归类的问题 {loose.total:,} 件。" if loose.total else ""
    if unknown := grouping(scope).unknown:
        said += f"归类表里的类别“{'”“'.join(unknown)}”台账里没有。"
    absent = [name for name, value in (("项目", loose.projects), ("材料", loose.materials)) if value is None]
    return said + (
        f"还没有{'清单和'.join(absent)}清单，这{'两' if len(absent) > 1 else '一'}部分没有数字。" if absent else ""
    )


@data.view
def table(scope: Scope) -> bytes:
    """The fields in one row each, and their sum."""
    parts = states(scope)
    rows = [_row(scope, part) for part in parts]
    total = _row(scope, focus.whole(parts))
    total["style"] = "total"
    columns: list[GridColumn] = [
        GridColumn(name="重点工作", kind="text"),
        *(figure_column(scope, key) for key in COLUMNS),
        GridColumn(name="按期/应完成", kind="", help="按期整改率的分子和分母，件。"),
        GridColumn(name="项目（个）", kind=""),
        GridColumn(name="逾期项目", kind="", help=LATE),
        GridColumn(name="材料（项）", kind="", help=MISSING),
        GridColumn(name="未交或退回", kind="", help=MISSING),
    ]
    return grids.packed(Grid(columns=columns, rows=[*rows, total]))


def _row(scope: Scope, part: FocusState) -> GridRow:
    only = {"category": part.categories[0]} if len(part.categories) == 1 else None

    def linked(key: str, value: int) -> Cell:
        go = (
            rows_of(scope, key, only)
            if only and value
            else rows_of(scope, key, {})
            if part.field == "合计" and value
            else None
        )
        return grids.text(f"{value:,}", go, tone="overdue" if key == "overdue" and value else "")

    return GridRow(
        cells=[
            grids.text(part.field, tone="quiet" if part.field == LOOSE else ""),
            linked("total", part.total),
            linked("open", part.open),
            linked("overdue", part.overdue),
            grids.text(valued("on_time_rate", part.on_time_rate)),
            grids.text(f"{part.on_time:,}/{part.finished:,}" if part.finished else NONE, tone="quiet"),
            _count(part.projects),
            _count(part.projects_late, late=True),
            _count(part.materials),
            _count(part.materials_missing),
        ]
    )


def _count(value: int | None, *, late: bool = False) -> Cell:
    if value is None:
        return grids.text("没有清单", tone="quiet")
    return grids.text(f"{value:,}", tone="overdue" if late and value else "")


@data.view
def category_table(scope: Scope) -> bytes:
    """The categories of each field, each number leading to its rows."""
    directory = data.ledger(scope.source).directory
    each = focus.by_category(data.chosen(scope), as_of=scope.as_of)
    rows: list[GridRow] = []
    for part in states(scope):
        named = sum(code > 0 for code in part.categories)
        rows.append(grids.group(f"{part.field}（{named} 个类别）" if part.categories else f"{part.field}（没有问题）"))
        for code in sorted(part.categories, key=lambda c: (c == 0, -each[c].open)):
            row = _row(scope, each[code])
            cells = row["cells"][:6]
            cells[0] = grids.text(directory.label("category", code))
            rows.append(GridRow(cells=cells))
    columns: list[GridColumn] = [
        GridColumn(name="问题类别", kind="text"),
        *(figure_column(scope, key) for key in COLUMNS),
        GridColumn(name="按期/应完成", kind=""),
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=900))


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """Both tables."""
    made = {}
    for name, pack in (("五大重点工作", table(scope)), ("按问题类别", category_table(scope))):
        lines = grids.texts(grids.unpacked(pack))
        width = len(lines[0])
        made[name] = pd.DataFrame([[*line, *[""] * (width - len(line))] for line in lines[1:]], columns=list(lines[0]))
    return made


def notes() -> list[str]:
    """口径 of the page, for a download."""
    return [f"{name}：{said}" for name, said in focus.WORDS.items()]
