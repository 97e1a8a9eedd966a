"""All books of the office (see domain.datasets.datasets), in the order in which screens list them."""

from collections.abc import Mapping

from domain.accountability.risk_rules import RISK_RULES
from domain.accountability.scorecard import COMMITMENT, SCORE_RULE
from domain.campaign.activities import ACTIVITY
from domain.campaign.assessments import ASSESSMENT
from domain.campaign.coverage import STANDARD, VISIT
from domain.campaign.focus import FOCUS
from domain.campaign.materials import MATERIALS
from domain.campaign.negative_list import NEGATIVE_LIST
from domain.campaign.plan import PLAN
from domain.campaign.projects import PROJECT
from domain.campaign.survey import SURVEY
from domain.datasets.datasets import Dataset, checked

DATASETS: Mapping[str, Dataset] = checked(
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
