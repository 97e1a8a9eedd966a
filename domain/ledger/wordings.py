"""When two wordings are the same words: spaces, punctuation, width and letter case do not count."""

import re
import unicodedata

PUNCTUATION = tuple(zip("（），：；！？", "(),:;!?", strict=True))
"""What most texts would have to be normalized for; replacing it is a tenth of the work."""
_DROPPED = re.compile(r"[\W_]+")


def wording_key(text: str) -> str:
    """The wording without spaces, punctuation and letter case: what must be equal for the fingerprint."""
    for wide, narrow in PUNCTUATION:
        text = text.replace(wide, narrow)
    plain = text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)
    return _DROPPED.sub("", plain).lower()
