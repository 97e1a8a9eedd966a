"""All books of the office (see domain.books), in the order in which screens list them."""

from collections.abc import Mapping

from domain.activities import ACTIVITY
from domain.assessments import ASSESSMENT
from domain.books import Book, checked
from domain.coverage import STANDARD, VISIT
from domain.focus import FOCUS
from domain.materials import MATERIALS
from domain.negative_list import NEGATIVE_LIST
from domain.plan import PLAN
from domain.projects import PROJECT
from domain.risk_rules import RISK_RULES
from domain.scorecard import COMMITMENT, SCORE_RULE
from domain.survey import SURVEY

BOOKS: Mapping[str, Book] = checked(
    (
        ASSESSMENT,
        PLAN,
        RISK_RULES,
        MATERIALS,
        SURVEY,
        NEGATIVE_LIST,
        STANDARD,
        VISIT,
        PROJECT,
        ACTIVITY,
        COMMITMENT,
        SCORE_RULE,
        FOCUS,
    )  # one a line, so that several can be added side by side
)
