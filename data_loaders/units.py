"""The units that a cell names, the lead first."""

import re
from collections.abc import Iterator

from data_loaders.cells import BLANK_MARKS, parse_text
from data_loaders.workbook import Cell

_LEAD = r"(?:牵头|主责|主办|主体|责任)(?:责任)?(?:单位|部门)?"
_ASSIST = r"(?:配合|协办|协助|协同|参与|辅助)(?:责任)?(?:单位|部门)?"
_LEAD_LABEL = re.compile(rf"^{_LEAD}[:：]\s*")
_ASSIST_LABEL = re.compile(rf"^{_ASSIST}[:：]\s*")
_LEAD_MARK = re.compile(rf"[(（\[【]\s*(?:{_LEAD}|主)\s*[)）\]】]|(?<=.)(?:牵头|主责|主办)(?:单位|部门)?$")
_ASSIST_MARK = re.compile(rf"[(（\[【]\s*(?:{_ASSIST}|辅)\s*[)）\]】]|(?<=.)(?:配合|协办|协助|协同)(?:单位|部门)?$")
_UNIT_END = re.compile(
    r"(?:局|委|办|镇|乡|街道|街|区|中心|大队|中队|支队|公司|集团|社区|村|所|站|处|部|院|校|会|联|行|队|办公室|委员会|政府|办事处|学校|医院|市场|园|场|厂|银行|法院|组)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_SEPARATORS = re.compile(r"[\s、，,/／;；|｜＋+&]+")
_SENTENCE = re.compile(r"[。！？!?]|负责|落实|整改|清理|协调|根据|按照|加强|督促|尽快|应当|进行|需要|由.+[承处]")
_LONGEST_UNIT = 20
LONGEST_NAME = 25
"""Longer texts in a unit column are sentences."""


def parse_units(value: Cell) -> tuple[str, ...]:
    """The units in a cell, as written, in order, each once; the lead first. An empty cell gives ().

    Separators are white space, line breaks, 、，,/;； and, only between two names that end like units, 和 及 与. Marks of the role
    (牵头, 主责, 配合, also as labels "牵头单位：…") decide the order and are removed. A sentence stays one element, for a person to read.
    """
    text = parse_text(value)
    if text is None or text.upper() in BLANK_MARKS:
        return ()
    if not _has_roles(text) and _SENTENCE.search(text):
        return (" ".join(text.split()),)
    lead: list[str] = []
    others: list[str] = []
    assisting = False
    for part in _unit_parts(text):
        if _LEAD_LABEL.match(part):
            part, assisting, leads = _LEAD_LABEL.sub("", part), False, True
        elif _ASSIST_LABEL.match(part):
            part, assisting, leads = _ASSIST_LABEL.sub("", part), True, False
        else:
            leads = bool(_LEAD_MARK.search(part)) and not assisting
        part = _ASSIST_MARK.sub("", _LEAD_MARK.sub("", part))
        part = re.sub(r"^(?:\d{1,2}[.、．)）]|[①-⑳])", "", part).strip(" :：.。")
        if part:
            (lead if leads else others).append(part)
    units = tuple(dict.fromkeys((*lead, *others)))
    if any(len(unit) > _LONGEST_UNIT for unit in units) or any(_SENTENCE.search(unit) for unit in units):
        return (" ".join(text.split()),)
    return units


def _has_roles(text: str) -> bool:
    return bool(re.search(r"牵头|主责|主办|配合|协办|责任单位[:：]", text)) and not re.search(r"[。！？!?]|负责", text)


def _unit_parts(text: str) -> list[str]:
    parts = [part for part in _outside_brackets(text) if part]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):  # "城 管 局", spaced out to fill the cell
        parts = ["".join(parts)]
    return [unit for part in parts for unit in _split_at_and(part)]


def _outside_brackets(text: str) -> Iterator[str]:
    """The pieces between separators; separators within brackets do not count."""
    depth, start = 0, 0
    for at, character in enumerate(text):
        if character in "(（[【":
            depth += 1
        elif character in ")）]】":
            depth = max(depth - 1, 0)
        elif depth == 0 and _SEPARATORS.match(character) and not _within_foreign_name(text, at):
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _within_foreign_name(text: str, at: int) -> bool:
    """Whether the blank or & at this place joins two words that are not Chinese ("Water Wastewater", "Parks & Roads")."""
    if text[at] not in " \t&":
        return False
    before, after = text[:at].rstrip(" \t&")[-1:], text[at:].lstrip(" \t&")[:1]
    return before.isascii() and after.isascii() and (before + after).isalnum()


def _split_at_and(part: str) -> list[str]:
    for found in re.finditer(r"以及|和|及|与|会同", part):
        left, right = part[: found.start()], part[found.end() :]
        if _UNIT_END.search(left) and _UNIT_END.search(right) and len(left) > 1 and len(right) > 1:
            return [left, *_split_at_and(right)]
    return [part]
