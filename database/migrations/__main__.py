"""`python -m database.migrations "what it does"`: begin a migration, numbered after the newest, with what `schema` has more or less."""

import re
import sys
import tempfile
import warnings
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from database.store.engine import migrations_config, open_database


def begun(message: str, folder: Path | None = None) -> Path:
    """The file of a new migration, to be read and finished by hand; ValueError where `message` has no letters.

    What differs between `database.store.schema` and a database of the newest migration is written into it; renames and moved data are not
    seen. folder: where the versions lie, for tests.
    """
    words = re.findall(r"[a-z0-9]+", message.lower())
    if not words:
        raise ValueError('say what it does, in English: make migration NAME="a column for the weather"')
    config = migrations_config()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("truncate_slug_length", "60")
    if folder is not None:
        config.set_main_option("path_separator", "os")
        config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    number = f"{int(newest or 0) + 1:04d}"
    with tempfile.TemporaryDirectory() as scratch:
        database = open_database(f"sqlite:///{Path(scratch) / 'newest.db'}")
        try:
            with database.write() as connection, warnings.catch_warnings():
                config.attributes["connection"] = connection
                warnings.filterwarnings("ignore", message=".*expression-based index")  # SQLite's cannot be compared
                script = command.revision(config, message=message, rev_id=number, autogenerate=True)
        finally:
            database.close()
    assert script is not None and not isinstance(script, list)
    return Path(script.path)


if __name__ == "__main__":
    try:
        begun(" ".join(sys.argv[1:]))  # Alembic says where the file lies
    except ValueError as error:
        sys.exit(str(error))
