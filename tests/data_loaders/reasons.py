"""What is said of a cell that cannot be read."""

import pytest

from data_loaders.cells.cells import CellError


def refused(error: pytest.ExceptionInfo[CellError]) -> str:
    """The reason of a refusal, after checking that both sentences are there and Chinese."""
    for sentence in (error.value.reason, error.value.remedy):
        assert any("\u4e00" <= character <= "\u9fff" for character in sentence)
    assert str(error.value) == error.value.reason + error.value.remedy
    return error.value.reason
