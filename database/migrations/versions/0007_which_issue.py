"""Which issue a row is about: rows are looked up by what they said, and decided pairs keep the weight of every field."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_issues_fingerprint", table_name="issues")
    op.create_index(
        "ix_observations_fingerprint",
        "observations",
        ["fingerprint"],
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
    )
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
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("candidate_mark", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_doubts_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubts")),
        sqlite_strict=True,
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO doubts (id, import_id, sheet, row_no, part, issue_id, candidate_id, score, weights) "
        "SELECT id, import_id, sheet, row_no, part, issue_id, candidate_id, score, weights FROM doubts_before"
    )
    op.drop_table("doubts_before")
    op.create_index(op.f("ix_doubts_import_id"), "doubts", ["import_id"], unique=False)
    op.rename_table("pair_verdicts", "pair_verdicts_before")
    op.create_table(
        "pair_verdicts",
        sa.Column("mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("candidate_mark", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("weights", sa.Text(), server_default="[]", nullable=False),
        sa.CheckConstraint("same in (0, 1)", name=op.f("ck_pair_verdicts_same")),
        sa.PrimaryKeyConstraint("mark", "candidate_mark", name=op.f("pk_pair_verdicts")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO pair_verdicts (mark, candidate_mark, same, who, decided_at) "
        "SELECT mark, candidate_mark, same, who, decided_at FROM pair_verdicts_before"
    )
    op.drop_table("pair_verdicts_before")
