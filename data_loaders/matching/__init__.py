"""Which issue a row is about."""

from data_loaders.matching.matched import DoubtfulRow, Fold, Matched, Reused, Running
from data_loaders.matching.matcher import match
from data_loaders.weighing.elsewhere import Page
from data_loaders.weighing.number_only import names_only_a_number, speaks_against
from data_loaders.weighing.spelling import spelled_alike
from data_loaders.weighing.weights import FIELD_WORDS, Weight
from data_loaders.weighing.wording import fingerprint, fingerprints, wording_keys
from domain.ledger.wordings import wording_key

__all__ = [
    "FIELD_WORDS",
    "DoubtfulRow",
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
