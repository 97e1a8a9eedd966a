"""Photos before and after side by side; a click fills the screen with the pair. The browser fetches each photo once, by its hash."""

import json
import re
from collections.abc import Sequence
from typing import TypedDict

from starlette.requests import Request
from starlette.responses import Response

from database.office.photos import Shown, photo
from domain.ledger.photos import KINDS
from ui.parts.components import component
from ui.shell import data

ADDRESS = "photos"
_HASH = re.compile(r"[0-9a-f]{64}")
_KEPT_FOR = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


class ShownPhoto(TypedDict):
    """One photo: its two addresses, its size in pixels, and what stands below it."""

    small: str
    large: str
    width: int
    height: int
    caption: str


class ShownPair(TypedDict, total=False):
    """The photos of one issue. title, lines: what is said of it; standing with tone: how it stands; go: where a click leads.

    late: overdue. lacking: what stands in place of the photos after (or before) where there is none.
    """

    title: str
    go: str
    standing: str
    tone: str
    late: bool
    lines: list[str]
    before: list[ShownPhoto]
    after: list[ShownPhoto]
    lacking: dict[str, str]


_component = component("photo_pairs", "pairs")


def shot(shown: Shown, caption: str) -> ShownPhoto:
    """A stored photo as the browser gets it."""
    large = f"{ADDRESS}/{shown.sha256}"
    return ShownPhoto(small=f"{large}?small", large=large, width=shown.width, height=shown.height, caption=caption)


def packed(pairs: Sequence[ShownPair], *, first: int, count: int, before: int, total: int) -> bytes:
    """The pairs as the browser gets them: `count` from position `first` stand on the page, all can fill the screen one by one.

    before: how many of `total` come before the first of `pairs`.
    """
    said = {"pairs": list(pairs), "first": first, "count": count, "before": before, "total": total}
    return json.dumps(said | {"names": KINDS, "alone": False}, ensure_ascii=False).encode()


def packed_alone(pair: ShownPair) -> bytes:
    """The photos of one issue as the browser gets them: all of them large, nothing said beside them."""
    said = {"pairs": [pair], "first": 0, "count": 1, "before": 0, "total": 1}
    return json.dumps(said | {"names": KINDS, "alone": True}, ensure_ascii=False).encode()


def show(pairs: bytes, *, key: str) -> None:
    """Show packed pairs; a click on a title goes to the issue."""
    _component(pairs, key=key)


def served(request: Request) -> Response:
    """The photo with the hash in the address, the small one where the address ends in ?small; 404 where there is none."""
    sha256 = request.path_params["sha256"]
    content = photo(data.database(), sha256, small="small" in request.query_params) if _HASH.fullmatch(sha256) else None
    if content is None:
        return Response(status_code=404)
    return Response(content, media_type="image/jpeg", headers=_KEPT_FOR)
