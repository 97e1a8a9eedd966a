"""`python -m data_loaders.forms`: draw docs/cell_forms.md."""

from pathlib import Path

from data_loaders.forms import page

if __name__ == "__main__":
    (Path(__file__).resolve().parents[2] / "docs" / "cell_forms.md").write_text(page(), encoding="utf-8", newline="\n")
