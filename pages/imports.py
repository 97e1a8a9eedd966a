"""数据导入: many sheets at once; what each is and what they would do together; confirm; take any of them back."""

import streamlit as st

from data_loaders.outcome import Outcome
from data_loaders.recognition import Recognised
from ui import (
    accounts,
    acknowledging,
    comparison,
    data,
    entry_changes,
    forecasts,
    forms,
    past_imports,
    questions,
    readings,
    refused,
    uploads,
)
from ui.data import Scope
from ui.frame import open_desk

source = open_desk("数据导入")
scope = Scope(source, source.newest or data.today())

finished = forecasts.done()
if finished is not None:
    forecasts.show_done(finished)
    for number, (file, imported) in enumerate(finished.tables):
        if imported.refusals:
            refused.after_import(file, imported, key=f"done_{number}")
    st.button("继续导入其他文件", key="desk_next", on_click=forecasts.put_done_away, icon=":material/add:")

# 1. Ask: which files, and what of them is not sure
elif uploads.receive() and uploads.items():
    seen = forecasts.forecast()
    questions.ask(seen.tables if seen else None)

    # 2. Say what they would do together
    if seen is not None:
        st.subheader("试算结果（还没有写入）", anchor=False)
        forecasts.show_files(seen)
        acknowledging.ask(forecasts.to_load(seen))
        forecasts.show_consequences(seen)
        forecasts.confirm(seen)

        # 3. One file in detail
        st.subheader("逐个文件查看和更正", anchor=False)
        item = readings.pick()
        if item is not None and isinstance(item.file, Recognised):
            outcome = forecasts.outcome_of(seen, item)
            part = readings.part(outcome)
            if part == "reading" or not isinstance(outcome, Outcome):
                readings.decide(item, item.file, outcome)
            elif part == "refused":
                refused.fix(item, item.file, outcome)
            elif part == "entries":
                entry_changes.show(outcome.entries, key=f"entries_{item.key}")
            elif part == "reconciled":
                comparison.show_reconciled(outcome, key=item.key)
            elif part == "doubts":
                comparison.decide_doubts(item, outcome)
            else:
                accounts.of_upload(item, outcome)
        elif item is not None:
            forecasts.show_fault(item, seen)
        if item is not None:
            st.button("移出这个文件", key=f"desk_remove_{item.key}", on_click=uploads.remove, args=([item.upload_id],))

# 4. Sheets to hand out
sheets = st.expander("空白模板和各单位整改反馈表（发下去填，收回来直接导入）", key="sheets", on_change="rerun")
if sheets.open:
    with sheets:
        forms.blank_templates(scope)
        if source.newest is not None:
            forms.feedback_forms(scope)

# 5. What was imported before, and what is still to be decided
past_imports.show()
comparison.decide_stored()
