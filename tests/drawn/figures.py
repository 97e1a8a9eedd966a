"""docs/reference/figures.md: every figure with its 口径, and every rate with what is divided by what."""

from domain.figures.definitions import DEFINITIONS, said
from domain.figures.rates import RATES, SUMS
from domain.settings import Settings
from tests.drawn import HEAD, table

BETTER = {"less": "越少越好", "more": "越多越好", "": "—"}


def page() -> str:
    """The page, with the limits of an office that has changed nothing."""
    rows = []
    for key in DEFINITIONS:
        d = said(key, Settings())
        when = "本期" if d.flow else "截至日"
        rows.append((f"`{key}`", d.name, d.unit, d.words, d.base, d.excludes, when, BETTER[d.better]))
    names = {key: d.name for key, d in DEFINITIONS.items()}
    rates = [
        (f"`{key}`", names[key], names[rate.part], " + ".join(names[one] for one in rate.whole))
        for key, rate in RATES.items()
    ]
    sums = [(f"`{key}`", names[key], " + ".join(names[one] for one in parts)) for key, parts in SUMS.items()]
    return "\n".join(
        (
            f"# Figures (指标口径)\n\n{HEAD} Limits in the texts are those of an office that has changed nothing.\n",
            table(("key", "指标", "单位", "口径", "统计范围", "不计", "何时", "好坏"), rows),
            "## Rates: what is divided by what\n",
            table(("key", "比率", "分子", "分母"), rates),
            "## Sums of other counts\n",
            table(("key", "指标", "等于"), sums),
        )
    )
