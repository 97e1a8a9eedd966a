#!/usr/bin/env bash
# The Chinese holidays of `holidays` are called 国庆节 or National Day by the LANG of the process.
#
# A good guess: holidays.CN() names holidays in its default language, which the class says is zh_CN; a caller who wants another asks.
# Instead: without language= the name follows the environment: 国庆节 under LANG=C and LANG=zh_CN.UTF-8, National Day under
# LANG=en_US.UTF-8. A program that looks for 国庆节 works at the desk and finds nothing as a service with another LANG.
# Source: holidays 0.109, holiday_base.py, _init_translation: without a language it asks Python's gettext, which reads LANGUAGE, LC_ALL,
# LC_MESSAGES, LANG; default_language decides only where gettext finds nothing.
# What it means here: festivals in due dates (国庆节前) are never looked up by name in that library.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check holidays==0.109
echo "holidays $("$folder/venv/bin/python" -c 'from importlib.metadata import version; print(version("holidays"))')"
for pair in "C=国庆节" "zh_CN.UTF-8=国庆节" "en_US.UTF-8=National Day"; do
  seen=$(env -u LANGUAGE -u LC_ALL -u LC_MESSAGES LANG="${pair%%=*}" PYTHONUTF8=1 "$folder/venv/bin/python" -c '
from datetime import date
import holidays
print(holidays.CN(years=2026)[date(2026, 10, 1)])')
  echo "  LANG=${pair%%=*}: $seen"
  [ "$seen" = "${pair#*=}" ] || { echo "changed"; exit 1; }
done
