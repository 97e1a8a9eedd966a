"""The clock, the database and the cache: nothing below this file knows what day it is or what was already computed.

Everything cached is keyed by the data version, which an import, an undo or a setting raises: the next run of every open
browser sees it, and a run without a change computes nothing. Cached frames are shared by all sessions: never change one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

import streamlit as st

from database import imports, ledgers
from database.engine import Database, default_url, open_database
from domain import selection as selections
from domain.ledger import Ledger
from domain.selection import Selection
from domain.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
EVERYTHING = Selection()


def today() -> date:
    """The day it is in the county."""
    return datetime.now(ZONE).date()


def now() -> datetime:
    """The time it is in the county, with its zone."""
    return datetime.now(ZONE)


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Database:
    return open_database(url)


def database() -> Database:
    """The database of this server (DASHBOARD_DB), opened and migrated once. Raises NewerDatabase."""
    return _opened(default_url())


@dataclass(frozen=True)
class Source:
    """One data version of one database. newest: the day the newest sheet speaks for, None when nothing is loaded."""

    url: str
    version: int
    newest: date | None
    has_sample: bool


def source() -> Source:
    """The data version that this run shows."""
    opened = database()
    return _source(opened.url, ledgers.data_version(opened))


@st.cache_resource(max_entries=4, show_spinner=False)
def _source(url: str, version: int) -> Source:
    opened = _opened(url)
    return Source(url, version, ledgers.newest_as_of(opened), imports.has_sample(opened))


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
    return _ledger(at.url, at.version)


@st.cache_resource(max_entries=1, show_spinner="正在读取台账……")
def _ledger(url: str, version: int) -> Ledger:
    # What was cut from an older ledger keeps all of it in memory: let go before reading the new one.
    _chosen.clear()
    return ledgers.read_ledger(_opened(url))


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
    return _chosen(scope.source.url, scope.source.version, f"{wanted!r} {once}", _selection=wanted, _once=once)


@st.cache_resource(max_entries=3, show_spinner=False)
def _chosen(url: str, version: int, key: str, *, _selection: Selection, _once: bool) -> Ledger:
    part = selections.chosen(_ledger(url, version), _selection)
    return part.only(~part.spans.duplicated(["issue", "from_on"]).to_numpy()) if _once else part


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
        key = f"{name} {scope!r} {args!r} {kwargs!r}"
        return _remembered(key, _compute=lambda: function(scope, *args, **kwargs))

    return cast(Callable[Concatenate[Scope, P], T], remembered)


@st.cache_resource(max_entries=500, show_spinner=False)
def _remembered(key: str, *, _compute: Callable[[], T]) -> T:
    return _compute()
