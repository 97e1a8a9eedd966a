"""A mapping file (TOML): what a person decided about a kind of file, kept beside it for the command line.

```toml
kind = "full"                       # inspection, rectification, full or the key of a book
as_of = 2019-02-13                  # the day the sheet speaks for
dates = "%m/%d/%Y %I:%M:%S %p"      # only where dates are text that nobody else writes
new_units = true                    # unknown units are new ones
[columns]                           # field = heading; all other columns are only kept as raw cells
number = "ServiceRequestNum"
[states]                            # wording = state; * stands for any ending
"Closed*" = "已销号"
[units]                             # name as typed = full name of a known unit
"环保局" = "县生态环境局"
```
"""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from data_loaders.headings.kinds import ALL_KINDS, field_names
from data_loaders.import_options import ImportOptions
from data_loaders.recognition.recognition import Recognised
from domain.ledger.states import STATE_WORDS

KEYS = {"kind", "as_of", "dates", "new_units", "sheets", "columns", "states", "units"}


class BadMapping(Exception):
    """The mapping file cannot be used; the message (Chinese) names the key, the value and the remedy."""


def read_mapping(path: Path) -> dict[str, Any]:
    """The content of a mapping file, checked. Raises BadMapping."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMapping(
            f"映射文件“{path.name}”读不出来：{error}。请检查文件是否存在、是否为 UTF-8 编码的 TOML。"
        ) from error
    for key in said:
        if key not in KEYS:
            raise BadMapping(f"映射文件“{path.name}”里的“{key}”不认识。可用的键：{'、'.join(sorted(KEYS))}。")
    if said.get("kind", "full") not in ALL_KINDS:
        raise BadMapping(f"映射文件“{path.name}”里 kind = “{said['kind']}”不认识。可用：{'、'.join(ALL_KINDS)}。")
    if "as_of" in said and not isinstance(said["as_of"], date):
        raise BadMapping(f"映射文件“{path.name}”里 as_of 应为日期，如 as_of = 2020-07-13。")
    known = field_names(said.get("kind"))
    for name in said.get("columns", {}):
        if name not in known:
            raise BadMapping(f"映射文件“{path.name}”[columns] 里的“{name}”不认识。可用：{'、'.join(known)}。")
    for wording, state in said.get("states", {}).items():
        if state not in STATE_WORDS:
            raise BadMapping(
                f"映射文件“{path.name}”[states] 里“{wording}”的状态“{state}”不认识。可用：{'、'.join(STATE_WORDS)}。"
            )
    return said


def choices_from(said: dict[str, Any], file: Recognised) -> ImportOptions:
    """The decisions of a mapping file for one opened file. Raises BadMapping for a heading that is not there."""
    fields: dict[str, str | None] = {}
    if "columns" in said:
        headings = [h for plan in file.sheets for h in plan.table.headings]
        fields = dict.fromkeys(headings)
        for name, heading in said["columns"].items():
            if heading not in fields:
                found = "、".join(f"“{h}”" for h in headings[:30])
                raise BadMapping(
                    f"“{file.name}”里没有映射文件要求的列“{heading}”（{name}）。现有的列：{found or '无'}。"
                )
            fields[heading] = name
    sheets = said.get("sheets")
    return ImportOptions(
        kind=said.get("kind"),
        as_of=said.get("as_of"),
        fields=fields,
        units=said.get("units", {}),
        create_units=bool(said.get("new_units", False)),
        states={wording: STATE_WORDS[state] for wording, state in said.get("states", {}).items()},
        date_pattern=said.get("dates"),
        sheets=None if sheets is None else tuple(sheets),
    )
