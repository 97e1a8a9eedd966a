"""Why nothing can be loaded from a sheet, the true fault first: laid out the wrong way round, a form for one case, statistics, no headings."""

import re

from data_loaders.layout.heading_rows import NUMERIC, distinct, is_blank
from data_loaders.layout.tables import Table
from data_loaders.reading.workbook import Sheet
from data_loaders.recognition.turned import form_lines, is_sideways

_COUNTING = re.compile(
    r"(?:数|率|总数|个数|件数|合计|小计|占比|得分|分数|排名|名次)(?:[(（].*[)）])?$|^(?:已|未)(?:整改|完成|销号|办结)$|[(（](?:个|件|处|%|％|项|条)[)）]$"
)
_SAMPLE = 200


def misfit_of(sheet: Sheet, table: Table | None, *, told: bool = False) -> str | None:
    """What is wrong with the layout of a sheet from which no issues can be read, and what to do; None where it is none of the known faults.

    told: whether a column looks like that of problems, so that numbers beside it make no statistics of the table.
    """
    rows = sheet.rows[:_SAMPLE]
    if not rows:
        return f"工作表“{sheet.name}”没有内容。"
    if len({column for row in rows for column, value in enumerate(row) if not is_blank(value)}) == 1:
        return (
            f"工作表“{sheet.name}”只有一列内容，看不出每一项是什么。"
            "请至少分成“点位名称、存在问题、责任单位”等列，第一行写表头，再上传；如果是用别的符号分隔的文本，请改用逗号分隔。"
        )
    if is_sideways(rows):
        return (
            f"工作表“{sheet.name}”行和列放反了：表头竖着写在左边一列，每件问题占一列。"
            "请在 Excel 或 WPS 里选中全部内容复制，用“选择性粘贴 → 转置”贴到新表，再上传。"
        )
    forms = form_lines(rows)
    if forms and len(rows) <= 40:
        return (
            f"工作表“{sheet.name}”是一件一张的登记单（第 {forms[0] + 1} 行起，名称和内容左右并排），不是一行一件的清单。"
            "请把各张单子汇总成一行一件的清单（第一行写“编号、检查日期、点位名称、存在问题、责任单位、整改时限”等表头）后上传，或在问题登记里手工录入。"
        )
    if table is not None and not told and _is_statistics(table):
        return (
            f"工作表“{sheet.name}”是统计表，只有数目（{'、'.join(f'“{h}”' for h in table.headings if _COUNTING.search(h))}），没有逐条的问题，不能导入。"
            "请上传逐条列出问题的清单或台账，这些数目由程序自己统计。"
        )
    if table is None:
        first = next(at for at, row in enumerate(rows) if distinct(row)) if any(map(distinct, rows)) else 0
        return (
            f"工作表“{sheet.name}”没有表头：第 {first + 1} 行就是内容。"
            "请在最上面加一行表头（如“序号、编号、检查日期、镇区、点位名称、存在问题、责任单位、整改时限”），写明每一列是什么，再上传。"
        )
    return None


def holds_numbers(table: Table, at: int) -> bool:
    """Whether a column of the table holds numbers only, so that it can be no text on what is wrong."""
    cells = [row[at] for row in table.rows[:_SAMPLE] if not is_blank(row[at])]
    return bool(cells) and all(not isinstance(cell, str) or NUMERIC.fullmatch(cell.strip()) for cell in cells)


def _is_statistics(table: Table) -> bool:
    """Whether the table counts: most of its columns have headings of numbers, and numbers below them."""
    counting = [at for at, heading in enumerate(table.headings) if _COUNTING.search(heading)]
    if len(counting) < 2 or not table.rows:
        return False
    cells = [row[at] for row in table.rows[:_SAMPLE] for at in counting if not is_blank(row[at])]
    numbers = sum(not isinstance(cell, str) or NUMERIC.fullmatch(cell.strip()) is not None for cell in cells)
    return bool(cells) and numbers * 10 >= len(cells) * 8
