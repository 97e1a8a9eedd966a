"""The clerk's files: what was dropped or taken up again, what each was taken for, and what was decided about it.

The files lie in the database until they are imported or put away, so a closed tab loses none of them.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import streamlit as st

from data_loaders import import_options as decisions
from data_loaders.import_options import ImportOptions
from data_loaders.importing.photo_zip import PhotoZip, open_photos
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.recognition.recognition import CannotLoad, Recognised, as_kind, recognise, with_headings
from data_loaders.unpacking.uploaded_files import SetAside, UploadedFile, unpacked
from database.office import uploads
from database.store.engine import Database
from domain.catalogue import DATASETS
from ui.shell import data
from ui.shell.jobs import Job, Tell, finished
from ui.shell.wording import literal

TYPES = ["xlsx", "xls", "et", "csv", "xlsm", "xlsb", "ods", "htm", "html", "txt", "zip"]
ITEMS, OPENING, ROUND, ASIDE = "desk_items", "desk_opening", "desk_round", "desk_aside"
ASKED, LEFT, NEW_UNITS, NEW_UNITS_TABLE = "desk_asked", "desk_left", "desk_new_units", "desk_new_units_table"
TYPED = (ASKED, LEFT, NEW_UNITS, NEW_UNITS_TABLE)
"""What the session keeps of questions and answers about the files on the desk, beside the choices of each file."""

_lost = count(1)


@dataclass(frozen=True)
class DeskFile:
    """One file on the desk. file: what it was taken for, or why it cannot be read. upload_id: negative where nothing is kept."""

    upload_id: int
    name: str
    sha256: str
    file: Recognised | PhotoZip | UnreadableFile | CannotLoad
    choices: ImportOptions

    @property
    def key(self) -> str:
        """A short name for widgets and for what is remembered of this file: another file never has it, whatever its id."""
        return f"{self.upload_id}_{hashlib.sha256(f'{self.name}/{self.sha256}'.encode()).hexdigest()[:12]}"


def items() -> list[DeskFile]:
    """The files on the desk, in the order in which they came."""
    found: list[DeskFile] = st.session_state.setdefault(ITEMS, [])
    return found


def tables() -> list[tuple[DeskFile, Recognised]]:
    """Those that can be read as tables."""
    return [(item, item.file) for item in items() if isinstance(item.file, Recognised)]


def book_of(item: DeskFile) -> str | None:
    """The book that a file is taken for; None for one of the main kinds or a file that nobody knows."""
    kind = item.choices.kind or (item.file.kind if isinstance(item.file, Recognised) else None)
    return kind if kind in DATASETS else None


def photo_zips() -> list[tuple[DeskFile, PhotoZip]]:
    """Those that hold photos."""
    return [(item, item.file) for item in items() if isinstance(item.file, PhotoZip)]


def receive() -> bool:
    """The box for dropping files, and the files that came. False while they are being opened."""
    round_ = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        "把要导入的表格拖到这里，可以一次多个，也可以是压缩包（zip）",
        type=TYPES,
        accept_multiple_files=True,
        key=f"desk_upload_{round_}",
        help="检查问题清单、整改反馈表、整改台账，测评、材料、问卷等专项表，或以编号命名的照片压缩包。上传只是打开看看，确认之前什么也不会写入台账。",
    )
    if dropped:
        known = {item.sha256 for item in items()}
        _open([(file.name, file.getvalue()) for file in dropped], known)
        st.session_state[ROUND] = round_ + 1  # an empty box for the next drop
        st.rerun()
    _offer_unfinished()
    return _opened()


def _open(files: Sequence[tuple[str, bytes]], known: set[str]) -> None:
    """Start opening dropped files beside the page."""
    database, at = data.database(), data.now()

    def work(tell: Tell) -> tuple[list[DeskFile], list[UnreadableFile]]:
        tell("正在打开文件", 0.01)
        parcels = unpacked(files)
        aside: list[UnreadableFile] = [p.fault for p in parcels if isinstance(p.fault, SetAside)]
        wanted = [p for p in parcels if not isinstance(p.fault, SetAside)]
        marks = [hashlib.sha256(p.content).hexdigest() for p in wanted]
        wanted, marks = _new_ones(wanted, marks, known, aside)
        readable = [(p, m) for p, m in zip(wanted, marks, strict=True) if p.fault is None]
        keys = iter(uploads.keep(database, [(p.name, m, p.content) for p, m in readable], at=at))
        opened = []
        for place, (parcel, mark) in enumerate(zip(wanted, marks, strict=True)):
            tell(f"正在辨认“{parcel.name}”", (place + 0.5) / max(len(wanted), 1))
            key = next(keys) if parcel.fault is None else -next(_lost)  # nothing of it to keep: gone with the tab
            opened.append(DeskFile(key, parcel.name, mark, _taken_for(database, parcel), ImportOptions()))
        return opened, aside

    st.session_state[OPENING] = Job(work)


def _new_ones(
    parcels: list[UploadedFile], marks: list[str], known: set[str], aside: list[UnreadableFile]
) -> tuple[list[UploadedFile], list[str]]:
    """Without files that are on the desk already; those are said."""
    kept: list[tuple[UploadedFile, str]] = []
    for parcel, mark in zip(parcels, marks, strict=True):
        if parcel.fault is None and mark in known:
            aside.append(SetAside(f"“{parcel.name}”已经在下面的列表里。", "不用重复上传。"))
        else:
            kept.append((parcel, mark))
            known.add(mark)
    return [parcel for parcel, _ in kept], [mark for _, mark in kept]


def _taken_for(database: Database, parcel: UploadedFile) -> Recognised | PhotoZip | UnreadableFile | CannotLoad:
    if parcel.fault is not None:
        return parcel.fault
    try:
        if parcel.kind == "photos":
            return open_photos(parcel.content, parcel.name)
        return recognise(database, parcel.content, parcel.name)
    except (UnreadableFile, CannotLoad) as fault:
        return fault


def _opened() -> bool:
    job: Job[tuple[list[DeskFile], list[UnreadableFile]]] | None = st.session_state.get(OPENING)
    if job is not None:
        if not finished(job, key="desk_opening"):
            return False
        del st.session_state[OPENING]
        came, aside = job.result()
        fresh = _not_here_yet(came, aside)
        st.session_state[ITEMS] = [*items(), *(_with_answers(item) for item in fresh)]
        st.session_state[ASIDE] = aside
    for fault in st.session_state.get(ASIDE, ()):
        st.caption(f"· {literal(fault.reason)}{literal(fault.remedy)}")
    return True


def _not_here_yet(came: Sequence[DeskFile], aside: list[UnreadableFile]) -> list[DeskFile]:
    """Without files that are on the desk already, taken up from another tab or from the history; those are said and put away."""
    here = {item.sha256 for item in items() if item.upload_id > 0}
    twice = [item for item in came if item.upload_id > 0 and item.sha256 in here]
    aside += [SetAside(f"“{item.name}”已经在下面的列表里。", "不用重复上传。") for item in twice]
    _put_away([item.upload_id for item in twice])
    return [item for item in came if item not in twice]


def _with_answers(item: DeskFile) -> DeskFile:
    """A new file with what was answered about the others: a question is asked once."""
    if not tables() or item.choices != ImportOptions():
        return item
    said = tables()[0][0].choices
    like = next((other.choices for other, _ in tables() if book_of(other) == book_of(item)), ImportOptions())
    answers = ImportOptions(
        fields=like.fields, units=said.units, registered=said.registered, states=said.states, words=said.words
    )
    return replace(item, choices=answers)


def _offer_unfinished() -> None:
    """Files that were uploaded earlier and never confirmed: take them up again or put them away."""
    here = {item.upload_id for item in items()}
    left = [upload for upload in uploads.under_way(data.database()) if upload.upload_id not in here]
    if not left or OPENING in st.session_state:
        return
    names = "、".join(literal(u.file_name) for u in left[:5]) + (" 等" if len(left) > 5 else "")
    with st.container(border=True, key="desk_unfinished"):
        st.markdown(
            f"还有 **{len(left):,}** 个以前上传、没有确认的文件：{names}（{left[-1].uploaded_at[:16].replace('T', ' ')}）。"
        )
        with st.container(horizontal=True):
            st.button("接着处理", key="desk_take_up", icon=":material/history:", on_click=take_up, args=(left,))
            st.button("不要了", key="desk_put_away", on_click=_put_away, args=([u.upload_id for u in left],))


def reopen(name: str, content: bytes, choices: str) -> None:
    """Put a file that was imported earlier on the desk again, with what was decided about it then (JSON)."""
    database, mark = data.database(), hashlib.sha256(content).hexdigest()
    (key,) = uploads.keep(database, [(name, mark, content)], at=data.now())
    uploads.save_choices(database, key, choices)
    take_up([upload for upload in uploads.under_way(database) if upload.upload_id == key])


def take_up(left: Sequence[uploads.Upload]) -> None:
    """Start opening files that are under way, with what was decided about them so far."""
    database = data.database()

    def work(tell: Tell) -> tuple[list[DeskFile], list[UnreadableFile]]:
        opened: list[DeskFile] = []
        gone: list[UnreadableFile] = []
        for place, upload in enumerate(left):
            tell(f"正在打开“{upload.file_name}”", (place + 0.5) / len(left))
            content = uploads.content_of(database, upload.upload_id)
            if content is None:
                gone.append(SetAside(f"“{upload.file_name}”已经被别人导入或放弃。", "不用处理。"))
                continue
            choices = decisions.unpacked(upload.choices)
            for parcel in unpacked([(upload.file_name, content)]):
                if parcel.name == upload.file_name:
                    file = _as_decided(database, _taken_for(database, parcel), choices)
                    opened.append(DeskFile(upload.upload_id, upload.file_name, upload.sha256, file, choices))
        return opened, gone

    st.session_state[OPENING] = Job(work)


def _as_decided(
    database: Database, file: Recognised | PhotoZip | UnreadableFile | CannotLoad, choices: ImportOptions
) -> Recognised | PhotoZip | UnreadableFile | CannotLoad:
    """The file with the heading rows and the kind that a person chose."""
    if not isinstance(file, Recognised):
        return file
    try:
        return as_kind(with_headings(database, file, choices.headings), choices.kind)
    except CannotLoad as fault:
        return fault


def _put_away(upload_ids: Sequence[int]) -> None:
    uploads.put_away(data.database(), upload_ids)


def decide(item: DeskFile, change: Callable[[ImportOptions], ImportOptions]) -> None:
    """Change what is decided about a file, here and in the database."""
    found = items()
    at = next((n for n, other in enumerate(found) if other.key == item.key), None)
    if at is None:
        return
    choices = change(found[at].choices)
    file = found[at].file
    if choices.headings != found[at].choices.headings and isinstance(file, Recognised):
        database = data.database()
        try:
            file = with_headings(database, recognise(database, file.content, file.name), choices.headings)
        except CannotLoad as fault:
            st.toast(str(fault), icon=":material/error:")
            return
    if isinstance(file, Recognised):
        file = as_kind(file, choices.kind or file.kind)
    found[at] = replace(found[at], choices=choices, file=file)
    uploads.save_choices(data.database(), item.upload_id, decisions.packed(choices))


def decide_all(change: Callable[[ImportOptions], ImportOptions]) -> None:
    """The same for every table on the desk."""
    for item, _ in tables():
        decide(item, change)


def decide_alike(book: str | None, change: Callable[[ImportOptions], ImportOptions]) -> None:
    """The same for every table of a book; None: of the main kinds."""
    for item, _ in tables():
        if book_of(item) == book:
            decide(item, change)


def remove(upload_ids: Sequence[int]) -> None:
    """Take files off the desk."""
    uploads.put_away(data.database(), upload_ids)
    keep([item for item in items() if item.upload_id not in set(upload_ids)])
    st.session_state.pop(ASIDE, None)


def keep(left: list[DeskFile]) -> None:
    """Only these files stay on the desk; with the last table goes what was asked and typed about them."""
    st.session_state[ITEMS] = left
    if not tables():
        for name in TYPED:
            st.session_state.pop(name, None)


def forget(database: Database, upload_ids: Sequence[int]) -> None:
    """Put files away that were imported; called from a job, where no session is at hand."""
    uploads.put_away(database, upload_ids)


def still_there() -> list[uploads.Upload]:
    """The files that are still under way."""
    return uploads.under_way(data.database())
