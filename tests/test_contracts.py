"""The dependency rule holds, and each of its contracts is shown to fire when it is broken.

Every contract of pyproject.toml is checked on a copy of the packages: as they are (kept), and with one
planted import (broken). What import-linter cannot see (app.py, which is no package; the clock; pandas' own
readers) is read off the syntax trees.
"""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
PACKAGES: list[str] = CONFIG["root_packages"]

# contract id → (file to plant, what it imports); one per thing that the contract must not let through. Nothing imported: a package or
# module whose place nobody has said.
VIOLATIONS: list[tuple[str, str, str]] = [
    ("layers", "domain/planted.py", "import database"),
    ("layers", "domain/planted.py", "import data_loaders"),
    ("layers", "database/planted.py", "import ui"),
    ("layers", "briefings/planted.py", "import data_loaders"),
    ("layers", "data_loaders/planted.py", "import briefings"),
    ("layers", "ui/planted.py", "import pages"),
    ("screens", "domain/planted.py", "import plotly.graph_objects"),
    ("screens", "data_loaders/planted.py", "import streamlit"),
    ("screens", "briefings/planted.py", "import streamlit"),
    ("sql", "ui/planted.py", "import sqlalchemy"),
    ("sql", "pages/planted.py", "import sqlite3"),
    ("sql", "data_loaders/planted.py", "import alembic"),
    ("one_sqlite", "database/planted.py", "import adbc_driver_sqlite.dbapi"),
    ("one_sqlite", "ui/planted.py", "import duckdb"),
    ("documents", "ui/planted.py", "import openpyxl"),
    ("documents", "database/planted.py", "import python_calamine"),
    ("documents", "domain/planted.py", "import docx"),
    ("pure", "domain/planted.py", "import pathlib"),
    ("pure", "domain/planted.py", "import time"),
    ("pages", "pages/planted.py", "import pages.planted_too"),
    ("data_loaders", "data_loaders/reading/planted.py", "import data_loaders.layout.layout"),
    ("data_loaders", "data_loaders/matching/planted.py", "import data_loaders.importing.intake"),
    ("data_loaders", "data_loaders/planted/__init__.py", ""),
    ("database", "database/store/planted.py", "import database.ledger.ledgers"),
    ("database", "database/planted/__init__.py", ""),
    ("domain", "domain/ledger/planted.py", "import domain.figures.figures"),
    ("domain", "domain/campaign/planted.py", "import domain.accountability.scorecard"),
    ("domain", "domain/planted.py", ""),
    ("briefings", "briefings/content/planted.py", "import briefings.word.bulletin"),
    ("briefings", "briefings/planted.py", ""),
    ("ui", "ui/parts/planted.py", "import ui.figures.rankings"),
    ("ui", "ui/issues/planted.py", "import ui.scoring.target"),
    ("ui", "ui/planted/__init__.py", ""),
]


def contract_name(contract_id: str) -> str:
    return next(str(c["name"]) for c in CONFIG["contracts"] if c["id"] == contract_id)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts in a folder of their own, with one more page that imports nothing."""
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=lambda _, names: [n for n in names if not is_source(n)]
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "pages" / "planted_too.py").write_text('"""Another page."""\n', encoding="utf-8")
    return tmp_path


def is_source(name: str) -> bool:
    return name.endswith(".py") or ("." not in name and name != "__pycache__")


def broken_contracts(folder: Path, contract_id: str | None = None) -> tuple[int, set[str]]:
    """Exit status of lint-imports in that folder and the names of the contracts it reports as broken."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    if contract_id:
        command += ["--contract", contract_id]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "300", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        stdin=subprocess.DEVNULL,
    )
    lines = done.stdout.splitlines()
    assert any(line.startswith("Contracts:") for line in lines), done.stdout + done.stderr
    return done.returncode, {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


def test_all_contracts_hold_and_each_has_a_planted_violation(copy: Path) -> None:
    assert broken_contracts(ROOT) == (0, set())
    assert broken_contracts(copy) == (0, set())
    assert {c["id"] for c in CONFIG["contracts"]} == {contract_id for contract_id, _, _ in VIOLATIONS}


@pytest.mark.parametrize(
    ("contract_id", "file", "statement"), VIOLATIONS, ids=[f"{c}: {f} {s}" for c, f, s in VIOLATIONS]
)
def test_contract_fires_on_a_planted_import(copy: Path, contract_id: str, file: str, statement: str) -> None:
    (copy / file).parent.mkdir(exist_ok=True)
    (copy / file).write_text(f"{statement}\n", encoding="utf-8")
    assert broken_contracts(copy, contract_id) == (1, {contract_name(contract_id)})


def imported(tree: ast.Module) -> Iterator[str]:
    """The top-level names of all modules that this file imports, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else (node.module or "").partition(".")[0]


def forbidden_in_app(source: str) -> set[str]:
    """What app.py imports beside ui, Streamlit, Starlette and Python's own library."""
    return set(imported(ast.parse(source))) - {"ui", "streamlit", "starlette"} - set(sys.stdlib_module_names)


def test_app_imports_only_ui_and_the_server() -> None:
    assert forbidden_in_app("import pandas\nfrom database import reads\nimport os\nfrom ui import gate") == {
        "pandas",
        "database",
    }
    assert forbidden_in_app((ROOT / "app.py").read_text(encoding="utf-8")) == set()


def calls(source: str, names: set[tuple[str, str]]) -> list[str]:
    """`thing.method` calls of this source among the (thing, method) pairs; "*" stands for any thing."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            value = node.func.value
            thing = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
            if {(thing, node.func.attr), ("*", node.func.attr)} & names:
                found.append(f"line {node.lineno}: {thing}.{node.func.attr}")
    return found


CLOCK = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
}
PANDAS_FILES = {
    ("*", "read_excel"),
    ("*", "to_excel"),
    ("*", "ExcelWriter"),
    ("*", "read_sql"),
    ("*", "to_sql"),
}
MAY_ASK_THE_CLOCK = {"ui/shell/data.py", "data_loaders/__main__.py", "briefings/__main__.py"}


def sources() -> list[Path]:
    return [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def test_only_the_top_asks_what_day_it_is() -> None:
    assert calls("import datetime\ndatetime.datetime.now(zone)\nshelf.now()", CLOCK) == ["line 2: datetime.now"]
    asked = {file.relative_to(ROOT).as_posix(): calls(file.read_text(encoding="utf-8"), CLOCK) for file in sources()}
    assert {name: lines for name, lines in asked.items() if lines and name not in MAY_ASK_THE_CLOCK} == {}


def test_pandas_opens_no_workbook_and_no_database() -> None:
    assert calls('import pandas as pd\npd.read_excel("a.xlsx")', PANDAS_FILES) == ["line 2: pd.read_excel"]
    used = {
        file.relative_to(ROOT).as_posix(): calls(file.read_text(encoding="utf-8"), PANDAS_FILES) for file in sources()
    }
    assert {name: lines for name, lines in used.items() if lines} == {}


def test_no_package_has_more_than_twelve_files_and_each_says_what_goes_in_and_out() -> None:
    folders = [file.parent for package in PACKAGES for file in (ROOT / package).rglob("__init__.py")]
    inside = [folder for folder in folders if folder.parent != ROOT and "migrations" not in folder.parts]
    assert len(inside) > 40
    counts = {
        f.relative_to(ROOT).as_posix(): len([m for m in f.glob("*.py") if not m.stem.startswith("__")]) for f in inside
    }
    assert {name: count for name, count in counts.items() if count > 12} == {}
    said = {f: ast.get_docstring(ast.parse((f / "__init__.py").read_text(encoding="utf-8"))) for f in inside}
    assert [f.name for f, text in said.items() if not text or "\n" in text.partition("\n\n")[0]] == []
