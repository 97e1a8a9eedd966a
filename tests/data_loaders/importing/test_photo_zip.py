"""A .zip of photos named by issue number."""

from collections.abc import Callable
from datetime import date

import pytest

from data_loaders.importing import history
from data_loaders.importing.intake import Outcome, Outdated
from data_loaders.importing.photo_zip import PhotoOutcome, load_photos, open_photos, preview_photos
from data_loaders.photos.photo_names import number_key, read_name
from database.imports import imports
from database.ledger import ledgers
from database.office import photos
from database.store.engine import Database
from tests.data_loaders.conftest import AT, listed
from tests.data_loaders.importing.test_intake import row
from tests.data_loaders.scenes import photo_zip, picture
from tests.database.contents import rows

JULY_12 = date(2020, 7, 12)
NUMBERS = {
    "WM2026-0012": [1],
    "WM2026-0013": [2],
    "7": [3],
    "WM2026-0014/1": [4],
    "WM2026-0014/2": [5],
    "WM2026-0020": [6, 7],
}
KNOWN = {number_key(number): ids for number, ids in NUMBERS.items()}


@pytest.mark.parametrize(
    ("path", "ids", "kind", "counter"),
    [
        ("WM2026-0012.jpg", (1,), None, None),
        ("WM2026-0012_整改前.jpg", (1,), "before", None),
        ("WM2026-0012-后(2).JPG", (1,), "after", None),
        ("wm2026-0012 after.jpeg", (1,), "after", None),
        ("ＷＭ２０２６－００１２　整改 前（２）.jpg", (1,), "before", None),
        ("WM2026-0012_2.jpg", (1,), None, 2),
        ("整改后/WM2026-0013.png", (2,), "after", None),
        ("照片\\整改前\\WM2026-0013_3.png", (2,), "before", 3),
        ("WM2026-0013/后.jpg", (2,), "after", None),
        ("WM2026-0013/IMG_20260701_1200.jpg", (2,), None, None),
        ("渡月镇WM2026-0013垃圾未清_整改后.jpg", (2,), "after", None),
        ("7.jpg", (3,), None, None),
        ("7_整改前.jpg", (3,), "before", None),
        ("17.jpg", (), None, None),
        ("WM2026-00123.jpg", (), None, None),
        ("微信图片_20260701.jpg", (), None, None),
        ("WM2026-0014-1.jpg", (4,), None, None),
        ("WM2026-0014-1_整改后.jpg", (4,), "after", None),
        ("WM2026-0014.jpg", (4, 5), None, None),
        ("WM2026-0020.jpg", (6, 7), None, None),
        ("WM2026-0012和WM2026-0013.jpg", (1, 2), None, None),
        ("WM2026-0012整改前后对比.jpg", (1,), None, None),
    ],
)
def test_what_a_name_says(path: str, ids: tuple[int, ...], kind: str | None, counter: int | None) -> None:
    said = read_name(path, KNOWN)
    assert (said.ids, said.kind) == (ids, kind)
    assert counter is None or said.counter == counter


@pytest.fixture
def listed_county(county: Database, loaded: Callable[..., Outcome]) -> Database:
    loaded(listed(row("WM-0001"), row("WM-0002", "占道经营"), row("WM-0003", "井盖破损")), as_of=JULY_12)
    return county


def tried(database: Database, files: dict[str, bytes], **more: str) -> PhotoOutcome:
    return preview_photos(database, open_photos(photo_zip(files, **more), "照片.zip"), at=AT)


def test_a_zip_is_previewed_and_loaded_and_undone(listed_county: Database) -> None:
    files = {
        "WM-0001_整改前.jpg": picture(1),
        "WM-0001_整改后.jpg": picture(2),
        "整改后/WM-0002.png": picture(3, kind="PNG"),
        "WM-0003.jpg": picture(4),
        "WM-0003(2).jpg": picture(4),
        "WM-0009.jpg": picture(5),
        "WM-0002.heic": b"\0\0\0\x18ftypheic",
        "名单.docx": b"PK",
        "__MACOSX/._WM-0001_整改前.jpg": b"x",
        "Thumbs.db": b"x",
    }
    file = open_photos(photo_zip(files), "照片.zip")
    before = rows(listed_county)
    forecast = preview_photos(listed_county, file, at=AT)
    assert rows(listed_county) == before
    assert forecast.counts == {"read": 10, "attached": 4, "same": 1, "refused": 2, "other": 3}
    assert (forecast.before, forecast.after, forecast.unsaid, forecast.issues) == (2, 2, 2, 3)
    outcome = load_photos(listed_county, file, at=AT, who="张三")
    assert outcome.import_id is not None
    assert [outcome.counts, outcome.refusals] == [forecast.counts, forecast.refusals]
    said = {refusal.value: refusal.reason + refusal.remedy for refusal in outcome.refusals}
    assert "没有台账中的问题编号" in said["WM-0009.jpg"] and "编号_整改前.jpg" in said["WM-0009.jpg"]
    assert "HEIC" in said["WM-0002.heic"]
    assert ledgers.newest_as_of(listed_county) == JULY_12
    newest = imports.history(listed_county).iloc[0]
    assert (newest["kind"], newest["who"], newest["rows_read"], newest["rows_new"]) == ("manual", "张三", 10, 4)
    assert len(imports.refusals(listed_county, outcome.import_id)) == 2
    assert imports.file_of(listed_county, outcome.import_id) == ("照片.zip", file.content)
    found = photos.photos_of(listed_county, [1, 2, 3])
    assert {key: [one.kind for one in shown] for key, shown in found.items()} == {
        1: ["before", "after"],
        2: ["after"],
        3: ["before"],
    }
    with listed_county.write() as connection:
        imports.undo(connection, outcome.import_id, at=AT)
    now = rows(listed_county)
    for table in ("photos", "issue_photos", "observations", "issues", "spans"):
        assert now[table] == before[table]


def test_loading_the_same_zip_again_writes_nothing(listed_county: Database) -> None:
    file = open_photos(photo_zip({"WM-0001.jpg": picture(1)}), "照片.zip")
    load_photos(listed_county, file, at=AT)
    before = rows(listed_county)
    again = load_photos(listed_county, file, at=AT)
    assert (again.counts["attached"], again.counts["same"], again.import_id) == (0, 1, None)
    assert rows(listed_county) == before


def test_one_and_two_are_before_and_after_unless_the_count_goes_on(listed_county: Database) -> None:
    pair = tried(listed_county, {"WM-0001_1.jpg": picture(1), "WM-0001_2.jpg": picture(2)})
    assert (pair.before, pair.after, pair.unsaid) == (1, 1, 0)
    series = tried(listed_county, {f"WM-0001_{n}.jpg": picture(n) for n in (1, 2, 3)})
    assert (series.before, series.after, series.unsaid) == (3, 0, 3)
    file = open_photos(photo_zip({"WM-0001.jpg": picture(1)}), "照片.zip")
    assert preview_photos(listed_county, file, at=AT, unsaid="after").after == 1


def test_names_written_by_chinese_windows(listed_county: Database) -> None:
    outcome = tried(listed_county, {"整改后/WM-0001.jpg": picture(1), "WM-0002_整改前.jpg": picture(2)}, encoding="gbk")
    assert (outcome.before, outcome.after, outcome.counts["refused"]) == (1, 1, 0)
    utf8 = tried(listed_county, {"整改后/WM-0001.jpg": picture(1)}, encoding="utf-8")
    assert utf8.after == 1


def test_a_number_of_two_issues_and_two_numbers_in_one_name_are_refused(
    county: Database, loaded: Callable[..., Outcome]
) -> None:
    loaded(listed(row("WM-0001", "（1）门前乱堆乱放；（2）占道经营"), row("WM-0002", "井盖破损")), as_of=JULY_12)
    outcome = tried(
        county, {"WM-0001.jpg": picture(1), "WM-0001-2.jpg": picture(2), "WM-0001-1和WM-0002.jpg": picture(3)}
    )
    said = {refusal.value: refusal.reason for refusal in outcome.refusals}
    assert outcome.counts["attached"] == 1
    assert "对应台账中 2 个问题" in said["WM-0001.jpg"]
    assert "几个编号" in said["WM-0001-1和WM-0002.jpg"]


def test_somebody_else_was_faster(listed_county: Database) -> None:
    file = open_photos(photo_zip({"WM-0001.jpg": picture(1)}), "照片.zip")
    seen = ledgers.data_version(listed_county)
    load_photos(listed_county, file, at=AT)
    other = open_photos(photo_zip({"WM-0002.jpg": picture(2)}), "照片.zip")
    with pytest.raises(Outdated):
        load_photos(listed_county, other, at=AT, seen=seen)
    assert len(rows(listed_county)["photos"]) == 1


def test_a_broken_zip_is_said_and_nothing_is_written(listed_county: Database) -> None:
    before = rows(listed_county)
    outcome = load_photos(listed_county, open_photos(b"PK\3\4 broken", "照片.zip"), at=AT)
    assert outcome.import_id is None and "不完整" in outcome.notes[0]
    assert rows(listed_county) == before


def kinds(database: Database) -> dict[int, list[str]]:
    return {key: [one.kind for one in shown] for key, shown in photos.photos_of(database, range(1, 9)).items()}


def test_taken_back_and_done_again_as_it_was_decided(listed_county: Database) -> None:
    file = open_photos(photo_zip({"WM-0001.jpg": picture(1), "WM-0002_整改前.jpg": picture(2)}), "照片.zip")
    outcome = load_photos(listed_county, file, at=AT, unsaid="after")
    assert outcome.import_id is not None
    there = rows(listed_county)
    with listed_county.write() as connection:
        history.take_back(connection, outcome.import_id, at=AT)
    assert kinds(listed_county) == {}
    history.do_again(listed_county, outcome.import_id, at=AT)
    assert kinds(listed_county) == {1: ["after"], 2: ["before"]}
    now = rows(listed_county)
    assert (now["imports"], now["photos"], len(now["issue_photos"])) == (there["imports"], there["photos"], 2)
    with pytest.raises(history.NotDoneAgain):
        history.do_again(listed_county, outcome.import_id, at=AT)


def test_photos_come_back_with_the_list_that_their_issues_came_with(
    county: Database, loaded: Callable[..., Outcome]
) -> None:
    stays = loaded(listed(row("WM-0009", "垃圾未清")), as_of=date(2020, 7, 6), name="先.xlsx")
    goes = loaded(listed(row("WM-0001"), row("WM-0002", "占道经营")), as_of=JULY_12)
    assert stays.import_id and goes.import_id
    files = {"WM-0001_整改前.jpg": picture(1), "WM-0002_整改后.jpg": picture(2), "WM-0009.jpg": picture(3)}
    load_photos(county, open_photos(photo_zip(files), "照片.zip"), at=AT)
    assert kinds(county) == {1: ["before"], 2: ["before"], 3: ["after"]}
    with county.write() as connection:
        history.take_back(connection, goes.import_id, at=AT)
    assert kinds(county) == {1: ["before"]}
    assert len(rows(county)["photos"]) == 1
    history.do_again(county, goes.import_id, at=AT)
    found = sorted(kinds(county).values())
    assert found == [["after"], ["before"], ["before"]]
    assert rows(county)["parked"] == []
    newest = imports.history(county).iloc[0]
    assert (newest["rows_read"], newest["rows_new"], newest["rows_unchanged"]) == (3, 3, 0)
