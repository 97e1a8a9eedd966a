"""The day that a file speaks for, and where that is said: on screen, in its name or title, in its rows, or nowhere."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from data_loaders.cells.cells import CellError
from data_loaders.days.dates import day_order, in_1900, parse_date
from data_loaders.import_options import ImportOptions
from domain.catalogue import DATASETS

if TYPE_CHECKING:
    from data_loaders.recognition.recognition import Recognised, SheetPlan


class ToldDay(NamedTuple):
    """A day and where it comes from, in Chinese (文件名里写的)."""

    day: date
    by: str


CHOSEN, TODAY = "您选定的", "表里没有写，也没有可用的日期，按导入当天"
IN_NAME, IN_TITLE, FILLED_ON = "文件名里写的", "表的标题里写的", "表上的填报日期"


def told_day(file: "Recognised", choices: ImportOptions, plans: Sequence["SheetPlan"], today: date) -> ToldDay:
    """The day the file speaks for: as decided, as it says itself, its newest date, or the day of loading."""
    if choices.as_of is not None:
        return ToldDay(choices.as_of, CHOSEN)
    if file.as_of is not None:
        return ToldDay(file.as_of, file.as_of_by or IN_TITLE)
    return newest_day(plans, choices) or ToldDay(today, TODAY)


def newest_day(plans: Sequence["SheetPlan"], choices: ImportOptions, *, until: date = date.max) -> ToldDay | None:
    """The newest date in the columns that hold past days: what the sheet speaks for if nothing else says it. Later ones than
    `until` are left out.
    """
    newest: date | None = None
    heading = ""
    for plan in plans:
        columns = plan.columns_of(choices.fields)
        for name in _past_days(plan.book):
            values = {row[at]: at for at in columns.get(name, ()) for row in plan.table.rows}
            order = day_order(list(values))
            told = {} if order is None else {"dayfirst": order.order == "day", "us": order.order == "month"}
            for value, at in values.items():
                try:
                    cell = in_1900(value) if plan.table.from_1904 else value
                    pattern = choices.date_pattern if isinstance(cell, str) else None
                    day = parse_date(cell, near=newest, pattern=pattern, **told)
                except CellError:
                    continue
                if day is not None and day <= until and (newest is None or day > newest):
                    newest, heading = day, plan.table.headings[at]
    return None if newest is None else ToldDay(newest, f"表里没有写，按“{heading}”一栏最晚的日期")


def _past_days(book: str | None) -> tuple[str, ...]:
    """The fields that hold days which cannot lie after the day the sheet speaks for."""
    if book is None:
        return ("found_on", "done_on", "verified_on")
    return tuple(field.name for field in DATASETS[book].fields if field.past)
