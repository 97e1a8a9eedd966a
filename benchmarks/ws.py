"""A small client of Streamlit's websocket: asks for script runs as a browser does and times them.

Speaks the protocol of the pinned Streamlit (protobuf over one websocket). Keeps the hashes of cacheable messages as
the browser does, so that a table that did not change is not sent twice. Talks to this machine only.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class ScriptFailed(Exception):
    """The page showed an error instead of its content; the text is what it said."""


@dataclass(frozen=True)
class Run:
    """One script run as the reader saw it: seconds from asking to the last message, bytes received, elements by kind."""

    seconds: float
    size: int
    elements: Counter[str] = field(compare=False)


class Session:
    """One open browser tab: `async with Session(url, page="overdue") as tab: await tab.run()`."""

    def __init__(self, url: str, *, page: str = "", query: str = "", timeout_s: float = 120) -> None:
        if urlsplit(url).hostname not in LOOPBACK:
            raise ValueError(f"only this machine is measured, not {url}")
        self.url, self.page, self.query, self.timeout_s = url.rstrip("/"), page, query, timeout_s
        self.pages: list[str] = []
        """The addresses of all screens, once the first run has told them; the one shown at "/" is ""."""
        self._known_hashes: dict[str, None] = {}
        self._script_hash = ""
        self._socket: ClientConnection

    async def __aenter__(self) -> Self:
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", "anonymous"],  # type: ignore[list-item]
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=self.timeout_s,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()

    async def run(self) -> Run:
        """Runs the page's script once.

        ScriptFailed if it shows an error, TimeoutError if it takes too long.
        """
        async with asyncio.timeout(self.timeout_s):
            return await self._run()

    async def _run(self) -> Run:
        size, elements, errors = 0, Counter[str](), []
        asked = perf_counter()
        await self._socket.send(self._request())
        while True:
            raw = await self._socket.recv()
            size += len(raw)
            message = ForwardMsg()
            message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            kind = message.WhichOneof("type")
            if message.metadata.cacheable and kind != "ref_hash" and message.hash:
                self._known_hashes[message.hash] = None
            if kind == "new_session":
                self._script_hash = message.new_session.page_script_hash or self._script_hash
            elif kind == "navigation":
                self._script_hash = message.navigation.page_script_hash or self._script_hash
                self.pages = ["" if p.is_default else p.url_pathname for p in message.navigation.app_pages]
            elif kind == "page_not_found":
                errors.append(f"no page {self.page!r}")
            elif kind == "ref_hash":
                elements["unchanged"] += 1
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                elements[element.WhichOneof("type") or ""] += 1
                errors += error_texts(element)
            elif kind == "script_finished":
                if errors:
                    raise ScriptFailed("; ".join(errors))
                return Run(perf_counter() - asked, size, elements)

    def _request(self) -> bytes:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        if self._script_hash:
            rerun.page_script_hash = self._script_hash
        else:
            rerun.page_name = self.page
        rerun.cached_message_hashes.extend(self._known_hashes)
        rerun.context_info.timezone = "Asia/Shanghai"
        rerun.context_info.locale = "zh-CN"
        rerun.context_info.url = f"{self.url}/{self.page}"
        return bytes(message.SerializeToString())


def error_texts(element: Any) -> list[str]:
    """What an error box or a traceback says; empty for every other element."""
    kind = element.WhichOneof("type")
    if kind == "exception":
        return [f"{element.exception.type}: {element.exception.message}"[:300]]
    if kind == "alert" and element.alert.format == Alert.ERROR:
        return [element.alert.body[:300]]
    return []


async def screens(url: str) -> list[str]:
    """The addresses of all screens of the server at `url`, as its navigation lists them."""
    async with Session(url) as tab:
        await tab.run()
        return tab.pages


async def alternating(first: Session, second: Session, *, count: int, think_s: float = 0.2) -> list[list[Run]]:
    """`count` runs of each of two open tabs, in turns, so that both meet the same moods of the machine.

    A pause stands before each run: without it every run would take at least 40 ms, because small packets wait for the
    acknowledgement of the last.
    """
    timed: list[list[Run]] = [[], []]
    for _ in range(count):
        for tab, done in zip((first, second), timed, strict=True):
            await asyncio.sleep(think_s)
            done.append(await tab.run())
    return timed


async def crowd(
    url: str, *, pages: list[str], sessions: int, count: int, think_s: float = 0.2, timeout_s: float = 300
) -> tuple[list[Run], float]:
    """`sessions` tabs at once, spread over the pages, each with `count` warm runs; all of these runs and runs per second.

    Every tab is open and has run once before the clock starts.
    """
    async with asyncio.timeout(timeout_s):
        tabs = [Session(url, page=pages[n % len(pages)], timeout_s=timeout_s) for n in range(sessions)]
        for tab in tabs:
            await tab.__aenter__()
        try:
            for tab in tabs:
                await tab.run()

            async def work(tab: Session) -> list[Run]:
                done = []
                for _ in range(count):
                    done.append(await tab.run())
                    await asyncio.sleep(think_s)
                return done

            started = perf_counter()
            finished = await asyncio.gather(*(work(tab) for tab in tabs))
            elapsed = perf_counter() - started
        finally:
            for tab in tabs:
                await tab.__aexit__(None, None, None)
    together = [run for done in finished for run in done]
    return together, len(together) / elapsed


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of all values do not exceed, e.g. 0.95."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
