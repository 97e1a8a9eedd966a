"""`python -m tests.drawn`: write the pages of docs/ that are drawn from the code."""

from tests.drawn import ROOT, pages

for name, page in pages().items():
    file = ROOT / "docs" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(page(), encoding="utf-8", newline="\n")
