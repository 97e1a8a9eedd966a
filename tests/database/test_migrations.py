"""`make migration` begins a migration after the newest, with what the schema has more."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from database.migrations.__main__ import begun
from database.store.schema import metadata

VERSIONS = Path(__file__).resolve().parents[2] / "database" / "migrations" / "versions"


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VERSIONS, tmp_path / "versions", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_migration_is_numbered_after_the_newest_and_empty_while_nothing_has_changed(versions: Path) -> None:
    newest = max(file.name[:4] for file in versions.glob("0*.py"))
    file = begun("A column for the weather", versions)
    assert file.name == f"{int(newest) + 1:04d}_a_column_for_the_weather.py"
    text = file.read_text(encoding="utf-8")
    assert f"down_revision = '{newest}'" in text
    assert "op." not in text.partition("def upgrade")[2]


def test_what_the_schema_has_more_is_written_down(versions: Path) -> None:
    table = sa.Table("weather", metadata, sa.Column("day", sa.Integer, primary_key=True))
    try:
        text = begun("weather", versions).read_text(encoding="utf-8")
    finally:
        metadata.remove(table)
    assert "op.create_table('weather'" in text


def test_a_migration_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="NAME="):
        begun("天气")
