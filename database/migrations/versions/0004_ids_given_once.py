"""Ids of uploads and of doubtful pairs are given once: an open page that still means a row that is gone meets no other row."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("uploads", "uploads_before")
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
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO uploads (id, file_name, sha256, content, choices, who, uploaded_at) "
        "SELECT id, file_name, sha256, content, choices, who, uploaded_at FROM uploads_before"
    )
    op.drop_table("uploads_before")
    op.drop_index(op.f("ix_doubts_import_id"), table_name="doubts")
    op.rename_table("doubts", "doubts_before")
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
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO doubts (id, import_id, sheet, row_no, part, issue_id, candidate_id, score) "
        "SELECT id, import_id, sheet, row_no, part, issue_id, candidate_id, score FROM doubts_before"
    )
    op.drop_table("doubts_before")
    op.create_index(op.f("ix_doubts_import_id"), "doubts", ["import_id"], unique=False)
