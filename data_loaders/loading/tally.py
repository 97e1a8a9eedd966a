"""What stored rows add up to: which did what, and which units and words they use."""

import json
from collections import Counter
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from data_loaders.matching import Matched
from data_loaders.rows.records import Record
from database.imports import imports
from database.store.folding import Change

AT = {name: index for index, name in enumerate(imports.ROW_COLUMNS)}


def units_in(rows: Sequence[tuple[Any, ...]]) -> set[int]:
    """Ids of the units that observations name."""
    used = {row[AT["district_id"]] for row in rows} | {row[AT["lead_unit_id"]] for row in rows}
    for assists in {row[AT["assist_ids"]] for row in rows}:
        used.update(json.loads(assists) if assists else ())
    return used


def terms_in(rows: Sequence[tuple[Any, ...]]) -> set[int]:
    """Ids of the words that observations use."""
    return {row[AT[name]] for name in ("site_type_id", "category_id", "source_id") for row in rows}


def row_counts(
    records: Sequence[Record],
    matched: Matched,
    changes: Sequence[Change],
    first_new: int,
) -> tuple[int, int, int]:
    """Rows that brought a new issue, changed a known one, or did neither. A row counts once, for the most it did."""
    changed = {change.issue_id for change in changes}
    told = {ids[0] for ids in matched.issue_ids if len(ids) == 1}
    if len(told) == len(records) and set(map(attrgetter("part"), records)) <= {1}:  # as in most files: a row, an issue
        new = sum(map(first_new.__le__, told))
        moved = sum(issue_id < first_new for issue_id in changed & told)
        return new, moved, len(told) - new - moved
    seen: set[int] = set()
    result: dict[tuple[str, int], int] = {}
    for record, ids in zip(records, matched.issue_ids, strict=True):
        if not ids:
            continue
        effect = 0
        for issue_id in ids:
            if issue_id in seen:
                continue
            seen.add(issue_id)
            effect = max(effect, 2 if issue_id >= first_new else int(issue_id in changed))
        key = record[:2]
        result[key] = max(result.get(key, 0), effect)
    tally = Counter(result.values())
    return tally[2], tally[1], tally[0]
