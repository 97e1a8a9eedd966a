"""数据导入: many sheets at once; what each is and what they would do together; confirm; take any of them back."""

import streamlit as st

from data_loaders.outcome.outcome import Outcome
from data_loaders.recognition.recognition import Recognised
from ui.desk import acknowledging, dry_run, questions, readings, rejected_rows, uploads
from ui.imports import accounts, comparison, past_imports, record_changes
from ui.pressing import forms
from ui.shell import data
from ui.shell.data import Scope
from ui.shell.frame import open_desk

source = open_desk("数据导入")
scope = Scope(source, source.newest or data.today())

finished = dry_run.done()
if finished is not None:
    dry_run.show_done(finished)
    for number, (file, imported) in enumerate(finished.tables):
        if imported.refusals:
            rejected_rows.after_import(file, imported, key=f"done_{number}")
    st.button("继续导入其他文件", key="desk_next", on_click=dry_run.put_done_away, icon=":material/add:")

# 1. Ask: which files, and what of them is not sure
elif uploads.receive() and uploads.items():
    seen = dry_run.forecast()
    questions.ask(seen.tables if seen else None)

    # 2. Say what they would do together
    if seen is not None:
        st.subheader("试算结果（还没有写入）", anchor=False)
        dry_run.show_files(seen)
        acknowledging.ask(dry_run.to_load(seen))
        dry_run.show_consequences(seen)
        dry_run.confirm(seen)

        # 3. One file in detail
        st.subheader("逐个文件查看和更正", anchor=False)
        item = readings.pick()
        if item is not None and isinstance(item.file, Recognised):
            outcome = dry_run.outcome_of(seen, item)
            part = readings.part(outcome)
            if part == "reading" or not isinstance(outcome, Outcome):
                readings.decide(item, item.file, outcome)
            elif part == "refused":
                rejected_rows.fix(item, item.file, outcome)
            elif part == "entries":
                record_changes.show(outcome.entries, key=f"entries_{item.key}")
            elif part == "reconciled":
                comparison.show_reconciled(outcome, key=item.key)
            elif part == "doubts":
                comparison.decide_doubts(item, outcome)
            else:
                accounts.of_upload(item, outcome)
        elif item is not None:
            dry_run.show_fault(item, seen)
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
