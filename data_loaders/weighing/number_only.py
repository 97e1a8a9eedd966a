"""Rows that name only a number: what in such a row speaks against an issue that bears the number."""

import re

from data_loaders.rows.records import Record
from data_loaders.weighing.comparison import elsewhere_placed
from data_loaders.weighing.sides import Side

COLLECTS = re.compile("创建|创城|创文|文明|长效|指挥部|督查|督导|督办|政府|县委|市委|区委|党委|宣传部|办公室")
"""What the name of an office says that collects the answers of others and sends them on."""


def tells(record: Record) -> bool:
    """Whether a row without wording still says enough to be an issue of its own: when found and of what kind."""
    return record.found_on is not None and record.category is not None


def names_only_a_number(record: Record) -> bool:
    """Whether a row says no more of its issue than a number."""
    return record.number is not None and record.description is None and not tells(record)


def speaks_against(mine: Side, theirs: Side, sender: int | None) -> str | None:
    """Which field of a row that names only a number does not fit an issue; None where nothing speaks against it.

    sender: the unit that sent the row. A sheet says nothing of what was found after the day that it speaks for.
    """
    if mine.district is not None and theirs.district is not None and mine.district != theirs.district:
        return "镇区"
    if elsewhere_placed(mine, theirs):
        return "点位"
    if mine.found_on is not None and theirs.found_on is not None and mine.found_on != theirs.found_on:
        return "检查日期"
    if theirs.found_on is not None and theirs.found_on > mine.seen_on:
        return "截至日"
    if mine.category is not None and theirs.category is not None and mine.category != theirs.category:
        return "问题类别"
    if mine.lead is not None and theirs.lead is not None and mine.lead not in (theirs.lead, theirs.district):
        return "责任单位"
    if sender is not None and theirs.lead is not None and sender not in (theirs.lead, theirs.district):
        return "填报单位"
    return None
