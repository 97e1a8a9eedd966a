"""What the files on the desk would do together: the real import rolled back, and the button that makes it real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import streamlit as st

from data_loaders.headings.kinds import kind_name
from data_loaders.import_options import packed
from data_loaders.importing import intake
from data_loaders.importing.intake import CannotLoad, Outdated
from data_loaders.importing.photo_zip import PhotoOutcome, load_photos, preview_photos
from data_loaders.outcome.outcome import DryRun, Outcome
from data_loaders.outcome.true_faults import same_faults
from data_loaders.reading.workbook import UnreadableFile
from data_loaders.recognition.recognition import Recognised
from data_loaders.recognition.told_days import TODAY
from data_loaders.rows.records import SKIPPED
from domain.catalogue import DATASETS
from domain.figures.definitions import DEFINITIONS
from domain.figures.figures import Figures
from domain.figures.ranking import RankMove
from domain.figures.rates import points, written
from domain.ledger.chinese_days import short_day
from domain.ledger.photos import Kind
from ui.desk import acknowledging, photos, uploads
from ui.desk.uploads import DeskFile
from ui.parts import grids
from ui.shell import data
from ui.shell.jobs import Job, Tell, finished
from ui.shell.wording import literal

FORECAST, LOADING, DONE, MOVED = "desk_forecast", "desk_loading", "desk_done", "desk_moved"
COUNTS = (
    ("read", "读到的行", "表头以下的全部行"),
    ("new", "新增", "登记了新问题（专项表：新条目）的行"),
    ("changed", "变更", "改变了已有问题或条目的行"),
    ("unchanged", "未变", "与已知情况一致的行；原文照样保存"),
    ("refused", "拒收", "有错误、没有导入的行；逐格说明原因，原文照样保存"),
    ("blank", "空行及表尾", "空行、分组行、合计和制表人等"),
)


@dataclass(frozen=True)
class Seen:
    """What the clerk has before his eyes: the forecast of the tables and of the photos, by the keys of their files.

    files: the tables, in the order of the forecast. version: the data version it was made on. about: what it was made of.
    """

    tables: DryRun
    photos: Mapping[str, PhotoOutcome]
    files: tuple[str, ...]
    version: int
    about: tuple[tuple[str, str], ...]


def _on_desk() -> tuple[tuple[str, str], ...]:
    """What a forecast is made of: each file by its name and content, and what was decided about it; that a person knows of what it
    says changes nothing in it.
    """
    return tuple((item.key, packed(replace(item.choices, acknowledged={}))) for item in uploads.items())


def forecast() -> Seen | None:
    """The forecast for what is on the desk; made anew when a choice or the data changes. None while it is being made."""
    source = data.source()
    about = _on_desk()
    key = (about, source.version)
    held: tuple[object, Job[Seen]] | None = st.session_state.get(FORECAST)
    if held is None or held[0] != key:
        if held is not None:
            held[1].give_up()
        database, at = data.database(), data.now()
        known = data.known(source)
        files = [(file, item.choices) for item, file in uploads.tables()]
        names = tuple(item.key for item, _ in uploads.tables())
        zips = [(item.key, zipped, _unsaid(item)) for item, zipped in uploads.photo_zips()]

        def work(tell: Tell) -> Seen:
            said = intake.preview_all(database, files, at=at, known=known, progress=tell)
            shots = {name: preview_photos(database, zipped, at=at, unsaid=unsaid) for name, zipped, unsaid in zips}
            return Seen(said, shots, names, source.version, about)

        held = (key, Job(work, rows=_rows([file for file, _ in files])))
        st.session_state[FORECAST] = held
    return held[1].result() if finished(held[1], key="desk_forecast") else None


def _rows(files: Sequence[Recognised]) -> int:
    return sum(len(plan.table.rows) for file in files for plan in file.sheets)


def outcome_of(seen: Seen, item: DeskFile) -> Outcome | CannotLoad | None:
    """What becomes of one table on the desk."""
    return dict(zip(seen.files, seen.tables.outcomes, strict=True)).get(item.key)


def to_load(seen: Seen) -> list[tuple[DeskFile, Outcome]]:
    """The tables on the desk that confirming would load, with what becomes of them."""
    told = ((item, outcome_of(seen, item)) for item, _ in uploads.tables())
    return [(item, said) for item, said in told if isinstance(said, Outcome) and said.already is None]


def show_files(seen: Seen) -> None:
    """One line for each file: whether it can be loaded, what it was taken for, and its rows."""
    heads = [("文件", "wrap text", ""), ("结论", "wrap text", ""), ("类型", "text", ""), ("截至日", "text", "")]
    heads += [(name, "", words) for _, name, words in COUNTS]
    heads += [("疑似重复", "", "可能与已有问题是同一件，要人决定"), ("消失", "", "全量台账里没有、原来未整改的问题")]
    rows = [_line(item, seen) for item in uploads.items()]
    loaded = seen.tables.loadable
    if len(loaded) > 1:
        total = [sum(numbers) for numbers in zip_longest(*map(_numbers, loaded), fillvalue=0)]
        rows.append(_row("合计", grids.text(""), "", "", total))
        rows[-1]["style"] = "total"
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows), key="desk_files")


def _numbers(outcome: Outcome) -> list[int]:
    """The numbers of a file, in the order of the columns; a book has neither doubts nor what vanished."""
    counts = [outcome.counts[key] for key, _, _ in COUNTS]
    return counts if outcome.kind in DATASETS else [*counts, len(outcome.doubts), len(outcome.reconciled.vanished)]


def _row(name: str, verdict: grids.Cell, kind: str, day: str, numbers: Sequence[int] | None = None) -> grids.GridRow:
    said = [_number(n) for n in numbers or ()]
    said += ["—"] * (len(COUNTS) + 2 - len(said))
    return grids.GridRow(cells=[grids.text(name), verdict, grids.text(kind), grids.text(day), *map(grids.text, said)])


def _line(item: DeskFile, seen: Seen) -> grids.GridRow:
    shots = seen.photos.get(item.key)
    if shots is not None:
        counts = shots.counts
        said = f"可附 {counts['attached']:,} 张，已有 {counts['same']:,} 张，不能附 {counts['refused']:,} 张"
        return _row(item.name, grids.text(said), "整改照片", shots.as_of.isoformat())
    outcome = None if isinstance(item.file, UnreadableFile | CannotLoad) else outcome_of(seen, item)
    if not isinstance(outcome, Outcome):
        fault = item.file if isinstance(item.file, UnreadableFile | CannotLoad) else outcome
        return _row(item.name, _verdict(item, fault), "—", "—")
    kind = f"{kind_name(outcome.kind)}{'（全量）' if _is_whole(item, outcome) else ''}"
    day = f"{outcome.as_of.isoformat()}{'（导入当天）' if outcome.as_of_by == TODAY else ''}"
    return _row(item.name, _verdict(item, outcome), kind, day, _numbers(outcome))


def _is_whole(item: DeskFile, outcome: Outcome) -> bool:
    if outcome.kind in DATASETS:
        return False
    return item.choices.whole if item.choices.whole is not None else outcome.kind == "full"


def only_books(outcomes: Sequence[Outcome]) -> bool:
    """Whether there is something, and none of it says anything about issues, so that no figure of the ledger can move."""
    return bool(outcomes) and all(outcome.kind in DATASETS for outcome in outcomes)


def _verdict(item: DeskFile, said: Outcome | CannotLoad | UnreadableFile | None) -> grids.Cell:
    """What becomes of a file, in a few words; a sign before them says it without colour too."""
    if isinstance(said, UnreadableFile):
        return grids.text(f"✕ 读不了：{said.reason}{said.remedy}")
    if said is None or isinstance(said, CannotLoad):
        return grids.text(f"✕ 还不能导入：{said or '请稍候'}")
    if said.already is not None:
        rest = f"，{said.counts['refused']:,} 行拒收待更正" if said.refusals else ""
        return grids.text(f"＝ 已经导入过，不会重复写入{rest}")
    if not said.rows_kept:
        return grids.text(f"✕ 没有可以导入的行{_common(said)}")
    waiting = len(acknowledging.open_of(item, said))
    if waiting:
        return grids.text(f"△ 先要知道 {waiting:,} 项")
    rest = f"，{said.counts['refused']:,} 行待更正" if said.counts["refused"] else ""
    return grids.text(f"✓ 可导入{rest}", tone="done")


def _common(said: Outcome) -> str:
    """What is wrong with most rows of a file from which none can be loaded."""
    faults = same_faults([refusal for refusal in said.refusals if refusal.reason != SKIPPED[0]])
    if not faults:
        return ""
    return (
        f"：{faults[0].rows:,} 行都因为{faults[0].reason.rstrip('。')}"
        if faults[0].rows > 1
        else f"：{faults[0].reason}"
    )


def show_fault(item: DeskFile, seen: Seen) -> None:
    """Why a file cannot be read; of photos, what becomes of each."""
    if isinstance(item.file, UnreadableFile):
        st.error(
            f"**文件没有导入。** {literal(item.file.reason)}\n\n**怎么办：** {literal(item.file.remedy)}",
            icon=":material/error:",
        )
    elif isinstance(item.file, CannotLoad):
        st.error(f"**还不能导入。** {literal(item.file)}", icon=":material/error:")
    elif item.key in seen.photos:
        if seen.photos[item.key].unsaid:
            photos.ask_unsaid(
                item.choices.unsaid,
                lambda kind: uploads.decide(item, lambda choices: replace(choices, unsaid=kind)),
                key=f"unsaid_{item.key}",
            )
        photos.show_forecast(seen.photos[item.key])


def _unsaid(item: DeskFile) -> Kind:
    """What a photo of this package is whose name says neither before nor after."""
    return item.choices.unsaid or "before"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def show_counts(outcome: Outcome) -> None:
    """The rows of one file: read = new + changed + unchanged + refused + blank."""
    for place, (key, name, words) in zip(st.columns(len(COUNTS)), COUNTS, strict=True):
        place.metric(name, f"{outcome.counts[key]:,} 行", help=words, border=True)


def show_consequences(seen: Seen) -> None:
    """What all files together do to the figures and the ranks; of books alone, that they do nothing to them."""
    if only_books(seen.tables.loadable):
        st.caption("这些专项表不改变问题台账的指标和名次；每个条目的变化见下面“条目变化”。")
        return
    left, right = st.columns([6, 5], gap="large")
    with left:
        st.markdown("**对指标的影响**（括号内为截至日）")
        show_effect(seen.tables.before, seen.tables.carried, seen.tables.after, key="desk_effect")
    with right:
        st.markdown("**名次变化**")
        show_moves(seen.tables.moves)


def show_effect(before: Figures | None, carried: Figures | None, after: Figures | None, *, key: str) -> None:
    """The leaders' figures: now, the same rows on the later day where there is one, and afterwards, with the change."""
    stages = {"现在": before}
    if before is not None and carried is not None and before.as_of != carried.as_of:
        stages["只是日期推后"] = carried
    stages["之后"] = after
    values = [f for f in stages.values() if f is not None]
    if len(values) < 2:
        return
    rows = []
    for name in intake.EFFECTS:
        definition = DEFINITIONS[name]
        said = [f.value(name) for f in values]
        cells = [grids.text(definition.name), *(grids.text(_valued(v, definition.unit)) for v in said)]
        rows.append(grids.GridRow(cells=[*cells, grids.text(_moved(said[-2], said[-1], definition.unit))]))
    days = [f"{name}（{short_day(f.as_of)}）" for name, f in stages.items() if f is not None]
    heads = [("指标", "text", ""), *((day, "", "") for day in days), ("变化", "", "")]
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows), key=key)


def _valued(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    return f"{written(value)}%" if unit == "%" else f"{value:,.0f} {unit}"


def _moved(a: float | None, b: float | None, unit: str) -> str:
    if a is None or b is None:
        return "—"
    delta = (points(b, a) or 0.0) if unit == "%" else b - a  # between the rates as they are shown
    if abs(delta) < 0.05:
        return "不变"
    return f"{delta:+.1f} 个百分点" if unit == "%" else f"{delta:+,.0f} {unit}"


def show_moves(moves: Sequence[RankMove]) -> None:
    """Units whose rank by 按期整改率 changes."""
    if not moves:
        st.caption("各单位按期整改率的名次不变。")
        return
    heads = (
        ("单位", "text", ""),
        ("组别", "text", ""),
        ("现在", "", "按期整改率在组内的名次"),
        ("之后", "", ""),
        ("变化", "", ""),
    )
    rows = [
        grids.GridRow(
            cells=[
                grids.text(move.name),
                grids.text(move.group),
                grids.text(_rank(move.before)),
                grids.text(_rank(move.after)),
                grids.text(_step(move)),
            ]
        )
        for move in moves
    ]
    grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows, height=320), key="desk_moves")


def _rank(place: int | None) -> str:
    return "不参与排名" if place is None else f"第 {place}"


def _step(move: RankMove) -> str:
    if move.before is None or move.after is None:
        return "—"
    return f"▲ 升 {move.before - move.after} 位" if move.after < move.before else f"▼ 降 {move.after - move.before} 位"


def confirm(seen: Seen) -> None:
    """The button that imports everything that can be loaded, in one transaction; off until what moves a figure is acknowledged."""
    moved = st.session_state.pop(MOVED, None)
    if moved:
        st.warning(f"{moved}，这次没有写入。请看过新的试算结果再确认。", icon=":material/sync:")
    fit = [o for o in seen.tables.loadable if o.already is None and o.rows_kept]
    shots = sum(p.counts["attached"] for p in seen.photos.values())
    rows = sum(o.rows_kept for o in fit)
    parts = [f"{len(fit):,} 个文件 {rows:,} 行"] if fit else []
    parts += [f"{shots:,} 张照片"] if shots else []
    job = st.session_state.get(LOADING)
    waiting = _unacknowledged(seen)
    who = st.text_input("导入人（可不填，记入导入历史）", key="desk_who", width=320, max_chars=20)
    with st.container(horizontal=True):
        st.button(
            f"确认导入 {'、'.join(parts)}" if parts else "没有可以导入的内容",
            type="primary",
            disabled=not parts or job is not None or bool(waiting),
            key="desk_confirm",
            icon=":material/check:",
            on_click=_start,
            args=(seen, who.strip() or None),
        )
        st.button(
            "全部移出",
            key="desk_clear",
            disabled=job is not None,
            on_click=uploads.remove,
            args=([item.upload_id for item in uploads.items()],),
        )
    if waiting and parts:
        st.caption(f"“先要知道”里还有 {waiting:,} 项没有勾选“知道了”，勾选以后才能确认。")
    if job is not None and finished(job, key="desk_loading"):
        _landed(job)
        st.rerun()


def _unacknowledged(seen: Seen) -> int:
    """How many kinds of notices are still open."""
    return len({notice.key for item, outcome in to_load(seen) for notice in acknowledging.open_of(item, outcome)})


@dataclass(frozen=True)
class Done:
    """What was imported: file and outcome of each table, and the photos."""

    tables: tuple[tuple[Recognised, Outcome], ...]
    photos: tuple[PhotoOutcome, ...]
    forecast: DryRun


def _start(seen: Seen, who: str | None) -> None:
    """Start the import that the clerk has seen; it goes on if he leaves."""
    if seen.about != _on_desk():  # typed into a cell and confirmed with one click
        st.session_state[MOVED] = "刚才的改动还没有试算"
        return
    if _unacknowledged(seen):  # the button is off by then; a click may have been under way
        return
    database, at = data.database(), data.now()
    source = data.source()
    known = data.known(source)
    files = uploads.tables()
    zips = [(item.upload_id, zipped, _unsaid(item)) for item, zipped in uploads.photo_zips()]

    def work(tell: Tell) -> Done:
        chosen = [(file, item.choices) for item, file in files]
        said = DryRun((), ())
        if chosen:
            said = intake.load_all(database, chosen, at=at, who=who, seen=seen.version, known=known, progress=tell)
        shots = tuple(load_photos(database, zipped, at=at, who=who, unsaid=unsaid) for _, zipped, unsaid in zips)
        loaded = [
            (item, file, o) for (item, file), o in zip(files, said.outcomes, strict=False) if isinstance(o, Outcome)
        ]
        gone = [item.upload_id for item, _, o in loaded if o.rows_kept or o.already is not None]
        uploads.forget(database, [*gone, *(key for key, _, _ in zips)])
        return Done(tuple((file, o) for _, file, o in loaded), shots, said)

    st.session_state[LOADING] = Job(work, rows=_rows([file for _, file in files]))


def _landed(job: Job[Done]) -> None:
    del st.session_state[LOADING]
    try:
        done = job.result()
    except Outdated:
        st.session_state[MOVED] = "刚才有别人导入、撤销或修改了设置，数据已变化"
        return
    st.session_state[DONE] = done
    left = {upload.upload_id for upload in uploads.still_there()}
    uploads.keep([item for item in uploads.items() if item.upload_id in left or item.upload_id < 0])
    st.session_state.pop(FORECAST, None)


def done() -> Done | None:
    """What was just imported."""
    result: Done | None = st.session_state.get(DONE)
    return result


def put_done_away() -> None:
    """Go on with the next files."""
    st.session_state.pop(DONE, None)


def show_done(finished_: Done) -> None:
    """What was imported, file by file."""
    rows = sum(o.rows_kept for _, o in finished_.tables if o.already is None)
    shots = sum(p.counts["attached"] for p in finished_.photos)
    said = [f"{len(finished_.tables):,} 个文件 {rows:,} 行"] if finished_.tables else []
    said += [f"{shots:,} 张照片"] if shots else []
    st.success(
        f"**已导入。** {'、'.join(said)}。不对的话，可以在下面的导入历史里撤销。", icon=":material/check_circle:"
    )
    heads = [("文件", "wrap text", ""), *((name, "", words) for _, name, words in COUNTS)]
    grids.show(
        grids.Grid(
            columns=grids.columns(*heads),
            rows=[
                grids.GridRow(
                    cells=[grids.text(o.file_name), *(grids.text(_number(o.counts[key])) for key, _, _ in COUNTS)]
                )
                for _, o in finished_.tables
            ],
        ),
        key="desk_done_files",
    )
    for _, outcome in finished_.tables:
        for note in outcome.notes:
            st.caption(f"· {literal(outcome.file_name)}：{literal(note)}")
