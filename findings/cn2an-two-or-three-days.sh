#!/usr/bin/env bash
# cn2an reads 两三天 as 23 days.
#
# A good guess: a library made for Chinese numerals leaves what is no numeral alone, or raises; 两三天 means two or three days.
# Instead: cn2an.transform joins neighbouring digits: 两三天 becomes 23天, 三五天 becomes 35天, without a warning. The longer 三四十天
# does warn and is left as it is.
# Source: cn2an 0.5.24, transform.py: runs of numerals are handed to its number parser in "smart" mode, which takes them digit by digit.
# What it means here: due dates such as 两三天内 would move by three weeks in silence. The grammar of due words knows approximate counts
# and takes the later day.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check cn2an==0.5.24
"$folder/venv/bin/python" - <<'PY'
import warnings
from importlib.metadata import version

import cn2an

warnings.simplefilter("error")  # a warning would be an honest answer
print("cn2an", version("cn2an"))
seen = {text: cn2an.transform(text, "cn2an") for text in ("两三天", "三五天", "三十五天")}
for text, number in seen.items():
    print(f"  {text} -> {number}")
assert seen == {"两三天": "23天", "三五天": "35天", "三十五天": "35天"}, seen
PY
