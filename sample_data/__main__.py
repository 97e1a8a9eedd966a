"""`python -m sample_data [FOLDER]`: writes the sample workbooks again, byte for byte the same."""

import json
import sys
from pathlib import Path

from sample_data.generator.campaign import campaign, target
from sample_data.generator.campaign.parts import PARTS
from sample_data.generator.life.story import tell
from sample_data.generator.sheets import orders, papers
from sample_data.generator.sheets.masters import masters
from sample_data.generator.sheets.workbooks import make


def write(folder: Path) -> int:
    """Writes all files below `folder`, drops workbooks of an earlier run there; how many files it wrote."""
    story = tell()
    files = papers.contents(story, make(story), masters()) | campaign.files(PARTS) | orders.files(story)
    files["settings.json"] = (json.dumps(target.SETTINGS, ensure_ascii=False, indent=1) + "\n").encode()
    for below in ("sheets", campaign.FOLDER, orders.FOLDER):
        (folder / below).mkdir(parents=True, exist_ok=True)
        for old in (folder / below).iterdir():
            if f"{below}/{old.name}" not in files:
                old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return len(files)


if __name__ == "__main__":
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    print(f"{write(into)} files")
