"""A brief as JSON and back without loss: what an issued bulletin keeps of its figures, rows, texts and definitions."""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from briefings.brief.brief import Brief

T = TypeVar("T")
_DAY = "day"
"""A date is {"day": "2026-07-05"}; no cell of a table is anything else in braces."""


def packed(value: Any) -> bytes:
    """A dataclass of plain values (None, bool, int, float, str, date, tuples, mappings by text, dataclasses) as JSON.

    Raises TypeError for any other value, such as numpy's, and ValueError for NaN and infinity: neither would come back equal.
    """
    text = json.dumps(_plain(value), allow_nan=False, separators=(",", ":"))  # ASCII: half characters survive as well
    return text.encode("ascii")


def unpacked(content: bytes) -> Brief:
    """The brief that `packed` has packed."""
    return unpacked_as(Brief, content)


def unpacked_as(kind: type[T], content: bytes) -> T:
    """The dataclass `kind` that `packed` has packed.

    Written by an older program: fields that it did not know get their default. By a newer one: what is unknown is left out.
    Raises ValueError where a field without default is missing or this is no such JSON.
    """
    made = _maker(cast(Any, kind))(json.loads(content))
    assert isinstance(made, kind)
    return made


def _plain(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind is date:
        return {_DAY: value.isoformat()}
    if kind in (tuple, list):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        if not all(type(key) is str for key in value):
            raise TypeError("the keys of a mapping must be text")
        return {key: _plain(each) for key, each in value.items()}
    raise TypeError(f"a brief holds plain values, not {kind.__name__}: {value!r}")


Maker = Callable[[Any], Any]


@cache
def _maker(kind: Any) -> Maker:
    """What turns JSON into a value of this type."""
    origin, parts = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        return _dataclass_maker(kind)
    if origin is tuple:
        return _tuple_maker(parts)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = _maker(parts[1])
        return lambda value: {key: each(one) for key, one in value.items()}
    if origin is UnionType:
        (inner,) = (part for part in parts if part is not NoneType) if NoneType in parts and len(parts) == 2 else (Any,)
        within = _maker(inner)
        return lambda value: None if value is None else within(value)
    if origin is Literal or kind in (str, int, float, bool):
        return lambda value: value
    return _cell  # Any and date


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value[_DAY])
    return tuple(_cell(each) for each in value) if isinstance(value, list) else value


def _tuple_maker(parts: tuple[Any, ...]) -> Maker:
    if len(parts) == 2 and parts[1] is Ellipsis:
        if parts[0] in (int, str):
            return tuple
        each = _maker(parts[0])
        return lambda value: tuple(each(one) for one in value)
    makers = [_maker(part) for part in parts]
    return lambda value: tuple(make(one) for make, one in zip(makers, value, strict=True))


def _dataclass_maker(kind: Any) -> Maker:
    hints = get_type_hints(kind)
    makers = {field.name: _maker(hints[field.name]) for field in fields(kind)}
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]

    def make(value: Mapping[str, Any]) -> Any:
        missing = [name for name in needed if name not in value]
        if missing:
            raise ValueError(f"{kind.__name__} without {', '.join(missing)}")
        return kind(**{name: makers[name](value[name]) for name in makers if name in value})

    return make
