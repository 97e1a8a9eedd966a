"""What the sample data states about itself: README.md, expected.json and order.csv, from the same figures."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sample_data.generator.life import county, figures, photos
from sample_data.generator.life.lives import Issue
from sample_data.generator.life.story import Story
from sample_data.generator.life.weeks import LAST_WEEK, monday, sunday
from sample_data.generator.sheets.workbooks import WorkbookFile

Value = str | int | float

FIGURE_NAMES = {
    "issues": "问题总数",
    "counted": "交办总数",
    "open": "未整改",
    "overdue": "超期",
    "due_soon": "临期（3 天内）",
    "awaiting_verification": "待复核",
    "closed": "已销号",
    "rejected": "不予认定",
    "on_hold": "挂账",
    "disputed": "责任待定",
    "in_rework": "返工中",
    "no_due_date": "无时限",
    "no_due_date_open": "无时限未整改",
    "done_on_time": "按期完成",
    "done_late": "逾期完成",
    "on_time_base": "按期整改率的分母",
    "on_time_rate": "按期整改率",
    "done_rate": "整改率",
    "closed_rate": "销号率",
    "long_overdue": "久拖不决（超期 30 天以上）",
    "rework_ever": "曾经返工",
    "recurrences": "反复",
}


def contents(story: Story, books: Sequence[WorkbookFile], masters: Mapping[str, bytes]) -> dict[str, bytes]:
    """Relative path → content of every file of the sample data that is made, not written by hand."""
    return {
        **masters,
        **{f"sheets/{book.form.file}": book.content for book in books},
        photos.FILE: photos.photo_zip(story),
        "order.csv": order(books),
        "expected.json": expected_json(expected(story, books)),
        "README.md": readme(story, books).encode(),
    }


def expected(story: Story, books: Sequence[WorkbookFile]) -> dict[str, object]:
    """Everything that tests hold a loader to."""
    day = county.LAST_ON
    doubted = figures.while_doubts_stand(story, [row for book in books for row in book.tally.doubtful])
    return {
        "as_of": day.isoformat(),
        "assessment_on": county.ASSESSMENT_ON.isoformat(),
        "files": [_file(position, book) for position, book in enumerate(books, 1)],
        "refused_rows": [
            {
                "file": book.form.file,
                "sheet": row.sheet,
                "row": row.row,
                "heading": row.heading,
                "value": row.value,
                "reason": row.reason,
            }
            for book in books
            for row in book.tally.refused
        ],
        "doubtful_rows": [
            {
                "file": book.form.file,
                "sheet": row.sheet,
                "row": row.row,
                "district": row.issue.site.district,
                "site": row.issue.site.name,
                "found_on": row.issue.found_on.isoformat(),
                "lead": row.lead,
                "due_on": _day(row.due_on),
                "done_on": row.done_on.isoformat(),
                "text": row.text,
                "same_as": row.issue.text,
            }
            for book in books
            for row in book.tally.doubtful
        ],
        "overall": figures.overall(story, day),
        "by_district": figures.by_district(story, day),
        "by_lead": figures.by_lead(story, day),
        "by_category": figures.by_category(story, day),
        "weeks": figures.by_week(story),
        "plots": plots(story),
        "overall_while_doubts_stand": figures.overall(doubted, day),
        "by_district_while_doubts_stand": figures.by_district(doubted, day),
        "by_lead_while_doubts_stand": figures.by_lead(doubted, day),
        "weeks_while_doubts_stand": figures.by_week(doubted),
    }


def plots(story: Story) -> dict[str, object]:
    """The seeded plots in numbers, for the README and for tests of the story."""
    ends = [sunday(monday(week)) for week in range(13, LAST_WEEK + 1)]
    market = [i for i in story.issues if (i.site.name, i.category) == (county.MARKET, "公共秩序")]
    cover = next(i for i in story.issues if i.site.name == "迎宾大道东段" and len(i.leads) == 3)
    between = [i for i in story.issues if {c.lead for c in i.leads} == set(county.DISPUTANTS)]
    return {
        "behind": {
            "district": county.BEHIND,
            "overdue": [figures.by_district(story, day)[county.BEHIND]["overdue"] for day in ends],
        },
        "improving": {
            "department": county.IMPROVING,
            "overdue": [_led(figures.by_lead(story, day), county.IMPROVING) for day in ends],
            "on_time_by_month_found": _on_time_by_month(story, county.IMPROVING),
        },
        "market": {
            "site": county.MARKET,
            "category": "公共秩序",
            "found_and_closed": [[_day(i.found_on), _day(i.closed_on)] for i in market],
        },
        "dispute": {
            "departments": list(county.DISPUTANTS),
            "moved_between_them": len(between),
            "manhole_cover": [[_day(c.on), c.state.name] for c in cover.states],
            "manhole_cover_leads": [[_day(c.on), c.lead] for c in cover.leads],
            "manhole_cover_number": cover.number,
        },
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _led(table: Mapping[str, Mapping[str, int]], name: str) -> int:
    return table[name]["overdue"] if name in table else 0


def _on_time_by_month(story: Story, lead: str) -> dict[str, list[int]]:
    """Month found → [done on time, done late or overdue], as of the last day."""
    day = county.LAST_ON
    table: dict[str, list[int]] = {}
    for row in figures.standings(story, day):
        if row.lead != lead or row.due_on is None:
            continue
        counts = table.setdefault(f"{row.issue.found_on:%Y-%m}", [0, 0])
        if row.done_on is not None:
            counts[row.done_on > row.due_on] += 1
        elif row.is_overdue(day):
            counts[1] += 1
    return table


def _file(position: int, book: WorkbookFile) -> dict[str, Value]:
    tally = book.tally
    return {
        "order": position,
        "file": book.form.file,
        "kind": book.form.kind,
        "as_of": book.form.as_of.isoformat(),
        "mess": book.form.mess,
        "sheets": tally.sheets,
        "rows_read": tally.read,
        "data": tally.data,
        "blank": tally.blank,
        "aside": tally.aside,
        "refused": len(tally.refused),
        "kept": tally.data - len(tally.refused),
        "new_issues": tally.new_issues,
        "doubtful": len(tally.doubtful),
    }


def order(books: Sequence[WorkbookFile]) -> bytes:
    """order.csv: the files in order of loading, with kind and the day each speaks for."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("order", "file", "kind", "as_of", "mess"))
    for position, book in enumerate(books, 1):
        form = book.form
        writer.writerow((position, f"sheets/{form.file}", form.kind, form.as_of.isoformat(), form.mess))
    return stream.getvalue().encode()


def expected_json(facts: Mapping[str, object]) -> bytes:
    """expected.json: one line per row of each table, so that a diff can be read."""
    parts = []
    for key, value in facts.items():
        if isinstance(value, list):
            lines = ",\n".join("    " + _compact(item) for item in value)
            text = f"[\n{lines}\n  ]"
        elif isinstance(value, dict):
            lines = ",\n".join(f"    {_compact(name)}: {_compact(item)}" for name, item in value.items())
            text = f"{{\n{lines}\n  }}"
        else:
            text = _compact(value)
        parts.append(f"  {_compact(key)}: {text}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def readme(story: Story, books: Sequence[WorkbookFile]) -> str:
    """README.md with every figure."""
    day = county.LAST_ON
    facts = [_file(position, book) for position, book in enumerate(books, 1)]
    totals = {name: sum(int(fact[name]) for fact in facts) for name in _COUNTED}
    overall = figures.overall(story, day)
    doubtful = [row for book in books for row in book.tally.doubtful]
    loaded = figures.overall(figures.while_doubts_stand(story, doubtful), day)
    pairs = figures.recurrences(story, day)
    return _TEXT.format(
        day=day.isoformat(),
        weeks=county.WEEKS,
        files=len(books),
        sites=sum(site.listed for site in county.SITES),
        unlisted=sum(not site.listed for site in county.SITES),
        departments=len(county.DEPARTMENTS),
        refused_count=totals["refused"],
        doubtful_count=len(doubtful),
        file_table=_table(
            ("#", "file", "kind", "as of", *_COUNTED),
            [
                [fact["order"], fact["file"], fact["kind"], fact["as_of"], *(fact[name] for name in _COUNTED)]
                for fact in facts
            ]
            + [["", "all", "", "", *totals.values()]],
        ),
        refused_table=_table(
            ("file", "sheet", "row", "heading", "value", "why"),
            [
                [book.form.file, row.sheet, row.row, row.heading, row.value or "（空）", row.reason]
                for book in books
                for row in book.tally.refused
            ],
        ),
        doubtful_table=_table(
            ("file", "row", "site", "text", "same as"),
            [
                [book.form.file, row.row, row.issue.site.name, row.text, row.issue.text]
                for book in books
                for row in book.tally.doubtful
            ],
        ),
        overall_table=_table(
            ("figure", "中文", "truth", "while doubts stand"),
            [[name, FIGURE_NAMES[name], value, loaded[name]] for name, value in overall.items()],
        ),
        district_table=_by_name(figures.by_district(story, day), "district"),
        lead_table=_by_name(figures.by_lead(story, day), "lead unit"),
        category_table=_by_name(figures.by_category(story, day), "category"),
        week_table=_weeks(story),
        behind=county.BEHIND,
        improving=county.IMPROVING,
        market=county.MARKET,
        disputants=" and ".join(county.DISPUTANTS),
        recurrences=len(pairs),
        market_table=_market(pairs),
        plot_table=_plot_weeks(story),
    )


_COUNTED = ("sheets", "rows_read", "data", "blank", "aside", "refused", "new_issues", "doubtful")


def _weeks(story: Story) -> str:
    rows = figures.by_week(story)
    return _table(tuple(rows[0]), [list(row.values()) for row in rows])


def _by_name(table: Mapping[str, Mapping[str, int]], title: str) -> str:
    return _table((title, "found", "open", "overdue"), [[name, *row.values()] for name, row in table.items()])


def _market(pairs: Iterable[tuple[Issue, Issue]]) -> str:
    rows: list[list[Value]] = []
    for issue, earlier in pairs:
        if (issue.site.name, issue.category) == (county.MARKET, "公共秩序") and earlier.closed_on:
            days = (issue.found_on - earlier.closed_on).days
            rows.append([_day(earlier.closed_on), _day(issue.found_on), days, issue.text])
    return _table(("closed", "found again", "days between", "text"), rows)


def _plot_weeks(story: Story) -> str:
    told = plots(story)
    behind, improving = told["behind"], told["improving"]
    assert isinstance(behind, dict)
    assert isinstance(improving, dict)
    weeks = [f"W{week}" for week in range(13, LAST_WEEK + 1)]
    return _table(
        ("overdue at week's end", *weeks),
        [[county.BEHIND, *behind["overdue"]], [county.IMPROVING, *improving["overdue"]]],
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: Value) -> str:
    return str(value).replace("\n", " ").replace("|", "\\|")


_TEXT = """\
# Sample data: 云泽县, an invented county

Made by `python -m sample_data` from one seed; do not edit by hand. No place, office, person or number in it is real.
{weeks} weeks before an assessment on 2020-08-10: 2020-W13 (Monday 2020-03-23) to 2020-W32. 14 towns and streets and one
development zone, {departments} departments, {sites} listed sites ({unlisted} more turn up only in sheets), eight actions.

| file | what |
| --- | --- |
| 单位名录.xlsx 点位名录.xlsx 专项行动.xlsx 活动日历.xlsx | master sheets: units with all their other names, sites with wardens, the eight actions (every category belongs to one), activity days and the assessment |
| sheets/ | the {files} weekly workbooks, each with a mess of its own, named after it |
| 照片_按问题编号命名.zip | drawn pictures (示意图) of a dozen issues, before and after; named by number, loaded after the sheets |
| orders/ | letters of the ladder as they were handed out (.docx) and, in orders.json, what became of them, the instructions of two meetings and the rules of the ladder |
| order.csv | order of loading (the same as the file names sorted), kind, day the sheet speaks for |
| expected.json | every figure below, for tests |

An inspection list speaks for the last working day of its week, every other sheet for the Sunday. The newest ones speak
for {day}. One sheet, 县水利局's 补报, turns up two weeks after the day it speaks for.

## What must come out

Figures as of {day}, worked out from the true lives of the issues by `figures.py`, which knows nothing of the
dashboard's own figures. Everything that happens is told by some sheet, so a ledger folded from the sheets must agree
with the truth at the end of every week.

{doubtful_count} rows speak of a known problem in other words (see below). They are doubtful: a loader lists them and merges
nothing. "While doubts stand" counts each as an issue of its own, reported done; "truth" is what
remains when a person has said that they are the same.

{overall_table}

Definitions: overdue = open, clock running (not 挂账, not 待复核), due date before the day. Due soon = clock running,
due on the day or in the three days after it. On-time rate = done on time / (done on time + done late + overdue).
Recurrence = same site and category found 1 to 30 days after an earlier one was closed. 无时限 counts all issues
without a due date; none of them is 不予认定.

### At the end of each week

As known after all sheets: late reports count where they belong.

{week_table}

### By district

{district_table}

### By lead unit

An issue counts for its lead only. Towns lead what is on their own ground.

{lead_table}

### By category

{category_table}

## The story

1. **{behind} falls behind**: from week to week fewer of its issues are done in time, and they stay longer.
2. **{improving} is late but improving**: nearly everything late in spring, nearly everything in time in summer.
3. **{market}**: 出店经营 (公共秩序) returns four times, each within 30 days of its closing; the last one was reported done,
   failed the check on site and is overdue.
4. **{disputants} dispute**: who answers for pavements, covers and lamps; a manhole cover on 迎宾大道东段 moves to and fro
   from April on and is disputed still. No other issue has three lead units.
5. **Checked and not done** (返工), extensions (延期), 挂账, 不予认定 and 长期坚持 occur in every part of the county; {recurrences} issues are recurrences.

{plot_table}

{market_table}

## Per file

rows_read = data + blank + aside: all rows below the headings up to the last one that is not empty. aside: group rows,
repeated headings, subtotals, totals and footers. refused and doubtful rows are part of data. new_issues: issues that the
file mentions first; one row of 2020-W19-1 may hold several, and three rows of the hidden sheet in 2020-W20-1 repeat
rows of the visible ones.

{file_table}

### Rows that must be refused ({refused_count})

{refused_table}

The two impossible days of completion are corrected in the following week's sheet.

### Doubtful rows ({doubtful_count})

The following week's sheet repeats each with the original words.

{doubtful_table}
"""
