"""Pages that are drawn from the code say what the code says today."""

import pytest

from tests.drawn import ROOT, pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_drawn_page_is_up_to_date(name: str) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == pages()[name](), "make drawn"
