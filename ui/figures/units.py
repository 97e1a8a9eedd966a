"""One unit: which one the address names, what it answers for, its worst sites."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domain.directory import DISTRICT, Unit
from domain.figures.definitions import DEFINITIONS
from domain.figures.sites import SITE_FIGURES, worst_sites
from ui.figures.rankings import figure_column, records
from ui.parts import grids, listings
from ui.parts.grids import Grid, GridColumn, GridRow
from ui.shell import data, filters, links
from ui.shell.data import Scope
from ui.shell.wording import literal, number
from ui.shell.words import code_of, rows_of, word_of

BY_PLACE = "district"
BY_LEAD = "lead"


@dataclass(frozen=True)
class ChosenUnit:
    """The unit of this page. by: "district" (what lies on its ground) or "lead" (what it answers for)."""

    code: int
    name: str
    by: str
    scope: Scope
    unit: Unit | None

    @property
    def rows_param(self) -> tuple[tuple[str, str], ...]:
        """What the links of its cards add to the address."""
        param = "only_district" if self.by == BY_PLACE else "only_department"
        return ((param, word_of(self.scope, self.by, self.code)),)


@data.view
def names(scope: Scope) -> tuple[str, ...]:
    """All units that can be shown: districts, then the other units that lead something."""
    choices = filters.known(scope.source)
    places = [word for word, code in choices.codes["district"].items() if code]
    leads = [word for word, code in choices.codes["department"].items() if code]
    return (*places, *(word for word in leads if word not in places))


def asked(scope: Scope) -> ChosenUnit | None:
    """Let the reader choose a unit, beginning with the one in the address; None where there is none or no such one."""
    known = names(scope)
    word = st.query_params.get("unit")
    if word is not None and word not in known:
        st.warning(f"网址中的单位“{literal(word)}”不存在，已忽略。")
        word = None

    def chosen() -> None:
        links.put("unit", st.session_state["unit_choice"])

    st.session_state["unit_choice"] = word
    st.selectbox(
        "单位", known, index=None, key="unit_choice", placeholder="请选择镇区或部门", on_change=chosen, width=360
    )
    if word is None:
        return None
    directory = data.ledger(scope.source).directory
    by = BY_PLACE if code_of(scope, BY_PLACE, word) else BY_LEAD
    code = code_of(scope, by, word)
    if not code:
        return None
    unit = directory.units.get(code)
    if by == BY_PLACE and unit is not None and unit.kind != DISTRICT and code_of(scope, BY_LEAD, word):
        by = BY_LEAD
    return ChosenUnit(code, word, by, scope.narrowed(**{by: (code,)}), unit)


def about(chosen: ChosenUnit) -> str:
    """What the figures of this page are counted over, and whom to call."""
    said = (
        "按属地统计：发生在本镇区的全部问题，不论由谁负责整改。"
        if chosen.by == BY_PLACE
        else "按责任单位统计：由本单位主责的问题。"
    )
    if chosen.by == BY_LEAD and chosen.scope.selection.assisting:
        said = "按责任单位统计：由本单位主责或配合的问题。"
    if chosen.unit and (chosen.unit.contact or chosen.unit.phone):
        said += f"联系人：{' '.join(part for part in (chosen.unit.contact, chosen.unit.phone) if part)}"
    return said


def downloads(scope: Scope) -> dict[str, pd.DataFrame]:
    """The open items and the worst sites of a unit."""
    frame = worst_sites(data.chosen(scope), as_of=scope.as_of, count=1000)
    said = {"点位": frame["name"], "镇区": frame["district"]} | {DEFINITIONS[k].name: frame[k] for k in SITE_FIGURES}
    return {**listings.whole_table(scope, "open", listings.ALL), "点位": pd.DataFrame(said)}


@data.view
def sites(scope: Scope) -> bytes:
    """The ten worst sites of the selection, each number leading to its rows."""
    frame = worst_sites(data.chosen(scope), as_of=scope.as_of)
    columns = [
        GridColumn(name="点位", kind="wrap text"),
        *(figure_column(scope, key, DEFINITIONS[key].name) for key in SITE_FIGURES),
    ]
    rows = [
        GridRow(
            cells=[
                grids.text(site["name"], rows_of(scope, "open", {"site": site["code"]})),
                *(
                    grids.text(
                        number(site[key]),
                        rows_of(scope, key, {"site": site["code"]}) if site[key] else None,
                        tone="overdue" if key == "overdue" and site[key] else "",
                    )
                    for key in SITE_FIGURES
                ),
            ]
        )
        for site in records(frame)
    ]
    return grids.packed(Grid(columns=columns, rows=rows, height=400, steady=True))
