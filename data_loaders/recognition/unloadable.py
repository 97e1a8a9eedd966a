"""What is said of a file from which nothing can be loaded: the true fault first, then what is to be done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from data_loaders.cells.cells import parse_text
from data_loaders.reading.grid import letters
from data_loaders.reading.workbook import Workbook
from data_loaders.recognition.problem_column import example_of

if TYPE_CHECKING:
    from data_loaders.recognition.recognition import SheetPlan

Told = Mapping[str, str | None]
"""heading → field, as a person confirmed it."""


def nearly_empty(workbook: Workbook) -> str | None:
    """That a file without headings holds nothing, or a title at most; None where there is more in it."""
    filled = [sheet for sheet in workbook.sheets if any(parse_text(cell) for row in sheet.rows for cell in row)]
    if not filled:
        return "文件里没有任何内容，各工作表都是空的。请确认选对了文件、保存好了再上传。"
    lines = [row for sheet in filled for row in sheet.rows if any(parse_text(cell) for cell in row)]
    if len(lines) > 2:
        return None
    words = dict.fromkeys(text for row in lines for cell in row if (text := parse_text(cell)))
    shown = "、".join(f"“{word[:20]}”" for word in list(words)[:3])
    return (
        f"工作表“{filled[0].name}”里只有 {len(lines)} 行文字（{shown}），没有表头，也没有数据。"
        "请确认选对了文件；如果表还没有填，填好再上传。"
    )


def unread_problems(plan: "SheetPlan", told: Told) -> int | None:
    """The column that looks like that of the problems and is not read, because nobody has confirmed it; None where there is none."""
    if plan.book is not None or "problem" in plan.fields(told):
        return None
    return next(
        (c.column for c in plan.columns if c.field == "problem" and c.how == "similar" and c.heading not in told), None
    )


def said_of_problems(plan: "SheetPlan", column: int) -> str:
    """Which heading is probably that of the problems, with an example from below it."""
    heading, example = plan.table.headings[column], example_of(plan.table, column)
    return (
        f"工作表“{plan.table.sheet}”没有认出“存在问题”列，"
        f"最像的是表头为“{heading}”（{letters(plan.table.columns[column])} 列）的一列{f'，写的是“{example}”等' if example else ''}"
    )
