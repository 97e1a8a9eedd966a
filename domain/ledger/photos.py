"""Photos as evidence: what one shows, in the office's words."""

from collections.abc import Mapping
from typing import Literal

Kind = Literal["before", "after"]

KINDS: Mapping[Kind, str] = {"before": "整改前", "after": "整改后"}
