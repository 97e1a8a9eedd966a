"""What a database holds: literally, row for row; or in words, without the ids that depend on the order of loading."""

import json
from typing import Any

from sqlalchemy import Table, select

from database.store import schema
from database.store.engine import Database
from database.store.settings import VERSION

Rows = dict[str, list[dict[str, Any]]]

RECORD = {"imports": "id", "import_sheets": "import_id", "refusals": "import_id"}
"""The tables that keep the record of an import, and their column with its id; import_files keeps the file by its content."""


def rows(database: Database, *, but_record_of: int | None = None) -> Rows:
    """Every row of every table, sorted; without the data version and what it touched, and without the record of one import if asked."""
    with database.read() as connection:
        held = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in schema.metadata.sorted_tables
        }
    del held["touched"]  # goes with the data version
    held["settings"] = [row for row in held["settings"] if row["key"] != VERSION]
    if but_record_of is not None:
        for name, column in RECORD.items():
            held[name] = [row for row in held[name] if row[column] != but_record_of]
        files = {row["sha256"] for row in held["imports"]}
        held["import_files"] = [row for row in held["import_files"] if row["sha256"] in files]
    return {name: sorted(rows, key=repr) for name, rows in held.items()}


def in_words(database: Database) -> dict[str, list[Any]]:
    """Issues, spans, assisting units, observations and masters by name and number; undone imports are left out.

    Row numbers of a sheet and days stay; ids do not. Issues are told apart by number.
    """
    held = rows(database)
    undone = {row["id"] for row in held["imports"] if row["undone_at"] is not None}
    names: dict[str, dict[int | None, Any]] = {
        "units": {row["id"]: row["name"] for row in held["units"]},
        "terms": {row["id"]: (row["kind"], row["name"]) for row in held["terms"]},
        "actions": {row["id"]: row["name"] for row in held["actions"]},
        "issues": {row["id"]: row["number"] for row in held["issues"]},
        "imports": {row["id"]: (row["file_name"], row["as_of"]) for row in held["imports"]},
    }
    for of_table in names.values():
        of_table[None] = None
    names["sites"] = {row["id"]: (row["name"], names["units"][row["district_id"]]) for row in held["sites"]} | {
        None: None
    }
    words: dict[str, list[Any]] = {
        name: [
            _in_words(schema.metadata.tables[name], row, names)
            for row in held[name]
            if row.get("import_id") not in undone
        ]
        for name in ("units", "terms", "sites", "actions", "issues", "spans", "assists", "observations", "doubts")
    }
    return {name: sorted(values, key=repr) for name, values in words.items()}


def _in_words(table: Table, row: dict[str, Any], names: dict[str, dict[int | None, Any]]) -> dict[str, Any]:
    known_as = {
        "issue_id": "issues",
        "candidate_id": "issues",
        "import_id": "imports",
        "site_id": "sites",
        "action_id": "actions",
        "district_id": "units",
        "lead_unit_id": "units",
        "unit_id": "units",
        "parent_id": "units",
        "site_type_id": "terms",
        "category_id": "terms",
        "source_id": "terms",
    }
    plain = {}
    for name, value in row.items():
        if name == "assist_ids" and value is not None:
            plain[name] = [names["units"][unit] for unit in json.loads(value)]
        elif name in known_as:
            plain[name] = names[known_as[name]][value]
        elif name != "id" or not table.c[name].primary_key:
            plain[name] = value
    return plain
