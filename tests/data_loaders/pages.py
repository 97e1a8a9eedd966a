"""Sheets with a table, as open_workbook gives them."""

from data_loaders.layout.layout import find_table
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Cell, Sheet

HEADINGS = ["序号", "镇区", "点位名称", "存在问题", "责任单位", "整改时限"]
FIRST: list[Cell] = [1, "滨江街道", "人民路", "垃圾未清", "县城管局", "3天"]
SECOND: list[Cell] = [2, "城关镇", "解放路", "车辆乱停", "交警大队", "3天"]


def sheet(rows: list[list[Cell]], merges: tuple[tuple[int, int, int, int], ...] = (), name: str = "表") -> Sheet:
    """A sheet as open_workbook gives it: even rows, merged cells filled in."""
    width = max(map(len, rows), default=0)
    even = [row + [None] * (width - len(row)) for row in rows]
    for top, left, bottom, right in merges:
        for row in even[top : bottom + 1]:
            row[left : right + 1] = [even[top][left]] * (right + 1 - left)
    return Sheet(name, False, even, merges)


def table_of(rows: list[list[Cell]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Table:
    table = find_table(sheet(rows, merges))
    assert table is not None
    nothing_vanishes(table, len(rows))
    return table


def nothing_vanishes(table: Table, height: int) -> None:
    below = sorted([*table.row_numbers, *(aside.row for aside in table.asides)])
    assert below == list(range(table.heading_rows[-1] + 1, height + 1))
    assert len(table.groups) == len(table.rows) == len(table.row_numbers)
    assert all(len(row) == len(table.headings) == len(table.columns) for row in table.rows)


def reasons(table: Table) -> list[tuple[int, str]]:
    return [(aside.row, aside.reason) for aside in table.asides]
