"""The check sheet of an unannounced inspection: the sites drawn, ready to be filled in and loaded back as 点位检查记录."""

import io
from collections.abc import Sequence
from datetime import date

from briefings.excel.forms import FormColumn, UnitForm
from domain.campaign.coverage import CLEAN, FAULTY, VISIT

RESULTS = "检查结果"


def check_sheet(sites: Sequence[tuple[str, str, str]], *, drawn_on: date, how: str) -> bytes:
    """An .xlsx with one row a site: (name, district, what to look at). how: seed and weights, so that the draw can be repeated."""
    stream = io.BytesIO()
    widths = {
        "day": 13,
        "site": 26,
        "district": 14,
        "source": 12,
        "result": 12,
        "found": 12,
        "inspector": 14,
        "remark": 46,
    }
    kinds = {"day": "date"}
    columns = [
        FormColumn(
            f.heading,
            f.hint or f"例：{f.example or '—'}",
            widths[f.name],
            kind="date" if kinds.get(f.name) == "date" else "text",
            words=RESULTS if f.name == "result" else None,
            strict=f.name == "result",
        )
        for f in VISIT.fields
    ]
    form = UnitForm(stream, VISIT.title, columns, locks=False)
    form.write_top(
        f"{VISIT.title}（抽查 {len(sites)} 个点位）",
        f"抽取日期：{drawn_on.isoformat()}　{how}",
        "每个点位填检查日期和检查结果；没有问题的也要填。填好后在“数据导入”上传；发现的问题另填检查问题清单。",
        first_day=False,
        second_day=False,
    )
    form.write_headings({RESULTS: [CLEAN, FAULTY]}, rows=max(len(sites), 1) + 20)
    for at, (name, district, about) in enumerate(sites):
        values = {"site": name, "district": district, "source": "暗访", "remark": about}
        form.write_row(at, [values.get(f.name) for f in VISIT.fields])
    form.finish(len(sites), made_on=drawn_on)
    return stream.getvalue()
