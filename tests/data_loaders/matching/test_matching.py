"""The key of a wording: what two texts must share to be the same problem."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from data_loaders.matching import fingerprint, wording_key, wording_keys


def test_spaces_punctuation_width_and_case_do_not_count() -> None:
    assert wording_key("东门（Ａ口）：垃圾，未清运！") == wording_key("东门(a口) 垃圾未清运") == "东门a口垃圾未清运"
    assert wording_key("约３㎡") == wording_key("约3m2")
    assert wording_key("东门") != wording_key("西门")


@given(st.text(alphabet="Ａａ①㎡（），：；！？().,;:!?_ 东垃\u0301\u3000", max_size=16))
def test_the_short_way_gives_what_normalizing_first_would(text: str) -> None:
    kept = [c for c in unicodedata.normalize("NFKC", text) if c.isalnum()]
    assert wording_key(text) == "".join(kept).lower()


@given(st.lists(st.text(alphabet="Ａａ①㎡（），：？_ 东\u0301\u3000ΣσﾊﾟA\x1f", max_size=6), max_size=5))
def test_many_at_once_give_what_each_alone_gives(texts: list[str]) -> None:
    assert wording_keys(texts) == [wording_key(text) for text in texts]


def test_a_fingerprint_depends_on_each_part_and_is_none_without_wording() -> None:
    marks = {
        fingerprint("东镇", "市场", "垃圾"),
        fingerprint("东镇市", "场", "垃圾"),
        fingerprint("东镇", None, "市场垃圾"),
        fingerprint(None, "市场", "垃圾"),
    }
    assert len(marks) == 4
    assert fingerprint("东镇", "市场", None) is None
    assert all(mark is not None and 0 <= mark < 2**63 for mark in marks)
