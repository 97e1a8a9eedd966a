"""Databases for the tests of screens: a small one whose figures a person can count, one without due dates, a busy one."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection

from database.masters import masters
from database.office import photos as stored_photos
from database.store.engine import Database
from database.store.settings import save_settings
from domain.directory import DEPARTMENT, DISTRICT
from domain.ledger.photos import Kind
from domain.ledger.states import State
from sample_data.generator.life.scenes import scene
from tests.factories import database_at, july, load, row

AS_OF = july(10)
"""The day that the newest sheet of every county here speaks for: Friday 10 July 2026."""


def empty(folder: Path) -> Database:
    """A database in which nothing was ever loaded."""
    return database_at(folder)


def small(folder: Path, *, sample: bool = False) -> Database:
    """Eight issues. As of 10 July: 7 counted, 5 open, 2 overdue (by 5 and 39 days, both in 滨江街道), 1 due soon, 1 awaiting,
    1 without due date, 2 recurring, 1 rejected; on-time rate 2 of 5; 住建局 leads 3 and assists 1.
    """
    database = database_at(folder)
    with database.write() as connection:
        ids = _small_masters(connection)

        def place(district: str, site: str, category: str) -> dict[str, Any]:
            return {
                "district_id": ids[district],
                "site_id": ids[site],
                "category_id": ids[category],
                "source_id": ids["暗访"],
            }

        market = place("滨江街道", "东门农贸市场", "环境卫生")
        road = place("南岭镇", "南岭大道", "公共秩序")
        first = [
            row(
                "A1",
                found_on=july(-30),
                due_on=july(-29),
                lead_unit_id=ids["住建局"],
                description="占道堆放建筑垃圾",
                **market,
            ),
            row(
                "A2", found_on=july(-2), due_on=july(3), lead_unit_id=ids["交通局"], description="货车乱停乱放", **road
            ),
            row("A3", found_on=july(-2), due_on=july(2), lead_unit_id=ids["住建局"], description="井盖破损", **road),
        ]
        load(connection, july(3), first, name="检查清单_0703.xlsx", sample=sample)
        second = [
            row("A1", state=int(State.IN_PROGRESS), progress="正在清理", person="张三", phone="138-0000-0001"),
            row("A2", state=int(State.CLOSED), done_on=july(2), verified_on=july(4)),
            row("A3", state=int(State.REPORTED), done_on=july(5)),
            row(
                "A4",
                found_on=july(1),
                due_on=july(5),
                lead_unit_id=ids["市监局"],
                assist_ids=f"[{ids['住建局']}]",
                description="摊位出店经营",
                **market,
            ),
            row(
                "A5",
                found_on=july(8),
                due_on=july(12),
                lead_unit_id=ids["住建局"],
                description="=SUM(1,2) 公式样文字",
                **road,
            ),
            row(
                "A6",
                found_on=july(9),
                due_on=None,
                due_text="长期坚持",
                lead_unit_id=None,
                description="小广告 <b>未清</b>",
                **market,
            ),
            row(
                "A7",
                found_on=july(7),
                due_on=july(20),
                state=int(State.REJECTED),
                lead_unit_id=ids["交通局"],
                description="停在划线车位内",
                **road,
            ),
            row(
                "A8",
                found_on=july(9),
                due_on=july(10),
                state=int(State.CLOSED),
                done_on=july(10),
                verified_on=july(10),
                lead_unit_id=ids["交通局"],
                description="货车又乱停乱放",
                **road,
            ),
        ]
        load(connection, AS_OF, second, name="整改台账_0710.xlsx", sample=sample)
        save_settings(
            connection,
            {
                "minimum_ranked": 2,
                "assessment_on": "2026-07-20",
                "activities": [["2026-07-01", "清洁家园日"], ["2026-07-08", "清洁家园日"]],
            },
        )
    return database


def _small_masters(connection: Any) -> dict[str, int]:
    ids = {}
    for name, short, kind, group in (
        ("清源县滨江街道办事处", "滨江街道", DISTRICT, "街道"),
        ("清源县南岭镇人民政府", "南岭镇", DISTRICT, "乡镇"),
        ("清源县住房和城乡建设局", "住建局", DEPARTMENT, "执法类"),
        ("清源县交通运输局", "交通局", DEPARTMENT, "执法类"),
        ("清源县市场监督管理局", "市监局", DEPARTMENT, "执法类"),
    ):
        ids[short] = masters.save_unit(connection, masters.NewUnit(name, short, kind, group, origin="office"))
    action = masters.save_action(connection, "环境整治行动", lead_leader="分管副县长")
    ids["环境卫生"] = masters.save_term(connection, "category", "环境卫生", action_id=action)
    ids["公共秩序"] = masters.save_term(connection, "category", "公共秩序")
    ids["暗访"] = masters.save_term(connection, "source", "暗访")
    ids["东门农贸市场"] = masters.save_site(connection, "东门农贸市场", district_id=ids["滨江街道"])
    ids["南岭大道"] = masters.save_site(connection, "南岭大道", district_id=ids["南岭镇"])
    return ids


def without_due_dates(folder: Path) -> Database:
    """Three open issues and a closed one, none with a due date, no masters at all."""
    database = database_at(folder)
    with database.write() as connection:
        rows = [row(f"N{n}", found_on=july(n), description=f"留言第 {n} 条") for n in range(1, 4)]
        rows.append(row("N4", found_on=july(4), state=int(State.CLOSED), done_on=july(6), description="已答复的留言"))
        load(connection, AS_OF, rows, name="留言.xlsx")
    return database


DISTRICTS = (
    "滨江街道",
    "云台街道",
    "县经济开发区",
    "澄湖镇",
    "柳汀镇",
    "青芦镇",
    "白苇镇",
    "石榄镇",
    "渡月镇",
    "沙堰镇",
    "禾沃镇",
    "东篱镇",
)
DEPARTMENTS = (
    "县城市管理局", "县公安局交警大队", "县住房和城乡建设局", "县市场监督管理局", "县交通运输局", "县卫生健康委员会", "县水利局",
    "县教育体育局", "县商务局", "县应急管理局", "县消防救援大队", "县政务服务管理办公室", "县委宣传部", "县园林绿化管理中心",
)  # fmt: skip
CATEGORIES = ("环境卫生", "文明交通", "公共秩序", "公益广告", "服务设施", "建设管理", "消防安全", "文明行为")
PROBLEMS = (
    "门口多个摊位出店经营，占用盲道约三米，行人只能绕行机动车道",
    "垃圾清运不及时，桶外散落",
    "非机动车乱停乱放",
    "公益广告破损褪色，且数量不足，未按要求在显著位置展示",
    "消防通道被私家车长期占用",
    "井盖松动异响，存在安全隐患",
)


def busy(folder: Path, *, issues: int = 600) -> Database:
    """Twenty weeks of an invented county, the same every time, marked as sample data."""
    random = Random(20260710)
    database = database_at(folder)
    with database.write() as connection:
        groups = {"街道": "街道", "开发区": "园区"}
        districts = [
            masters.save_unit(
                connection,
                masters.NewUnit(
                    f"云泽县{name}人民政府", name, DISTRICT, next((g for end, g in groups.items() if name.endswith(end)), "乡镇"),
                    contact="李四", phone="138-0000-0002",
                ),
            )
            for name in DISTRICTS
        ]  # fmt: skip
        leads = [
            masters.save_unit(
                connection,
                masters.NewUnit(
                    f"云泽县人民政府{name}", name, DEPARTMENT, "执法类" if n % 2 else "服务类", contact="张三"
                ),
            )
            for n, name in enumerate(DEPARTMENTS)
        ]
        actions = [
            masters.save_action(connection, f"{name}专项行动", lead_leader="县委常委、副县长")
            for name in ("环境整治", "交通秩序")
        ]
        categories = [
            masters.save_term(connection, "category", name, action_id=actions[n % 2])
            for n, name in enumerate(CATEGORIES)
        ]
        kinds = [masters.save_term(connection, "site_type", name) for name in ("农贸市场", "主次干道", "老旧小区")]
        sources = [masters.save_term(connection, "source", name) for name in ("日常巡查", "暗访", "群众投诉")]
        sites = [
            (
                district,
                masters.save_site(connection, f"{DISTRICTS[at]}{name}", district_id=district, site_type_id=kinds[n]),
            )
            for at, district in enumerate(districts)
            for n, name in enumerate(("中心农贸市场", "人民路与建设路交叉口", "幸福里老旧小区"))
        ]
        found: list[dict[str, Any]] = []
        told: list[dict[str, Any]] = []
        for n in range(issues):
            day = AS_OF - timedelta(days=random.randrange(140))
            due = day + timedelta(days=random.choice((3, 5, 7, 10)))
            district, site = random.choice(sites[:3] if random.random() < 0.25 else sites)
            found.append(
                row(
                    f"WM2026-{n:04d}",
                    found_on=day,
                    due_on=due if n % 25 else None,
                    district_id=district,
                    site_id=site,
                    category_id=random.choice(categories),
                    source_id=random.choice(sources),
                    lead_unit_id=random.choice(leads),
                    description=random.choice(PROBLEMS),
                    person="王五",
                    phone="138-0000-0003",
                )
            )
            told.append(row(f"WM2026-{n:04d}", **_fate(random, day, due)))
        load(
            connection,
            AS_OF - timedelta(days=7),
            [r for r in found if r["found_on"] <= _number(AS_OF) - 7],
            name="台账.xlsx",
            sample=True,
        )
        load(connection, AS_OF, [r for r in found if r["found_on"] > _number(AS_OF) - 7], name="清单.xlsx", sample=True)
        load(connection, AS_OF, told, name="反馈.xlsx", sample=True)
        wednesdays = [(AS_OF - timedelta(days=2 + 7 * n)).isoformat() for n in range(20)]
        save_settings(
            connection,
            {
                "assessment_on": "2026-07-20",
                "activities": [[day, "清洁家园日"] for day in wednesdays],
                "county": "云泽县",
            },
        )
    return database


def _number(day: date) -> int:
    return day.toordinal() - 719_163


def _fate(random: Random, found_on: date, due_on: date) -> dict[str, Any]:
    """What the last sheet says about an issue: most are closed, some late, some still open."""
    done = found_on + timedelta(days=random.randrange(1, 14))
    lot = random.random()
    if done > AS_OF or lot < 0.12:
        return {"state": int(State.IN_PROGRESS), "progress": "正在整改"}
    if lot < 0.22:
        return {"state": int(State.REPORTED), "done_on": done, "progress": "已整改，待复核"}
    if lot < 0.26:
        return {"state": int(State.REWORK), "done_on": done, "verified_on": min(done + timedelta(days=1), AS_OF)}
    return {"state": int(State.CLOSED), "done_on": done, "verified_on": min(done + timedelta(days=2), AS_OF)}


def with_photos(database: Database, numbers: Mapping[str, Sequence[str]]) -> None:
    """Attach drawn photos to issues by number: {"A1": ["before"], "A2": ["before", "after"]}, with a sheet of 10 July."""
    with database.write() as connection:
        ids = {number: issue_id for issue_id, number in stored_photos.numbers(connection)}
        said = [row(number) for number in numbers]
        import_id = load(connection, AS_OF, said, name="带照片的台账.xlsx")
        photos, attached = {}, []
        for seed, (number, kinds) in enumerate(numbers.items()):
            for kind in kinds:
                content = scene("litter", seed, done=kind == "after")
                sha256 = hashlib.sha256(content).hexdigest()
                photos[sha256] = (sha256, content, content, 640, 480)
                shows: Kind = "after" if kind == "after" else "before"
                attached.append(stored_photos.Attached(ids[number], sha256, shows, f"工作表“台账”F{seed + 2}"))
        stored_photos.add_photos(connection, import_id, list(photos.values()), attached)


def towns(connection: Connection, names: Sequence[str]) -> None:
    """Districts with these names, where the county does not have them yet."""
    for name in names:
        masters.save_unit(connection, masters.NewUnit(name, name, DISTRICT, "镇街"))
