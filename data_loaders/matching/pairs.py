"""How a doubtful pair is recognised when it comes again."""

import hashlib

from data_loaders.import_options import PairKey
from data_loaders.weighing.sides import Side


def pair_of(one: Side, other: Side) -> PairKey:
    """The pair of a row and a known issue: by their fingerprints; where these are equal, by number and day as well."""
    if one.mark is not None and other.mark is not None and one.mark != other.mark:
        return PairKey(one.mark, other.mark)
    return PairKey(_mark(one), _mark(other))


def _mark(side: Side) -> int:
    text = f"{side.mark}\x1f{side.number}\x1f{side.seen_on}\x1f{side.lead}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1
