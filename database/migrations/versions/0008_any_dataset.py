"""The kinds of import are the datasets of domain.catalogue, no closed list in the database: a new one needs no migration."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD = (
    "kind in ('inspection', 'rectification', 'full', 'manual', 'assessment', 'plan', 'risk_rule', 'standard', 'visit', 'project', "
    "'material', 'survey', 'negative', 'activity', 'commitment', 'score_rule', 'focus')"
)
NEW = "kind <> ''"


def upgrade() -> None:
    """A check changes nothing on disk, so its text is edited, as in 0003."""
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
