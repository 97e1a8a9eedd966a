"""设置: the rules that are single values, each with a field of its kind."""

from typing import Any

import streamlit as st

from database.masters.master_tables import MasterEdit, MasterTable
from database.masters.rule_tables import NO_YES, RULES
from domain.ledger.chinese_days import WEEKDAYS
from ui.parts.table_editors import Held, held, propose


def editor(name: str, roster: MasterTable) -> None:
    """The rules of a roster (LIMITS, BULLETIN), each with a field of its kind; changes are proposed below."""
    known: Held | None = st.session_state.get(f"roster_{name}")
    edited = known is not None and any(
        (_answered(str(key), st.session_state.get(f"{name}_{known.turn}_{key}", values["值"])) or None)
        != (values["值"] or None)
        for key, values in known.rows
    )
    table = held(name, roster, edited=edited)
    edits = []
    for key, before in table.rows:
        value = _rule(str(key), before["值"], f"{name}_{table.turn}_{key}")
        if value != before["值"]:
            edits.append(MasterEdit(key, before, {**before, "值": value}))
    propose(name, roster, edits)


def _answered(name: str, value: Any) -> Any:
    """The value of a rule as its roster has it: a box is ticked or not, the roster says 是 or 否."""
    return NO_YES[value] if RULES[name].kind == "yes" and isinstance(value, bool) else value


def _rule(name: str, value: Any, key: str) -> Any:
    rule = RULES[name]
    if rule.kind == "number":
        label = f"{rule.name}（{rule.unit}）：{rule.says}"
        return st.number_input(label, rule.least, rule.most, value, step=1, key=key)
    if rule.kind == "choice":
        return st.selectbox(
            f"{rule.name}：{rule.says}",
            rule.words,
            index=rule.words.index(value) if value else None,
            placeholder="",
            key=key,
        )
    if rule.kind == "yes":
        return NO_YES[st.checkbox(f"{rule.name}：{rule.says}", value=value == NO_YES[True], key=key)]
    if rule.kind == "weekday":
        return st.selectbox(f"{rule.name}：{rule.says}", WEEKDAYS, index=WEEKDAYS.index(value), key=key)
    if rule.kind == "day":
        return st.date_input(f"{rule.name}：{rule.says}", value=value, format="YYYY-MM-DD", key=key)
    return (
        st.text_input(f"{rule.name}：{rule.says}", value=value or "", max_chars=rule.most or 40, key=key).strip()
        or None
    )
