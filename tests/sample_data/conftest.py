"""The story and the workbooks, made once for all tests of the sample data."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import sample_data
from data_loaders.importing.sample import load_sample
from database.store.engine import Database
from sample_data.generator.life.story import Story, tell
from sample_data.generator.sheets import papers
from sample_data.generator.sheets.masters import masters
from sample_data.generator.sheets.workbooks import WorkbookFile, make
from tests.factories import database_at

FOLDER = Path(sample_data.__file__).parent


@pytest.fixture(scope="session")
def story() -> Story:
    return tell()


@pytest.fixture(scope="session")
def books(story: Story) -> Sequence[WorkbookFile]:
    return make(story)


@pytest.fixture(scope="session")
def made(story: Story, books: Sequence[WorkbookFile]) -> Mapping[str, bytes]:
    """Relative path → content, as `python -m sample_data` writes it."""
    return papers.contents(story, books, masters())


@pytest.fixture(scope="session")
def folder() -> Path:
    """The committed sample data."""
    return FOLDER


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with all of the sample data. Tests read it only."""
    database = database_at(tmp_path_factory.mktemp("loaded"))
    load_sample(database)
    yield database
    database.close()
