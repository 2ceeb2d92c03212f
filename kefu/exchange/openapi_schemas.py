"""The contract's dataclasses and vocabularies as JSON Schema. Pure: the same text each time, in the order of the source."""

import inspect
import re
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kefu.exchange.contract import codec

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": codec.MAX_CHARS},
    int: {"type": "integer", "minimum": -(2**53), "maximum": 2**53},
    bool: {"type": "boolean"},
    Decimal: {
        "type": "string",
        "format": "decimal",
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
        "maxLength": codec.MAX_DIGITS,
    },
    datetime: {"type": "string", "format": "date-time", "maxLength": codec.MAX_DIGITS},
}
# a member or field, and what its line says behind it
_NOTE = re.compile(r"^ {4}(\w+)\b[^#\n]*#\s*(?!noqa)(.+)$", re.MULTILINE)


def named(kind: type) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def reached(kinds: Iterable[type]) -> list[type]:
    """All that have a name of their own, each once, in the order they are met."""
    found: dict[type, None] = {}
    for kind in kinds:
        _reach(kind, found)
    return list(found)


def _reach(kind: Any, found: dict[type, None]) -> None:
    if get_origin(kind):
        for inner in get_args(kind):
            _reach(inner, found)
    elif isinstance(kind, type) and kind not in found and (is_dataclass(kind) or issubclass(kind, Enum)):
        found[kind] = None
        for inner in get_type_hints(kind).values() if is_dataclass(kind) else ():
            _reach(inner, found)


def schema_of(kind: type) -> dict[str, Any]:
    if issubclass(kind, Enum):
        return _words(kind)
    hints, notes = get_type_hints(kind), _notes(kind)
    properties: dict[str, Any] = {}
    needed = []
    for field in fields(kind):  # type: ignore[arg-type]
        has_default = field.default is not MISSING
        schema = _schema(hints[field.name])
        if field.name in notes:
            schema = {**schema, "description": notes[field.name]}
        properties[field.name] = {**schema, "default": codec.to_json(field.default)} if has_default else schema
        if not has_default:
            needed.append(field.name)
    described = {"description": told} if (told := _told(kind)) else {}
    return {"type": "object", **described, **({"required": needed} if needed else {}), "properties": properties}


def _words(kind: type[Enum]) -> dict[str, Any]:
    notes = _notes(kind)
    lines = [f"- `{each.value}`: {notes[each.name]}" for each in kind if each.name in notes]
    told = "\n".join([*filter(None, [_told(kind)]), *lines])
    described = {"description": told} if told else {}
    return {"type": "string", **described, "enum": [each.value for each in kind]}


def _schema(kind: Any) -> dict[str, Any]:
    if get_origin(kind) in {Union, UnionType}:
        (inner,) = (each for each in get_args(kind) if each is not type(None))
        return {"anyOf": [_schema(inner), {"type": "null"}]}
    if get_origin(kind) is tuple:
        return {"type": "array", "maxItems": codec.MAX_ITEMS, "items": _schema(get_args(kind)[0])}
    return dict(PLAIN[kind]) if kind in PLAIN else named(kind)


def _told(kind: type) -> str:
    """Its docstring. Python writes one itself where there is none: that tells nobody anything."""
    own = kind.__dict__.get("__doc__") or ""
    return "" if own.startswith(f"{kind.__name__}(") else inspect.cleandoc(own)


def _notes(kind: type) -> dict[str, str]:
    return dict(_NOTE.findall(inspect.getsource(kind)))
