"""The meeting pack and the whole campaign: entries of books, bulletins, letters, instructions, appeals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD = "kind in ('inspection', 'rectification', 'full', 'manual')"
NEW = (
    "kind in ('inspection', 'rectification', 'full', 'manual', 'assessment', 'plan', 'risk_rule', 'standard', 'visit', "
    "'project', 'material', 'survey', 'negative', 'activity', 'commitment', 'score_rule', 'focus')"
)

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


def upgrade() -> None:
    _more_kinds_of_import()
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.CheckConstraint("as_of between -25567 and 2000000", name=op.f("ck_bulletins_as_of")),
        sa.CheckConstraint("since between -25567 and 2000000", name=op.f("ck_bulletins_since")),
        sa.CheckConstraint("until between -25567 and 2000000", name=op.f("ck_bulletins_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("number", name=op.f("uq_bulletins_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "drafts",
        sa.Column("since", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Text(), nullable=False),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("since", "until", "key", name=op.f("pk_drafts")),
        sqlite_strict=True,
    )
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appealed_on", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Integer(), nullable=True),
        sa.Column("restored", sa.REAL(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.CheckConstraint("accepted in (0, 1)", name=op.f("ck_appeals_accepted")),
        sa.CheckConstraint("appealed_on between -25567 and 2000000", name=op.f("ck_appeals_appealed_on")),
        sa.CheckConstraint("decided_on between -25567 and 2000000", name=op.f("ck_appeals_decided_on")),
        sa.CheckConstraint("since between -25567 and 2000000", name=op.f("ck_appeals_since")),
        sa.CheckConstraint("until between -25567 and 2000000", name=op.f("ck_appeals_until")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_appeals_unit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_appeals_unit_id"), "appeals", ["unit_id"], unique=False)
    op.create_table(
        "bulletin_files",
        sa.Column("bulletin_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_files_bulletin_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "name", name=op.f("pk_bulletin_files")),
        sqlite_strict=True,
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Integer(), nullable=False),
        sa.Column("reply_by", sa.Integer(), nullable=False),
        sa.Column("replied_on", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn_on", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.CheckConstraint("issued_on between -25567 and 2000000", name=op.f("ck_letters_issued_on")),
        sa.CheckConstraint("level between 1 and 6", name=op.f("ck_letters_level")),
        sa.CheckConstraint("replied_on between -25567 and 2000000", name=op.f("ck_letters_replied_on")),
        sa.CheckConstraint("reply_by between -25567 and 2000000", name=op.f("ck_letters_reply_by")),
        sa.CheckConstraint("withdrawn_on between -25567 and 2000000", name=op.f("ck_letters_withdrawn_on")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_letters_unit_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("number", name=op.f("uq_letters_number")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_letters_unit_id"), "letters", ["unit_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_entries_action_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["terms.id"], name=op.f("fk_entries_category_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["units.id"], name=op.f("fk_entries_district_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_entries_import_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_entries_site_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_entries_unit_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_entries_book"), "entries", ["book"], unique=False)
    op.create_index(op.f("ix_entries_import_id"), "entries", ["import_id"], unique=False)
    op.create_table(
        "instructions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("withdrawn_on", sa.Integer(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("written_at", sa.Text(), nullable=False),
        sa.CheckConstraint("done_on between -25567 and 2000000", name=op.f("ck_instructions_done_on")),
        sa.CheckConstraint("due_on between -25567 and 2000000", name=op.f("ck_instructions_due_on")),
        sa.CheckConstraint("given_on between -25567 and 2000000", name=op.f("ck_instructions_given_on")),
        sa.CheckConstraint("withdrawn_on between -25567 and 2000000", name=op.f("ck_instructions_withdrawn_on")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["actions.id"], name=op.f("fk_instructions_action_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_instructions_issue_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_instructions_unit_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instructions")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_instructions_issue_id"), "instructions", ["issue_id"], unique=False)
    op.create_index(op.f("ix_instructions_unit_id"), "instructions", ["unit_id"], unique=False)
    op.create_table(
        "letter_issues",
        sa.Column("letter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_letter_issues_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_letter_issues_letter_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", "issue_id", name=op.f("pk_letter_issues")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    _freeze_bulletins()


def _freeze_bulletins() -> None:
    """What was issued stays as it was issued: the database itself refuses to change it, or to delete what is no sample."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for statement in FROZEN:
        op.execute(statement)


def _more_kinds_of_import() -> None:
    """Widen the check on imports.kind.

    SQLite cannot alter a check, and to rebuild the table would delete by cascade what refers to it. A check changes nothing on
    disk, so its text may be edited: the last procedure of https://www.sqlite.org/lang_altertable.html.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_imports_kind"), "imports")
        op.create_check_constraint(op.f("ck_imports_kind"), "imports", NEW)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'imports'", (OLD, NEW)
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
