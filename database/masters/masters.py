"""Units, their other names, sites, vocabularies and special actions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from database.store import schema
from database.store.bulk import chunks, insert_rows
from database.store.engine import Database
from domain.directory import Action, Directory, Site, Unit


def directory_of(connection: Connection) -> Directory:
    """All masters, by id."""
    u, s, t, a = schema.units.c, schema.sites.c, schema.terms.c, schema.actions.c
    units = {
        row.id: Unit(row.id, row.name, row.short_name, row.kind, row.peer_group, row.parent_id, row.contact, row.phone)
        for row in connection.execute(select(schema.units).order_by(u.id))
    }
    terms = list(connection.execute(select(schema.terms).order_by(t.id)))
    words = {row.id: row.name for row in terms}
    sites = {
        row.id: Site(
            row.id,
            row.name,
            words.get(row.site_type_id),
            row.district_id,
            row.warden,
            row.phone,
            row.lead_unit_id,
            row.origin != "import",
        )
        for row in connection.execute(select(schema.sites).order_by(s.id))
    }
    actions = {
        row.id: Action(
            row.id, row.name, row.lead_leader, units[row.lead_unit_id].name if row.lead_unit_id in units else None
        )
        for row in connection.execute(select(schema.actions).order_by(a.id))
    }
    kinds = {row.id: row.kind for row in terms}
    return Directory(units, sites, words, kinds, actions, {row.id: row.action_id for row in terms if row.action_id})


def read_directory(database: Database) -> Directory:
    """All masters, on a connection of its own."""
    with database.read() as connection:
        return directory_of(connection)


def aliases(connection: Connection) -> dict[str, int]:
    """Other names of units: normalised name → unit id."""
    return {row.key: row.unit_id for row in connection.execute(select(schema.unit_aliases))}


def answers(connection: Connection, kind: str) -> dict[str, str]:
    """What a person has said that a value means: text → canonical word or state number, as text."""
    table = schema.answers
    return {row.text: row.meaning for row in connection.execute(select(table).where(table.c.kind == kind))}


def mapping_for(connection: Connection, signature: str) -> Mapping[str, Any] | None:
    """The headings once confirmed for sheets like this: {"fields": JSON, "kind": kind or None}, or None."""
    table = schema.mappings
    row = connection.execute(select(table).where(table.c.signature == signature)).first()
    return None if row is None else row._asdict()


def save_mapping(connection: Connection, signature: str, fields: str, kind: str | None) -> None:
    """Remember headings → fields (JSON) for sheets with this signature."""
    table = schema.mappings
    connection.execute(delete(table).where(table.c.signature == signature))
    connection.execute(insert(table).values(signature=signature, fields=fields, kind=kind))


def save_answer(connection: Connection, kind: str, text: str, meaning: str) -> None:
    """Remember what `text` means among values of `kind`."""
    table = schema.answers
    connection.execute(delete(table).where(table.c.kind == kind, table.c.text == text))
    connection.execute(insert(table).values(kind=kind, text=text, meaning=meaning))


def save_alias(connection: Connection, key: str, alias: str, unit_id: int, *, origin: str = "office") -> None:
    """Remember another name of a unit; `key` is the normalised form by which it is looked up.

    Sample data names only its own units, and takes no name from another's.
    """
    table = schema.unit_aliases
    if origin == "sample":
        owners = select(table.c.unit_id).where(table.c.key == key)
        origins = select(schema.units.c.origin).where(or_(schema.units.c.id == unit_id, schema.units.c.id.in_(owners)))
        if set(connection.scalars(origins)) != {"sample"}:
            return
    connection.execute(delete(table).where(table.c.key == key))
    connection.execute(insert(table).values(key=key, alias=alias, unit_id=unit_id))


@dataclass(frozen=True)
class NewUnit:
    """A unit to create or bring up to date, found by its full name."""

    name: str
    short_name: str
    kind: str
    peer_group: str = ""
    contact: str | None = None
    phone: str | None = None
    origin: str = "office"


def save_unit(connection: Connection, unit: NewUnit) -> int:
    """The id of the unit with this name, created or updated (sample data updates only its own)."""
    table = schema.units
    values = {
        "short_name": unit.short_name,
        "kind": unit.kind,
        "peer_group": unit.peer_group,
        "contact": unit.contact,
        "phone": unit.phone,
    }
    return _saved(connection, table, {"name": unit.name}, values, unit.origin)


def save_parent(connection: Connection, unit_id: int, parent_id: int, *, origin: str = "office") -> None:
    """Say that a unit belongs to another (sample data says it only of its own)."""
    units = schema.units
    mine = [units.c.origin == "sample"] if origin == "sample" else []
    connection.execute(update(units).where(units.c.id == unit_id, *mine).values(parent_id=parent_id))


def save_term(
    connection: Connection, kind: str, name: str, *, action_id: int | None = None, origin: str = "office"
) -> int:
    """The id of a word of a vocabulary (category, site_type, source), created where it is new."""
    values = {} if action_id is None else {"action_id": action_id}
    return _saved(connection, schema.terms, {"kind": kind, "name": name}, values, origin)


def save_site(
    connection: Connection, name: str, *, district_id: int | None, origin: str = "office", **values: Any
) -> int:
    """The id of a site, found by name and district; `values` are columns of schema.sites."""
    return _saved(connection, schema.sites, {"name": name, "district_id": district_id}, values, origin)


def save_action(connection: Connection, name: str, *, origin: str = "office", **values: Any) -> int:
    """The id of a special action; `values` are columns of schema.actions."""
    return _saved(connection, schema.actions, {"name": name}, values, origin)


def _saved(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], origin: str) -> int:
    """The id of the row with this key, created or brought up to date.

    The office's word goes over a sheet's and takes the place of the sample's; sample data changes nothing that is not
    its own. So clearing it leaves the rest as it would be without it.
    """
    same = [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in key.items()]
    known = connection.execute(select(table.c.id, table.c.origin).where(*same)).first()
    if known is None:
        return _inserted(connection, insert(table).values(**key, **values, origin=origin))
    if origin == "office" or known.origin == origin:
        if known.origin == "sample" and origin == "office":
            values = _blank(table, key) | dict(values)
            if table is schema.units:
                connection.execute(delete(schema.unit_aliases).where(schema.unit_aliases.c.unit_id == known.id))
        connection.execute(update(table).where(table.c.id == known.id).values(**values, origin=origin))
    return int(known.id)


def _blank(table: Table, key: Mapping[str, Any]) -> dict[str, Any]:
    """What a new row has in the columns that nobody names."""
    return {
        column.name: None if column.nullable else ""
        for column in table.c
        if column.name not in (*key, "id", "origin") and (column.nullable or column.server_default is not None)
    }


def _inserted(connection: Connection, statement: Any) -> int:
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_new(
    connection: Connection,
    units: Sequence[tuple[int, str, str, str, str]],
    terms: Sequence[tuple[int, str, str]],
    sites: Sequence[tuple[int, str, int | None, int | None]],
    actions: Sequence[tuple[int, str]] = (),
) -> None:
    """Store masters that a sheet brought.

    units: id, name, short name, kind, peer group. terms: id, kind, name. sites: id, name, district id, site type id. actions: id, name.
    """
    origin = ("import",)
    insert_rows(
        connection,
        schema.units,
        ("id", "name", "short_name", "kind", "peer_group", "origin"),
        [(*row, *origin) for row in units],
    )
    insert_rows(connection, schema.terms, ("id", "kind", "name", "origin"), [(*row, *origin) for row in terms])
    insert_rows(
        connection,
        schema.sites,
        ("id", "name", "district_id", "site_type_id", "origin"),
        [(*row, *origin) for row in sites],
    )
    insert_rows(connection, schema.actions, ("id", "name", "origin"), [(*row, *origin) for row in actions])


def drop_unmentioned(connection: Connection) -> None:
    """Remove masters that only sheets had brought and that no observation or entry mentions any more."""
    o, e = schema.observations.c, schema.entries.c
    units, sites, terms, actions = schema.units, schema.sites, schema.terms, schema.actions

    def unused(column: Any, *mentions: Any) -> list[Any]:
        return [column.not_in(select(m).where(m.is_not(None)).distinct()) for m in mentions]

    connection.execute(delete(sites).where(sites.c.origin == "import", *unused(sites.c.id, o.site_id, e.site_id)))
    _say_types_again(connection)
    connection.execute(
        delete(terms).where(
            terms.c.origin == "import",
            *unused(terms.c.id, o.site_type_id, o.category_id, o.source_id, sites.c.site_type_id, e.category_id),
        )
    )
    named = (o.action_id, e.action_id, terms.c.action_id, schema.instructions.c.action_id)
    connection.execute(delete(actions).where(actions.c.origin == "import", *unused(actions.c.id, *named)))
    # Assisting units are mentioned inside a list; an older list counts too: an undo may bring it back.
    lists = connection.scalars(select(o.assist_ids).where(o.assist_ids.is_not(None)).distinct())
    assisting = {unit for text in lists for unit in json.loads(text)}
    idle = connection.scalars(
        select(units.c.id).where(
            units.c.origin == "import",
            *unused(
                units.c.id,
                *(o.district_id, o.lead_unit_id, sites.c.district_id, schema.unit_aliases.c.unit_id),
                *(e.district_id, e.unit_id, schema.letters.c.unit_id, schema.instructions.c.unit_id),
            ),
        )
    )
    for batch in chunks([unit for unit in idle if unit not in assisting]):
        connection.execute(delete(units).where(units.c.id.in_(batch)))


def _say_types_again(connection: Connection) -> None:
    """Give sites that sheets had brought the type that the first sheet still there says of them."""
    o, sites = schema.observations.c, schema.sites.c
    first = select(func.min(o.id)).where(o.site_type_id.is_not(None)).group_by(o.site_id)
    said = dict(connection.execute(select(o.site_id, o.site_type_id).where(o.id.in_(first))).all())
    known = connection.execute(select(sites.id, sites.site_type_id).where(sites.origin == "import"))
    for site_id, site_type in known.all():
        if said.get(site_id) != site_type:
            values = {"site_type_id": said.get(site_id)}
            connection.execute(update(schema.sites).where(sites.id == site_id).values(values))


def release_sample(connection: Connection) -> None:
    """Take the sample's masters and settings away. What a sheet of the office mentions stays, as that sheet brought it."""
    units, sites, terms, actions = schema.units, schema.sites, schema.terms, schema.actions
    connection.execute(
        delete(schema.unit_aliases).where(
            schema.unit_aliases.c.unit_id.in_(select(units.c.id).where(units.c.origin == "sample"))
        )
    )
    plain: dict[Table, dict[str, Any]] = {
        units: {"short_name": units.c.name, "peer_group": "", "contact": None, "phone": None, "parent_id": None},
        sites: {"warden": None, "phone": None, "lead_unit_id": None},
        terms: {"action_id": None},
        actions: {"lead_leader": "", "lead_unit_id": None, "members": ""},
    }
    for table, values in plain.items():
        connection.execute(update(table).where(table.c.origin == "sample").values(**values, origin="import"))
    connection.execute(delete(schema.settings).where(schema.settings.c.origin == "sample"))
    drop_unmentioned(connection)
