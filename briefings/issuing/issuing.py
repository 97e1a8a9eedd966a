"""From a brief to its files, and the issue of a bulletin: what is printed, kept and never changed again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from briefings.brief.brief import Brief
from briefings.brief.edits import SentenceEdit, edited, edits_of
from briefings.brief.packing import packed, unpacked_as
from briefings.content.compiled import compiled
from briefings.excel.annex import annex
from briefings.issuing.basis import Basis, basis_of
from briefings.sealing import archived
from briefings.slides.deck import deck
from briefings.word.bulletin import bulletin
from briefings.word.leader_pages import leader_pages
from database.ledger.ledgers import KnownLedger
from database.office import bulletins, photos
from database.office.bulletins import Bulletin, NotIssued, Ready
from database.store.engine import Database
from domain.ledger.days import week_start

Photo = Callable[[str], bytes | None]
"""The JPEG with this hash, None where it is gone."""

Printer = Callable[[Brief, Photo], Mapping[str, bytes]]
PRINTERS: Mapping[str, Printer] = {
    "周通报": lambda brief, _: {"周通报.docx": bulletin(brief)},
    "会议幻灯片": lambda brief, photo: {"会议幻灯片.pptx": deck(brief, photo=photo)},
    "附表": lambda brief, _: {"附表.xlsx": annex(brief)},
    "牵头县领导一页纸": lambda brief, _: leader_pages(brief),
}
"""The papers of a brief, in the order of use: the files of each by name."""


@dataclass(frozen=True)
class Proof:
    """A period as it will be printed. brief: with the edited sentences. automatic: without. version: of the data in it."""

    brief: Brief
    automatic: Brief
    edits: tuple[SentenceEdit, ...]
    version: int

    @property
    def stale(self) -> tuple[SentenceEdit, ...]:
        """Edited sentences whose figures have moved since: somebody has to look at them before the bulletin is issued."""
        return tuple(edit for edit in self.edits if edit.is_stale)


@dataclass(frozen=True)
class Frozen:
    """What an issued bulletin keeps: the brief as printed, the one that the program wrote, and what they stood on."""

    brief: Brief
    automatic: Brief
    basis: Basis


def last_full_week(newest: date, *, starts_on: int = 0) -> tuple[date, date]:
    """The first and the last day of the newest week that the data speaks for to its end."""
    since = week_start(newest + timedelta(days=1), starts_on=starts_on) - timedelta(days=7)
    return since, since + timedelta(days=6)


def proof_of(
    database: Database,
    known: KnownLedger,
    *,
    since: date,
    until: date,
    as_of: date | None = None,
    number: int | None = None,
) -> Proof:
    """The brief of a period with what was edited in it. Raises ValueError for days in no order."""
    made = compiled(database, known.ledger, since=since, until=until, as_of=as_of, number=number)
    return with_edits(database, made, known.version)


def with_edits(database: Database, automatic: Brief, version: int) -> Proof:
    """The proof of a compiled brief."""
    drafts = bulletins.drafts(database, since=automatic.since, until=automatic.until)
    return Proof(edited(automatic, drafts), automatic, edits_of(automatic, drafts), version)


def name_of(brief: Brief) -> str:
    """The beginning of the names of its files: 第12期_2026-07-06至2026-07-12_, 示例数据_草稿_…"""
    number = f"第{brief.number}期" if brief.number is not None else "草稿"
    return f"{'示例数据_' if brief.sample else ''}{number}_{brief.since}至{brief.until}_"


def paper_of(brief: Brief, paper: str, *, photo: Photo = lambda _: None) -> dict[str, bytes]:
    """The files of one paper (a key of PRINTERS) by name."""
    return {f"{name_of(brief)}{name}": content for name, content in PRINTERS[paper](brief, photo).items()}


def files_of(brief: Brief, *, photo: Photo = lambda _: None) -> dict[str, bytes]:
    """Every file of a brief by its name. The same brief gives the same bytes."""
    return {name: content for paper in PRINTERS for name, content in paper_of(brief, paper, photo=photo).items()}


def photos_in(database: Database) -> Photo:
    """The photos of a database by hash."""
    return lambda sha256: photos.photo(database, sha256)


def zipped(files: Mapping[str, bytes], *, made_on: date) -> bytes:
    """The files as one .zip."""
    return archived(files, made_on=made_on)


def issue(
    database: Database, known: KnownLedger, proof: Proof, *, number: int, who: str | None, at: datetime
) -> Bulletin:
    """Issue a proof under a number: print it, keep everything. Raises NotIssued.

    known: the ledger that the proof was compiled from. at: in the county's zone; its day stands on the bulletin. A sentence that was edited before its figures moved stops it.
    """
    if proof.stale:
        where = "、".join(dict.fromkeys(edit.where for edit in proof.stale))
        raise NotIssued(
            f"有 {len(proof.stale)} 句改过的话（{where}），改过之后数字又变了。请逐句核对：保留修改，或恢复自动文字，再签发。"
        )
    if known.version != proof.version:
        raise NotIssued("数据已经更新，请刷新后核对再签发。")
    brief, automatic = (replace(one, number=number, issued_on=at.date()) for one in (proof.brief, proof.automatic))
    frozen = Frozen(brief, automatic, basis_of(database, known.ledger, brief))
    ready = Ready(
        brief.since,
        brief.until,
        brief.as_of,
        proof.version,
        packed(frozen),
        files_of(brief, photo=photos_in(database)),
        brief.sample,
    )
    return bulletins.freeze(database, ready, number=number, who=who, at=at)


def frozen_of(database: Database, number: int) -> Frozen:
    """What an issued bulletin keeps. Raises KeyError for an unknown number, bulletins.Damaged."""
    return unpacked_as(Frozen, bulletins.content_of(database, number))
