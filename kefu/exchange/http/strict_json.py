"""JSON from outside, read narrowly: what two readers could understand in two ways is refused. Pure.

Refused: a name given twice, NaN and Infinity, nesting deeper than any call needs, anything that is not UTF-8.
"""

import json
import re
from typing import Any, NoReturn

from kefu.exchange.contract.codec import BadShape

MAX_DEPTH = 16

# the last quote may be missing: or each of a long row of quotes would be tried as a beginning
_STRINGS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def read(body: bytes) -> Any:
    """BadShape says what is wrong with it, never what stood there."""
    if _depth(body) > MAX_DEPTH:
        raise BadShape("the body", f"at most {MAX_DEPTH} levels deep")
    fault, found = _parsed(body)
    if fault:  # raised here, where no other exception hangs on it: a parser's own holds the whole text
        raise BadShape("the body", fault)
    return found


def _parsed(body: bytes) -> tuple[str, Any]:
    try:
        text = body.decode("utf-8")
        return "", json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except _Twice:
        return "no name may be given twice", None
    except (ValueError, RecursionError):
        return "JSON in UTF-8 is wanted", None


def _depth(body: bytes) -> int:
    """The deepest nesting outside of strings, at most one more than is allowed."""
    deepest = depth = 0
    for byte in _STRINGS.sub(b"", body):
        depth += _STEPS.get(byte, 0)
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


class _Twice(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Twice
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError("no such number in JSON")
