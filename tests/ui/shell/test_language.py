"""Streamlit's English: the page that browsers load is edited, everything else is left alone."""

import json
import re
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from tests.ui.coroutines import finished
from ui.shell.language import PATTERNS, TITLE, WORDS, Chinese, in_chinese

PAGE = '<!DOCTYPE html><html lang="en"><head><link rel="shortcut icon" href="./favicon.png" /><title>Streamlit</title></head><body></body></html>'


def test_the_page_gets_language_title_styles_and_translation() -> None:
    page = in_chinese(PAGE)
    assert '<html lang="zh-CN">' in page
    assert f"<title>{TITLE}</title>" in page
    assert 'rel="shortcut icon" href="data:image/png;base64,iVBOR' in page
    assert page.index("<style>") < page.index("</head>")
    assert "__WORDS__" not in page and "__PATTERNS__" not in page
    assert json.dumps(WORDS, ensure_ascii=False) in page


def test_no_translation_has_english_left_and_every_pattern_compiles() -> None:
    allowed = {"CSV", "Ctrl", "Esc"}
    for english, chinese in [*WORDS.items(), *PATTERNS]:
        left = set(re.findall(r"[A-Za-z]{2,}", chinese)) - allowed
        assert left == set(), english
    for pattern, _ in PATTERNS:
        re.compile(pattern)


def answer(kind: str, body: list[bytes]) -> tuple[Message, bytes, Any]:
    """What a browser gets through the middleware from an app that answers like this; and what the app was asked."""
    asked: dict[str, Any] = {}
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked.update(scope)
        headers = [(b"content-type", kind.encode()), (b"content-length", b"1"), (b"etag", b"x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for part in body[:-1]:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": body[-1]})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "headers": [(b"accept-encoding", b"gzip"), (b"host", b"x")]}
    finished(Chinese(app)(scope, receive, send))
    return sent[0], b"".join(m.get("body", b"") for m in sent[1:]), asked


def test_html_is_edited_even_in_parts_and_its_length_is_right() -> None:
    half = len(PAGE) // 2
    start, body, asked = answer("text/html; charset=utf-8", [PAGE[:half].encode(), PAGE[half:].encode()])
    headers = dict(start["headers"])
    assert body.decode() == in_chinese(PAGE)
    assert headers[b"content-length"] == str(len(body)).encode()
    assert b"etag" not in headers
    assert asked["headers"] == [(b"host", b"x")]


def test_other_answers_pass_untouched() -> None:
    start, body, _ = answer("application/javascript", [b"Settings"])
    assert body == b"Settings"
    assert dict(start["headers"])[b"etag"] == b"x"
