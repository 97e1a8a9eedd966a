"""Which issue a row is about."""

from data_loaders.matching.matcher import (
    Doubt,
    Matched,
    fingerprint,
    fingerprints,
    match,
    wording_key,
    wording_keys,
)
from data_loaders.matching.weights import FIELD_WORDS, Weight

__all__ = [
    "FIELD_WORDS",
    "Doubt",
    "Matched",
    "Weight",
    "fingerprint",
    "fingerprints",
    "match",
    "wording_key",
    "wording_keys",
]
