"""Whether what was read from a row is of the types its shape names: a number in place of a text would break a page later.

No Django here.
"""

from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints


def fits(data: Any) -> bool:
    """For a dataclass of plain values, enums, tuples, mappings and more of the same."""
    return all(_is(getattr(data, name), hint) for name, hint in _hints(type(data)))  # type: ignore[arg-type]


@lru_cache(maxsize=128)  # one for each shape there is
def _hints(shape: type[Any]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(shape)
    return tuple((field.name, hints[field.name]) for field in fields(shape))


def _is(value: object, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return any(_is(value, part) for part in get_args(hint))
    if origin is tuple:
        return isinstance(value, tuple) and all(_is(part, get_args(hint)[0]) for part in value)
    if origin is not None:
        return isinstance(value, origin)
    if hint is int:
        return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))
    return hint is Any or (isinstance(value, hint) and (not is_dataclass(value) or fits(value)))
