import json
import logging

import pytest

from kefu.kit.log_format import JsonLine
from kefu.kit.text import clean_body, clean_line


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("你好\r\n世界\r", "你好\n世界"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("\ud83d", ""),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("e\u0301", "é"),
    ],
)
def test_a_message_keeps_what_a_person_meant(typed: str, stored: str) -> None:
    assert clean_body(typed) == stored


def test_a_name_cannot_turn_or_hide_text() -> None:
    assert clean_line("Sup\u200bport\u202egpj.exe\n\tteam ", max_chars=40) == "Supportgpj.exe team"
    assert clean_line("x" * 99, max_chars=10) == "x" * 10


def test_SEC_I07_a_log_line_cannot_be_forged() -> None:
    record = logging.LogRecord("kefu", logging.WARNING, "f", 1, 'x\n{"level":"critical"}\x1b[0m', (), None)
    line = JsonLine().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["message"].startswith("x\n")


@pytest.mark.parametrize("nothing", ["\u200d \u3000", "\u3164\u3164", "\u2800", "\ufe0f", "\u00ad\u00ad", "\u0301"])
def test_a_line_of_which_nothing_can_be_seen_is_empty(nothing: str) -> None:
    assert clean_line(nothing, max_chars=40) == ""
    assert clean_line(f"{nothing}王", max_chars=40).endswith("王")
