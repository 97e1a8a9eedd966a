"""docs/reference/settings.md: what the office may set, with the value of an office that has changed nothing."""

from dataclasses import fields

from database.masters.rule_tables import NO_YES, RULES
from domain.ledger.chinese_days import WEEKDAYS
from domain.settings import Settings
from tests.drawn import HEAD, table


def page() -> str:
    """The page."""
    plain = Settings()
    rows = []
    for name, rule in RULES.items():
        value = getattr(plain, name)
        shown = {"weekday": lambda v: WEEKDAYS[v], "yes": lambda v: NO_YES[v]}.get(rule.kind, str)(value)
        limits = f"{rule.least}–{rule.most}" if rule.kind == "number" else "、".join(rule.words)
        rows.append((f"`{name}`", rule.name, rule.says, "—" if value in (None, "") else shown, rule.unit, limits))
    others = [(f"`{f.name}`",) for f in fields(Settings) if f.name not in RULES]
    return "\n".join(
        (
            f"# Settings (设置)\n\n{HEAD}\n",
            table(("field", "规定", "说明", "不改时", "单位", "范围"), rows),
            "Kept as tables of their own (设置, `database.masters`):\n",
            table(("field",), others),
        )
    )
