"""Files under way: uploaded, and neither imported nor put away. They outlive the browser tab that brought them."""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from database.store import schema
from database.store.bulk import chunks
from database.store.engine import Database


@dataclass(frozen=True)
class Upload:
    """A file under way. choices: JSON of what was decided about it so far. uploaded_at: ISO text."""

    upload_id: int
    file_name: str
    sha256: str
    choices: str
    uploaded_at: str


def keep(database: Database, files: Sequence[tuple[str, str, bytes]], *, at: datetime) -> list[int]:
    """Store files (name, sha256, content); their ids, in order."""
    with database.write() as connection:
        keys = []
        for name, sha256, content in files:
            values = {"file_name": name, "sha256": sha256, "content": zlib.compress(content, 1)}
            done = connection.execute(
                insert(schema.uploads).values(**values, uploaded_at=at.isoformat(timespec="seconds"))
            )
            assert done.inserted_primary_key is not None
            keys.append(int(done.inserted_primary_key[0]))
    return keys


def under_way(database: Database) -> list[Upload]:
    """All files under way, oldest first, without their content."""
    u = schema.uploads.c
    query = select(u.id, u.file_name, u.sha256, u.choices, u.uploaded_at).order_by(u.id)
    with database.read() as connection:
        return [Upload(*row) for row in connection.execute(query)]


def content_of(database: Database, upload_id: int) -> bytes | None:
    """The bytes of a file under way; None when somebody has put it away."""
    u = schema.uploads.c
    with database.read() as connection:
        packed = connection.scalar(select(u.content).where(u.id == upload_id))
    return None if packed is None else zlib.decompress(packed)


def save_choices(database: Database, upload_id: int, choices: str) -> None:
    """Keep what was decided about a file so far (JSON)."""
    with database.write() as connection:
        connection.execute(update(schema.uploads).where(schema.uploads.c.id == upload_id).values(choices=choices))


def put_away(database: Database, upload_ids: Iterable[int]) -> None:
    """Forget files that were imported or are not wanted."""
    with database.write() as connection:
        for batch in chunks(upload_ids):
            connection.execute(delete(schema.uploads).where(schema.uploads.c.id.in_(batch)))
