"""What a wall costs the server: a tick without change, how soon an import shows, and fifty walls at once."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from benchmarks.desk import EMPTY_PAGE
from benchmarks.screens import county
from benchmarks.server import APP, Server, serving
from benchmarks.soak import token_for
from benchmarks.table import Measurement
from benchmarks.ws import Session, percentile

ISSUES, WALLS, TICKS, WATCHED_S, POLL_S = 100_000, 50, 1_000, 60.0, 5.0
TICK_AT_MOST_MS, NETWORK_AT_MOST_B, SHOWN_WITHIN_S = 2.0, 1024, 15.0
HEADERS = (
    "Connection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"\r\n'
    'sec-ch-ua-platform: "Windows"\r\nsec-ch-ua-mobile: ?0\r\nAccept: */*\r\n'
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
)
"""What Chromium sends with each request; it counts as network."""


class Wall:
    """One wall: a connection that is kept, and the version that it shows."""

    def __init__(self, server: Server, token: str) -> None:
        self.port, self.token, self.version = urlsplit(server.url).port, token, ""
        self.seconds: list[float] = []
        self.bytes = 0

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def close(self) -> None:
        self._writer.close()

    async def _head(self, asked: bytes) -> bytes:
        self._writer.write(asked)
        return await self._reader.readuntil(b"\r\n\r\n")

    async def tick(self) -> int:
        """One poll; the status. Remembers how long it took and how many bytes went both ways."""
        query = f"token={self.token}" + (f"&version={self.version}" if self.version else "")
        asked = f"GET /big_screen/data?{query} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{HEADERS}\r\n".encode()
        started = perf_counter()
        try:
            head = await self._head(asked)
        except (asyncio.IncompleteReadError, ConnectionError):  # the server ends what was idle; a browser asks again
            await self.open()
            head = await self._head(asked)
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")), 0)
        body = await self._reader.readexactly(length)
        self.seconds.append(perf_counter() - started)
        self.bytes = len(asked) + len(head) + len(body)
        if body:
            self.version = json.loads(body)["version"]
        return int(head.split(b" ", 2)[1])


async def ticks_of(server: Server, wall: Wall, count: int) -> float | None:
    """Processor milliseconds of the server for each of `count` ticks without change."""
    await wall.open()
    assert await wall.tick() == 200
    for _ in range(20):
        await wall.tick()
    wall.seconds.clear()
    before = server.processor_s()
    for _ in range(count):
        assert await wall.tick() == 204
    after = server.processor_s()
    return None if before is None or after is None else (after - before) / count * 1000


async def _shown_after(wall: Wall) -> float:
    """Seconds from now until a wall that polls has the new figures."""
    started = perf_counter()
    while await wall.tick() != 200:
        await asyncio.sleep(POLL_S)
    return perf_counter() - started


def wall(sizes: Sequence[int], cache: Path, *, ticks: int = TICKS) -> list[Measurement]:
    """A tick's processor time, time and bytes; seconds from the end of an import to the new figures."""
    lines: list[Measurement] = []
    for issues in sizes or [ISSUES]:
        with county(issues, cache) as home, serving(APP, database=home.url) as server:
            one = Wall(server, token_for(home))

            async def measured(one: Wall = one, server: Server = server) -> float | None:
                spent = await ticks_of(server, one, ticks)
                await one.close()
                return spent

            spent = asyncio.run(measured())
            times, size = [second * 1000 for second in one.seconds], one.bytes
            home.import_sheet()

            async def waited(one: Wall = one) -> float:
                await one.open()
                seconds = await _shown_after(one)
                await one.close()
                return seconds

            shown = asyncio.run(waited())
        name = f"wall, {issues:,} issues"
        if spent is not None:
            lines.append(Measurement(f"{name}, tick, processor", spent, "ms", at_most=TICK_AT_MOST_MS))
        lines += [
            Measurement(f"{name}, tick, median", median(times), "ms"),
            Measurement(f"{name}, tick, 95 % within", percentile(times, 0.95), "ms"),
            Measurement(f"{name}, tick, both ways", size, "B", at_most=NETWORK_AT_MOST_B),
            Measurement(f"{name}, import shows after", shown, "s", at_most=SHOWN_WITHIN_S),
        ]
    return lines


async def crowd(server: Server, tokens: Sequence[str], seconds: float) -> tuple[list[float], float | None]:
    """The answer times of many walls that poll, and the share of a processor that the server used meanwhile."""
    many = [Wall(server, token) for token in tokens]
    for one in many:
        await one.open()
        await one.tick()
        one.seconds.clear()

    async def polling(place: int, one: Wall) -> None:
        until = perf_counter() + seconds
        await asyncio.sleep(POLL_S * place / len(many))
        while perf_counter() < until:
            await one.tick()
            await asyncio.sleep(POLL_S)

    before, started = server.processor_s(), perf_counter()
    await asyncio.gather(*(polling(place, one) for place, one in enumerate(many)))
    after, elapsed = server.processor_s(), perf_counter() - started
    for one in many:
        await one.close()
    share = None if before is None or after is None else (after - before) / elapsed * 100
    return [second for one in many for second in one.seconds], share


async def _idle(server: Server, count: int, seconds: float) -> float | None:
    """The share of a processor that open sessions use that do nothing."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            await (await stack.enter_async_context(Session(server.url))).run()
        before, started = server.processor_s(), perf_counter()
        await asyncio.sleep(seconds)
        after, elapsed = server.processor_s(), perf_counter() - started
    return None if before is None or after is None else (after - before) / elapsed * 100


def walls(sizes: Sequence[int], cache: Path, *, count: int = WALLS, seconds: float = WATCHED_S) -> list[Measurement]:
    """Many walls on one process beside as many idle sessions of an empty page."""
    lines: list[Measurement] = []
    for issues in sizes or [ISSUES]:
        with serving(EMPTY_PAGE) as reference:
            idle = asyncio.run(_idle(reference, count, seconds))
        with county(issues, cache) as home, serving(APP, database=home.url) as server:
            tokens = [token_for(home)] * count
            times, share = asyncio.run(crowd(server, tokens, seconds))
            peak = server.peak_mib()
        name = f"{count} walls, {issues:,} issues"
        if share is not None:
            lines.append(Measurement(f"{name}, processor beside idle empty pages", share, "%", idle))
        lines += [
            Measurement(f"{name}, tick, median", median(times) * 1000, "ms"),
            Measurement(f"{name}, tick, 95 % within", percentile(times, 0.95) * 1000, "ms"),
        ]
        if peak is not None:
            lines.append(Measurement(f"{name}, server's peak memory", peak, "MiB"))
    return lines
