"""Loading the sample data of the invented county, in the order in which its sheets came."""

import csv
import json
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from data_loaders.importing.intake import ImportOptions, Outcome, load, recognise
from data_loaders.importing.photo_zip import load_photos, open_photos
from data_loaders.importing.sample_orders import load_orders
from data_loaders.masters.master_sheets import load_masters
from database.store.engine import ROOT, Database
from database.store.settings import save_settings

FOLDER = ROOT / "sample_data"


def sample_files(folder: Path = FOLDER) -> list[tuple[Path, str, date]]:
    """Path, kind and day of every sheet, in the order of loading."""
    with (folder / "order.csv").open(encoding="utf-8", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: int(row["order"]))
    return [(folder / row["file"], row["kind"], date.fromisoformat(row["as_of"])) for row in rows]


def load_sample(
    database: Database,
    *,
    folder: Path = FOLDER,
    each: Callable[[str, int, int], None] | None = None,
    upto: int | None = None,
) -> list[Outcome]:
    """Load masters, all sheets, the books and the photos, marked as sample data; what each sheet of the ledger did.

    each: called with file name, number and total before each. upto: only the first so many sheets, without books and photos.
    """
    load_masters(database, folder, origin="sample")
    files = sample_files(folder)[:upto]
    outcomes = []
    for number, (path, kind, as_of) in enumerate(files, start=1):
        if each is not None:
            each(path.name, number, len(files))
        file = recognise(database, path.read_bytes(), path.name)
        choices = ImportOptions(kind=kind, as_of=as_of)
        at = datetime.combine(as_of, time(17, 30))
        outcomes.append(load(database, file, choices, at=at, who="示例数据", sample=True, remember=False))
    if upto is None:
        load_campaign(database, folder=folder)
        load_orders(database, folder=folder)
        for package in sorted(folder.glob("*.zip")):
            at = datetime.combine(files[-1][2], time(17, 30))
            photos = open_photos(package.read_bytes(), package.name)
            load_photos(database, photos, at=at, who="示例数据", sample=True)
    return outcomes


def load_campaign(database: Database, *, folder: Path = FOLDER) -> list[Outcome]:
    """Load the sheets of the books, by the days in their names, and the settings (the target), marked as sample data.

    Raises CannotLoad.
    """
    with database.write() as connection:
        save_settings(connection, json.loads((folder / "settings.json").read_text(encoding="utf-8")), origin="sample")
    files = [recognise(database, path.read_bytes(), path.name) for path in sorted((folder / "campaign").glob("*.xlsx"))]
    outcomes = []
    for file in sorted(files, key=lambda file: (file.as_of or date.min, file.name)):
        at = datetime.combine(file.as_of or date.min, time(17, 30))
        outcomes.append(load(database, file, at=at, who="示例数据", sample=True, remember=False))
    return outcomes
