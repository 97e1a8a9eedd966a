"""A brief goes into JSON and back without loss."""

import json
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings

from briefings.brief.brief import Brief, BriefTable
from briefings.brief.packing import packed, unpacked, unpacked_as
from tests.briefings.briefs import brief, briefs


@given(briefs())
@settings(max_examples=60)
def test_any_brief_comes_back_equal_and_packs_alike(made: Brief) -> None:
    content = packed(made)
    back = unpacked(content)
    assert back == made
    assert packed(back) == content
    assert repr(back.tables) == repr(dict(made.tables))  # 1, 1.0 and True are equal, but not the same


def test_a_half_character_and_a_zero_survive() -> None:
    made = brief(title="甲\ud83d乙\x00", figures={"open": 0, "rate": 0.1 + 0.2})
    assert unpacked(packed(made)) == made


@pytest.mark.parametrize("value", [np.int64(3), {1: 2}, float, object()])
def test_what_would_not_come_back_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        packed(brief(tables={"a": BriefTable("a", "甲", (), ((value,),))}))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_know_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        packed(brief(figures={"open": value}))


@dataclass(frozen=True)
class Older:
    """A dataclass as an older program knew it."""

    key: str
    day: date


@dataclass(frozen=True)
class Newer(Older):
    """The same with more."""

    note: str = "无"


def test_a_field_that_came_later_gets_its_default_and_one_that_went_is_left_out() -> None:
    older = Older("a", date(2026, 7, 5))
    assert unpacked_as(Newer, packed(older)) == Newer("a", date(2026, 7, 5), "无")
    assert unpacked_as(Older, packed(Newer("a", date(2026, 7, 5), "有"))) == older


def test_a_brief_without_a_needed_field_is_refused() -> None:
    said = json.loads(packed(brief()))
    del said["since"]
    with pytest.raises(ValueError, match="Brief without since"):
        unpacked(json.dumps(said).encode())
    assert unpacked(packed(replace(brief(), number=12))).number == 12
