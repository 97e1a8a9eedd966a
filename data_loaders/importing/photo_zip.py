"""A .zip of photos named by issue number: open → preview → load, as with a sheet; the preview is the real thing rolled back."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data_loaders.importing.intake import Outdated
from data_loaders.photos.albums import Album, AlbumPhoto, album_of_zip
from data_loaders.photos.photo_names import NameSaid, number_key, read_name
from data_loaders.rows.records import RejectedRow
from database.imports import imports
from database.imports.imports import Header
from database.ledger.ledgers import newest_of
from database.office.photos import Attached, add_photos, drop_photos_of, missing, numbers
from database.store.engine import Connection, Database
from database.store.settings import version_of
from domain.ledger.photos import Kind


@dataclass(frozen=True)
class PhotoZip:
    """A zip of photos, opened: its photos are encoded anew already."""

    name: str
    content: bytes
    sha256: str
    album: Album


@dataclass(frozen=True)
class PhotoOutcome:
    """What a zip of photos did, or would do. counts, in files: read = attached + same + refused + other (no photos by their names: `parcels` says what becomes of them).

    before, after: how many of the attached show which. unsaid: how many of them said neither and were taken for `unsaid_as`.
    issues: how many issues got a photo. refusals: each file that was not taken, with reason and remedy.
    import_id: None for a preview, and where there was nothing new to attach (nothing is written then).
    """

    file_name: str
    as_of: date
    counts: Mapping[str, int]
    before: int
    after: int
    unsaid: int
    unsaid_as: Kind
    issues: int
    refusals: tuple[RejectedRow, ...]
    notes: tuple[str, ...]
    import_id: int | None = None


def open_photos(content: bytes, name: str, *, timeout_s: float = 240) -> PhotoZip:
    """Take the photos out and encode them anew. Raises nothing for whatever is in the file: `preview_photos` says it."""
    album = album_of_zip(content, timeout_s=timeout_s)
    return PhotoZip(name, content, hashlib.sha256(content).hexdigest(), album)


def preview_photos(database: Database, file: PhotoZip, *, at: datetime, unsaid: Kind = "before") -> PhotoOutcome:
    """What `load_photos` would do, by doing it and rolling it back."""
    with database.rehearse() as connection:
        return _load(connection, file, at=at, unsaid=unsaid)


def load_photos(
    database: Database,
    file: PhotoZip,
    *,
    at: datetime,
    who: str | None = None,
    unsaid: Kind = "before",
    sample: bool = False,
    seen: int | None = None,
) -> PhotoOutcome:
    """Attach the photos in one transaction, as an import of kind "manual" that can be undone like any other.

    unsaid: what a photo is that says neither 整改前 nor 整改后. seen: the data version that the person who confirms has seen;
    Outdated is raised, and nothing written, if it has moved.
    """
    with database.write() as connection:
        if seen is not None and version_of(connection) != seen:
            raise Outdated
        return _load(connection, file, at=at, unsaid=unsaid, who=who, sample=sample)


def attach_again(connection: Connection, file: PhotoZip, import_id: int, *, at: datetime) -> PhotoOutcome:
    """Attach the photos of an import anew, under its old id, with what was decided about it."""
    unsaid: Kind = (
        "after" if json.loads(imports.choices_of(connection, import_id)).get("unsaid") == "after" else "before"
    )
    return _load(connection, file, at=at, unsaid=unsaid, again=import_id)


def _load(
    connection: Connection,
    file: PhotoZip,
    *,
    at: datetime,
    unsaid: Kind,
    who: str | None = None,
    sample: bool = False,
    again: int | None = None,
) -> PhotoOutcome:
    record = None if again is None else imports.record_of(connection, again)
    as_of = newest_of(connection) or at.date() if record is None else record.day
    if record is not None:  # what is left of it must not count as known already
        drop_photos_of(connection, [record.import_id])
    known: defaultdict[str, list[int]] = defaultdict(list)
    for issue_id, number in numbers(connection):
        known[number_key(number)].append(issue_id)
    shots = file.album.shots
    said = [read_name(shot.name, known) for shot in shots]
    pairs = _pairs(said)
    wanted: list[Attached] = []
    refusals: list[RejectedRow] = []
    guessed = 0
    for order, (shot, name) in enumerate(zip(shots, said, strict=True), start=1):
        if shot.other:
            continue
        if shot.photo is None or len(name.ids) != 1:
            refusals.append(_refused(file.name, order, shot, name))
            continue
        kind = name.kind
        if kind is None and name.counter in (1, 2) and name.ids[0] in pairs:
            kind = "before" if name.counter == 1 else "after"
        if kind is None:
            guessed, kind = guessed + 1, unsaid
        wanted.append(Attached(name.ids[0], shot.photo.sha256, kind, shot.name))
    different = list({(one.issue_id, one.sha256, one.kind): one for one in wanted}.values())
    counts = {"read": len(shots), "other": sum(shot.other for shot in shots), "refused": len(refusals)}
    import_id: int | None = None
    new = 0
    fresh = missing(connection, different)
    if fresh or record is not None:
        header = Header(file.name, file.sha256, "manual", as_of, at, who=who, sample=sample, notes=file.album.notes)
        if record is None:
            import_id = imports.add_import(connection, header, file.content)
        else:
            import_id = imports.reopen(connection, record.import_id, header)
        imports.keep_choices(connection, import_id, json.dumps({"unsaid": unsaid}), None)
        photos = {shot.photo.sha256: shot.photo for shot in shots if shot.photo is not None}
        new, _ = add_photos(
            connection,
            import_id,
            [(p.sha256, p.content, p.small, p.width, p.height) for p in photos.values()],
            different,
        )
        imports.add_refusals(connection, import_id, [refusal[:-1] for refusal in refusals])
        imports.finish(
            connection,
            import_id,
            {
                "rows_read": len(shots),
                "rows_new": new,
                "rows_unchanged": len(wanted) - new,
                "rows_refused": len(refusals),
                "rows_blank": counts["other"],
            },
        )
    return PhotoOutcome(
        file.name,
        as_of,
        counts | {"attached": new, "same": len(wanted) - new},
        sum(one.kind == "before" for one in fresh),
        sum(one.kind == "after" for one in fresh),
        guessed,
        unsaid,
        len({one.issue_id for one in fresh}),
        tuple(refusals),
        file.album.notes,
        import_id,
    )


def _pairs(said: Sequence[NameSaid]) -> set[int]:
    """Issues whose photos are counted 1 and 2 and no further: those are before and after; with a 3 it is mere counting."""
    counters: defaultdict[int, set[int]] = defaultdict(set)
    for name in said:
        if len(name.ids) == 1 and name.kind is None and name.counter is not None:
            counters[name.ids[0]].add(name.counter)
    return {issue_id for issue_id, seen in counters.items() if seen <= {1, 2}}


def _refused(file_name: str, order: int, shot: AlbumPhoto, name: NameSaid) -> RejectedRow:
    raw = json.dumps([shot.name], ensure_ascii=False)
    if shot.photo is None:
        return RejectedRow(file_name, order, "照片", shot.name, shot.reason, shot.remedy, raw)
    if not name.ids:
        reason = "文件名里没有台账中的问题编号。"
        remedy = "请把文件名改成“编号_整改前.jpg”或“编号_整改后.jpg”；如果是新问题，请先导入检查问题清单。"
    elif "、" in name.number:
        reason = f"文件名里有几个编号（{name.number}），不知道是哪一个问题的。"
        remedy = "请只留一个编号；几个问题共用一张照片的，请各存一份。"
    else:
        reason = f"编号“{name.number}”对应台账中 {len(name.ids):,} 个问题，不知道是哪一个。"
        remedy = "请在文件名里写明完整的编号；一格写了几个问题的，请写成“编号-1”“编号-2”。"
    return RejectedRow(file_name, order, "照片", shot.name, reason, remedy, raw)
