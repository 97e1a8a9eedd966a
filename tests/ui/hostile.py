"""A county in which every name and every cell is markup: whatever a screen makes of it is a fault of the screen."""

from pathlib import Path
from typing import Any

from database.masters import masters
from database.store.engine import Database
from database.store.settings import save_settings
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.states import State
from tests.factories import database_at, july, load, row

MARKUP = (
    "<b>粗</b><br><a href='http://evil.example/a'>链</a><img src='http://evil.example/x.png' onerror='alert(1)'><script>alert(2)</script>"
    "**星**_斜_~~删~~`码`[点](http://evil.example/b)[脚](javascript:alert(3)):material/delete::red[红]:smile:$x^2$ www.evil.example &lt;c&gt;"
)
"""HTML, Markdown, Streamlit's own words and Plotly's tags in one text."""
RENDERED = (
    "**星**",
    "_斜_",
    "~~删~~",
    "`码`",
    "[点](http",
    ":material/delete:",
    ":red[",
    ":smile:",
    "$x^2$",
    "www.evil",
)
"""Pieces of MARKUP that a place which reads Markdown must not be given as they stand."""


def named(where: str) -> str:
    """Markup that says where it stands."""
    return f"{where}{MARKUP}"


def hostile(folder: Path) -> Database:
    """Eight issues in two districts and two departments, overdue, moved and recurring, from a file with a name of its kind."""
    database = database_at(folder)
    with database.write() as connection:
        districts = [_unit(connection, f"镇{n}", DISTRICT) for n in (1, 2)]
        leads = [_unit(connection, f"局{n}", DEPARTMENT) for n in (1, 2)]
        action = masters.save_action(connection, named("行动"), lead_leader=named("领导"))
        category = masters.save_term(connection, "category", named("类别"), action_id=action)
        kind = masters.save_term(connection, "site_type", named("点位类型"))
        source = masters.save_term(connection, "source", named("来源"))
        sites = [
            masters.save_site(connection, named(f"点位{n}"), district_id=district, site_type_id=kind)
            for n, district in enumerate(districts)
        ]
        first = [
            row(
                named(f"编号{n}"),
                sheet=named("表"),
                found_on=july(-20 + n),
                due_on=july(-9 + n),
                district_id=districts[n % 2],
                site_id=sites[n % 2],
                category_id=category,
                source_id=source,
                lead_unit_id=leads[n % 2],
                assist_ids=f"[{leads[1 - n % 2]}]",
                state=int(State.CLOSED) if n in (0, 1) else None,
                done_on=july(-18) if n in (0, 1) else None,
                **{
                    field: named(field)
                    for field in ("description", "due_text", "person", "phone", "progress", "remark")
                },
            )
            for n in range(8)
        ]
        load(connection, july(3), first, name=f"{named('文件')}.xlsx")
        moved = [row(named(f"编号{n}"), sheet=named("表"), due_on=july(n), progress=named("又")) for n in range(2, 6)]
        load(connection, july(10), moved, name=f"{named('文件二')}.xlsx")
        save_settings(
            connection, {"minimum_ranked": 1, "activities": [["2026-07-01", named("活动")]], "county": named("县")}
        )
    return database


def _unit(connection: Any, name: str, kind: str) -> int:
    unit = masters.NewUnit(
        named(f"全{name}"),
        named(name),
        kind,
        named("组"),
        contact=named("联系人"),
        phone=named("电话"),
        origin="office",
    )
    return masters.save_unit(connection, unit)
