"""Numbers, changes and days in words."""

from datetime import date

import pytest

from domain.ledger.chinese_days import long_day
from domain.ledger.days import NEVER, day_number
from domain.settings import Settings
from ui.shell.wording import changed, day_or_none, definition, literal, number, valued


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1969, "件", "1,969"),
        (0, "件", "0"),
        (77.06, "%", "77.1"),
        (100.0, "%", "100.0"),
        (3.5, "天", "3.5"),
        (4.0, "天", "4"),
        (None, "%", "—"),
        (float("nan"), "%", "—"),
    ],
)
def test_number(value: float | None, unit: str, words: str) -> None:
    assert number(value, unit) == words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("overdue", 80, "80 件"),
        ("on_time_rate", 76.25, "76.3%"),
        ("on_time_rate", None, "—"),
        ("days_median", 4, "4 天"),
    ],
)
def test_valued(key: str, value: float | None, words: str) -> None:
    assert valued(key, value) == words


@pytest.mark.parametrize(
    ("key", "delta", "words"),
    [
        ("overdue", 4, "▲ 4 件"),
        ("overdue", -1200, "▼ 1,200 件"),
        ("overdue", 0, "持平"),
        ("overdue", None, "无可比"),
        ("on_time_rate", -0.34, "▼ 0.3 个百分点"),
        ("on_time_rate", 0.04, "持平"),
    ],
)
def test_changed(key: str, delta: float | None, words: str) -> None:
    assert changed(key, delta) == words


def test_days() -> None:
    assert long_day(date(2020, 8, 9)) == "2020年8月9日（周日）"
    assert day_or_none(NEVER) is None
    assert day_or_none(day_number(date(2026, 7, 5))) == date(2026, 7, 5)


def test_a_definition_names_its_limits_its_base_and_its_day() -> None:
    said = definition("long_overdue", Settings(long_overdue_days=45), date(2026, 7, 10))
    assert "超过 45 天" in said and "统计范围：" in said and "不计：" in said and said.endswith("数据截至 2026-07-10。")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("滨江街道", "滨江街道"),
        ("<b>粗</b>", r"\<b\>粗\</b\>"),
        ("[a](javascript:x)", "\\[a\\](javascript:\u2060x)"),
        ("**x** _y_ `z` ~~q~~ $k$", r"\*\*x\*\* \_y\_ \`z\` \~\~q\~\~ \$k\$"),
        (":material/x:", ":\u2060material/x:"),
        ("http://x.y www.x.y a@x.y", "http:\u2060//x.y www\u2060.x.y a@\u2060x.y"),
        ("a -> b", "a -\u2060\\> b"),
        ("甲\n\n# 乙", r"甲 \# 乙"),
        ("1. 甲", r"1\. 甲"),
        ("- 甲", r"\- 甲"),
        ("2020.3.5", r"2020\.3.5"),
        (3, "3"),
    ],
)
def test_what_others_wrote_is_no_markup(text: object, said: str) -> None:
    assert literal(text) == said
