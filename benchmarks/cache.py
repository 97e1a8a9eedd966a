"""Generated files that are kept between runs, and made anew when what makes them has changed."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAKERS = (
    "benchmarks/counties.py",
    "benchmarks/histories.py",
    "benchmarks/workbook.py",
    "data_loaders/matching",
    "database/store/schema.py",
    "domain/ledger/ledger.py",
    "sample_data/generator/life/county.py",
    "sample_data/generator/life/problems.py",
)
"""The programs that make the files; of a folder all of its modules."""


def version() -> str:
    """A short word that changes with the programs that make the files."""
    digest = hashlib.sha256()
    for name in MAKERS:
        maker = ROOT / name
        for file in sorted(maker.rglob("*.py")) if maker.is_dir() else [maker]:
            digest.update(file.relative_to(ROOT).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def kept(folder: Path, name: str, suffix: str, make: Callable[[Path], None]) -> Path:
    """The file of this name in this version; `make(path)` writes it when it is missing, and older versions go."""
    file = folder / f"{name}_{version()}{suffix}"
    if file.exists():
        return file
    for older in folder.glob(f"{name}_????????{suffix}"):
        older.unlink()
    part = folder / f"{name}.{os.getpid()}.part"
    try:
        make(part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file
