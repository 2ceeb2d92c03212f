"""JSON that two readers could understand in two ways is none."""

import json
from contextlib import suppress
from time import process_time

import pytest

from kefu.exchange.contract.codec import BadShape
from kefu.exchange.http import strict_json


def test_usual_json_is_read_as_it_stands() -> None:
    values: tuple[object, ...] = ({"a": [1, 1.5, None, True, '[[{\\"}]']}, '„ü“ \\ " [', [], "中文")
    for value in values:
        assert strict_json.read(json.dumps(value).encode()) == value
        assert strict_json.read(json.dumps(value, ensure_ascii=False).encode()) == value


@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_no_more_levels_than_sixteen(opens: bytes, closes: bytes) -> None:
    assert strict_json.read(opens * 16 + b"1" + closes * 16)
    with pytest.raises(BadShape, match="levels deep"):
        strict_json.read(opens * 17 + b"1" + closes * 17)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b'{"a":1,"a":1}', "given twice"),
        (b'[{"a":{"b":1,"\\u0062":2}}]', "given twice"),
        (b"NaN", "JSON in UTF-8"),
        (b"[-Infinity]", "JSON in UTF-8"),
        (b"\xef\xbb\xbf{}", "JSON in UTF-8"),
        (b"{}".decode().encode("utf-16"), "JSON in UTF-8"),
        (b"{} {}", "JSON in UTF-8"),
        (b'{"private word":', "JSON in UTF-8"),
        (b"9" * 5_000, "JSON in UTF-8"),
    ],
)
def test_what_could_be_understood_in_two_ways_is_refused_without_being_told(body: bytes, wanted: str) -> None:
    with pytest.raises(BadShape, match=wanted) as told:
        strict_json.read(body)
    assert "private word" not in str(told.value)
    assert told.value.__context__ is None


def test_the_longest_answer_is_read_in_good_time() -> None:
    quotes, escapes, words = b'"' * 524_288, b'"' + b"\\" * 524_286, b"[" + b'"a",' * 131_000 + b'"a"]'
    unended = b'\\"' * 262_000
    for body in (quotes, escapes, words, unended, b'["' + unended + b'"]'):
        began = process_time()
        with suppress(BadShape):
            strict_json.read(body)
        assert process_time() - began < 1.5
