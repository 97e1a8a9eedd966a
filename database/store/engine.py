"""Opening the database: an SQLAlchemy URL, SQLite by default, migrated to this program's version."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

from database.store import changed_issues
from database.store.folding import fold_by_new_rules, folded_by
from domain.ledger.ledger import RULES

ROOT = Path(__file__).resolve().parents[2]
BUSY_MS = 30_000


class NewerDatabase(Exception):
    """The database was written by a newer version of the program; nothing was changed."""


@dataclass(frozen=True)
class Database:
    """A migrated database. Readers never wait for a writer (WAL); writers queue for the lock before they read."""

    url: str
    reader: Engine
    writer: Engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading."""
        with self.reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start: all or nothing."""
        with self.writer.begin() as connection:
            changed_issues.begin(connection)
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """Like `write`, but everything is rolled back at the end."""
        with self.writer.connect() as connection:
            transaction = connection.begin()
            changed_issues.begin(connection)
            try:
                yield connection
            finally:
                transaction.rollback()

    @property
    def file(self) -> Path | None:
        """The SQLite file, None for another database."""
        url = make_url(self.url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    def close(self) -> None:
        """Give all connections back; open files are closed."""
        self.reader.dispose()
        self.writer.dispose()


def default_url() -> str:
    """DASHBOARD_DB, else an SQLite file in data/ beside the program."""
    return os.environ.get("DASHBOARD_DB") or _file_url(ROOT / "data" / "dashboard.db")


def _file_url(file: Path) -> str:
    """The URL of an SQLite file. Folders may be called anything: %, # and ? are no part of the URL's own grammar."""
    return f"sqlite:///{quote(str(file.resolve()), safe='/:' + os.sep)}"


def open_database(url: str | None = None) -> Database:
    """Open, create or migrate the database at `url` (a bare path means an SQLite file); spans of older rules are folded again.

    Raises NewerDatabase when a newer program has written it.
    """
    url = url or default_url()
    if "://" not in url:
        url = _file_url(Path(url))
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    database = Database(url, _engine(url, "BEGIN"), _engine(url, "BEGIN IMMEDIATE"))
    try:
        _migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def _engine(url: str, begin: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name != "sqlite":
        return engine

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver starts no transactions of its own; `begin` below does
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")  # before the first statement that can wait
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute("PRAGMA cache_size = -65536")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def migrations_config() -> Config:
    """Where Alembic finds the migrations; it runs them on a connection that is handed to it."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "database" / "migrations").replace("%", "%%"))
    return config


def _migrate(database: Database) -> None:
    config = migrations_config()
    known = ScriptDirectory.from_config(config)
    with database.read() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == known.get_current_head() and folded_by(connection) == RULES:
            return
    if current is not None and current not in {script.revision for script in known.walk_revisions()}:
        raise NewerDatabase(
            f"数据库由更新版本的程序写入（版本 {current}），本程序不认识，未作任何改动。请升级程序，或用 DASHBOARD_DB 指定另一个数据库。"
        )
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        fold_by_new_rules(connection)
