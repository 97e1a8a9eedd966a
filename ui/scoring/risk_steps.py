"""得分风险, opened: the issues behind one of its numbers, each with its whole arithmetic."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from database.ledger import issues as stored
from domain.accountability import score_at_risk
from domain.accountability.risk_rules import BASE, FACTORS
from domain.accountability.score_at_risk import FACTOR_COLUMNS
from domain.ledger.days import day_date
from ui.figures.rankings import records
from ui.parts import grids
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.scoring import risk
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.links import address
from ui.shell.wording import NONE, literal

MOST = 200
"""Most rows on screen; the download holds all."""
OPENS: Mapping[str, str] = {
    "only_rule": "扣分规则",
    "only_factor": "系数",
    "only_site": "点位",
    "only_back": "可能反弹的类别",
}
"""What a click on a number adds to the address → what it is."""


def asked(scope: Scope) -> tuple[str, str] | None:
    """What the address opens, as (parameter, word); says so where it does not exist, and shows what closes it again."""
    param = next((name for name in OPENS if name in st.query_params), None)
    if param is None:
        return None
    word = st.query_params[param]
    if not _codes(scope, param, word):
        st.warning(f"网址中的“{literal(word)}”不存在，已忽略。")
        return None

    def closed() -> None:
        st.query_params.pop(param, None)

    st.button(f"{OPENS[param]}：{literal(title(scope, param, word))}　✕ 收起", on_click=closed, key="close_steps")
    return param, word


def title(scope: Scope, param: str, word: str) -> str:
    """The word as a reader knows it: a site is named by its number in the address."""
    return data.ledger(scope.source).directory.label("site", int(word)) if param == "only_site" else word


def _codes(scope: Scope, param: str, word: str) -> list[int]:
    """The places in the rules, the ids of the site or category, that the word stands for; empty for none."""
    ledger = data.ledger(scope.source)
    if param == "only_rule":
        names = [rule.words(ledger.directory) for rule in risk.rules(scope).of(BASE)]
        return [place for place, name in enumerate(names) if name == word] or [-1] * (word == risk.NO_RULE)
    if param == "only_factor":
        return [0] * (word in FACTORS)
    if param == "only_site":
        known = word.isdecimal() and (int(word) in ledger.directory.sites or word == "0")
        return [int(word)] if known else []
    found = risk.risk(scope)
    closed = None if found is None else found.closed
    ids = [] if closed is None else closed["category"].unique().tolist()
    return [code for code in ids if ledger.directory.label("category", code) == word]


def _part(scope: Scope, param: str, word: str) -> pd.DataFrame:
    """The rows of Risk.items (only_back: of Risk.closed) that the number counts."""
    found = risk.risk(scope)
    assert found is not None, "asked only where there are rules"
    codes = _codes(scope, param, word)
    if param == "only_back":
        assert found.closed is not None, "asked only of a category that is in it"
        return found.closed[found.closed["category"].isin(codes)]
    if param == "only_factor":
        column = next(column for kind, column in FACTOR_COLUMNS.items() if kind == word)
        return found.items[found.items[column] != 1.0]
    column = "rule" if param == "only_rule" else "site"
    return found.items[found.items[column].isin(codes)]


@data.view
def counted(scope: Scope, param: str, word: str) -> str:
    """How many issues there are, what they cost together, and what of them is shown."""
    part = _part(scope, param, word)
    rest = f"，显示前 {MOST:,} 件；下载的表格含全部" if len(part) > MOST else ""
    if param == "only_back":
        return f"已销号、还在反复期的 **{len(part):,}** 件，预计失分合计 {part['points'].sum():.4f} 分{rest}。"
    cost = f"现在失分合计 {risk.points(float(part['now'].sum()))} 分"
    if part["then"].notna().all() and len(part):
        cost += f"，测评日 {risk.points(float(part['then'].sum()))} 分"
    return f"**{len(part):,}** 件，{cost}{rest}。"


@data.view
def table(scope: Scope, param: str, word: str) -> bytes:
    """Each of these issues with its arithmetic."""
    part = _part(scope, param, word).head(MOST)
    texts = stored.texts(data.database(), part["issue_id"].tolist()).reindex(part["issue_id"])
    make = _return_cells if param == "only_back" else _item_cells
    rows = [
        GridRow(
            cells=[
                grids.text(risk.short(said), address("issue", id=int(line["issue_id"]))),
                *make(scope, line),
                *(grids.text(_label(scope, name, line[name])) for name in ("site", "lead")),
            ]
        )
        for line, said in zip(records(part), texts["description"].tolist(), strict=True)
    ]
    middle = (
        (("销号日期", ""), ("预计失分", ""), ("算式", "wrap text"))
        if param == "only_back"
        else (("现在失分", ""), ("现在的算式", "wrap text"), ("测评日失分", ""), ("测评日的算式", "wrap text"))
    )
    columns = [GridColumn(name="问题", kind="wrap text"), *(GridColumn(name=name, kind=kind) for name, kind in middle)]
    columns += [GridColumn(name="点位", kind="text"), GridColumn(name="责任单位", kind="text")]
    return grids.packed(Grid(columns=columns, rows=rows, height=480))


def _label(scope: Scope, dimension: str, code: int) -> str:
    return data.ledger(scope.source).directory.label(dimension, int(code))


def _item_cells(_scope: Scope, line: Mapping[str, float]) -> list[grids.Cell]:
    known = line["then"] == line["then"]
    return [
        grids.text(risk.points(line["now"])),
        grids.text(score_at_risk.steps(line, now=True)),
        grids.text(risk.points(line["then"])),
        grids.text(score_at_risk.steps(line) if known else NONE),
    ]


def _return_cells(scope: Scope, line: Mapping[str, float]) -> list[grids.Cell]:
    window = data.settings(scope.source).recurrence_days
    return [
        grids.text(day_date(int(line["closed_on"])).isoformat()),
        grids.text(f"{line['points']:.4f}"),
        grids.text(score_at_risk.return_steps(line, window=window)),
    ]


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """The tables of the page, and every closed issue that may come back with its arithmetic."""
    found = risk.risk(scope)
    assert found is not None, "asked only where there are rules"
    return risk.downloads(scope) | ({} if found.closed is None else {"反弹的算式": _closed_frame(scope, found.closed)})


def _closed_frame(scope: Scope, closed: pd.DataFrame) -> pd.DataFrame:
    texts = stored.texts(data.database(), closed["issue_id"].tolist()).reindex(closed["issue_id"])
    window = data.settings(scope.source).recurrence_days
    return pd.DataFrame(
        {
            "编号": texts["number"].tolist(),
            "问题": texts["description"].tolist(),
            "类别": [_label(scope, "category", code) for code in closed["category"].tolist()],
            "点位": [_label(scope, "site", code) for code in closed["site"].tolist()],
            "责任单位": [_label(scope, "lead", code) for code in closed["lead"].tolist()],
            "销号日期": pd.Series([day_date(day) for day in closed["closed_on"].tolist()], dtype=object),
            "测评前还在反复期（天）": closed["days"].tolist(),
            "反复期（天）": [window] * len(closed),
            "反弹率": closed["rate"].tolist(),
            "扣分": closed["base"].tolist(),
            "反复系数": closed["again"].tolist(),
            "点位系数": closed["at_site"].tolist(),
            "预计失分": closed["points"].round(6).tolist(),
        }
    )
