"""The one pass over a text that shield and guard share."""

import pytest

from kefu.trust.signs import Signs


@pytest.mark.parametrize(
    ("text", "bits"),
    [("", 0), ("nothing of it", 0), ("我的密码忘了", 2), ("password", 1 | 4), ("Ключ и密码", 2), ("pass密", 1)],
)
def test_words_within_and_beside_others_are_all_seen(text: str, bits: int) -> None:
    assert Signs({"pass": 1, "密码": 2, "word": 4}).seen(text.encode()) == bits


@pytest.mark.parametrize("at", [0, (1 << 16) - 3, (1 << 16) - 1, 1 << 16, 200_000 - 4])
def test_a_long_text_is_seen_to_its_end_and_across_its_pieces(at: int) -> None:
    text = b"x" * at + b"pass" + b"x" * (200_000 - 4 - at)
    assert Signs({"pass": 1, "code": 2}).seen(text) == 1
