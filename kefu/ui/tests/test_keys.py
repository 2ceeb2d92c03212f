"""The one map of keys: no key does two things, and every hint and binding names a line of it."""

import re
from collections import Counter
from pathlib import Path

import pytest

from kefu.ui import keys

PACKAGE = Path(keys.__file__).resolve().parents[1]
HINT = re.compile(r"""\{%\s*key\s+"([a-z-]+)\"""")
BOUND = re.compile(r"""\bbind\("([a-z-]+)",""")
BUTTON = re.compile(r"""data-key="([a-z-]+)\"""")


def named(pattern: re.Pattern[str], ending: str) -> set[str]:
    files = [file for file in PACKAGE.rglob(f"*{ending}") if "vendor" not in file.parts]
    return {name for file in files for name in pattern.findall(file.read_text(encoding="utf-8"))}


def test_no_key_and_no_name_stands_twice() -> None:
    pressed = Counter(combination for key in keys.KEYS for combination in key.keys)
    names = Counter(key.name for key in keys.KEYS)
    assert [what for what, count in (pressed + names).items() if count > 1] == []


def test_every_hint_button_and_binding_names_a_line_of_the_map() -> None:
    known = {key.name for key in keys.KEYS}
    used = named(HINT, ".html") | named(BOUND, ".js") | named(BUTTON, ".html")
    assert len(used) > 6
    assert used <= known


def test_every_line_of_the_map_does_something() -> None:
    does = (
        named(BOUND, ".js") | named(BUTTON, ".html") | {"open", "leave", "send"}
    )  # what browsers and forms do themselves
    assert {key.name for key in keys.KEYS} - does == set()


def test_caps_are_what_stands_on_the_keys_and_an_unknown_name_is_an_error() -> None:
    assert [keys.caps(combination) for combination in ("mod+k", "shift+x", "?", "Escape")] == [
        "Ctrl K",
        "⇧ X",
        "?",
        "Esc",
    ]
    with pytest.raises(KeyError):
        keys.key_named("nothing")
