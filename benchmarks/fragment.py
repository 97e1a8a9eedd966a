"""The wall beside the same wall as a Streamlit page (fragment_wall.py): a tick, fifty walls, a restart, the size of letters.

`python -m benchmarks fragment`. Needs Chromium and Playwright (requirements-dev.txt). What each of the two shows while its
server is down is told on standard error, with a picture of it in the folder of generated files.
"""

import asyncio
import base64
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import monotonic, time
from typing import Any

from benchmarks import wall
from benchmarks.screens import County, county
from benchmarks.server import APP, Server, free_port, serving
from benchmarks.soak import chromium, token_for
from benchmarks.table import Measurement
from benchmarks.ws import Session, percentile

PAGE = Path(__file__).with_name("fragment_wall.py")
ISSUES, TICKS, WATCHED_S, TICK_S, PAUSE_S = 100_000, 300, 30.0, 0.5, 0.2
"""PAUSE_S stands before each tick of a session, for the reason given in benchmarks.ws.alternating."""
OUTAGES_S = (10.0, 60.0, 180.0)
SMALL, WIDE = (1366, 768), (6656, 1792)
READABLE = 1 / 45
"""The least height of letters that is read at 8 m, as a share of the wall's height."""

SMALLEST = """() => {
  let least = 1;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(holder.tagName)) continue;
    if (holder.checkVisibility({ visibilityProperty: true }) && holder.getBoundingClientRect().height > 1)
      least = Math.min(least, parseFloat(getComputedStyle(holder).fontSize) / innerHeight);
  }
  return least;
}"""
SHOWS = {
    "ours": "document.getElementById('said').textContent.trim() || 'no mark'",
    "fragment": "(document.querySelector('[role=dialog]') || document.querySelector('[data-testid=stStatusWidget]') || {innerText: 'no mark'}).innerText",
}
FIRST_FIGURE = {"ours": ".card .value", "fragment": "[data-testid=stMetricValue]"}
UNDISTURBED = {
    "ours": "document.body.dataset.stale === 'no'",
    "fragment": "document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
    " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
    " && !document.querySelector('[role=dialog]')",
}
NOTED = """([figure, undisturbed]) => {
  const said = () => document.querySelector(figure)?.innerText, before = said();
  const clock = setInterval(() => {
    if (said() === undefined || said() === before || !eval(undisturbed)) return;
    window.current = Date.now();
    clearInterval(clock);
  }, 50);
}"""
"""Notes in the page when it first shows another figure without any sign of a lost connection."""


def fragment(cache: Path, *, ticks: int = TICKS, outages: tuple[float, ...] = OUTAGES_S) -> list[Measurement]:
    """All lines; the reference is the fragment's."""
    with county(ISSUES, cache) as home:
        return [*served(home, ticks=ticks), *_in_browser(home, cache, outages)]


# --- without a browser: what the server spends ------------------------------------------------------------------------


def served(
    home: County, *, ticks: int = TICKS, count: int = wall.WALLS, seconds: float = WATCHED_S
) -> list[Measurement]:
    """What a tick and `count` walls that poll for `seconds` cost the server, ours beside the fragment's."""
    token = token_for(home)
    with serving(APP, database=home.url) as server:
        one = wall.Wall(server, token)
        ours = asyncio.run(wall.ticks_of(server, one, ticks))
        ours_s = median(one.seconds)
        crowd, share = asyncio.run(wall.crowd(server, [token] * count, seconds))
        held = server.peak_mib()
    with serving(PAGE, database=home.url) as server:
        theirs, theirs_s = asyncio.run(_fragment_ticks(server, token, ticks))
        other_crowd, other_share = asyncio.run(_fragment_crowd(server, token, count, seconds))
        other_held = server.peak_mib()
    lines = [Measurement("tick, median", ours_s * 1000, "ms", theirs_s * 1000)]
    if ours is not None and theirs is not None:
        lines.insert(0, Measurement("tick, processor", ours, "ms", theirs))
    if share is not None and other_share is not None:
        lines.append(Measurement(f"{count} walls, processor", share, "%", other_share))
    late = [percentile(times, 0.95) * 1000 for times in (crowd, other_crowd)]
    lines.append(Measurement(f"{count} walls, 95 % of ticks within", late[0], "ms", late[1]))
    if held is not None and other_held is not None:
        lines.append(Measurement(f"{count} walls, server's peak memory", held, "MiB", other_held))
    return lines


def _query(token: str) -> str:
    return f"token={token}&every={wall.POLL_S}&turn=3600"


async def _fragment_ticks(server: Server, token: str, count: int) -> tuple[float | None, float]:
    """Processor milliseconds and seconds of each of `count` ticks without change."""
    async with Session(server.url, query=_query(token)) as tab:
        await tab.run()
        poll = tab.fragments[0]
        for _ in range(20):
            await tab.run(poll)
        before, seconds = server.processor_s(), []
        for _ in range(count):
            await asyncio.sleep(PAUSE_S)
            seconds.append((await tab.run(poll)).seconds)
        after = server.processor_s()
    spent = None if before is None or after is None else (after - before) / count * 1000
    return spent, median(seconds)


async def _fragment_crowd(server: Server, token: str, count: int, watched_s: float) -> tuple[list[float], float | None]:
    """As wall.crowd: the times of the ticks of many walls, and the share of a processor that the server used."""
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(Session(server.url, query=_query(token))) for _ in range(count)]
        for tab in tabs:
            await tab.run()
        seconds: list[float] = []

        async def polling(place: int, tab: Session) -> None:
            until = monotonic() + watched_s
            await asyncio.sleep(wall.POLL_S * place / len(tabs))
            while monotonic() < until:
                seconds.append((await tab.run(tab.fragments[0])).seconds)
                await asyncio.sleep(wall.POLL_S)

        before, started = server.processor_s(), monotonic()
        await asyncio.gather(*(polling(place, tab) for place, tab in enumerate(tabs)))
        after, elapsed = server.processor_s(), monotonic() - started
    return seconds, None if before is None or after is None else (after - before) / elapsed * 100


# --- in Chromium: bytes, restarts, letters ----------------------------------------------------------------------------


class _Both:
    """The two walls, each with a server of its own that can be ended and started again at its address."""

    def __init__(self, home: County) -> None:
        self.home, self.token = home, token_for(home)
        self.scripts = {"ours": (APP, free_port()), "fragment": (PAGE, free_port())}

    def address(self, name: str, *, fast: bool = False, looks: str = "widgets") -> str:
        """Where the wall `name` is. fast: it ticks every TICK_S seconds; else as it does on the wall."""
        port = self.scripts[name][1]
        if name == "ours":
            more = f"&speed={wall.POLL_S / TICK_S:g}" if fast else ""
            return f"http://127.0.0.1:{port}/big_screen?token={self.token}{more}"
        every = TICK_S if fast else wall.POLL_S
        return f"http://127.0.0.1:{port}/?token={self.token}&every={every}&turn=3600&looks={looks}"

    @contextmanager
    def running(self) -> Iterator[dict[str, float]]:
        """Both servers, started at once; when each first answered, in seconds of the clock."""

        def started(name: str) -> tuple[str, float]:
            script, port = self.scripts[name]
            stack.enter_context(serving(script, database=self.home.url, port=port))
            return name, time()

        with ExitStack() as stack, ThreadPoolExecutor() as pool:
            yield dict(pool.map(started, self.scripts))


def _in_browser(home: County, cache: Path, outages: tuple[float, ...]) -> list[Measurement]:
    from playwright.sync_api import sync_playwright

    both = _Both(home)
    lines: list[Measurement] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with both.running():
            size = {name: _tick_bytes(browser, both.address(name, fast=True)) for name in both.scripts}
            lines.append(Measurement("tick, both ways, in Chromium", size["ours"], "B", size["fragment"]))
            for looks, said in (("widgets", "Streamlit's elements"), ("html", "its own HTML")):
                for wide, high in (SMALL, WIDE):
                    share = {
                        name: _letters(browser, both.address(name, looks=looks), (wide, high)) for name in both.scripts
                    }
                    what = f"{wide}×{high}, smallest letters, in 1/45 of the height, beside {said}"
                    lines.append(Measurement(what, share["ours"] / READABLE, "", share["fragment"] / READABLE))
        for outage in outages:
            back = _after(browser, both, home, outage, cache)
            lines.append(
                Measurement(f"current again after an outage of {outage:g} s", back["ours"], "s", back["fragment"])
            )
        browser.close()
    return lines


def _opened(browser: Any, address: str, size: tuple[int, int]) -> Any:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(address)
    page.wait_for_selector(".card .value, [data-testid=stMetric], [data-testid=stHtml] td", timeout=120_000)
    page.wait_for_timeout(1_000)
    return page


def _tick_bytes(browser: Any, address: str) -> float:
    """Bytes both ways of a tick without change: frames of a web socket, or requests and answers with their headers."""
    page = _opened(browser, address, SMALL)
    tools = page.context.new_cdp_session(page)
    counted = {"bytes": 0.0, "sent": 0}

    def frame(said: dict[str, Any], *, mask: int) -> None:
        content = said["response"]["payloadData"]
        size = len(base64.b64decode(content)) if said["response"]["opcode"] == 2 else len(content)
        counted["bytes"] += size + (2 if size < 126 else 4) + mask
        counted["sent"] += mask > 0

    def asked(said: dict[str, Any]) -> None:
        counted["bytes"] += sum(len(f"{name}: {value}\r\n") for name, value in said["headers"].items())
        counted["sent"] += 1

    tools.on("Network.webSocketFrameSent", lambda said: frame(said, mask=4))
    tools.on("Network.webSocketFrameReceived", lambda said: frame(said, mask=0))
    tools.on("Network.requestWillBeSentExtraInfo", asked)
    tools.on(
        "Network.requestWillBeSent", lambda said: counted.update(bytes=counted["bytes"] + len(said["request"]["url"]))
    )
    tools.on("Network.loadingFinished", lambda said: counted.update(bytes=counted["bytes"] + said["encodedDataLength"]))
    tools.send("Network.enable")
    page.wait_for_timeout(20_000)
    page.close()
    return counted["bytes"] / counted["sent"]


def _letters(browser: Any, address: str, size: tuple[int, int]) -> float:
    page = _opened(browser, address, size)
    least = float(page.evaluate(SMALLEST))
    page.close()
    return least


def _after(browser: Any, both: _Both, home: County, outage: float, cache: Path) -> dict[str, float]:
    """Seconds from a server's answering again until its wall shows what came in during the `outage`."""
    with both.running():
        pages = {name: _opened(browser, both.address(name), SMALL) for name in both.scripts}
        for page in pages.values():
            page.keyboard.press(" ")
        before = {name: page.locator(FIRST_FIGURE[name]).first.inner_text() for name, page in pages.items()}
    away = monotonic()
    home.import_sheet()
    while (left := outage - (monotonic() - away)) > 0:
        pages["ours"].wait_for_timeout(min(left, 1.0) * 1000)
    for name, page in pages.items():
        assert page.locator(FIRST_FIGURE[name]).first.inner_text() == before[name], "the last view stays"
        print(f"{outage:g} s without server, {name} shows: {page.evaluate(SHOWS[name])!r}", file=sys.stderr, flush=True)
        page.screenshot(path=cache / f"outage_{outage:g}_{name}.png")
        page.evaluate(NOTED, [FIRST_FIGURE[name], UNDISTURBED[name]])
    seconds: dict[str, float] = {}
    with both.running() as answered:
        for name, page in pages.items():
            page.wait_for_function("window.current", timeout=120_000)
            seconds[name] = page.evaluate("window.current") / 1000 - answered[name]
            page.close()
    return seconds
