"""What the sample sheets of online material, survey and negative list tell when they are loaded like anybody's."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from briefings.content import standings
from data_loaders.importing.intake import load, recognise
from data_loaders.importing.sample import FOLDER
from data_loaders.masters.master_sheets import load_masters
from database.ledger.dataset_records import read_entries
from database.ledger.ledgers import read_ledger
from database.store.engine import Database, open_database
from domain.campaign import materials, negative_list, survey
from domain.campaign.materials import MATERIALS
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.survey import SURVEY
from domain.directory import Directory
from domain.figures.campaign_line import CampaignLine
from sample_data.generator.campaign import assessment_books
from sample_data.generator.campaign.campaign import written
from sample_data.generator.life.county import BEHIND, LAST_ON


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The masters and the sheets of the three books, latest first: the order of loading must not matter."""
    path: Path = tmp_path_factory.mktemp("story")
    database = open_database(str(path / "county.db"))
    load_masters(database, FOLDER, origin="sample")
    for sheet in sorted(assessment_books.sheets(), key=lambda sheet: sheet.as_of, reverse=True):
        file = recognise(database, written(sheet), sheet.file_name)
        outcome = load(database, file, at=datetime.combine(sheet.as_of, time(17, 30)), who="示例数据", sample=True)
        assert outcome.counts["refused"] == 0
    yield database
    database.close()


@pytest.fixture(scope="module")
def directory(county: Database) -> Directory:
    return read_ledger(county).directory


def line(database: Database, key: str, day: date) -> CampaignLine:
    found = standings.standings(database, read_ledger(database), as_of=day, until=day)
    return next(one for one in found if one.key == key)


def test_one_department_owes_all_that_is_late_and_another_has_everything_passed(
    county: Database, directory: Directory
) -> None:
    pieces = materials.materials(read_entries(county, MATERIALS, until=LAST_ON), as_of=LAST_ON)
    groups = materials.grouped(pieces, lambda m: directory.label("lead", m.lead), due_soon_days=3)
    assert {name: tally.late for name, tally in groups.items() if tally.late} == {"县文广旅局": 6}
    assert (groups["团县委"].passed, groups["团县委"].count) == (4, 4)
    whole = materials.tallied(pieces, due_soon_days=3)
    assert (whole.count, whole.unweighted, materials.points(whole.lost)) == (37, 3, "12.5")
    assert {m.kind for m in pieces} == set(materials.KINDS)
    assert [line(county, "materials", day).value for day in (date(2020, 7, 19), date(2020, 8, 2), LAST_ON)] == [
        "2 / 37 项",
        "14 / 37 项",
        "24 / 37 项",
    ]


def test_more_people_know_of_the_campaign_and_one_town_is_unhappy(county: Database, directory: Directory) -> None:
    before, now = survey.rounds(read_entries(county, SURVEY))
    verdicts = {m: r.change.verdict for m, r in survey.by_measure(now, before).items() if r.change}
    assert verdicts == {"知晓率": "up", "参与度": "same", "支持率": "same", "满意度": "same"}
    apart = [
        (directory.label("district", place), measure, reading.rest.verdict)
        for place, by in survey.by_place(now, before).items()
        for measure, reading in by.items()
        if reading.rest and reading.rest.verdict != "same"
    ]
    assert apart == [(BEHIND, "满意度", "down")]
    assert (now.people, now.set_aside, len(now.places())) == (1184, (), 15)
    assert line(county, "survey", LAST_ON).value == "参与度 54.7%"


def test_blocked_fire_lanes_keep_the_light_red_and_a_removed_danger_goes_out(county: Database) -> None:
    def lit(day: date) -> list[str]:
        found = negative_list.items(read_entries(county, NEGATIVE_LIST, until=day), as_of=day, unchecked_days=7)
        return [item.item for item in found if item.lit]

    assert lit(date(2020, 7, 12)) == ["发生重大食品安全事故"]
    assert lit(date(2020, 7, 26)) == lit(LAST_ON) == ["发生较大及以上火灾事故"]
    assert line(county, "negative", LAST_ON).sentence == (
        "“发生较大及以上火灾事故”有隐患未消除（县消防救援大队，超过整改时限 4 天）。1 项超过 7 天没有排查。"
    )
