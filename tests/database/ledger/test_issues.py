"""One issue at a time: texts, search, the dossier, and the look-ups for matching."""

import json

import pytest

from database.imports import imports
from database.ledger.issues import TEXTS, dossier, known_by, search, texts
from database.masters import masters
from database.store.engine import Database
from domain.ledger.days import day_number
from domain.ledger.states import State
from tests.factories import july, load, row


@pytest.fixture
def county(database: Database) -> Database:
    """Issue 1 in two sheets, the newer one loaded first; issue 2 in one."""
    with database.write() as connection:
        housing, traffic = (
            masters.save_unit(connection, masters.NewUnit(f"县{n}", n, "department")) for n in ("住建局", "交通局")
        )
        market = masters.save_site(connection, "东门农贸市场", district_id=None)
        newer = row("2026-001", person="李四", progress="已清理50%", state=State.REPORTED, done_on=july(6))
        load(connection, july(8), [newer], name="反馈.xlsx")
        older = row(
            "2026-001",
            found_on=july(1),
            due_on=july(5),
            due_text="5日内",
            site_id=market,
            description="出店经营",
            lead_unit_id=housing,
            assist_ids=json.dumps([housing, traffic]),
            person="张三",
            phone="138-0000-0001",
            fingerprint=77,
        )
        load(connection, july(2), [older, row("2026-002", description="占道_停车", found_on=july(2))], name="清单.xlsx")
    return database


def test_texts_are_the_newest_said_in_the_order_asked(county: Database) -> None:
    frame = texts(county, [2, 1, 99])
    assert frame.index.tolist() == [2, 1]
    assert frame.columns.tolist() == list(TEXTS)
    assert frame.loc[1].to_dict() == {
        "number": "2026-001",
        "description": "出店经营",
        "site": "东门农贸市场",
        "assist_units": "交通局",
        "person": "李四",
        "phone": "138-0000-0001",
        "due_text": "5日内",
        "progress": "已清理50%",
    }
    assert frame.loc[2].dropna().to_dict() == {"number": "2026-002", "description": "占道_停车"}
    assert texts(county, []).empty


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("出店", [1]),
        ("农贸", [1]),
        ("2026-", [2, 1]),
        (" 002 ", [2]),
        ("_", [2]),
        ("%", []),
        ("/", []),
        ("没有", []),
    ],
)
def test_search_in_number_wording_and_site_newest_first(county: Database, text: str, found: list[int]) -> None:
    assert search(county, text) == found


def test_search_stops_at_the_limit(county: Database) -> None:
    assert search(county, "2026", limit=1) == [2]


def test_a_dossier_has_all_rows_in_the_order_of_the_fold(county: Database) -> None:
    found = dossier(county, 1)
    assert found is not None
    assert [(said.file_name, said.as_of, said.row) for said in found.observations] == [
        ("清单.xlsx", july(2), 2),
        ("反馈.xlsx", july(8), 2),
    ]
    assert found.issue["found_on"] == july(1)
    assert (found.observations[0].due_on, found.observations[1].done_on) == (july(5), july(6))
    assert [(span.from_on, span.state) for span in found.spans] == [
        (day_number(july(1)), State.ASSIGNED),
        (day_number(july(6)), State.REPORTED),
    ]
    assert dossier(county, 99) is None


def test_a_dossier_names_the_cells_by_the_headings_of_their_sheet(database: Database) -> None:
    with database.write() as connection:
        said = [row("1") | {"raw": '["1", null, 3]'}]
        named = load(connection, july(1), said)
        imports.add_sheet(connection, named, "Sheet1", 1, ["编号", "备注", "数量"], ["number", None, None])
        load(connection, july(2), said)
    found = dossier(database, 1)
    assert found is not None
    assert dict(found.observations[1].raw) == {"列 1": "1", "列 2": "", "列 3": "3"}
    assert dict(found.observations[0].raw) == {"编号": "1", "备注": "", "数量": "3"}


def test_known_issues_by_number_fingerprint_and_site(county: Database) -> None:
    with county.write() as connection:
        load(connection, july(9), [row("2026-002", state=State.CLOSED)])
    with county.read() as connection:
        by_number = known_by(connection, "number", ["2026-001", "2026-002", "2026-003"])
        assert {number: [k.issue_id for k in known] for number, known in by_number.items()} == {
            "2026-001": [1],
            "2026-002": [2],
        }
        assert [bool(known[0].open) for known in by_number.values()] == [True, False]
        assert known_by(connection, "fingerprint", [77])[77][0].found_on == day_number(july(1))
        assert list(known_by(connection, "site_id", range(2000))) == [1]
        assert known_by(connection, "number", []) == {}
