"""One figure is one number, whichever way it is asked for: card, list, table of units, trend, bands, choice, day after day.

Random ledgers, and one that came through the database. The screens themselves are compared in tests/pages. At the end the
numbers are read back out of the Word, PowerPoint and Excel files, the pages and the wall, and must be one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from briefings.content.compiled import compiled
from briefings.issuing import issuing
from database.ledger.ledgers import ledger_in, read_ledger
from database.office import walls
from database.store.engine import Database
from domain.figures.definitions import DEFINITIONS, explained
from domain.figures.figures import FLOWS, STOCKS, Figures, figures, listed, tally
from domain.figures.overdue import BANDS, band_table, issues_of, overdue
from domain.figures.ranking import COUNTS, by_unit, cross_counts
from domain.figures.rates import RATES, written
from domain.figures.trend import weekly, weekly_by
from domain.ledger.days import NEVER, day_number, week_start
from domain.ledger.ledger import Ledger
from domain.ledger.selection import Selection, chosen
from domain.settings import Settings
from tests import printed
from tests.database.sheets import Sheet, load_sheet
from tests.factories import HOUSING, TRAFFIC, database_at, issue, july, ledger, ledgers, observation
from tests.pages.conftest import Tab
from ui.figures import rankings, trends, views
from ui.shell import data
from ui.shell.data import Scope, Source
from ui.wall import scenes

DIMENSIONS = ("district", "lead", "category", "site_type", "source", "action", "site")
some_days = st.integers(0, 40).map(july)


@lru_cache(maxsize=16)
def units(book: Ledger, by: str, day: date) -> pd.DataFrame:
    """`by_unit`, once for all figures that are compared with it."""
    return by_unit(book, by=by, as_of=day)


@lru_cache(maxsize=16)
def card(book: Ledger, day: date) -> Figures:
    """`figures`, once for all that are compared with them."""
    return figures(book, as_of=day)


def every_answer(book: Ledger, key: str, day: date, dimensions: Sequence[str] = DIMENSIONS) -> Mapping[str, int]:
    """Figure `key` on `day` (a flow over its week), asked for in every way that a screen or a file has."""
    starts_on = week_start(day, starts_on=book.settings.week_starts_on)
    flow = key in FLOWS
    answers = {
        "card": card(book, day).counts[key],
        "list": len(listed(book, key, as_of=day, since=starts_on if flow else None)),
        "rows": len(issues_of(book, key, as_of=day, since=starts_on if flow else None)),
        "trend": weekly(book, until=day, weeks=3, keys=[key])[key].tolist()[-1],
        "trend of one week": weekly(book, until=day, weeks=1, keys=[key])[key].tolist()[-1],
    }
    for by in dimensions:
        answers[f"trend by {by}"] = int(weekly_by(book, key=key, by=by, until=day, weeks=3).iloc[-1].sum())
        if not flow:
            answers[f"sum over {by}"] = int(tally(book, key, [day], by=by).sum())
            answers[f"cross table {by}"] = int(
                cross_counts(book, rows=by, columns="category", key=key, as_of=day).to_numpy().sum()
            )
        if key in (*COUNTS, "found"):
            answers[f"table by {by}"] = int(units(book, by, day)[key].sum())
    return answers


@given(ledgers(most=7), some_days, st.sampled_from([*STOCKS, *FLOWS]), st.sampled_from(DIMENSIONS))
@settings(max_examples=30)
def test_every_way_of_asking_gives_one_number(book: Ledger, day: date, key: str, by: str) -> None:
    answers = every_answer(book, key, day, [by])
    assert len(set(answers.values())) == 1, answers


@given(ledgers(most=7), some_days)
@settings(max_examples=25)
def test_the_overdue_figure_its_list_its_bands_and_its_days_are_one(book: Ledger, day: date) -> None:
    number = figures(book, as_of=day).counts["overdue"]
    late = overdue(book, as_of=day)
    assert len(late) == number
    assert late["issue_id"].is_unique
    in_bands = [
        int(((late["days_overdue"] >= band.since) & (late["days_overdue"] <= (band.until or NEVER))).sum())
        for band in BANDS
    ]
    assert sum(in_bands) == number
    for by in ("lead", "district"):
        assert band_table(late, by=by).sum().tolist() == in_bands
    longer = late["days_overdue"] > book.settings.long_overdue_days
    assert figures(book, as_of=day).counts["long_overdue"] == longer.sum()
    assert (late["due_on"] < day_number(day)).all()


@given(ledgers(most=7), some_days)
@settings(max_examples=15)
def test_parts_of_the_county_add_up_to_the_county(book: Ledger, day: date) -> None:
    """A reader who looks at one district after the other has seen the whole, no more and no less."""
    whole = figures(book, as_of=day).counts
    for by, codes in (("district", range(4)), ("lead", (0, HOUSING, TRAFFIC))):
        parts = [
            figures(book.only(book.codes(by) == 0) if code == 0 else chosen(book, _only(by, code)), as_of=day).counts
            for code in codes
        ]
        assert {key: sum(part[key] for part in parts) for key in whole} == dict(whole)


def _only(by: str, code: int) -> Selection:
    return Selection(lead=(code,)) if by == "lead" else Selection(district=(code,))


@given(ledgers(most=7), some_days)
@settings(max_examples=30)
def test_stocks_of_two_days_differ_by_what_happened_between(book: Ledger, day: date) -> None:
    """未整改 today = 未整改 yesterday + what came in − what went out; and the same for what is closed."""
    before, now = (figures(book, as_of=on).counts for on in (day - timedelta(days=1), day))
    found, closed = (len(listed(book, key, as_of=day, since=day)) for key in ("found", "closed"))
    spans = book.spans
    starts = spans["from_on"].to_numpy() == day_number(day)
    state, prior = spans["state"].to_numpy()[starts], spans["before"].to_numpy()[starts]
    reopened = int(((prior == 4) & (state != 4)).sum())
    found_rejected = int(((prior == 0) & (state == 8)).sum())
    rejected = int(((prior > 0) & (prior != 8) & (prior != 4) & (state == 8)).sum())
    taken_up = int(((prior == 8) & (state != 8) & (state != 4)).sum())
    reopened_but_rejected = int(((prior == 4) & (state == 8)).sum())
    closed_from_rejected = int(((prior == 8) & (state == 4)).sum())
    assert now["closed_total"] == before["closed_total"] + closed - reopened
    came = found - found_rejected + taken_up + reopened - reopened_but_rejected
    assert now["open"] == before["open"] + came - (closed - closed_from_rejected) - rejected


@pytest.mark.parametrize("by_sheet", [False, True])
def test_every_definition_is_filled_in(by_sheet: bool) -> None:
    for key in DEFINITIONS:
        text = explained(key, Settings(undated_by_sheet=by_sheet))
        assert "{" not in text and "、、" not in text


def test_every_figure_that_is_shown_has_its_definition() -> None:
    answered = {*figures(ledger(), as_of=july(1)).counts, *figures(ledger(), as_of=july(1)).rates}
    assert answered <= set(DEFINITIONS)
    assert set(DEFINITIONS) - answered == {"days_median", "days_p90"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """Four sheets, the second loaded last: found, moved, closed in time, late and without a day, sent back and closed, disputed,
    found again.
    """
    database = database_at(tmp_path_factory.mktemp("agreement"))
    found: list[dict[str, Any]] = [
        {
            "number": f"{n}",
            "found_on": july(1 + n % 5),
            "due_on": None if n % 7 == 0 else july(6 + n % 9),
            "district": ("滨江街道", "南岭镇")[n % 2],
            "lead": ("住建局", "交通局", "市监局")[n % 3],
            "site": f"第{n % 6}点位",
            "category": ("环境卫生", "公共秩序")[n % 2],
        }
        for n in range(60)
    ]
    moved = [{"number": f"{n}", "due_on": july(20), "lead": "住建局"} for n in range(0, 60, 5)]
    states = (2, 3, 4, 4, 5, 6, 7, 8)
    done: list[dict[str, Any]] = [
        {"number": f"{n}", "state": states[n % 8], "done_on": july(4 + n % 13), "verified_on": july(9 + n % 8)}
        for n in range(50)
    ]
    done += [found[n] | {"number": f"{n} 再次发现", "found_on": july(18)} for n in range(2, 60, 8)]
    for row in done[3:50:16]:
        row |= {"done_on": None, "verified_on": None}
    again = [{"number": "4", "state": 4, "done_on": july(42), "verified_on": july(43)}]
    for name, day, rows in (
        ("一.xlsx", 6, found),
        ("三.xlsx", 20, done),
        ("四.xlsx", 44, again),
        ("二.xlsx", 13, moved),
    ):
        load_sheet(database, Sheet(name, july(day), tuple(rows)))
    book = read_ledger(database)
    with database.read() as connection:
        assert len(ledger_in(connection)) == len(book) == 68
    database.close()
    return book


@pytest.mark.parametrize("key", [*STOCKS, *FLOWS])
def test_a_loaded_county_agrees_with_itself_on_every_day(loaded: Ledger, key: str) -> None:
    seen = set()
    for day in (5, 19, 45):
        answers = every_answer(loaded, key, july(day), ["district", "lead", "category"] if day == 19 else ["lead"])
        assert len(set(answers.values())) == 1, answers
        seen.add(answers["card"])
    assert seen != {0}, "a county in which this never happens shows nothing"


# ---- on paper, on slides, in sheets, on pages and on the wall ---------------------------------------------------

SINCE, UNTIL = july(6), july(12)
"""A week from Monday to Sunday: the pages and the wall then count the same days as the bulletin."""
NAMED = (
    "total",
    "found",
    "done",
    "closed",
    "open",
    "overdue",
    "long_overdue",
    "due_soon",
    "awaiting",
    "rework",
    "recurring",
    "undated",
)
RATED = tuple(RATES)
versions = count(50_000)


def late_county() -> Ledger:
    """Everything overdue."""
    return ledger(
        *(
            issue(observation(july(3 + n), found_on=july(3 + n), due_on=july(4 + n), lead=HOUSING), district=1)
            for n in range(6)
        )
    )


def undated_county() -> Ledger:
    """Nothing has a due date."""
    said: list[dict[str, Any]] = [{"state": 4, "done_on": july(9)}, {"state": 3, "done_on": july(8)}, {}, {}]
    return ledger(*(issue(observation(july(10), found_on=july(7), **one), district=2, action=1) for one in said))


def tied_county() -> Ledger:
    """13 of 16 are done in time (81.25 %), three are overdue; one of the 13 is struck off."""
    row = {"found_on": july(6), "due_on": july(8), "lead": HOUSING}
    done = [
        issue(observation(july(9), **row, state=4 if n == 0 else 3, done_on=july(7)), district=1) for n in range(13)
    ]
    left = [issue(observation(july(9), **row), district=1) for _ in range(3)]
    return ledger(*done, *left)


def unknown_days_county() -> Ledger:
    """Done, and no sheet says when; one is late."""
    row = {"found_on": july(6), "due_on": july(8), "lead": HOUSING}
    return ledger(
        *(issue(observation(july(9), **row, state=state), district=1) for state in (3, 4, 4)),
        issue(observation(july(9), **row), district=1),
    )


SHAPES: Mapping[str, Callable[[], Ledger]] = {
    "empty": ledger,
    "tiny": lambda: ledger(issue(observation(july(8), found_on=july(8), due_on=july(12)), district=1)),
    "all overdue": late_county,
    "no due dates": undated_county,
    "ties": tied_county,
    "unknown days": unknown_days_county,
}


@pytest.fixture(scope="module")
def wordless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database without rows, from which texts are read for ledgers that are not in it."""
    database = database_at(tmp_path_factory.mktemp("printed"))
    yield database
    database.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_counties_of_every_shape_are_printed_with_one_number(wordless: Database, shape: str) -> None:
    compare(wordless, SHAPES[shape]())


def test_two_counts_that_tie_round_up_everywhere(wordless: Database) -> None:
    """And what stands beside the rate is said on the screen, in the bulletin and on the wall."""
    tied = printed_of(wordless, tied_county())
    assert {said["on_time_rate"] for said in tied.values() if "on_time_rate" in said} == {"81.3"}
    assert {said["done_rate"] for said in tied.values() if "done_rate" in said} == {"81.3"}
    assert len([said for said in tied.values() if "on_time_rate" in said]) >= 6
    assert {said["closed_rate"] for said in tied.values() if "closed_rate" in said} == {"6.3"}


@given(book=ledgers(most=7))
@settings(max_examples=5, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.too_slow])
def test_any_county_is_printed_with_one_number(wordless: Database, book: Ledger) -> None:
    compare(wordless, Ledger(book.issues, book.spans, book.assists, book.directory, _monday(book)))


def _monday(book: Ledger) -> Any:
    limits = {name: getattr(book.settings, name) for name in ("due_soon_days", "long_overdue_days", "recurrence_days")}
    return type(book.settings)(**limits)


def compare(database: Database, book: Ledger) -> None:
    """Print everything about a ledger, read it back, compare."""
    answers, papers, shown = everything(database, book)
    keys = set().union(*answers.values())
    assert {key: printed.differing(answers, key) for key in keys if printed.differing(answers, key)} == {}
    check_lists(book, papers, shown)
    check_sums(papers)


def printed_of(database: Database, book: Ledger) -> dict[str, printed.Said]:
    """Where a number stands → figure → what stands there."""
    return everything(database, book)[0]


def everything(
    database: Database, book: Ledger
) -> tuple[dict[str, printed.Said], Mapping[str, bytes], Mapping[str, Any]]:
    """What is said where (see `sources`), the papers, and the scenes of the wall."""
    brief = compiled(database, book, since=SINCE, until=UNTIL)
    papers = {name.removeprefix(issuing.name_of(brief)): content for name, content in issuing.files_of(brief).items()}
    source = Source(database.url, next(versions), UNTIL, False)
    data._ledgers.get((source.url, source.version), lambda: book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_DB", database.url)
        patch.setattr(data, "source", lambda: source)
        overview, meeting = Tab().go("overview"), Tab().go("meeting", part="附表")
        plan = [walls.Showing(key, name, seconds) for key, (name, seconds) in walls.SCENES.items()]
        shown = {scene["key"]: scene for scene in scenes.scenes(Scope(source, UNTIL), plan, today=UNTIL)}
    unknown = figures(book, as_of=UNTIL).counts["undated"]
    note = f"完成日期不明 {unknown:,} 件，未计入" if unknown else ""
    assert overview.cards()["on_time_rate"]["aside"] == note
    assert next(c["aside"] for c in shown["overview"]["cards"] if c["key"] == "on_time_rate") == note
    assert (f"（另有{note}）" in printed.word_text(papers["周通报.docx"])) == bool(note)
    return sources(book, papers, overview, meeting, shown), papers, shown


def sources(
    book: Ledger, papers: Mapping[str, bytes], overview: Tab, meeting: Tab, shown: Mapping[str, Any]
) -> dict[str, printed.Said]:
    """Where a number stands → figure → what stands there."""
    now = figures(book, as_of=UNTIL)
    names = {key: DEFINITIONS[key].name for key in (*NAMED, *RATED)}
    word, excel = printed.word_tables(papers["周通报.docx"]), printed.excel_tables(papers["附表.xlsx"])
    first = printed.slides(papers["会议幻灯片.pptx"])[0][1]
    web = printed.web_tables("".join(e.proto.body for e in meeting.app.get("html")))
    cards = overview.cards()
    tables = {
        "word": printed.by_name(word.get("本周主要数据", [])) | printed.by_name(word.get("本周主要比率", [])),
        "excel": {
            str(row[0]): printed.excel_value(row[1])
            for title in ("本周主要数据", "本周主要比率")
            for row in excel[title][1:]
        },
        "meeting": printed.by_name(web["本周主要数据"]) | printed.by_name(web["本周主要比率"]),
    }
    made: dict[str, printed.Said] = {
        "domain": {key: f"{now.counts[key]:,}" for key in NAMED}
        | {key: written(now.rates[key]) or "—" for key in RATED},
        "overview": {key: cards[key]["value"] for key in (*NAMED, *RATED) if key in cards},
        "wall": {card["key"]: card["value"] for card in shown["overview"]["cards"]},
        "slides": {
            key: printed.tile(first, names[key])
            for key in ("open", "overdue", "found", "done", "closed", "on_time_rate")
        },
        "text": {"overdue": printed.counted(printed.word_text(papers["周通报.docx"]), "其中超期") or "0"},
        "leaders": leaders_sum(papers),
    }
    for source, said in tables.items():
        assert said or not now.counts["total"], source  # the text of an empty county has no tables
        made[source] = {key: said[name] for key, name in names.items() if said}
    made["slide of what is overdue"] = {"overdue": _in_brackets(papers, "超期问题")}
    for key, table in (("district", "各镇区情况"), ("lead", "各责任单位情况")):
        rows = excel[table]
        made[f"sum of {key}"] = {
            figure: f"{sum(int(row[rows[0].index(head)] or 0) for row in rows[1:-1]):,}"
            for figure, head in (("open", "未整改（件）"), ("overdue", "超期（件）"), ("found", "本周新增（件）"))
        }
    return made


def leaders_sum(papers: Mapping[str, bytes]) -> printed.Said:
    """What the leaders' pages say in all."""
    pages = [printed.word_tables(content) for name, content in papers.items() if name.startswith("牵头县领导一页纸")]
    sums = {"open": 0, "overdue": 0, "found": 0, "done": 0, "closed": 0}
    for page in pages:
        grid = next(rows for rows in page.values() if rows[0][0] == "" and rows[2][0] == "现在")
        for key in sums:
            sums[key] += int(grid[2][grid[0].index(DEFINITIONS[key].name)].replace(",", ""))
    return {key: f"{value:,}" for key, value in sums.items()}


def _in_brackets(papers: Mapping[str, bytes], heading: str) -> str:
    """The count behind the heading of a slide: 超期问题（76 件）."""
    found = next((slide[0] for slide in printed.slides(papers["会议幻灯片.pptx"]) if slide[0].startswith(heading)), "")
    return found.partition("（")[2].partition(" 件")[0] or "0"


def check_lists(book: Ledger, papers: Mapping[str, bytes], shown: Mapping[str, Any]) -> None:
    """Every number equals the length of its list, and the index of the annex says so too."""
    counts = figures(book, as_of=UNTIL).counts
    excel, index = printed.excel_tables(papers["附表.xlsx"]), printed.excel_index(papers["附表.xlsx"])
    word = printed.word_tables(papers["周通报.docx"])
    for key, title in (("overdue", "超期问题清单"), ("found", "本周新发现问题清单"), ("disputed", "责任待定问题清单")):
        assert len(excel[title]) - 1 == index[title] == counts[key], title
        assert len(word.get(title, [[]])) - 1 == counts[key], title
    assert len(shown["overdue"]["rows"]) == shown["overdue"]["total"] == counts["overdue"]
    weeks = printed.chart_values(papers["会议幻灯片.pptx"])
    for values in (series for chart, series in weeks.items() if chart.startswith("近 ")):
        wall = {series["name"]: series["values"][-1] for series in shown["trend"]["series"]}
        assert (values["未整改"][-1], values["超期"][-1]) == (wall["未整改"], wall["超期"])
        assert (wall["未整改"], wall["超期"]) == (counts["open"], counts["overdue"])


def check_sums(papers: Mapping[str, bytes]) -> None:
    """The last row of a table with a total adds the others up, in Excel and in Word alike."""
    excel = printed.excel_tables(papers["附表.xlsx"])
    word = printed.word_tables(papers["周通报.docx"])
    checked = 0
    for title, rows in excel.items():
        if len(rows) < 2 or rows[-1][0] != "合计":
            continue
        for at, head in enumerate(rows[0]):
            if str(head).endswith("（件）") and rows[-1][at] is not None:
                assert rows[-1][at] == sum(int(row[at] or 0) for row in rows[1:-1]), (title, head)
                checked += 1
    for title, grid in word.items():
        if len(grid) < 2 or grid[-1][0] != "合计" or title not in excel:
            continue
        heads = [str(head).removesuffix("（件）") for head in excel[title][0]]
        assert grid[0] == heads, title
        sums = [printed.excel_value(value) for value in excel[title][-1]]
        assert [printed.plain(cell) or "—" for cell in grid[-1]] == sums, title
    assert checked or not any(len(rows) > 1 and rows[-1][0] == "合计" for rows in excel.values())


def test_tables_charts_and_downloads_hold_the_rate_as_it_is_printed(wordless: Database) -> None:
    """Cells and curves are numbers: a spreadsheet or a chart that rounded them itself might round otherwise."""
    source = Source(wordless.url, next(versions), UNTIL, False)
    data._ledgers.get((source.url, source.version), tied_county)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_DB", wordless.url)
        patch.setattr(data, "source", lambda: source)
        scope = Scope(source, UNTIL)
        for by in ("district", "lead"):
            cells = rankings.downloads(scope, by, "on_time_rate", [])[f"{rankings.KIND[by]}排名"]
            assert cells["按期整改率（%）"].tolist() == cells["整改率（%）"].tolist() == [81.3]
            assert cells["销号率（%）"].tolist() == [6.3]
            assert list(rankings.chart(scope, by, "on_time_rate").data[0].x) == [81.3]
        weeks = trends.downloads(scope, "", "open")["周趋势"]
        assert weeks["按期整改率（%）"].tolist()[-1] == 81.3
        assert trends.rate_chart(scope).data[0].y[-1] == 81.3
        card_values = views.wall_table(scope).set_index("指标")["现在"]
        assert (card_values["按期整改率"], card_values["整改率"]) == (81.3, 81.3)
