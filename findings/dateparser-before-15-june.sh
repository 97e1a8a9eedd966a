#!/usr/bin/env bash
# dateparser reads 6月15日前 as a day last November.
#
# A good guess: 6月15日前, the commonest way to write a deadline in a Chinese ledger, is 15 June, or cannot be parsed.
# Instead: 前 also translates "ago", so month and day become durations: six months and fifteen days before the base day. No setting
# helps; PREFER_DATES_FROM=future gives the same day. 10月底前 and 三天内 give None, so the mistake does not stand out.
# Source: dateparser 1.5.0, data/date_translation_data/zh.py: 前 is "ago", and a rule turns N月 followed by 前 within 30 letters into a
# number of months.
# What it means here: every deadline would lie half a year in the past, and everything would be overdue. Deadlines have a grammar of
# their own in this program.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" - <<'PY'
from datetime import datetime
from importlib.metadata import version

import dateparser

print("dateparser", version("dateparser"))
base = datetime(2020, 6, 1)


def parsed(text: str, **settings: str) -> datetime | None:
    return dateparser.parse(text, languages=["zh"], settings={"RELATIVE_BASE": base, **settings})


seen = {text: parsed(text) for text in ("6月15日前", "10月底前", "三天内")}
for text, day in seen.items():
    print(f"  {text} on 2020-06-01 -> {day}")
assert seen["6月15日前"] == datetime(2019, 11, 16) == parsed("6月15日前", PREFER_DATES_FROM="future"), seen
assert seen["10月底前"] is None and seen["三天内"] is None, seen
PY
