"""大屏: a page of its own beside the Streamlit script, and the figures that it asks for every few seconds.

A tick (GET …/data with the version that the wall shows) is one small query; nothing is computed unless the version has
moved, and then once for all walls, on a thread of its own, while they go on showing what they have.
"""

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from html import escape
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from database.office import walls
from domain.ledger.chinese_days import long_day
from ui.parts import theme
from ui.shell import data, faults
from ui.shell.data import Scope
from ui.shell.language import BROWSER
from ui.wall import scenes

LOG = logging.getLogger(__name__)
ADDRESS = "big_screen"
REFUSED = "这个大屏地址无效或已作废。请到“设置 · 大屏”重新生成地址。"
POLL_SECONDS = 5
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_made: "OrderedDict[tuple[str, str], Future[bytes]]" = OrderedDict()
_lock = Lock()
_maker = ThreadPoolExecutor(1, thread_name_prefix="wall")


@cache
def page() -> str:
    """The page with its styles and script: one answer, nothing else is fetched."""
    colours = {"ink": theme.INK, "muted": theme.MUTED, "line": theme.LINE, "panel": theme.PANEL, "paper": theme.PAPER}
    colours |= {"blue": theme.BLUE, "red": theme.RED, "amber": theme.AMBER, "green": theme.GREEN}
    variables = ";".join(f"--{name}:{value}" for name, value in colours.items())
    parts = {name: (BROWSER / f"wall.{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
    style = f":root{{{variables};--font:{theme.FONT}}}{parts['css']}"
    script = parts["js"].replace("__POLL_SECONDS__", str(POLL_SECONDS)).replace("__REFUSED__", REFUSED)
    return parts["html"].replace("__STYLE__", style).replace("__SCRIPT__", script)


@cache
def build() -> str:
    """A mark of the page as this program serves it: a wall that shows another one loads itself anew."""
    return hashlib.sha256(page().encode()).hexdigest()[:8]


async def shown(request: Request) -> Response:
    """The page; in its place plain Chinese: 403 for a token that is wrong or revoked, 503 while the database cannot be read."""
    try:
        version = await run_in_threadpool(_version_for, request.query_params.get("token", ""))
    except Exception as fault:
        return HTMLResponse(_plain(faults.reason(fault), again=True), status_code=503, headers=_PRIVATE)
    if version is None:
        return HTMLResponse(_plain(REFUSED), status_code=403, headers=_PRIVATE)
    return HTMLResponse(page(), headers=_PRIVATE)


def _version_for(token: str) -> tuple[str, int] | None:
    """The address of the database and its data version; None for a wrong token."""
    database = data.database()
    version = walls.version_for(database, token)
    return None if version is None else (database.url, version)


def _plain(said: str, *, again: bool = False) -> str:
    """A page that says one thing; again: it asks anew by itself, since nobody is there to do it."""
    style = f"font:2.4vw {theme.FONT};color:{theme.INK};text-align:center;padding:30vh 8vw;cursor:none"
    head = '<meta charset="utf-8"><title>大屏</title>' + ('<meta http-equiv="refresh" content="10">' if again else "")
    return f'<!doctype html><html lang="zh-CN">{head}<body style="{style}">{escape(said)}</body></html>'


async def figures(request: Request) -> Response:
    """The scenes as JSON; 204 where the wall has them already or they are being computed, 403 for a wrong token.

    503 while they cannot be read.
    """
    token, seen = request.query_params.get("token", ""), request.query_params.get("version")
    try:
        known = await run_in_threadpool(_version_for, token)
    except Exception as fault:
        LOG.warning("the wall's database cannot be read: %s", fault)
        return Response(status_code=503, headers=_PRIVATE)
    if known is None:
        return Response(status_code=403, headers=_PRIVATE)
    key = (known[0], f"{known[1]}.{data.today():%m%d}.{build()}")
    if seen == key[1]:
        return Response(status_code=204, headers=_PRIVATE)
    answer = _answer(key)
    if seen and not answer.done():
        return Response(status_code=204, headers=_PRIVATE)
    try:
        content = await asyncio.wrap_future(answer)
    except Exception as fault:
        LOG.error("the wall's figures could not be computed", exc_info=fault)
        with _lock:
            _made.pop(key, None)
        return Response(status_code=503, headers=_PRIVATE)
    return Response(content, media_type="application/json", headers=_PRIVATE)


def _answer(key: tuple[str, str]) -> "Future[bytes]":
    """The answer under `key`, perhaps still being computed."""
    with _lock:
        if key not in _made:
            _made[key] = _maker.submit(content, key[1])
            while len(_made) > 2:
                _made.popitem(last=False)
        return _made[key]


def content(version: str) -> bytes:
    """All scenes of the newest data, packed."""
    source = data.source()
    said: dict[str, object] = {"version": version, "build": build(), "county": "", "scenes": [], "as_of": ""}
    if source.newest is not None:
        scope = Scope(source, source.newest)
        plan = walls.showings(data.database())
        said |= {
            "county": data.settings(source).county,
            "as_of": long_day(source.newest),
            "scenes": scenes.scenes(scope, plan, today=data.today()),
            "sample": source.has_sample,
            "alarm": scenes.alarm(scope),
        }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


ROUTES = [Route(f"/{ADDRESS}", shown), Route(f"/{ADDRESS}/data", figures)]
