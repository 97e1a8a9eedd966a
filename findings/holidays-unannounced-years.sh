#!/usr/bin/env bash
# `holidays` gives Chinese days off for a year that nobody has announced, and marks nothing.
#
# A good guess: China's days off and make-up working days are announced by the State Council late in the year before; for a year
# that is not announced a calendar raises, or marks its days as estimated, as this library does for moon-sighted holidays.
# Instead: holidays.CN gives 19 named days for 2027 without any mark, and no make-up working day at all (2026 has some on Saturdays and
# Sundays); is_working_day answers for both years alike. chinesecalendar 1.11.0 raises NotImplementedError for 2027.
# Source: holidays 0.109, countries/china.py: yearly tables end with 2026, statutory rules go on; chinesecalendar 1.11.0 knows 2004-2026.
# What it means here: a limit in working days that crosses the new year would be counted wrongly and look exact. The office's own
# table of holidays counts, and a year that it does not cover is said beside the result.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check holidays==0.109 chinesecalendar==1.11.0
"$folder/venv/bin/python" - <<'PY'
from datetime import date, timedelta
from importlib.metadata import version

import chinese_calendar
import holidays

china = holidays.CN(language="en_US")


def weekend_work(year: int) -> int:
    days = (date(year, 1, 1) + timedelta(n) for n in range(365))
    return sum(day.weekday() > 4 and china.is_working_day(day) for day in days)


print("holidays", version("holidays"), "chinesecalendar", version("chinesecalendar"))
named = {year: holidays.CN(years=year, language="en_US") for year in (2026, 2027)}
worked = {year: weekend_work(year) for year in (2026, 2027)}
for year in (2026, 2027):
    marked = sum("estimated" in name for name in named[year].values())
    print(f"  {year}: {len(named[year])} days off, {marked} marked as estimated, {worked[year]} working days at weekends")
try:
    chinese_calendar.is_workday(date(2027, 10, 1))
    raised = False
except NotImplementedError as error:
    raised = True
    print("  chinesecalendar:", error)
assert len(named[2027]) == 19 and not any("estimated" in name for name in named[2027].values())
assert worked[2026] > 0 and worked[2027] == 0, worked
assert raised
PY
