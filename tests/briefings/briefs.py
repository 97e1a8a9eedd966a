"""A brief made by hand, and hypothesis strategies for any."""

from typing import Any

from hypothesis import strategies as st

from briefings.brief.brief import Brief, BriefTable, Chart, LeaderPart, PhotoPair, Section, Sentence, TableColumn
from tests.factories import july

WEEK_TABLE = BriefTable(
    "week",
    "本周主要数据",
    (
        TableColumn("指标", weight=3),
        TableColumn("本周", "count"),
        TableColumn("上周", "count"),
        TableColumn("增减", "count"),
    ),
    (("交办总数", 7, 3, 4), ("未整改", 5, 2, 3), ("超期", 2, 1, 1)),
)
LATE_TABLE = BriefTable(
    "overdue",
    "超期问题清单",
    (
        TableColumn("超期天数", "days"),
        TableColumn("镇区"),
        TableColumn("问题", weight=4),
        TableColumn("责任单位"),
        TableColumn("整改时限", "day"),
        TableColumn("编号"),
    ),
    (
        (39, "滨江街道", "占道堆放建筑垃圾", "住建局", july(-29), "A1"),
        (5, "滨江街道", "摊位出店经营 <b>&\U0001f6ae", "市监局", july(5), None),
    ),
)


def brief(**said: Any) -> Brief:
    """A small brief of the week from 6 to 12 July 2026 as of the 10th; `said` takes the place of its fields."""
    plain: dict[str, Any] = {
        "county": "清源县",
        "title": "清源县文明城市创建工作通报",
        "office": "清源县长效办",
        "number": None,
        "addressees": "各镇区，各部门",
        "since": july(6),
        "until": july(12),
        "as_of": july(10),
        "last_meeting": july(5),
        "figures": {"total": 7, "open": 5, "overdue": 2, "on_time_rate": 40.0, "days_median": None},
        "before": {"total": 3, "open": 2, "overdue": 1, "on_time_rate": None, "days_median": None},
        "sections": (
            Section("opening", "", (Sentence("opening.period", "现将有关情况通报如下。"),)),
            Section(
                "overall",
                "总体情况",
                (Sentence("overall.flow", "本周新发现问题 4 件。"), Sentence("overall.stock", "未整改 5 件，超期 2 件。")),
                ("week",),
            ),
        ),
        "tables": {"week": WEEK_TABLE, "overdue": LATE_TABLE},
        "annexes": ("overdue",),
        "leaders": (
            LeaderPart(
                "leader.1", "分管副县长", ("农贸市场整治行动",), {"open": 5, "overdue": 2}, {"open": 2, "overdue": 1},
                (Sentence("leader.1.summary", "未整改 5 件。"),), None, None, (Sentence("leader.1.ask.1", "为什么？"),),
            ),
        ),
        "photos": (PhotoPair(101, "东门农贸市场", "占道", "住建局", "超期 39 天", "ab" * 32, None),),
        "decisions": (Sentence("decide.none", "没有须由会议决定的事项。"),),
        "definitions": {"超期": "超过时限未完成。"},
    }  # fmt: skip
    names = Brief.__dataclass_fields__
    return Brief(**{name: value for name, value in (plain | said).items() if name in names})


texts = st.text(max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)
cells = st.none() | texts | st.booleans() | st.integers() | numbers | st.dates()


def briefs() -> st.SearchStrategy[Brief]:
    """Any briefs, every nested part filled from its types, cells of any kind."""
    columns = st.builds(TableColumn, name=texts, kind=st.sampled_from(["text", "count", "day"]), weight=numbers)
    tables = st.builds(BriefTable, columns=tuples(columns), rows=tuples(tuples(cells)), total=st.booleans(), note=texts)
    figures = st.dictionaries(texts, st.none() | st.integers() | numbers, max_size=3)
    series = tuples(st.tuples(texts, tuples(st.none() | numbers)))
    leaders = st.builds(
        LeaderPart, figures=figures, before=figures, chains=st.none() | tables, answering=st.none() | tables
    )
    return st.builds(
        Brief,
        number=st.none() | st.integers(1),
        figures=figures,
        before=figures,
        sections=tuples(st.builds(Section, sentences=tuples(st.builds(Sentence, level=st.integers(0, 1))))),
        tables=st.dictionaries(texts, tables, max_size=2),
        charts=st.dictionaries(texts, st.builds(Chart, series=series), max_size=2),
        leaders=tuples(leaders),
        photos=tuples(st.builds(PhotoPair)),
        definitions=st.dictionaries(texts, texts, max_size=2),
        sample=st.booleans(),
    )


def tuples(each: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Tuples of up to three."""
    return st.lists(each, max_size=3).map(tuple)
