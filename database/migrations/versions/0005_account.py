"""What became of every cell of a file, kept with its import."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("import_memos", "import_memos_before")
    op.create_table(
        "import_memos",
        sa.Column("import_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choices", sa.Text(), server_default="{}", nullable=False),
        sa.Column("effect", sa.Text(), server_default="{}", nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_memos_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_memos")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO import_memos (import_id, choices, effect, sender) "
        "SELECT import_id, choices, effect, sender FROM import_memos_before"
    )
    op.drop_table("import_memos_before")
