"""The weekly brief: what the bulletin, the slides, the annex workbook, the leaders' pages and 会议简报 all print.

A `Brief` is made once from the ledger (briefings.content.compiled) and printed by several hands (bulletin .docx, deck .pptx, annex
.xlsx, leader_pages .docx, the page). No printer computes: what is in no Brief is in no document, so they cannot disagree.
A Brief goes into JSON and back without loss (`packed`, `unpacked`): that is what an issued bulletin keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

ColumnKind = Literal["text", "count", "percent", "points", "day", "days"]
"""text: words. count: 件. percent: a rate in %. points: a change of a rate in percentage points. day: a date. days: a duration."""


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. weight: its share of the width; texts wrap."""

    name: str
    kind: ColumnKind = "text"
    weight: float = 1.0


@dataclass(frozen=True)
class BriefTable:
    """A table of the brief. rows: values of the columns' kinds, None where there is none.

    key: what other parts call it. total: the last row adds the others up. note: what stands below it (rule, what was left out).
    """

    key: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Any, ...], ...] = ()
    total: bool = False
    note: str = ""


@dataclass(frozen=True)
class Sentence:
    """A paragraph that may be edited before issuing. level 1: a heading of the second order （一）; 0: plain text."""

    key: str
    text: str
    level: int = 0


@dataclass(frozen=True)
class Section:
    """A chapter 一、二、… of the bulletin. tables: keys of the tables printed at its end, in the text (not as an annex).

    The first one, "opening", has no heading: it is printed without a number above the others.
    """

    key: str
    heading: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart that an office can edit. kind: bars (side by side), stacked, lines. unit: 件 or %."""

    key: str
    title: str
    kind: Literal["bars", "stacked", "lines"]
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    unit: str = "件"


@dataclass(frozen=True)
class LeaderPart:
    """What one lead county leader answers for; every issue lies in exactly one part, so the parts add up to the county.

    leader: his office, "" for issues that belong to no action or to one without a leader. actions: names of the actions.
    figures: the keys of Brief.figures without days_median and days_p90, instructed and instructed_done, now; before: the
    same at the last meeting. chains: the three worst (columns 情形, 镇区, 点位, 问题, 责任单位, 整改时限). answering: who must
    answer (责任单位, 未整改, 超期, 久拖不决, 最长超期).
    """

    key: str
    leader: str
    actions: tuple[str, ...]
    figures: Mapping[str, float | None]
    before: Mapping[str, float | None]
    sentences: tuple[Sentence, ...] = ()
    chains: BriefTable | None = None
    answering: BriefTable | None = None
    questions: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class PhotoPair:
    """Photos before and after, by their hash in the database."""

    issue_id: int
    place: str
    problem: str
    unit: str
    standing: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Brief:
    """One week in figures and words.

    title: of the documents. red_head: whether the bulletin has one. number, issued_on: 第N期 and the day of issue, None while it
    is not issued. since, until: the period. as_of: the 截至 day of all stocks. last_meeting: the day with which leaders' parts
    are compared. figures, before: key → value on as_of and at the end of the period before.
    The keys are those of domain.figures.figures STOCKS and FLOWS (found, done, closed: of the period), due_for_closing, the rates,
    days_median, days_p90; owed, owed_done, owed_on_time, owed_late, owed_open, owed_rate, owed_ahead, owed_put_off, owed_held,
    owed_rejected (domain.meeting.owed: what was to be put right in the period); instructed, instructed_done (of the last meeting;
    None where there was none). The keys of tables and charts are listed in docs/architecture.md.
    sections: the text in order. annexes: keys of the tables printed after it, in order. decisions: what the meeting is to
    decide. definitions: name of a figure → its 口径.
    """

    county: str
    title: str
    office: str
    number: int | None
    addressees: str
    since: date
    until: date
    as_of: date
    last_meeting: date
    figures: Mapping[str, float | None]
    before: Mapping[str, float | None]
    sections: tuple[Section, ...] = ()
    tables: Mapping[str, BriefTable] = field(default_factory=dict)
    annexes: tuple[str, ...] = ()
    charts: Mapping[str, Chart] = field(default_factory=dict)
    leaders: tuple[LeaderPart, ...] = ()
    photos: tuple[PhotoPair, ...] = ()
    decisions: tuple[Sentence, ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    red_head: bool = False
    issued_on: date | None = None
    sample: bool = False
