"""更正说明: what later data changed about an issued bulletin, each figure with old, new and what caused it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from briefings.brief.brief import Brief, BriefTable, ColumnKind
from briefings.brief.words import spoken
from briefings.content.compiled import compiled
from briefings.issuing.basis import BITS, Basis, basis_of
from briefings.issuing.issuing import Frozen
from database.imports import imports
from database.ledger.causes import Cause, causes_since, speaking_of
from database.store.engine import Connection, Database
from domain.figures.definitions import DEFINITIONS
from domain.figures.rates import RATES, SUMS, rounded
from domain.ledger.ledger import Ledger
from domain.meeting.period import Period

JOINED, LEFT = "新列入", "不再列入"
ROW_OF: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("new", "overdue", "disputed"), ("镇区", "点位", "问题")),
    "recurring": ("镇区", "点位", "类别"),
    **dict.fromkeys(("districts", "new_counts"), ("镇区",)),
    **dict.fromkeys(("departments", "done_well", "not_done", "asked"), ("责任单位",)),
    "leaders": ("牵头县领导", "专项行动"),
    **dict.fromkeys(("red_list", "black_list"), ("类别", "单位")),
    "instructions": ("交办日期", "交办事项"),
}
"""By which columns a row of a table is the same row; by all its words where nothing else is said."""
COMPARED_ELSEWHERE = ("week", "rates", "campaign")
"""Tables whose cells are the figures of the brief, or stand in the sentences of a chapter: these are compared."""
SPOKEN = ("negative", "meeting", "campaign")
"""Chapters whose figures stand in no table that is compared."""
OWED = {
    "owed": "应整改", "owed_done": "应整改已完成", "owed_on_time": "应整改按期完成", "owed_late": "应整改逾期完成",
    "owed_undated": "应整改中完成日期不明", "owed_open": "应整改未完成", "owed_rate": "整改率（应整改中已完成）", "owed_ahead": "时限未到", "owed_put_off": "经批准延期",
    "owed_held": "应整改中挂账", "owed_rejected": "应整改中不予认定", "instructed": "会议交办事项",
    "instructed_done": "会议交办事项已完成",
}  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    **{key: (rate.part, *rate.whole) for key, rate in RATES.items()},
    **SUMS,
    "rework_rate": (*SUMS["reworked_due"], *RATES["rework_rate"].whole),
}
"""What a figure is computed from that counts no issues itself."""


@dataclass(frozen=True)
class Correction:
    """One restated value. where: 主要数据 or the title of a table. row, what: which of it. old, new: of kind `kind`.

    JOINED or LEFT as `what`: a whole row of a list came or went; old or new says how it stood. causes: places in
    Corrections.causes.
    """

    where: str
    row: str
    what: str
    kind: ColumnKind
    old: Any
    new: Any
    causes: tuple[int, ...]


@dataclass(frozen=True)
class Corrections:
    """All that is restated in a bulletin. causes: what happened since it was issued, also what changed nothing in it."""

    brief: Brief
    restated: tuple[Correction, ...]
    causes: tuple[Cause, ...]


def corrections_of(database: Database, ledger: Ledger, frozen: Frozen) -> Corrections:
    """What the data says today about the same period and as-of day, against what was issued."""
    then = frozen.automatic
    now = compiled(
        database,
        ledger,
        since=then.since,
        until=then.until,
        as_of=then.as_of,
        number=then.number,
        last_meeting=then.last_meeting,
    )
    basis = basis_of(database, ledger, then)
    with database.read() as connection:
        causes = tuple(causes_since(connection, frozen.basis.imports, frozen.basis.line))
        blame = _blamed(connection, ledger, frozen.basis, basis, causes, then.figures)
    return Corrections(frozen.brief, corrections(then, now, blame), causes)


@dataclass(frozen=True)
class Blame:
    """Who caused what. by_figure: figure → causes. by_words: number or wording of an issue, or a unit's name → causes.

    anything: of all issues that changed. settings, books: causes that are no sheet about issues.
    """

    by_figure: Mapping[str, frozenset[int]]
    by_words: Mapping[str, frozenset[int]]
    anything: frozenset[int]
    settings: frozenset[int]
    books: frozenset[int]

    def of_figure(self, key: str) -> tuple[int, ...]:
        """Of one of Brief.figures."""
        parts = PARTS.get(key, (key,))
        found = frozenset[int]().union(*(self.by_figure.get(part, frozenset()) for part in parts))
        return self._or_else(found)

    def of_words(self, words: Sequence[str]) -> tuple[int, ...]:
        """Of a row with these words: an issue or a unit."""
        found = frozenset[int]().union(*(self.by_words.get(word, frozenset()) for word in words if word))
        return self._or_else(found)

    def of_book(self) -> tuple[int, ...]:
        """Of what is said of the campaign and of meetings."""
        return tuple(sorted(self.books | self.settings)) or self._or_else(frozenset())

    def _or_else(self, found: frozenset[int]) -> tuple[int, ...]:
        return tuple(sorted(found or self.anything or self.settings or self.books))


NOBODY = Blame({}, {}, frozenset(), frozenset(), frozenset())


def _blamed(
    connection: Connection,
    ledger: Ledger,
    then: Basis,
    now: Basis,
    causes: Sequence[Cause],
    figures: Iterable[str],
) -> Blame:
    """Which cause changed which issue, and so which figure: a new import that speaks of it, else what was taken back, else settings.

    figures: those that the issued bulletin knows.
    """
    old, new = then.signatures(figures), now.signatures(figures)
    changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    places = {cause.import_id: at for at, cause in enumerate(causes) if cause.kind == "import" and not cause.of_book}
    undone = frozenset(at for at, cause in enumerate(causes) if cause.kind == "undo" and not cause.of_book)
    settings = frozenset(at for at, cause in enumerate(causes) if cause.kind == "change")
    books = frozenset(at for at, cause in enumerate(causes) if cause.of_book)
    said = speaking_of(connection, changed, [key for key in places if key is not None])
    told = imports.tell(connection, [key for key in changed if key in _known(ledger)])
    names = {issue_id: [word for word in (number, text) if word] for issue_id, number, text in told}
    directory = ledger.directory
    by_figure: dict[str, set[int]] = {}
    by_words: dict[str, set[int]] = {}
    for key in changed:
        mine = {places[one] for one in said.get(key, ())} or undone or settings
        before, after = (found.get(key, (0, 0, 0, 0)) for found in (old, new))
        for figure, bit in BITS.items():
            if (before[0] ^ after[0]) & bit:
                by_figure.setdefault(figure, set()).update(mine)
        units = [("district", code) for code in (before[2], after[2])] + [
            ("lead", code) for code in (before[3], after[3])
        ]
        words = [directory.label(dimension, code) for dimension, code in units]
        for word in (*names.get(key, ()), *words):
            by_words.setdefault(word, set()).update(mine)
    anything = frozenset[int]().union(*by_figure.values(), *by_words.values())
    return Blame(_fixed(by_figure), _fixed(by_words), anything, settings, books)


def _known(ledger: Ledger) -> set[int]:
    return set(ledger.issues["issue_id"].tolist())


def _fixed(found: Mapping[str, set[int]]) -> dict[str, frozenset[int]]:
    return {key: frozenset(places) for key, places in found.items()}


def corrections(then: Brief, now: Brief, blame: Blame = NOBODY) -> tuple[Correction, ...]:
    """Every value that differs between two briefs of one period: figures, cells and rows of tables, curves, chapters in words."""
    return (
        *_figures(then, now, blame),
        *(one for key in dict.fromkeys((*then.tables, *now.tables)) for one in _table(key, then, now, blame)),
        *_curves(then, now, blame),
        *_chapters(then, now, blame),
    )


def _figures(then: Brief, now: Brief, blame: Blame) -> Iterator[Correction]:
    words = spoken(Period(then.since, then.until, then.as_of))
    for what, before, after in (
        (words.this, then.figures, now.figures),
        (words.last, then.before, now.before),
    ):
        for key in before:  # what the issued one did not print it does not restate
            old, new = before.get(key), after.get(key)
            kind: ColumnKind = (
                "percent" if key.endswith("_rate") else "days" if key in ("days_median", "days_p90") else "count"
            )
            if _rounded(old, kind) != _rounded(new, kind):
                name = OWED.get(key) or DEFINITIONS[key].name.replace("本周", words.this)
                yield Correction("主要数据", name, what, kind, old, new, blame.of_figure(key))


def _rounded(value: float | None, kind: ColumnKind) -> float | None:
    return rounded(value) if value is not None and kind == "percent" else value


def _table(key: str, then: Brief, now: Brief, blame: Blame) -> Iterator[Correction]:
    if key in COMPARED_ELSEWHERE:
        return
    old_table, new_table = then.tables.get(key), now.tables.get(key)
    title = (old_table or new_table or BriefTable(key, key, ())).title
    old, new = _rows(old_table), _rows(new_table)
    for mark in dict.fromkeys((*old, *new)):
        before, after = old.get(mark), new.get(mark)
        words = [str(value) for value in (before or after or {}).values() if isinstance(value, str)]
        said = " · ".join(word for word in mark[:-1] if word)
        causes = blame.of_words(words)
        if before is None or after is None:
            gone = after is None
            stood = _stood(before or after or {}, mark)
            what = LEFT if gone else JOINED
            yield Correction(title, said, what, "text", stood if gone else None, None if gone else stood, causes)
            continue
        kinds = {c.name: c.kind for table in (old_table, new_table) if table for c in table.columns}
        for name in before:  # a column that the issued table does not have restates nothing
            if before.get(name) != after.get(name):
                yield Correction(title, said, name, kinds[name], before.get(name), after.get(name), causes)


def _rows(table: BriefTable | None) -> dict[tuple[str, ...], dict[str, Any]]:
    """Rows by what makes them the same row, the last part counting those that look alike."""
    if table is None:
        return {}
    names = [column.name for column in table.columns]
    chosen = [name for name in ROW_OF.get(table.key, ()) if name in names]
    chosen = chosen or [column.name for column in table.columns if column.kind == "text"]
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for place, values in enumerate(table.rows):
        row = dict(zip(names, values, strict=True))
        mark = ["" if row[name] is None else str(row[name]) for name in chosen]
        if table.total and place == len(table.rows) - 1:
            mark = ["合计"]
        elif row.get("编号"):
            mark = [str(row["编号"]), *mark[-1:]]
        alike = 1
        while (*mark, str(alike)) in found:
            alike += 1
        found[(*mark, str(alike))] = row
    return found


def _stood(row: Mapping[str, Any], mark: Sequence[str]) -> str:
    """The values of a row that do not name it: 超期天数 39，责任单位 住建局."""
    left = ((name, value) for name, value in row.items() if value is not None and str(value) not in mark)
    return "，".join(f"{name} {_said(value)}" for name, value in left) or "在列"


def _said(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else f"{value:,}" if isinstance(value, int) else str(value)


def _curves(then: Brief, now: Brief, blame: Blame) -> Iterator[Correction]:
    """Charts over weeks; the others show what stands in tables."""
    for key, chart in then.charts.items():
        other = now.charts.get(key)
        if chart.kind != "lines" or other is None:
            continue
        after = {
            (name, at): value
            for name, values in other.series
            for at, value in zip(other.categories, values, strict=True)
        }
        kind: ColumnKind = "percent" if chart.unit == "%" else "count"
        figure = {DEFINITIONS[name].name: name for name in DEFINITIONS}
        for name, values in chart.series:
            for at, old in zip(chart.categories, values, strict=True):
                new = after.get((name, at))
                if new != old:
                    causes = blame.of_figure(figure.get(name, name))
                    yield Correction(chart.title, name, at, kind, old, new, causes)


def _chapters(then: Brief, now: Brief, blame: Blame) -> Iterator[Correction]:
    """Sentences that carry figures of their own."""
    before, after = (
        {
            one.key: (section.heading, one.text)
            for section in brief.sections
            if section.key in SPOKEN
            for one in section.sentences
        }
        for brief in (then, now)
    )
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            heading = (old or new or ("", ""))[0]
            yield Correction(
                heading, "文字", "", "text", old[1] if old else None, new[1] if new else None, blame.of_book()
            )
