"""Which issue a row is about."""

from data_loaders.matching.elsewhere import Page
from data_loaders.matching.matched import Doubt, Fold, Matched, Reused, Running
from data_loaders.matching.matcher import match
from data_loaders.matching.number_only import names_only_a_number, speaks_against
from data_loaders.matching.spelling import spelled_alike
from data_loaders.matching.weights import FIELD_WORDS, Weight
from data_loaders.matching.wording import fingerprint, fingerprints, wording_keys
from domain.wordings import wording_key

__all__ = [
    "FIELD_WORDS",
    "Doubt",
    "Fold",
    "Matched",
    "Page",
    "Reused",
    "Running",
    "Weight",
    "fingerprint",
    "fingerprints",
    "match",
    "names_only_a_number",
    "speaks_against",
    "spelled_alike",
    "wording_key",
    "wording_keys",
]
