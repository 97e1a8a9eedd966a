"""Photos of a sheet as evidence: which issues a picture belongs to, and whether it shows before or after."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data_loaders.layout.tables import Table
from data_loaders.photos.albums import Album, AlbumPhoto
from data_loaders.photos.photo_names import kind_of
from data_loaders.rows.records import Record
from database.office.photos import Attached, add_photos
from database.store.engine import Connection
from domain.ledger.photos import Kind

_BOTH = re.compile("前.*后|对比")
_FOUND = re.compile("问题|检查|存在|发现")


@dataclass(frozen=True)
class Evidence:
    """What became of the photos of an import. attached: new ones (a photo counts for each issue); same: known already.

    notes: Chinese sentences about those that were set aside.
    """

    attached: int = 0
    same: int = 0
    notes: tuple[str, ...] = ()


NOTHING = Evidence()


@dataclass(frozen=True)
class Illustrated:
    """A table of the sheet and the meaning of its columns (field → column of the table)."""

    table: Table
    fields: Mapping[str, int]

    def upper_row(self, row: int) -> int:
        """The first of the rows that are one by merged cells; `row` itself where it stands alone."""
        below = {aside.row for aside in self.table.asides if aside.reason == "合并单元格的延续"}
        while row in below:
            row -= 1
        return row

    def holds(self, column: int) -> bool:
        """Whether a column of the sheet is one of the table, where tables stand beside each other."""
        return self.table.span is None or self.table.span[0] <= column <= self.table.span[1]

    def heading(self, column: int) -> tuple[str, str | None]:
        """Heading and field of a column of the sheet."""
        if column not in self.table.columns:
            return "", None
        at = self.table.columns.index(column)
        return self.table.headings[at], next((name for name, said in self.fields.items() if said == at), None)


def attach(
    connection: Connection,
    import_id: int,
    album: Album,
    kind: str,
    tables: Sequence[Illustrated],
    records: Sequence[Record],
    issue_ids: Sequence[Sequence[int]],
) -> Evidence:
    """Attach the photos of a workbook to the issues of their rows. kind: of the sheet; issue_ids: of each record, in its order."""
    if not album.shots:
        return NOTHING
    issues_of: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for record, ids in zip(records, issue_ids, strict=True):
        issues_of[record.sheet, record.row] += ids
    cells: defaultdict[tuple[str, int, int], list[AlbumPhoto]] = defaultdict(list)
    aside = _Aside()
    for shot in album.shots:
        if shot.photo is None:
            continue
        table = _table_of(tables, shot)
        if table is not None:
            shot = shot._replace(row=table.upper_row(shot.row))
        if table is None:
            aside.add("所在的工作表没有读取", shot)
        elif shot.row <= table.table.heading_rows[-1]:
            aside.add("在标题或表头里，多为标志", shot)
        elif not issues_of.get((table.table.sheet, shot.row)):
            refused = shot.row in table.table.row_numbers
            aside.add(
                "所在的行被拒收，改好后再传会一并附上" if refused else "所在的行没有问题（空行、分组行或表尾）", shot
            )
        else:
            cells[table.table.sheet, shot.row, shot.column].append(shot)
    wanted = []
    for (sheet, row, column), shots in cells.items():
        heading, field = _table_of(tables, shots[0]).heading(column)  # type: ignore[union-attr]
        for said, shot in zip(_kinds(heading, field, kind, len(shots)), shots, strict=True):
            assert shot.photo is not None
            wanted += [Attached(issue, shot.photo.sha256, said, shot.place) for issue in issues_of[sheet, row]]
    photos = [shot.photo for shots in cells.values() for shot in shots if shot.photo is not None]
    attached, same = add_photos(
        connection, import_id, [(p.sha256, p.content, p.small, p.width, p.height) for p in photos], wanted
    )
    return Evidence(attached, same, tuple(_said(attached, same, cells, issues_of, aside)))


def _table_of(tables: Sequence[Illustrated], shot: AlbumPhoto) -> Illustrated | None:
    """The table of the sheet that the picture stands in: the last one that begins above it, else the first."""
    own = [one for one in tables if one.table.page == shot.sheet and one.holds(shot.column)]
    above = [one for one in own if one.table.heading_rows[0] <= shot.row]
    return above[-1] if above else own[0] if own else None


def _kinds(heading: str, field: str | None, kind: str, count: int) -> list[Kind]:
    """before or after for each of `count` pictures in one cell, from left to right."""
    by_sheet: Kind = "after" if kind == "rectification" else "before"
    if _BOTH.search(heading) and count > 1:
        return ["before", *["after"] * (count - 1)]  # type: ignore[list-item]
    said = kind_of(heading)
    if said is None and field == "photo_after":
        said = "after"
    if said is None and field == "photo_before" and _FOUND.search(heading):
        said = "before"
    return [said or by_sheet] * count


class _Aside:
    """Pictures that are not attached, by reason."""

    def __init__(self) -> None:
        self.shots: defaultdict[str, list[AlbumPhoto]] = defaultdict(list)

    def add(self, reason: str, shot: AlbumPhoto) -> None:
        self.shots[reason].append(shot)


def _said(
    attached: int,
    same: int,
    cells: Mapping[tuple[str, int, int], Sequence[AlbumPhoto]],
    issues_of: Mapping[tuple[str, int], Sequence[int]],
    aside: _Aside,
) -> Iterator[str]:
    if attached or same:
        yield f"照片：附上 {attached:,} 张" + (f"，另有 {same:,} 张先前已有" if same else "") + "。"
    shared = sum(1 for sheet, row, _ in cells if len(set(issues_of[sheet, row])) > 1)
    if shared:
        yield f"有 {shared:,} 格照片所在的行写了几个问题，照片附在其中每一个问题上。"
    for reason, shots in aside.shots.items():
        places = "、".join(shot.place for shot in shots[:5]) + ("等" if len(shots) > 5 else "")
        yield f"{len(shots):,} 张图片未作照片：{reason}（{places}）。"
