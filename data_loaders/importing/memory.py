"""What the office remembers of an import: answers that the next file need not ask for again."""

import json
from datetime import datetime

from data_loaders.import_options import ImportOptions
from data_loaders.masters.name_lookup import NEW
from data_loaders.recognition.recognition import Recognised
from data_loaders.states.codes import code_of_form, number_in, parts_of
from data_loaders.text.names import name_key
from database.masters import masters
from database.review import pairs
from database.store.engine import Connection


def keep_decisions(
    connection: Connection, file: Recognised, choices: ImportOptions, *, at: datetime, who: str | None
) -> None:
    """Keep what a person decided, for the next file with the same headings or names."""
    for plan in file.sheets:
        told = {h: f for h, f in choices.fields.items() if h in plan.table.headings}
        kind = choices.kind if choices.kind != plan.kind else None
        if not told and kind is None:
            continue
        known = masters.mapping_for(connection, plan.signature)
        earlier = {} if known is None else json.loads(known["fields"])
        fields = json.dumps(earlier | told, ensure_ascii=False)
        masters.save_mapping(connection, plan.signature, fields, kind or (known["kind"] if known else None))
    units = {unit.name: unit.unit_id for unit in masters.directory_of(connection).units.values()}
    for text, meaning in choices.units.items():
        if meaning != NEW and meaning in units:
            masters.save_alias(connection, name_key(text), text, units[meaning])
    for text, state in choices.states.items():
        if state is None:  # taken as written this once
            continue
        for key in _kept_under(text, file):
            masters.save_answer(connection, "state" if parts_of(key) is None else "code", key, str(int(state)))
    for (kind, text), word in choices.words.items():
        if kind in ("action", "verdict") and word == NEW:
            # An action is known by its name from now on, and asked about again once it is gone; a verdict is taken as written this once.
            continue
        masters.save_answer(connection, kind, text, text if word == NEW else word)
    for pair, same in choices.pairs.items():
        pairs.save_verdict(connection, *pair, same=same, at=at, who=who)


def _kept_under(text: str, file: Recognised) -> list[str]:
    """What an answer about a state is kept under: words as they are, codes for the forms of this file only."""
    forms = {plan.signature for plan in file.sheets}
    code = parts_of(text)
    if code is not None:
        return [text] if code[1] in forms else []
    return [text] if number_in(text) is None else [code_of_form(text, form) for form in sorted(forms)]
