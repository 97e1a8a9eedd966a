"""Pages of docs/ that are drawn from the code: `python -m tests.drawn` writes them, test_drawn.py tells when one is out of date."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = "Drawn from the code by `make drawn`; a test tells when this page is out of date."


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; what would end a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def pages() -> Mapping[str, Callable[[], str]]:
    """File in docs/ → what it says."""
    from data_loaders import forms
    from tests.drawn import datasets, figures, settings, states, tree

    return {
        "cell_forms.md": forms.page,
        "reference/datasets.md": datasets.page,
        "reference/figures.md": figures.page,
        "reference/settings.md": settings.page,
        "reference/states.md": states.page,
        "reference/tree.md": tree.page,
    }
