"""What each field says for or against a doubtful pair, kept with the pair."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("weights", sa.Text(), server_default="[]", nullable=False),
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
