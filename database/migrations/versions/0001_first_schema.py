"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "text", name=op.f("pk_answers")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_import_files")),
        sqlite_strict=True,
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sample", sa.Integer(), server_default="0", nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.Column("rows_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_new", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_refused", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rows_blank", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notes", sa.Text(), server_default="[]", nullable=False),
        sa.CheckConstraint("kind in ('inspection', 'rectification', 'full', 'manual')", name=op.f("ck_imports_kind")),
        sa.CheckConstraint("as_of between -25567 and 2000000", name=op.f("ck_imports_as_of")),
        sa.CheckConstraint(
            "rows_read = rows_new + rows_changed + rows_unchanged + rows_refused + rows_blank",
            name=op.f("ck_imports_rows_add_up"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_imports_sha256"), "imports", ["sha256"], unique=False)
    op.create_table(
        "mappings",
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_mappings")),
        sqlite_strict=True,
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), server_default="office", nullable=False),
        sa.CheckConstraint("origin in ('office', 'import', 'sample')", name=op.f("ck_settings_origin")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
        sqlite_strict=True,
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("peer_group", sa.Text(), server_default="", nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), server_default="office", nullable=False),
        sa.CheckConstraint("kind in ('department', 'district')", name=op.f("ck_units_kind")),
        sa.CheckConstraint("origin in ('office', 'import', 'sample')", name=op.f("ck_units_origin")),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_units_parent_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("name", name=op.f("uq_units_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lead_leader", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("members", sa.Text(), server_default="", nullable=False),
        sa.Column("origin", sa.Text(), server_default="office", nullable=False),
        sa.CheckConstraint("origin in ('office', 'import', 'sample')", name=op.f("ck_actions_origin")),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["units.id"], name=op.f("fk_actions_lead_unit_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("name", name=op.f("uq_actions_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "doubts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_doubts_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubts")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_doubts_import_id"), "doubts", ["import_id"], unique=False)
    op.create_table(
        "import_sheets",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("heading_row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_sheets_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "sheet", "heading_row", name=op.f("pk_import_sheets")),
        sqlite_strict=True,
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_refusals_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusals")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_refusals_import_id"), "refusals", ["import_id"], unique=False)
    op.create_table(
        "unit_aliases",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_aliases_unit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unit_aliases")),
        sqlite_strict=True,
    )
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), server_default="office", nullable=False),
        sa.CheckConstraint("kind in ('category', 'site_type', 'source')", name=op.f("ck_terms_kind")),
        sa.CheckConstraint("origin in ('office', 'import', 'sample')", name=op.f("ck_terms_origin")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_terms_action_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_terms_kind_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("site_type_id", sa.Integer(), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("warden", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), server_default="office", nullable=False),
        sa.CheckConstraint("origin in ('office', 'import', 'sample')", name=op.f("ck_sites_origin")),
        sa.ForeignKeyConstraint(["district_id"], ["units.id"], name=op.f("fk_sites_district_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["lead_unit_id"], ["units.id"], name=op.f("fk_sites_lead_unit_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["site_type_id"], ["terms.id"], name=op.f("fk_sites_site_type_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sqlite_strict=True,
    )
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Integer(), nullable=False),
        sa.Column("found_said", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("site_type_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.CheckConstraint("found_on between -25567 and 2000000", name=op.f("ck_issues_found_on")),
        sa.ForeignKeyConstraint(["action_id"], ["actions.id"], name=op.f("fk_issues_action_id")),
        sa.ForeignKeyConstraint(["category_id"], ["terms.id"], name=op.f("fk_issues_category_id")),
        sa.ForeignKeyConstraint(["district_id"], ["units.id"], name=op.f("fk_issues_district_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_issues_site_id")),
        sa.ForeignKeyConstraint(["site_type_id"], ["terms.id"], name=op.f("fk_issues_site_type_id")),
        sa.ForeignKeyConstraint(["source_id"], ["terms.id"], name=op.f("fk_issues_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_issues_fingerprint"), "issues", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_issues_number"), "issues", ["number"], unique=False)
    op.create_index(op.f("ix_issues_site_id"), "issues", ["site_id"], unique=False)
    op.create_table(
        "assists",
        sa.Column("issue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_assists_issue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assists_unit_id")),
        sa.PrimaryKeyConstraint("issue_id", "unit_id", name=op.f("pk_assists")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("site_type_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("state", sa.Integer(), nullable=True),
        sa.Column("state_text", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("due_text", sa.Text(), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("assist_ids", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("verified_on", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.CheckConstraint("done_on between -25567 and 2000000", name=op.f("ck_observations_done_on")),
        sa.CheckConstraint("due_on between -25567 and 2000000", name=op.f("ck_observations_due_on")),
        sa.CheckConstraint("found_on between -25567 and 2000000", name=op.f("ck_observations_found_on")),
        sa.CheckConstraint("state between 1 and 8", name=op.f("ck_observations_state")),
        sa.CheckConstraint("verified_on between -25567 and 2000000", name=op.f("ck_observations_verified_on")),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_observations_import_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_observations_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_observations_import_id"), "observations", ["import_id"], unique=False)
    op.create_index(op.f("ix_observations_issue_id"), "observations", ["issue_id"], unique=False)
    op.create_table(
        "spans",
        sa.Column("issue_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("lead_unit_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.CheckConstraint("done_on between -25567 and 2000000", name=op.f("ck_spans_done_on")),
        sa.CheckConstraint("due_on between -25567 and 2000000", name=op.f("ck_spans_due_on")),
        sa.CheckConstraint("from_on < to_on", name=op.f("ck_spans_not_empty")),
        sa.CheckConstraint("state between 1 and 8", name=op.f("ck_spans_state")),
        sa.CheckConstraint("to_on between -25567 and 2000000", name=op.f("ck_spans_to_on")),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_spans_issue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["units.id"], name=op.f("fk_spans_lead_unit_id")),
        sa.PrimaryKeyConstraint("issue_id", "from_on", name=op.f("pk_spans")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("uq_sites_place", "sites", ["name", sa.text("coalesce(district_id, 0)")], unique=True)
