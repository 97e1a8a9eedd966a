"""The tables. Days are whole days since 1970-01-01, so that frames load without parsing; times are ISO text in UTC."""

from typing import Any

from sqlalchemy import (
    DDL,
    REAL,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
    func,
)
from sqlalchemy.schema import SchemaItem

from domain.datasets.row_fields import KEPT

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EARLIEST, LATEST = -25_567, 2_000_000
"""Plausible day numbers: 1900-01-01 … domain.ledger.days.NEVER."""


LEDGER_KINDS = ("inspection", "rectification", "full", "manual")
"""Kinds of import whose rows are observations of issues; every other kind is the key of a dataset (domain.catalogue)."""


def _column(name: str, kind: type[Integer] | type[Text], check: str, **options: object) -> Column[Any]:
    """A column with a condition; `_table` turns the condition into a named constraint of the table."""
    return Column(name, kind, info={"check": check}, **options)  # type: ignore[arg-type]


def _day(name: str, *, nullable: bool = True) -> Column[Any]:
    return _column(name, Integer, f"{name} between {EARLIEST} and {LATEST}", nullable=nullable)


def _state(*, nullable: bool) -> Column[Any]:
    return _column("state", Integer, "state between 1 and 8", nullable=nullable)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _origin() -> Column[Any]:
    """'office': entered by the office; 'import': brought by a sheet, goes with it; 'sample': goes with the sample data."""
    return _column("origin", Text, "origin in ('office', 'import', 'sample')", nullable=False, server_default="office")


def _table(name: str, *parts: SchemaItem, rowid: bool = True, once: bool = False) -> Table:
    """A STRICT table. rowid=False: stored in the order of its primary key, without a second tree for it. once: an id is never given
    again, for rows that an open page may still mean when they are gone.
    """
    checks = [
        CheckConstraint(p.info["check"], name=p.name) for p in parts if isinstance(p, Column) and "check" in p.info
    ]
    if rowid:
        return Table(name, metadata, *parts, *checks, sqlite_strict=True, sqlite_autoincrement=once)
    return Table(name, metadata, *parts, *checks, sqlite_strict=True, sqlite_with_rowid=False)


imports = _table(
    "imports",
    _id(),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    _column("kind", Text, "kind <> ''", nullable=False),
    _day("as_of", nullable=False),
    Column("whole", Integer, nullable=False, server_default="0"),  # 1: a full ledger; 0: an addition
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("who", Text),
    Column("imported_at", Text, nullable=False),
    Column("undone_at", Text),
    Column("rows_read", Integer, nullable=False, server_default="0"),
    Column("rows_new", Integer, nullable=False, server_default="0"),
    Column("rows_changed", Integer, nullable=False, server_default="0"),
    Column("rows_unchanged", Integer, nullable=False, server_default="0"),
    Column("rows_refused", Integer, nullable=False, server_default="0"),
    Column("rows_blank", Integer, nullable=False, server_default="0"),
    Column("notes", Text, nullable=False, server_default="[]"),  # JSON list of sentences
    CheckConstraint(
        "rows_read = rows_new + rows_changed + rows_unchanged + rows_refused + rows_blank", name="rows_add_up"
    ),
)

import_files = _table(
    "import_files",
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),  # zlib
)

import_sheets = _table(
    "import_sheets",
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("sheet", Text, primary_key=True),
    Column("heading_row", Integer, primary_key=True, autoincrement=False),
    Column("headings", Text, nullable=False),  # JSON list, in the order of observations.raw
    Column("fields", Text, nullable=False),  # JSON list: the field of each heading or null
)

units = _table(
    "units",
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("short_name", Text, nullable=False),
    _column("kind", Text, "kind in ('department', 'district')", nullable=False),
    Column("peer_group", Text, nullable=False, server_default=""),
    Column("parent_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("contact", Text),
    Column("phone", Text),
    _origin(),
)

unit_aliases = _table(
    "unit_aliases",
    Column("key", Text, primary_key=True),  # data_loaders.text.names.name_key
    Column("alias", Text, nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id", ondelete="CASCADE"), nullable=False),
)

actions = _table(
    "actions",
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("lead_leader", Text, nullable=False, server_default=""),  # an office, never a person
    Column("lead_unit_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("members", Text, nullable=False, server_default=""),
    _origin(),
)

terms = _table(
    "terms",
    _id(),
    _column("kind", Text, "kind in ('category', 'site_type', 'source')", nullable=False),
    Column("name", Text, nullable=False),
    Column("action_id", Integer, ForeignKey("actions.id", ondelete="SET NULL")),
    _origin(),
    UniqueConstraint("kind", "name"),
)

sites = _table(
    "sites",
    _id(),
    Column("name", Text, nullable=False),
    Column("district_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("site_type_id", Integer, ForeignKey("terms.id", ondelete="SET NULL")),
    Column("lead_unit_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("warden", Text),
    Column("phone", Text),
    _origin(),
)
Index("uq_sites_place", sites.c.name, func.coalesce(sites.c.district_id, 0), unique=True)

issues = _table(
    "issues",
    _id(),
    _day("found_on", nullable=False),
    Column("found_said", Integer, nullable=False),  # 0: no sheet named the day; the first sheet's day stands in
    Column("number", Text, index=True),
    Column("fingerprint", Integer),  # of the district, site and wording that were said first; issue keys name it
    Column("district_id", Integer, ForeignKey("units.id")),
    Column("site_id", Integer, ForeignKey("sites.id"), index=True),
    Column("site_type_id", Integer, ForeignKey("terms.id")),
    Column("category_id", Integer, ForeignKey("terms.id")),
    Column("source_id", Integer, ForeignKey("terms.id")),
    Column("action_id", Integer, ForeignKey("actions.id")),
    Column("description", Text),
)

observations = _table(
    "observations",
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id"), nullable=False, index=True),
    Column("issue_id", Integer, ForeignKey("issues.id"), nullable=False, index=True),
    Column("fingerprint", Integer),
    Column("sheet", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("part", Integer, nullable=False),  # 1, 2 … where one cell holds several problems
    Column("number", Text),
    _day("found_on"),
    Column("district_id", Integer),
    Column("site_id", Integer),
    Column("site_type_id", Integer),
    Column("category_id", Integer),
    Column("source_id", Integer),
    Column("action_id", Integer),
    Column("description", Text),
    _state(nullable=True),
    Column("state_text", Text),
    _day("due_on"),
    Column("due_text", Text),
    Column("lead_unit_id", Integer),
    Column("assist_ids", Text),  # JSON list of unit ids
    _day("done_on"),
    _day("verified_on"),
    Column("person", Text),
    Column("phone", Text),
    Column("measures", Text),
    Column("progress", Text),
    Column("remark", Text),
    Column("raw", Text, nullable=False),  # JSON list: the cells of the row, verbatim
    *(
        Column(name, Text) for name in KEPT if name not in ("person", "phone", "measures", "remark")
    ),  # those that came later
)
Index(
    "ix_observations_fingerprint",
    observations.c.fingerprint,
    sqlite_where=observations.c.fingerprint.is_not(None),
)

spans = _table(
    "spans",
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("from_on", Integer, primary_key=True, autoincrement=False),
    _day("to_on", nullable=False),
    _state(nullable=False),
    _day("due_on"),
    Column("lead_unit_id", Integer, ForeignKey("units.id")),
    _day("done_on"),
    CheckConstraint("from_on < to_on", name="not_empty"),
    rowid=False,
)

assists = _table(
    "assists",
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, autoincrement=False),
    rowid=False,
)

refusals = _table(
    "refusals",
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("heading", Text),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("raw", Text, nullable=False),
)

doubts = _table(
    "doubts",
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("issue_id", Integer, nullable=False),  # the issue that the row became
    Column("candidate_id", Integer, nullable=False),  # the issue that it may be about
    Column("score", Integer, nullable=False),  # likeness of the wordings, 0 … 100
    Column("weights", Text, nullable=False, server_default="[]"),  # JSON list: field, level in words, bits
    Column("mark", Integer),  # how the pair is recognised when it comes again
    Column("candidate_mark", Integer),
    once=True,
)

mappings = _table(
    "mappings",
    Column("signature", Text, primary_key=True),  # data_loaders.headings.headings.signature
    Column("fields", Text, nullable=False),  # JSON: heading → field or null
    Column("kind", Text),
)

answers = _table(
    "answers",
    Column(
        "kind", Text, primary_key=True
    ),  # state, code (of a form), verdict, category, site_type, source, action, site (renamed), mark (former)
    Column("text", Text, primary_key=True),
    Column("meaning", Text, nullable=False),
)

settings = _table(
    "settings",
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
    _origin(),
)

touched = _table(
    "touched",  # which issues an import or an undo wrote; of other versions there is no row
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("issue_ids", Text, nullable=False),  # JSON list
)

import_memos = _table(
    "import_memos",
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("choices", Text, nullable=False, server_default="{}"),  # JSON: what a person decided, to do it again
    Column("effect", Text, nullable=False, server_default="{}"),  # JSON: figure → [before, after]
    Column("sender", Text),  # the unit that sent the sheet, where it says so
    Column(
        "account", Text, nullable=False, server_default="{}"
    ),  # JSON: what became of every cell, and what was not understood
)

parked = _table(
    "parked",  # rows that lost the issue that their number means, when another import was undone
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("cause_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
)

pair_verdicts = _table(
    "pair_verdicts",  # what a person decided about a doubtful pair, by the fingerprints of both
    Column("mark", Integer, primary_key=True, autoincrement=False),
    Column("candidate_mark", Integer, primary_key=True, autoincrement=False),
    _column("same", Integer, "same in (0, 1)", nullable=False),
    Column("who", Text),
    Column("decided_at", Text, nullable=False),
    Column("weights", Text, nullable=False, server_default="[]"),  # as in doubts: what m and u are estimated from
)

uploads = _table(
    "uploads",  # files that were uploaded and neither imported nor put away yet
    _id(),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # zlib
    Column("choices", Text, nullable=False, server_default="{}"),  # JSON
    Column("who", Text),
    Column("uploaded_at", Text, nullable=False),
    once=True,
)

photos = _table(
    "photos",
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),  # JPEG, encoded anew
    Column("small", LargeBinary, nullable=False),  # the same for lists
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

issue_photos = _table(
    "issue_photos",
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", Text, ForeignKey("photos.sha256"), nullable=False, index=True),
    _column("kind", Text, "kind in ('before', 'after')", nullable=False),
    Column("name", Text, nullable=False),  # where it came from: file, or sheet and cell
)

audit = _table(
    "audit",  # changes of settings and masters
    _id(),
    Column("changed_at", Text, nullable=False),
    Column("who", Text),
    Column("what", Text, nullable=False),  # Chinese: 单位, 点位, 设置 …
    Column("name", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
)

entries = _table(
    "entries",  # one row of one sheet about one entry of a book (domain.datasets.datasets): what an observation is to an issue
    _id(),
    Column("import_id", Integer, ForeignKey("imports.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("book", Text, nullable=False, index=True),
    Column("mark", Text, nullable=False),  # domain.datasets.datasets.mark_of: which entry
    Column("sheet", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column(
        "said", Text, nullable=False
    ),  # JSON: field → text, number or ISO day; what the row does not say is left out
    Column("district_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("unit_id", Integer, ForeignKey("units.id", ondelete="SET NULL")),
    Column("site_id", Integer, ForeignKey("sites.id", ondelete="SET NULL")),
    Column("category_id", Integer, ForeignKey("terms.id", ondelete="SET NULL")),
    Column("action_id", Integer, ForeignKey("actions.id", ondelete="SET NULL")),
    Column("raw", Text, nullable=False),  # JSON list: the cells of the row, verbatim
)

bulletins = _table(
    "bulletins",  # issued, and never changed afterwards
    _id(),
    Column("number", Integer, nullable=False, unique=True),  # 第N期
    _day("since", nullable=False),
    _day("until", nullable=False),
    _day("as_of", nullable=False),
    Column("data_version", Integer, nullable=False),
    Column(
        "content", LargeBinary, nullable=False
    ),  # zlib of briefings.brief.brief.packed: figures, rows, texts, definitions
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("who", Text),
    Column("issued_at", Text, nullable=False),
)

bulletin_files = _table(
    "bulletin_files",
    Column(
        "bulletin_id", Integer, ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# What was issued stays as it was issued: SQLite itself refuses to change it, or to delete what is no sample.
FROZEN = (
    "CREATE TRIGGER bulletins_change BEFORE UPDATE ON bulletins "
    "BEGIN SELECT RAISE(ABORT, 'an issued bulletin is never changed'); END",
    "CREATE TRIGGER bulletins_delete BEFORE DELETE ON bulletins WHEN old.sample = 0 "
    "BEGIN SELECT RAISE(ABORT, 'an issued bulletin is never deleted'); END",
    "CREATE TRIGGER bulletin_files_change BEFORE UPDATE ON bulletin_files "
    "BEGIN SELECT RAISE(ABORT, 'an issued bulletin is never changed'); END",
    "CREATE TRIGGER bulletin_files_delete BEFORE DELETE ON bulletin_files "
    "WHEN (SELECT sample FROM bulletins WHERE id = old.bulletin_id) = 0 "
    "BEGIN SELECT RAISE(ABORT, 'an issued bulletin is never deleted'); END",
)
for statement in FROZEN:
    event.listen(bulletin_files, "after_create", DDL(statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]

drafts = _table(
    "drafts",  # sentences that a person changed before issuing
    Column("since", Integer, primary_key=True, autoincrement=False),
    Column("until", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),  # of the sentence
    Column("text", Text, nullable=False),
    Column("automatic", Text, nullable=False),  # what stood there when it was changed
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("who", Text),
    Column("changed_at", Text, nullable=False),
)

instructions = _table(
    "instructions",  # 会议交办: said in a meeting about an issue, a unit or a leader's action
    _id(),
    _day("given_on", nullable=False),  # the day of the meeting
    Column("given_by", Text, nullable=False, server_default=""),  # an office, never a person
    Column("text", Text, nullable=False),
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="SET NULL"), index=True),
    Column("unit_id", Integer, ForeignKey("units.id", ondelete="SET NULL"), index=True),
    Column("action_id", Integer, ForeignKey("actions.id", ondelete="SET NULL")),
    _day("due_on"),
    _day("done_on"),
    Column("outcome", Text, nullable=False, server_default=""),
    _day("withdrawn_on"),
    Column("who", Text),
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("written_at", Text, nullable=False),
)

letters = _table(
    "letters",  # 交办单, 提醒函, 督办单 …: a step of the escalation ladder, decided by a person
    _id(),
    _column("level", Integer, "level between 1 and 6", nullable=False),  # domain.accountability.escalation.Level
    Column("number", Text, nullable=False, unique=True),  # document number (文号)
    Column("unit_id", Integer, ForeignKey("units.id", ondelete="SET NULL"), index=True),
    Column("unit_name", Text, nullable=False),  # as it stood on the letter
    _day("issued_on", nullable=False),
    _day("reply_by", nullable=False),
    _day("replied_on"),
    Column("reply", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),  # why the program proposed it, or what the person said
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _day("withdrawn_on"),
    Column("who", Text),
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("written_at", Text, nullable=False),
)

letter_issues = _table(
    "letter_issues",
    Column("letter_id", Integer, ForeignKey("letters.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("issue_id", Integer, ForeignKey("issues.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    rowid=False,
)

appeals = _table(
    "appeals",  # 申诉: a unit contests a line of its score card
    _id(),
    Column("unit_id", Integer, ForeignKey("units.id", ondelete="CASCADE"), nullable=False, index=True),
    _day("since", nullable=False),
    _day("until", nullable=False),
    Column("line", Text, nullable=False),  # of the score card
    Column("reason", Text, nullable=False),
    _day("appealed_on", nullable=False),
    _day("decided_on"),
    _column("accepted", Integer, "accepted in (0, 1)"),
    Column("restored", REAL),  # points given back
    Column("outcome", Text, nullable=False, server_default=""),
    Column("who", Text),
    Column("sample", Integer, nullable=False, server_default="0"),
    Column("written_at", Text, nullable=False),
)
