"""A wall left alone: its browser's heap and nodes and the server's memory while scenes turn and sheets come in, ten times as fast.

`python -m benchmarks soak --minutes 30`. Needs Chromium and Playwright (requirements-dev.txt).
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from time import monotonic
from typing import Any

from benchmarks.plot import plot
from benchmarks.screens import County, county
from benchmarks.server import APP, Server, serving
from benchmarks.table import Measurement
from database.office import walls
from database.store.engine import open_database
from database.store.settings import raise_version

ISSUES, SPEED, MINUTES = 10_000, 10, 30.0
IMPORT_EVERY_S, SAMPLE_EVERY_S = 30.0, 30.0
VERSIONS_TO_FILL, SETTLED_MS = 50, 800
"""So many data versions fill the server's shelf of remembered views; only then is growth growth."""
MIB = 1024 * 1024
PLOTTED = ("heap, MiB after a collection", "nodes, of the page", "server, MiB resident")
SERVER_AT_MOST = 1.1
"""Times the memory of a server that has just been started on the same data."""
HEAP_GROWTH_AT_MOST, MEMORY_GROWTH_AT_MOST = 1.0, 20.0
"""MiB in an hour at this speed, once the caches are full: below this a wall that runs for weeks is safe."""


@dataclass(frozen=True)
class Sample:
    """One reading. minutes: since the start. heap: MiB after a collection. nodes, listeners: of the page. server: MiB resident."""

    minutes: float
    heap: float
    nodes: int
    listeners: int
    server: float
    turns: int


def resident_mib(server: Server) -> float:
    """What the server holds in memory now; 0 where the system does not tell."""
    status = Path(f"/proc/{server.pid}/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def chromium() -> str | None:
    """The browser: CHROMIUM, else one on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def token_for(home: County) -> str:
    """A token of the wall in the database of a measurement."""
    database = open_database(home.url)
    try:
        return walls.make_token(database, f"测量 {datetime.now(UTC):%H%M%S%f}", at=datetime.now(UTC), who=None)
    finally:
        database.close()


def slope(samples: Sequence[Sample], name: str) -> float:
    """How fast a reading grows over the second half, per hour, by least squares."""
    half = samples[len(samples) // 2 :]
    times, values = [one.minutes / 60 for one in half], [float(getattr(one, name)) for one in half]
    middle = fmean(times)
    spread = sum((time - middle) ** 2 for time in times)
    return 0.0 if not spread else sum((t - middle) * v for t, v in zip(times, values, strict=True)) / spread


def soak(cache: Path, *, minutes: float = MINUTES, issues: int = ISSUES) -> list[Measurement]:
    """The readings at the end and how fast they grew, with every reading on standard error and a picture in `cache`.

    The server's memory stands beside that of a server which has just been started on the same, by then larger, data.
    """
    with county(issues, cache) as home:
        with serving(APP, database=home.url) as server, _wall(home, server) as page:
            samples = _watched(home, server, page, minutes)
        with serving(APP, database=home.url) as server, _wall(home, server):
            fresh = resident_mib(server)
    readings = {name: [float(getattr(one, name.split(",")[0])) for one in samples] for name in PLOTTED}
    (cache / "soak.svg").write_text(plot([one.minutes for one in samples], readings), encoding="utf-8")
    return [
        Measurement(f"soak of {minutes:g} min × {SPEED}, heap at the end", samples[-1].heap, "MiB"),
        Measurement("soak, growth of the heap", slope(samples, "heap"), "MiB/h", at_most=HEAP_GROWTH_AT_MOST),
        Measurement("soak, growth of the page", slope(samples, "nodes"), "nodes/h", at_most=500.0),
        Measurement("soak, growth of listeners", slope(samples, "listeners"), "/h", at_most=10.0),
        Measurement("soak, server at the end, beside a new one", samples[-1].server, "MiB", fresh, SERVER_AT_MOST),
        Measurement("soak, growth of the server", slope(samples, "server"), "MiB/h", at_most=MEMORY_GROWTH_AT_MOST),
    ]


@contextmanager
def _wall(home: County, server: Server) -> Iterator[Any]:
    """A wall in Chromium whose server has met so many data versions that its shelf is full."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(
            "new MutationObserver(() => { window.turns = (window.turns || 0) + 1; }).observe(document, {subtree: true, attributeFilter: ['data-scene'], attributes: true});"
        )
        page.goto(f"{server.url}/big_screen?token={token_for(home)}&speed={SPEED}")
        page.wait_for_selector("body[data-scene]", timeout=120_000)
        database = open_database(home.url)
        for _ in range(VERSIONS_TO_FILL):
            with database.write() as connection:
                raise_version(connection, only_noted=True)
            page.wait_for_timeout(SETTLED_MS)
        database.close()
        yield page
        browser.close()


def _watched(home: County, server: Server, page: Any, minutes: float) -> list[Sample]:
    samples: list[Sample] = []
    tools = page.context.new_cdp_session(page)
    started, imported = monotonic(), monotonic()
    print("min   heap MiB  nodes  listeners  server MiB  scenes", file=sys.stderr)
    while True:
        tools.send("HeapProfiler.collectGarbage")
        heap = tools.send("Runtime.getHeapUsage")["usedSize"] / MIB
        counted = tools.send("Memory.getDOMCounters")
        passed = (monotonic() - started) / 60
        turns = int(page.evaluate("window.turns || 0"))
        sample = Sample(passed, heap, counted["nodes"], counted["jsEventListeners"], resident_mib(server), turns)
        samples.append(sample)
        print(
            f"{passed:5.1f} {heap:8.2f} {sample.nodes:7} {sample.listeners:8} {sample.server:11.1f} {turns:8}",
            file=sys.stderr,
            flush=True,
        )
        if passed >= minutes:
            return samples
        page.wait_for_timeout(min(SAMPLE_EVERY_S, max(1.0, (minutes - passed) * 60)) * 1000)
        if monotonic() - imported >= IMPORT_EVERY_S:
            imported = monotonic()
            home.import_sheet()
