"""The clock, the database and the cache: nothing below this file knows what day it is or what was already computed.

Everything kept is keyed by the data version, which an import, an undo or a setting raises: the next run of every open
browser sees it, and a run without a change computes nothing. Kept frames are shared by all sessions: never change one.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from threading import Lock, RLock, Thread
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data_loaders.reading import child
from database.imports import imports
from database.ledger import ledgers
from database.review import pairs
from database.store.engine import Database, default_url, open_database
from domain.figures import shares
from domain.ledger import selection as selections
from domain.ledger.ledger import Ledger
from domain.ledger.selection import Selection
from domain.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
EVERYTHING = Selection()


def make_ready() -> None:
    """What a server does before its first reader: nobody who uploads a file waits for the process that reads it to start, and
    nobody who looks at a survey for the library of its intervals, which takes a second or two to load.
    """
    child.keep_ready()
    Thread(target=shares.wilson, args=(1, 2), name="intervals", daemon=True).start()


def today() -> date:
    """The day it is in the county."""
    return datetime.now(ZONE).date()


def now() -> datetime:
    """The time it is in the county, with its zone."""
    return datetime.now(ZONE)


class Shelf:
    """The last results by key, shared by all sessions; what several ask for at once is computed once.

    A look-up costs a hundredth of st.cache_resource's, and a page makes dozens of them.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._held: OrderedDict[Hashable, _Place] = OrderedDict()

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result for `key`, computed if it is not there. An exception is passed on and not kept."""
        with self._lock:
            place = self._held.setdefault(key, _Place())
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        if not place.filled:
            with place.lock:
                if not place.filled:
                    place.value = compute()
                    place.filled = True
        return cast(T, place.value)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()

    def drop(self, unwanted: Callable[[Any], bool]) -> None:
        """Let go of the results whose key is unwanted."""
        with self._lock:
            for key in [key for key in self._held if unwanted(key)]:
                del self._held[key]


class _Place:
    """Room for one result."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.filled = False
        self.value: Any = None


_newest: dict[str, ledgers.KnownLedger] = {}
"""The ledger read last from each database: the next one is read only where an import has written since."""
_sources, _ledgers, _parts, _views = Shelf(8), Shelf(1), Shelf(3), Shelf(500)


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Database:
    return open_database(url)


def database() -> Database:
    """The database of this server (DASHBOARD_DB), opened and migrated once. Raises NewerDatabase."""
    return _opened(default_url())


@dataclass(frozen=True)
class Source:
    """One data version of one database. newest: the day the newest sheet speaks for, None when nothing is loaded. has_issues:
    whether a sheet about issues is loaded, and not only books.
    """

    url: str
    version: int
    newest: date | None
    has_sample: bool
    has_issues: bool = True


def source() -> Source:
    """The data version that this run shows."""
    opened = database()
    version = ledgers.data_version(opened)

    def read() -> Source:
        newest, has_issues = ledgers.newest_as_of(opened), ledgers.has_issue_sheets(opened)
        return Source(opened.url, version, newest, imports.has_sample(opened), has_issues)

    return _sources.get((opened.url, version), read)


@dataclass(frozen=True)
class Scope:
    """What a run looks at: a data version, an as-of day and the reader's selection. Hashable; keys every view."""

    source: Source
    as_of: date
    selection: Selection = EVERYTHING

    def narrowed(self, **dimensions: Any) -> "Scope":
        """The same with other values of the selection, e.g. district=(3,)."""
        return replace(self, selection=replace(self.selection, **dimensions))

    @property
    def looking_back(self) -> date | None:
        """The as-of day, where it is not the newest."""
        return None if self.as_of == self.source.newest else self.as_of

    def on(self, as_of: date) -> "Scope":
        """The same on another day."""
        return replace(self, as_of=as_of)


def ledger(at: Source) -> Ledger:
    """The whole ledger of a data version."""

    def read() -> Ledger:
        # What was cut from an older ledger keeps all of it in memory: let go before reading the new one.
        _parts.clear()
        _views.drop(lambda key: key[1].source != at)
        # The wall reads without a browser session: nobody is told to wait.
        told = get_script_run_ctx(suppress_warning=True) is not None
        with st.spinner("正在读取台账……") if told else nullcontext():
            newest = ledgers.newest_ledger(_opened(at.url), _newest.pop(at.url, None))
        _newest[at.url] = newest
        return newest.ledger

    return _ledgers.get((at.url, at.version), read)


def known(at: Source) -> ledgers.KnownLedger:
    """The ledger of a data version, for those who compute what an import would do to it."""
    return ledgers.KnownLedger(at.version, ledger(at))


def chosen(scope: Scope, *, by: str = "") -> Ledger:
    """The part of the ledger that the reader has selected. Every issue counts once, unless `by` is "lead" and 含配合 is on:
    then it counts once for each unit that leads or assists.
    """
    wanted = scope.selection
    if wanted.assisting and by != "lead" and not wanted.lead:
        wanted = replace(wanted, assisting=False)
    if wanted.everything:
        return ledger(scope.source)
    once = wanted.assisting and by != "lead"

    def cut() -> Ledger:
        part = selections.chosen(ledger(scope.source), wanted)
        return part.only(~part.spans.duplicated(["issue", "from_on"]).to_numpy()) if once else part

    return _parts.get((scope.source.url, scope.source.version, wanted, once), cut)


def history(at: Source) -> pd.DataFrame:
    """All imports of a data version (see imports.history): never change it in place."""
    return _sources.get((at.url, at.version, "history"), lambda: imports.history(_opened(at.url)))


def undecided(at: Source) -> list[pairs.StoredPair]:
    """Doubtful pairs of a data version that wait for a decision."""
    return _sources.get((at.url, at.version, "undecided"), lambda: pairs.undecided(_opened(at.url)))


def settings(at: Source) -> Settings:
    """The office's settings of a data version."""
    return ledger(at).settings


def view(function: Callable[Concatenate[Scope, P], T]) -> Callable[Concatenate[Scope, P], T]:
    """Remember what `function` gives for a scope and its further (plain) arguments.

    Results must be small (aggregates, finished figures, at most the rows on screen): hundreds of them are kept.
    """
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(scope: Scope, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (name, scope, args, tuple(sorted(kwargs.items())))
        return _views.get(key, lambda: function(scope, *args, **kwargs))

    return cast(Callable[Concatenate[Scope, P], T], remembered)
