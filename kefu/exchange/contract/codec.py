"""The contract's values as JSON and back. What comes from outside is held against the types; nothing else gets in.

Decimals and moments travel as text (`"0.0005"`, `"2026-11-29T12:00:00Z"`). Fields that are not known are passed over.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

MAX_CHARS, MAX_ITEMS, MAX_DIGITS = 500, 500, 40
MAX_PLACES = 100  # behind the point; an exponent makes a gigabyte of zeros out of eight characters
EARLIEST, LATEST = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2200, 1, 1, tzinfo=UTC),
)  # beyond, a time zone may overflow
_WHOLE = 2**53  # what every JSON reader keeps exactly

T = TypeVar("T")


class BadShape(ValueError):
    """Not what the contract says. Names the place (`items[2].state`), never what stood there."""

    def __init__(self, place: str, wanted: str) -> None:
        self.place, self.wanted = place or "the answer", wanted
        super().__init__(f"{self.place}: {self.wanted}")


def to_json(value: object) -> Any:
    """A contract's dataclass as what `json.dumps` takes. Fields that stand at their default are told as well."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_json(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def from_json(wanted: type[T], value: object) -> T:
    """`value` as a `wanted`. BadShape if it is none."""
    made: T = _read(wanted, value, "")
    return made


def is_writable(value: Decimal) -> bool:
    """Whether it can be written out, without an exponent, in few characters."""
    return value.is_finite() and value.adjusted() <= MAX_DIGITS and int(value.as_tuple().exponent) >= -MAX_PLACES


def is_of_our_time(moment: datetime) -> bool:
    """Whether it can be shown in every time zone; what has none counts as UTC."""
    return EARLIEST <= (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) < LATEST


def _read(wanted: Any, value: object, place: str) -> Any:
    if get_origin(wanted) in {Union, types.UnionType}:
        if value is None and type(None) in get_args(wanted):
            return None
        (inner,) = (each for each in get_args(wanted) if each is not type(None))
        return _read(inner, value, place)
    if get_origin(wanted) is tuple:
        return _tuple(get_args(wanted)[0], value, place)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return _dataclass(wanted, value, place)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return _enum(wanted, value, place)
    return _PLAIN[wanted](value, place)


def _dataclass(wanted: Any, value: object, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise BadShape(place, "an object is wanted")
    given: dict[str, Any] = {}
    for name, (kind, is_needed) in _fields(wanted).items():
        here = f"{place}.{name}" if place else name
        if name in value:
            given[name] = _read(kind, value[name], here)
        elif is_needed:
            raise BadShape(here, "is missing")
    return wanted(**given)


@cache
def _fields(wanted: Any) -> dict[str, tuple[Any, bool]]:
    """Name -> its type, and whether it must be given."""
    hints = get_type_hints(wanted)
    return {
        field.name: (hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(wanted)
    }


def _tuple(inner: Any, value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise BadShape(place, "a list is wanted")
    if len(value) > MAX_ITEMS:
        raise BadShape(place, f"at most {MAX_ITEMS} items")
    return tuple(_read(inner, each, f"{place}[{at}]") for at, each in enumerate(value))


def _enum(wanted: type[Enum], value: object, place: str) -> Enum:
    try:
        return wanted(value)
    except ValueError:
        raise BadShape(place, f"one of {', '.join(str(each.value) for each in wanted)}") from None


def _text(value: object, place: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_CHARS or not all(char.isprintable() for char in value):
        raise BadShape(place, f"text of at most {MAX_CHARS} printable characters")
    return value


def _whole(value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _WHOLE:
        raise BadShape(place, "a whole number")
    return value


def _truth(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadShape(place, "true or false")
    return value


def _decimal(value: object, place: str) -> Decimal:
    try:
        if not isinstance(value, str) or len(value) > MAX_DIGITS or "_" in value:
            raise InvalidOperation
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not is_writable(found):
        raise BadShape(place, 'a decimal as text, such as "0.0005"')
    return found


def _moment(value: object, place: str) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= MAX_DIGITS else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not is_of_our_time(found):
        raise BadShape(place, 'a moment with its zone, such as "2026-11-29T12:00:00Z", null where there is none')
    return found.astimezone(UTC)


_PLAIN: dict[Any, Callable[[object, str], Any]] = {
    str: _text,
    int: _whole,
    bool: _truth,
    Decimal: _decimal,
    datetime: _moment,
}
