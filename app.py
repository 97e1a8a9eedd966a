"""Start here: `streamlit run app.py`. The ASGI app around the Streamlit script `ui/shell/shell.py` (docs/decisions/0001)."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from ui.issues import pairs
from ui.shell import data, faults
from ui.shell.language import Chinese
from ui.shell.screens import START
from ui.wall import wall


async def healthz(request: Request) -> JSONResponse:
    """Whether the server answers and can read its database; 503 where it cannot."""
    reason = faults.database_fault()
    return JSONResponse({"ok": reason is None, "reason": reason}, status_code=200 if reason is None else 503)


async def start(request: Request) -> RedirectResponse:
    """The start page by the name of its file: Streamlit knows it only as /."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


data.make_ready()

app = st.App(
    Path(__file__).resolve().parent / "ui" / "shell" / "shell.py",
    routes=[
        Route("/healthz", healthz),
        Route(f"/{pairs.ADDRESS}/{{sha256}}", pairs.served),
        Route(f"/{START}", start),
        *wall.ROUTES,
    ],
    middleware=[Middleware(Chinese)],
    on_script_error=faults.shown,
)

if __name__ == "__main__":
    app.run()
