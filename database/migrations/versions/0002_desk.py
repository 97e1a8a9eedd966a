"""The clerk's desk: choices to redo, doubtful pairs decided, uploads under way, photos, changes of settings."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "touched",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issue_ids", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_touched")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_memos",
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choices", sa.Text(), server_default="{}", nullable=False),
        sa.Column("effect", sa.Text(), server_default="{}", nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_memos_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_memos")),
        sqlite_strict=True,
    )
    op.create_table(
        "parked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_parked_import_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["cause_id"], ["imports.id"], name=op.f("fk_parked_cause_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_parked_import_id"), "parked", ["import_id"], unique=False)
    op.create_index(op.f("ix_parked_cause_id"), "parked", ["cause_id"], unique=False)
    op.create_table(
        "pair_verdicts",
        sa.Column("mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate_mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.CheckConstraint("same in (0, 1)", name=op.f("ck_pair_verdicts_same")),
        sa.PrimaryKeyConstraint("mark", "candidate_mark", name=op.f("pk_pair_verdicts")),
        sqlite_strict=True,
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.Text(), server_default="{}", nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("uploaded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sqlite_strict=True,
    )
    op.create_table(
        "photos",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photos")),
        sqlite_strict=True,
    )
    op.create_table(
        "issue_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('before', 'after')", name=op.f("ck_issue_photos_kind")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_issue_photos_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["issues.id"], name=op.f("fk_issue_photos_issue_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sha256"], ["photos.sha256"], name=op.f("fk_issue_photos_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_photos")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_issue_photos_import_id"), "issue_photos", ["import_id"], unique=False)
    op.create_index(op.f("ix_issue_photos_issue_id"), "issue_photos", ["issue_id"], unique=False)
    op.create_index(op.f("ix_issue_photos_sha256"), "issue_photos", ["sha256"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
