"""The parts of the campaign whose sheets are in the sample data: a developer of a part adds its `sheets` here."""

from collections.abc import Callable, Sequence

from sample_data.generator.campaign import action_books, assessment_books, focus, score_books, site_books, target
from sample_data.generator.campaign.campaign import DatasetSheet

PARTS: tuple[Callable[[], Sequence[DatasetSheet]], ...] = (
    assessment_books.sheets,
    site_books.sheets,
    action_books.sheets,
    score_books.sheets,
    focus.sheets,
    target.sheets,
)
