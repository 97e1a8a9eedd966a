"""Issue keys: short, forgiving in how they are typed, unforgiving in what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ledger.keys import FIRST, LETTERS, BadKey, issue_key, mark_of, read_key

SECRET, OTHER = b"s" * 32, b"t" * 32
ids = st.integers(1, 10**7)


@given(ids, st.text(max_size=20))
def test_a_key_says_its_issue_and_what_it_is(issue_id: int, identity: str) -> None:
    key = issue_key(SECRET, issue_id, identity)
    assert read_key(SECRET, key) == (issue_id, mark_of(SECRET, issue_id, identity))
    assert len(key) <= 13
    assert not set(key) & set("01IO")
    assert key[0] == FIRST


@pytest.mark.parametrize("change", [str.lower, lambda k: k.replace("-", ""), lambda k: f" {k[:3]} {k[3:]}\n",
                                    lambda k: k.replace("-", "—"), lambda k: "".join(chr(ord(c) + 0xFEE0) for c in k)])  # fmt: skip
def test_case_spaces_hyphens_and_width_do_not_matter(change) -> None:  # type: ignore[no-untyped-def]
    key = issue_key(SECRET, 4711, "甲")
    assert read_key(SECRET, change(key)).issue_id == 4711


def test_one_changed_character_is_noticed() -> None:
    """Of all changes of one character of a hundred keys at most one in a thousand may pass (two check characters: 1 in 1024)."""
    passed = tried = 0
    for issue_id in range(1000, 1100):
        key = issue_key(SECRET, issue_id, "甲").replace("-", "")
        for at in range(1, len(key)):
            for letter in LETTERS:
                if letter == key[at]:
                    continue
                tried += 1
                try:
                    read_key(SECRET, key[:at] + letter + key[at + 1 :])
                    passed += 1
                except BadKey:
                    pass
    assert tried > 20_000
    assert passed <= tried / 500


@pytest.mark.parametrize("text", ["", "W", "12", "W22-AAAAAA", "W0-ABCDEF", "WM-2026-0001", "乱写"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        read_key(SECRET, text)


def test_another_office_s_key_is_refused() -> None:
    keys = [issue_key(OTHER, n, "甲") for n in range(1, 200)]
    refused = 0
    for key in keys:
        try:
            read_key(SECRET, key)
        except BadKey:
            refused += 1
    assert refused >= 197


def test_the_mark_depends_on_what_the_issue_is() -> None:
    assert issue_key(SECRET, 5, "甲") != issue_key(SECRET, 5, "乙")


def test_ids_begin_at_one() -> None:
    with pytest.raises(ValueError):
        issue_key(SECRET, 0, "甲")
