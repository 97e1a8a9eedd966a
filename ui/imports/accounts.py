"""本表账目: what became of every cell of a file, of every column, and the rows set aside, which can be taken back as problems."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from data_loaders import import_options as decisions
from data_loaders.headings.kinds import field_names
from data_loaders.import_options import ImportOptions
from data_loaders.outcome.account import DESTINATIONS, Account, ColumnAccount, RowAside, unpacked
from data_loaders.outcome.outcome import Outcome
from database.imports import imports
from domain.catalogue import DATASETS
from ui.desk import acknowledging, uploads
from ui.desk.uploads import DeskFile
from ui.parts import grids
from ui.shell import data
from ui.shell.wording import literal

PAGE = 10
"""So many rows set aside stand under each other."""
QUIET = frozenset(("title", "heading", "group", "footer", "aside"))
"""Destinations of cells that are no data."""


def summary(account: Account) -> str:
    """The account in one sentence: how many cells there are, and where they ended up, the biggest heaps first."""
    cells = account.cells
    frame = sum(count for key, count in cells.items() if key in QUIET)
    heaps = [(DESTINATIONS[key][0], count) for key, count in cells.items() if key not in QUIET]
    heaps += [("标题、表头、合计等", frame)] if frame else []
    said = "，".join(f"{name} **{count:,}**" for name, count in heaps)
    return f"有内容的格共 **{account.total:,}** 个：{said}。每一格都在其中，相加等于全表。"


def show(account: Account, *, book: str | None, key: str) -> None:
    """Where the cells of a file ended up, and its columns. book: of what kind of file; None: of the main kinds."""
    st.markdown(summary(account))
    left, right = st.columns([5, 6], gap="large")
    with left:
        grids.show(_destinations(account), key=f"account_cells_{key}")
    with right:
        unknown = account.unknown
        if unknown:
            st.markdown(f"**没有读取的列（{len(unknown):,} 列，只随原文保存）**")
            grids.show(_unknown(unknown), key=f"account_unknown_{key}")
        else:
            st.markdown("**每一列都读了。**")
    with st.expander(f"逐列看（{len(account.columns):,} 列）"):
        grids.show(_columns(account, book), key=f"account_columns_{key}")


def of_upload(item: DeskFile, outcome: Outcome) -> None:
    """The account of a file on the desk, with its rows set aside to take back, and what else is to be said of it."""
    if outcome.account is None:
        st.info("这个文件已经导入过，账目在下面的导入历史里。")
    else:
        show(outcome.account, book=uploads.book_of(item), key=item.key)
        take_back(item, outcome.account)
    for note in outcome.notes:
        st.caption(f"· {literal(note)}")


def of_import(import_id: int, kind: str) -> None:
    """The account of a file that was imported, and what was known of it then; nothing where none was kept."""
    database = data.database()
    kept = unpacked(imports.account_of(database, import_id))
    if kept is None:
        return
    account, notices = kept
    with database.read() as connection:
        choices = decisions.unpacked(imports.choices_of(connection, import_id))
    for title, said in acknowledging.told(notices, choices):
        st.caption(f"{title}：{literal('；'.join(notice.said for notice in said))}。")
    with st.expander(f"本表账目（有内容的格 {account.total:,} 个）"):
        show(account, book=kind if kind in DATASETS else None, key=f"past_{import_id}")
        show_asides(account, key=f"past_{import_id}")


def _destinations(account: Account) -> grids.Grid:
    heads = (("去向", "text", ""), ("格数", "", ""), ("占比", "", ""), ("是什么", "wrap text", ""))
    rows = []
    for key, count in account.cells.items():
        name, meaning = DESTINATIONS[key]
        share = count / account.total
        shown = f"{100 * share:.1f}%" if count >= account.total / 1000 else "＜0.1%"
        cells = [grids.text(name), grids.text(f"{count:,}"), grids.text(shown, bar=share), grids.text(meaning)]
        rows.append(grids.GridRow(cells=cells))
    total = [grids.text("合计"), grids.text(f"{account.total:,}"), grids.text("100%"), grids.text("全表有内容的格")]
    return grids.Grid(columns=grids.columns(*heads), rows=[*rows, grids.GridRow(cells=total, style="total")])


def _unknown(columns: Sequence[ColumnAccount]) -> grids.Grid:
    heads = (("列", "text", ""), ("表头", "wrap text", ""), ("有内容的格", "", ""), ("例", "wrap text", ""))
    several = len({column.sheet for column in columns}) > 1
    rows = [
        grids.GridRow(
            cells=[
                grids.text(f"{column.sheet} {column.letter}" if several else column.letter),
                grids.text(column.heading),
                grids.text(f"{column.filled:,} / {column.rows:,}"),
                grids.text("；".join(column.examples)),
            ]
        )
        for column in columns
    ]
    return grids.Grid(columns=grids.columns(*heads), rows=rows, height=360)


def _columns(account: Account, book: str | None) -> grids.Grid:
    names = field_names(book)
    lost = [("folded", "并入另一行"), ("refused", "在拒收的行里"), ("skipped", "在不导入的行里")]
    lost = [(key, name) for key, name in lost if any(getattr(column, key) for column in account.columns)]
    heads = [
        ("列", "text", ""),
        ("表头", "wrap text", ""),
        ("读作", "text", ""),
        ("有内容的格", "", ""),
        ("读入", "", ""),
    ]
    heads += [(name, "", "") for _, name in lost]
    rows: list[grids.GridRow] = []
    for sheet in dict.fromkeys(column.sheet for column in account.columns):
        if len(account.sheets) > 1:
            rows.append(grids.group(f"工作表“{sheet}”"))
        for column in account.columns:
            if column.sheet == sheet:
                meaning = "只随原文保存" if column.field is None else names.get(column.field, column.field)
                said = [column.letter, column.heading, meaning, f"{column.filled:,}"]
                said += [f"{column.taken:,}" if column.field is not None else "—"]
                said += [f"{getattr(column, key):,}" for key, _ in lost]
                rows.append(grids.GridRow(cells=[grids.text(text) for text in said]))
    return grids.Grid(columns=grids.columns(*heads), rows=rows, height=480)


# --- rows set aside -------------------------------------------------------------------------------------------------


def take_back(item: DeskFile, account: Account) -> None:
    """Rows that are set aside, each with a button that takes it back as a problem; and those that were taken back."""
    _say_taken(item)
    if not account.asides:
        return
    most = sorted(
        account.asides, key=lambda aside: -len(aside.text)
    )  # the more a row says, the likelier it is a problem
    st.markdown(
        f"**放在一边的行（{len(most):,} 行）**：不是问题的行。认错了的，点“取回”，就当作一行问题读入，马上重新试算。"
    )
    place = f"account_page_{item.key}"
    pages = -(-len(most) // PAGE)
    page = min(st.session_state.get(place, 0), pages - 1)
    for aside in most[page * PAGE : (page + 1) * PAGE]:
        _offer(item, aside)
    if pages > 1:
        _turn(place, page, pages)


def _offer(item: DeskFile, aside: RowAside) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"aside_{item.key}_{aside.sheet}_{aside.row}"):
        st.button(
            "取回",
            key=f"take_{item.key}_{aside.sheet}_{aside.row}",
            icon=":material/undo:",
            on_click=uploads.decide,
            args=(item, _kept(aside)),
        )
        st.markdown(
            f"“{literal(aside.sheet)}”第 {aside.row} 行　{aside.reason}，{aside.cells} 格　{literal(aside.text)}"
        )


def _turn(place: str, page: int, pages: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, step in (("上一页", -1), ("下一页", 1)):
            st.button(
                name,
                key=f"{place}_{step}",
                disabled=not 0 <= page + step < pages,
                on_click=st.session_state.__setitem__,
                args=(place, page + step),
            )
        st.caption(f"第 {page + 1} 页，共 {pages} 页")


def _kept(aside: RowAside) -> Callable[[ImportOptions], ImportOptions]:
    return lambda choices: replace(choices, kept=choices.kept | {(aside.sheet, aside.row)})


def _say_taken(item: DeskFile) -> None:
    kept = sorted(item.choices.kept)
    if not kept:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        rows = "、".join(f"“{literal(sheet)}”第 {row} 行" for sheet, row in kept[:8]) + (" 等" if len(kept) > 8 else "")
        st.markdown(f"已取回 {len(kept):,} 行当作问题：{rows}。", width="content")
        st.button(
            "不取回了",
            key=f"take_none_{item.key}",
            on_click=uploads.decide,
            args=(item, lambda choices: replace(choices, kept=frozenset())),
        )


def show_asides(account: Account, *, key: str) -> None:
    """Rows that were set aside when the file was imported, read-only."""
    if account.asides:
        heads = (("工作表", "text", ""), ("行号", "", ""), ("为什么不是数据", "text", ""), ("内容", "wrap text", ""))
        rows = [
            grids.GridRow(cells=[grids.text(text) for text in (a.sheet, str(a.row), a.reason, a.text)])
            for a in account.asides
        ]
        grids.show(grids.Grid(columns=grids.columns(*heads), rows=rows, height=320), key=f"account_asides_{key}")
