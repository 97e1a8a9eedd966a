"""What each screen costs beside the reference page: warm, cold, with many readers at once, and in memory."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.counties import county_file
from benchmarks.histories import histories
from benchmarks.server import APP, REFERENCE_PAGE, ROOT, Server, serving
from benchmarks.table import Measurement
from benchmarks.workbook import write
from benchmarks.ws import Session, alternating, crowd, percentile, screens

WARM_RUNS = 15
READERS = 30
RUNS_EACH = 8
COLD_LIMIT_S = 5.0
MEMORY_LIMIT_MIB = 1536.0
QUERIES = {"issue": "id=1", "unit": "unit=1"}
"""Screens that show one thing need to be told which."""


@dataclass
class County:
    """A database of its own for one measurement, and the means to import one more small sheet into it."""

    issues: int
    url: str
    folder: Path

    def __post_init__(self) -> None:
        self._sheets = count(1)

    def import_sheet(self) -> None:
        """Loads 100 new issues from a workbook, by the command line, in a process of its own.

        Raises RuntimeError when the file was not loaded; doubtful rows (status 1) are no matter here.
        """
        prefix = f"B{next(self._sheets)}"
        file = self.folder / f"整改台账_{prefix}_截至2020年08月09日.xlsx"
        write(file, histories(100), prefix=prefix)
        done = subprocess.run(
            [sys.executable, "-m", "data_loaders", str(file)],
            cwd=ROOT,
            env=_environment(self.url),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{file.name} was not loaded:\n{done.stdout}{done.stderr}")


def _environment(url: str) -> dict[str, str]:
    return {**os.environ, "DASHBOARD_DB": url}


@contextmanager
def county(issues: int, cache: Path) -> Iterator[County]:
    """A copy of the generated database with this many issues, removed afterwards."""
    original = county_file(issues, cache)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        copy = Path(folder) / "county.db"
        shutil.copyfile(original, copy)
        yield County(issues, f"sqlite:///{copy}", Path(folder))


def name_of(page: str, issues: int) -> str:
    return f"{page or 'start page'}, {issues:,} issues"


def warm_limit(issues: int) -> float:
    """How many times the reference a warm run may take."""
    return 1.5 if issues <= 100_000 else 3.0


async def warm(ours: Server, reference: Server, issues: int, runs: int) -> list[Measurement]:
    """Each screen's median run in an open tab, in turns with the reference page."""
    lines = []
    for page in await screens(ours.url):
        async with (
            Session(ours.url, page=page, query=QUERIES.get(page, "")) as tab,
            Session(reference.url) as other,
        ):
            await tab.run()
            await other.run()
            mine, theirs = await alternating(tab, other, count=runs)
        lines.append(
            Measurement(
                f"{name_of(page, issues)}, warm run",
                median(run.seconds for run in mine) * 1000,
                "ms",
                median(run.seconds for run in theirs) * 1000,
                warm_limit(issues),
            )
        )
    return lines


async def cold(ours: Server, home: County) -> list[Measurement]:
    """Each screen's first run after an import; the last one also beside a new server's first run."""
    lines = []
    for page in await screens(ours.url):
        async with Session(ours.url, page=page, query=QUERIES.get(page, "")) as tab:
            await tab.run()
            home.import_sheet()
            before = ours.processor_s()
            run = await tab.run()
            after = ours.processor_s()
        lines.append(
            Measurement(
                f"{name_of(page, home.issues)}, first run after an import",
                run.seconds,
                "s",
                at_most=COLD_LIMIT_S,
                remark="" if before is None or after is None else f"{after - before:.1f} s of processor time",
            )
        )
    return lines


async def first_ever(ours: Server, issues: int) -> Measurement:
    """The first run of a server that has just started: packages are imported and the ledger is read."""
    async with Session(ours.url) as tab:
        run = await tab.run()
    return Measurement(f"{name_of('', issues)}, first run of a new server", run.seconds, "s")


def pages(sizes: list[int], cache: Path, *, runs: int = WARM_RUNS) -> list[Measurement]:
    """Warm and cold runs of every screen for each number of issues, and the server's memory at the end."""
    lines: list[Measurement] = []
    for issues in sizes:
        with (
            county(issues, cache) as home,
            serving(APP, database=home.url) as ours,
            serving(REFERENCE_PAGE) as reference,
        ):
            lines.append(asyncio.run(first_ever(ours, issues)))
            lines += asyncio.run(warm(ours, reference, issues, runs))
            lines += asyncio.run(cold(ours, home))
            lines += memory_line(ours, issues)
    return lines


def memory(sizes: list[int], cache: Path) -> list[Measurement]:
    """The most memory that the server held, for each number of issues: every screen once, also after an import."""
    lines: list[Measurement] = []
    for issues in sizes:
        with county(issues, cache) as home, serving(APP, database=home.url) as ours:
            asyncio.run(cold(ours, home))
            lines += memory_line(ours, issues)
    return lines


def memory_line(ours: Server, issues: int) -> list[Measurement]:
    peak = ours.peak_mib()
    if peak is None:
        return []
    return [Measurement(f"server's peak memory, {issues:,} issues", peak, "MiB", at_most=MEMORY_LIMIT_MIB)]


def sessions(sizes: list[int], cache: Path, *, readers: int = READERS, runs_each: int = RUNS_EACH) -> list[Measurement]:
    """Many readers at once on one process: runs per second and the 95th percentile, beside the reference page's."""
    lines: list[Measurement] = []
    for issues in sizes:
        with (
            county(issues, cache) as home,
            serving(APP, database=home.url) as ours,
            serving(REFERENCE_PAGE) as reference,
        ):
            shown = [page for page in asyncio.run(screens(ours.url)) if page not in QUERIES]
            mine, per_second = asyncio.run(crowd(ours.url, pages=shown, sessions=readers, count=runs_each))
            theirs, their_rate = asyncio.run(crowd(reference.url, pages=[""], sessions=readers, count=runs_each))
        name = f"{readers} readers, {issues:,} issues"
        lines.append(Measurement(f"{name}, runs per second", per_second, "/s", their_rate))
        lines.append(
            Measurement(
                f"{name}, 95 % of runs within",
                percentile([run.seconds for run in mine], 0.95) * 1000,
                "ms",
                percentile([run.seconds for run in theirs], 0.95) * 1000,
            )
        )
    return lines
