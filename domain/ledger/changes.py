"""What each sheet changed about an issue: read off consecutive observations. An empty cell says nothing and changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any


def changes(said: Sequence[Mapping[str, Any]]) -> list[dict[str, tuple[Any, Any]]]:
    """For each observation, in the order of the fold: field → (what was known before, what it says), where these differ.

    said: fields of each observation; None says nothing. The first word on a field has None before it.
    """
    known: dict[str, Any] = {}
    result = []
    for fields in said:
        new = {name: value for name, value in fields.items() if value is not None and known.get(name) != value}
        result.append({name: (known.get(name), value) for name, value in new.items()})
        known |= new
    return result
