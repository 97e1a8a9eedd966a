"""A generated full ledger of N rows and 15 columns as .xlsx, kept between runs."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import xlsxwriter

from benchmarks.cache import kept
from benchmarks.histories import LAST_ON, NONE, Histories, as_date, description, histories, number
from sample_data.generator.life import county

HEADINGS = (
    "编号",
    "检查日期",
    "镇区",
    "点位名称",
    "点位类型",
    "问题类别",
    "存在问题",
    "责任单位",
    "配合单位",
    "责任人",
    "联系电话",
    "整改时限",
    "整改情况",
    "是否完成",
    "完成时间",
)
DATES = frozenset({1, 11, 14})


def workbook(rows: int, folder: Path) -> Path:
    """The file with this many rows; written on the first call, found again later. About 10 s for 100,000 rows."""
    name = f"整改台账_{rows}行_截至{LAST_ON:%Y年%m月%d日}"
    return kept(folder, name, ".xlsx", lambda part: write(part, histories(rows)))


def write(file: Path, lives: Histories, *, prefix: str = "WM") -> None:
    """Writes the ledger sheet: one heading row, real Excel dates, every value as a clerk would have it.

    prefix: of the numbers; another prefix makes other issues of them.
    """
    with xlsxwriter.Workbook(str(file), {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet = book.add_worksheet("整改台账")
        sheet.write_row(0, 0, HEADINGS)
        for row, values in zip(count(1), ledger_rows(lives, prefix), strict=False):
            for column, value in enumerate(values):
                if value is None:
                    continue
                if column in DATES:
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write_string(row, column, value)


def ledger_rows(lives: Histories, prefix: str) -> Iterator[tuple[str | date | None, ...]]:
    """One tuple for each issue, in the order of HEADINGS; None for an empty cell."""
    models = len(county.SITES)
    for i in range(len(lives)):
        place = lives.places[lives.place[i]]
        site = county.SITES[place.model]
        lead = county.UNITS[lives.lead[i]]
        closed = bool(lives.closed_again_on[i] != NONE or (lives.verified_on[i] != NONE and not lives.failed[i]))
        done_on = lives.again_on[i] if lives.failed[i] else lives.done_on[i]
        progress = "已整改到位" if closed else "已上报，待复核" if done_on != NONE else "正在协调推进"
        yield (
            number(i, prefix),
            as_date(int(lives.found_on[i])),
            site.district,
            place.name,
            site.site_type,
            county.CATEGORIES[lives.category[i]],
            description(int(lives.place[i]) % models, int(lives.category[i]), int(lives.wording[i])),
            lead.name,
            None if lives.assist[i] == NONE else county.UNITS[lives.assist[i]].short,
            lead.contact,
            lead.phone,
            None if lives.due_on[i] == NONE else as_date(int(lives.due_on[i])),
            progress,
            "已销号" if closed else "已完成" if done_on != NONE else "整改中",
            None if done_on == NONE else as_date(int(done_on)),
        )
