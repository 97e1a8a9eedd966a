"""How long the clerk waits: from the bytes of a weekly ledger to its forecast, beside what could not be spared.

`python -m benchmarks.desk URL FILE ROUNDS` is the warm server's part of it, in a process of its own: it prints the seconds
of each round, from the bytes to the forecast with its effect on the leaders' figures.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import xlsxwriter

from benchmarks.histories import histories
from benchmarks.imports import timed
from benchmarks.screens import county
from benchmarks.server import APP, ROOT, Server, serving
from benchmarks.table import Measurement
from benchmarks.workbook import DATES, HEADINGS, ledger_rows
from benchmarks.ws import Session

KNOWN, ROWS, NEW = 20_000, 2_000, 100
AT_MOST = 3.0
EMPTY_PAGE = Path(__file__).with_name("empty_page.py")
SHEET_ON = date(2020, 8, 16)
DONE_ON = date(2020, 8, 14)


def weekly_rows(known: int, rows: int) -> Iterator[list[str | date | None]]:
    """Next week's full ledger: the youngest known issues, every third open one of them now done, and some new ones."""
    new = min(NEW, rows // 2)
    still_open = 0
    for place, row in enumerate(ledger_rows(histories(known), "WM")):
        if place < known - (rows - new):
            continue
        said = list(row)
        if said[14] is None:
            still_open += 1
            if still_open % 3 == 0:
                said[12:15] = ["已整改到位", "已完成", DONE_ON]
        yield said
    yield from map(list, ledger_rows(histories(new), "NW"))


def write_weekly(file: Path, known: int, rows: int) -> None:
    """The ledger as .xlsx: one heading row, real Excel dates."""
    with xlsxwriter.Workbook(str(file)) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet = book.add_worksheet("整改台账")
        sheet.write_row(0, 0, HEADINGS)
        for row, values in enumerate(weekly_rows(known, rows), 1):
            for column, value in enumerate(values):
                if value is not None and column in DATES:
                    sheet.write_datetime(row, column, value, day)
                elif value is not None:
                    sheet.write_string(row, column, str(value))


def waits(url: str, file: Path, rounds: int) -> list[float]:
    """Seconds of each round. The server is warm: the ledger is read, a reading process waits, one round went before."""
    from data_loaders.importing.intake import CannotLoad, ImportOptions, preview_all, recognise
    from data_loaders.reading import child
    from database.ledger.ledgers import newest_ledger
    from database.store.engine import open_database

    child.keep_ready()
    database = open_database(url)
    known = newest_ledger(database)
    content = file.read_bytes()
    seconds = []
    for _ in range(rounds + 1):
        sleep(0.5)  # the clerk is not as quick as that: the next reading process is there
        started = perf_counter()
        recognised = recognise(database, content, file.name)
        forecast = preview_all(database, [(recognised, ImportOptions(whole=True))], at=datetime.now(UTC), known=known)
        seconds.append(perf_counter() - started)
        (outcome,) = forecast.outcomes
        if forecast.after is None or isinstance(outcome, CannotLoad) or not outcome.counts["changed"]:
            raise RuntimeError(f"no forecast: {outcome}")
    return seconds[1:]


def desk(cache: Path, *, known: int = KNOWN, rows: int = ROWS, rounds: int = 7) -> list[Measurement]:
    """What the clerk waits for (forecast and the page's run) against a bare read of the file and the run of an empty page."""
    with county(known, cache) as home:
        file = home.folder / f"整改台账_截至{SHEET_ON:%Y年%m月%d日}.xlsx"
        write_weekly(file, known, rows)
        bare = min(timed("calamine", file)["seconds"] for _ in range(3))
        words = [sys.executable, "-m", "benchmarks.desk", home.url, str(file), str(rounds)]
        done = subprocess.run(words, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        forecast = median(json.loads(done.stdout.splitlines()[-1]))
        with serving(APP, database=home.url) as ours, serving(EMPTY_PAGE) as reference:
            page = asyncio.run(_run_of(ours, "imports", rounds))
            empty = asyncio.run(_run_of(reference, "", rounds))
    name = f"dry run of {rows:,} rows against {known:,} known issues"
    parts = f"{forecast * 1000:.0f} ms from bytes to forecast, {page * 1000:.0f} ms the page"
    against = f"{bare * 1000:.0f} ms bare read, {empty * 1000:.0f} ms empty page"
    return [
        Measurement(
            name, (forecast + page) * 1000, "ms", (bare + empty) * 1000, AT_MOST, remark=f"{parts}; beside {against}"
        )
    ]


async def _run_of(server: Server, page: str, count: int) -> float:
    async with Session(server.url, page=page) as tab:
        await tab.run()
        seconds = []
        for _ in range(count):
            await asyncio.sleep(0.2)
            seconds.append((await tab.run()).seconds)
    return median(seconds)


if __name__ == "__main__":
    print(json.dumps(waits(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
