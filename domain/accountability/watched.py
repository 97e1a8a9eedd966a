"""顽症: the offenders to watch. One may be written in several ways, all in one setting: 违章停车、违章停放、违停."""

from collections.abc import Collection

SPLIT = "、"


def wordings(said: str) -> tuple[str, ...]:
    """The ways in which an offender is written; the first is its name. Empty for a setting that says nothing."""
    return tuple(dict.fromkeys(part.strip() for part in said.split(SPLIT) if part.strip()))


def means(words: Collection[str], text: str) -> bool:
    """Whether a text (a category) speaks of the offender with these wordings."""
    return any(word in text for word in words)
