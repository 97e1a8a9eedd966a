"""A real server on a free port and a real browser, both ended with the tests."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.ui import counties
from ui.shell.screens import SCREENS

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def chromium() -> str | None:
    """The browser: CHROMIUM, else one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the busy county."""
    folder = tmp_path_factory.mktemp("e2e")
    database = counties.busy(folder)
    counties.with_photos(database, {f"WM2026-{n:04d}": ["before", "after"][: 1 + n % 2] for n in range(1, 7)})
    database.close()
    with serving(folder, database.url) as address:
        yield address


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(
    folder: Path, url: str, *, port: int | None = None, ended_by: signal.Signals = signal.SIGTERM
) -> Iterator[str]:
    """The address of a server of the database at `url`, which ends with the block; its log is kept in `folder`.

    ended_by: SIGKILL leaves it no time to close anything, as when the power fails.
    """
    port = port or free_port()
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=ROOT,
            env={**os.environ, "DASHBOARD_DB": url},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(3000):
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except OSError:
                assert process.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.1)
        else:
            pytest.fail(f"the server did not start: {log.read_text(encoding='utf-8')}")
        yield address
    finally:
        process.send_signal(ended_by)
        process.wait(120)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; `make test` installs one")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """A fresh Chinese browser profile that fails the test when a request leaves the server or a script throws."""
    faults: list[str] = []
    opened = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai")
    opened.on("request", lambda r: None if _at_home(r.url, server) else faults.append(f"left the server: {r.url}"))
    opened.on("weberror", lambda e: faults.append(f"script error: {e.error}"))
    yield opened
    opened.close()
    assert faults == []


def _at_home(url: str, server: str) -> bool:
    return url.startswith((server, server.replace("http", "ws", 1), "data:", "blob:"))


@pytest.fixture
def go(context: BrowserContext, server: str) -> Callable[[str], Page]:
    """Open an address of the server and wait until everything is drawn."""
    page = context.new_page()

    def opened(path: str) -> Page:
        page.goto(f"{server}/{path}")
        return settled(page)

    return opened


def settled(page: Page) -> Page:
    """The page once its script has run and nothing is a placeholder any more."""
    page.wait_for_selector(READY, timeout=240_000)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stSkeleton]') && document.querySelector('.page-head')",
        timeout=240_000,
    )
    page.wait_for_timeout(250)
    return page


def by_menu(page: Page, title: str) -> None:
    """Go to a screen through the menu, opening the section in which it stands."""
    section = next(screen.section for screen in SCREENS.values() if screen.title == title)
    if section:
        page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_role("menuitem" if section else "link", name=title).first.click()
