"""点位包干: the register of sites, what each must meet, when each was inspected, and which never."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.datasets.datasets import Dataset, DatasetRecord, Field
from domain.figures.campaign_line import CampaignLine, Tone
from domain.figures.figures import listed, tally
from domain.figures.rates import shares
from domain.ledger.days import NEVER, day_number
from domain.ledger.ledger import Ledger

CLEAN, FAULTY = "无问题", "有问题"

STANDARD = Dataset(
    "standard",
    "点位标准表",
    (
        Field("site", ("点位名称", "点位", "考察点位"), "site", required=True, example="滨江农贸市场", width=22),
        Field("district", ("镇区", "属地"), "district", example="滨江街道"),
        Field("item", ("测评项目", "考察项目", "标准名称"), required=True, example="环境卫生", width=18),
        Field(
            "text", ("测评标准", "标准", "标准要求", "达标要求"), required=True, example="地面无垃圾、无积水", width=44
        ),
        Field("warden", ("点位长", "包干责任人", "包干人"), example="张三"),
        Field("phone", ("联系电话",), example="138-0000-0001"),
    ),
    identity=("site", "item"),
    names=("点位标准", "考察点位及标准", "实地考察标准"),
)
VISIT = Dataset(
    "visit",
    "点位检查记录",
    (
        Field("day", ("检查日期", "检查时间"), "day", required=True, past=True, example="2026-07-06"),
        Field("site", ("点位名称", "点位", "检查点位"), "site", required=True, example="滨江农贸市场", width=22),
        Field("district", ("镇区", "属地"), "district", example="滨江街道"),
        Field("source", ("检查方式", "检查类型"), example="日常巡查", hint="例：日常巡查、暗访、联合执法"),
        Field(
            "result",
            ("检查结果", "检查结论"),
            "choice",
            required=True,
            words={CLEAN: ("合格", "达标", "未发现问题", "无"), FAULTY: ("不合格", "不达标", "发现问题", "有")},
            example=CLEAN,
            hint="没有问题的也要记，才知道哪些点位查过。",
        ),
        Field("found", ("发现问题数", "问题数"), "count", example="0", hint="问题本身另填检查问题清单。"),
        Field("inspector", ("检查人", "检查组"), example="第一检查组"),
        Field("remark", ("备注",), width=24),
    ),
    identity=("day", "site", "source"),
    names=("检查记录", "点位抽查", "抽查表", "检查签到"),
)

COUNTS = ("open", "overdue", "recurring", "total")


def visits_of(entries: Sequence[DatasetRecord], *, as_of: date) -> pd.DataFrame:
    """Inspections on record up to `as_of`: columns site (0: not known any more), day (day number), clean (bool), source, inspector, found."""
    rows = [
        (
            int(e["site"] or 0),
            day_number(date.fromisoformat(e["day"])),
            e["result"] == CLEAN,
            e["source"] or "",
            e["inspector"] or "",
            int(e["found"] or 0),
        )
        for e in entries
        if e["day"]
    ]
    frame = pd.DataFrame(rows, columns=["site", "day", "clean", "source", "inspector", "found"])
    return frame[frame["day"] <= day_number(as_of)].reset_index(drop=True)


def coverage(
    ledger: Ledger, visits: pd.DataFrame, *, as_of: date, within_days: int, counted: Ledger | None = None
) -> pd.DataFrame:
    """Every registered site: when it was inspected last, how often within `within_days`, and its problems.

    A site counts as inspected on each day on which a visit is on record or a problem was found there. Columns code, name, district,
    site_type, lead, warden (words, "" where not said), district_id, lead_id, last_on (day number, NEVER for never), days_since (−1
    for never), times (days of inspection within the window), clean (visits without a problem within it), COUNTS (issues on as_of) and
    repeated (see `repeated`). In the order of the register. visits: from `visits_of`. counted: the part of the ledger whose issues
    are counted (None: all); whether a site was inspected is asked of the whole.
    """
    counted = ledger if counted is None else counted
    day = day_number(as_of)
    directory = ledger.directory
    sites = [site for site in directory.sites.values() if site.registered]
    spans = ledger.spans
    here = np.zeros(len(ledger), dtype=np.bool_)
    here[spans["issue"].to_numpy()] = True
    found_on, place = ledger.issues["found_on"].to_numpy(), ledger.issues["site"].to_numpy()
    here &= (found_on <= day) & (place > 0)
    there = visits[visits["site"] > 0]
    codes = np.array([site.site_id for site in sites], dtype=np.int64)
    at = np.append(place[here], there["site"].to_numpy(np.int64))
    on = np.append(found_on[here], there["day"].to_numpy(np.int64))
    size = int(max(at.max(initial=0), codes.max(initial=0), ledger.size("site") - 1)) + 1
    last = np.full(size, NEVER, dtype=np.int64)
    last[at] = 0
    np.maximum.at(last, at, on)
    fresh = on > day - within_days
    each = np.unique(at[fresh] << 32 | on[fresh]) >> 32
    times = np.bincount(each, minlength=size)
    clean = visits[visits["clean"] & (visits["day"] > day - within_days)].groupby("site").size()
    counts = {key: tally(counted, key, [as_of], by="site", size=size)[:, 0] for key in COUNTS}
    counts["repeated"] = repeated(counted, as_of=as_of, size=size)
    frame = pd.DataFrame(
        {
            "code": codes,
            "name": [site.name for site in sites],
            "district": [directory.label("district", site.district_id or 0) for site in sites],
            "district_id": [site.district_id or 0 for site in sites],
            "site_type": [site.site_type or "" for site in sites],
            "lead": [directory.label("lead", site.lead_unit_id) if site.lead_unit_id else "" for site in sites],
            "lead_id": [site.lead_unit_id or 0 for site in sites],
            "warden": [site.warden or "" for site in sites],
            "last_on": last[codes],
            "times": times[codes],
            "clean": clean.reindex(codes).fillna(0).astype(np.int64).to_numpy(),
            **{key: values[codes] for key, values in counts.items()},
        }
    )
    frame.insert(9, "days_since", np.where(frame["last_on"] == NEVER, -1, day - frame["last_on"]))
    return frame


def repeated(ledger: Ledger, *, as_of: date, size: int) -> NDArray[np.int64]:
    """For each site id below `size`: how many of its issues are of a category that was found there more than once."""
    at = listed(ledger, "total", as_of=as_of)
    site, category = ledger.codes("site", at), ledger.codes("category", at)
    known = (site > 0) & (category > 0)
    places, times = np.unique(site[known].astype(np.int64) << 32 | category[known], return_counts=True)
    often = times > 1
    return np.bincount(places[often] >> 32, weights=times[often], minlength=size).astype(np.int64)


def covered(sites: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """`coverage` summed by column `by` (district or site_type): columns name, sites, inspected (within the window), never, share (%).

    Least covered first. The sums of sites, inspected and never are those of `sites`.
    """
    table = sites.assign(inspected=sites["times"] > 0, never=sites["days_since"] < 0)
    table = table.groupby(by, sort=False).agg(
        sites=("code", "size"), inspected=("inspected", "sum"), never=("never", "sum")
    )
    table["share"] = shares(table["inspected"], table["sites"])
    return table.reset_index(names="name").sort_values(["share", "sites"], ascending=[True, False], ignore_index=True)


def standards_of(entries: Sequence[DatasetRecord]) -> Mapping[int, list[tuple[str, str]]]:
    """Site id → what it must meet: (item, text) in the order of the sheets. Sites that no longer exist are left out."""
    found: dict[int, list[tuple[str, str]]] = {}
    for entry in entries:
        if entry["site"]:
            found.setdefault(int(entry["site"]), []).append((str(entry["item"]), str(entry["text"] or "")))
    return found


RECENT_DAYS = 30
"""实地考察 looks back as far as this for whether a site was inspected."""


def standing(sites: pd.DataFrame) -> CampaignLine:
    """实地考察 in one value and one sentence; `sites` from `coverage` over RECENT_DAYS."""
    title = "实地考察"
    if sites.empty:
        return CampaignLine("sites", title, "未录入", "点位名录里还没有点位。", "missing")
    seen, never = int((sites["times"] > 0).sum()), int((sites["days_since"] < 0).sum())
    opened, late = int(sites["open"].sum()), int(sites["overdue"].sum())
    troubled = int((sites["overdue"] > 0).sum())
    said = f"近 {RECENT_DAYS} 天检查过 {seen:,} / {len(sites):,} 个点位"
    said += f"，{never:,} 个从未检查" if never else ""
    said += f"；点位上未整改 {opened:,} 件" if opened else "；点位上没有未整改的问题"
    said += f"，其中超期 {late:,} 件，在 {troubled:,} 个点位上。" if late else "。"
    tone: Tone = "bad" if late else "attention" if never or seen < len(sites) else "good"
    return CampaignLine(
        "sites", title, f"{troubled:,} 处有超期" if late else f"检查过 {seen:,} / {len(sites):,}", said, tone
    )


WORDS = {
    "检查过": "在所选的天数内有检查记录（没有发现问题的也算），或在那里发现过问题的点位。",
    "覆盖率": "检查过的点位 ÷ 名录内的全部点位。只在表里提到、不在名录内的地方不算。",
    "从未检查": "既没有检查记录、也没有发现过问题的点位。",
    "重复": "同一点位、同一类别发现过两次及以上的问题件数，不论相隔多久、是否销号；反复只算销号后反复期内再次出现的。",
    "抽签暗访": "按签号随机抽取；权重 = 1 + 各项加权 × 周数或件数，加权由抽签的人填，默认全为 0、机会均等。同样的签号和名录抽出同样的点位。",
}
"""口径 of the figures of this part."""
