"""What was rendered is taken from memory for the same values, language and zone, and for nothing else; and not for long."""

import pytest
from django.template import Context, Template, engines
from django.utils import timezone, translation

from kefu.kit import zones
from kefu.ui import kept
from kefu.ui.kept import Kept


class Counted:
    """A value that says how often a template has asked for it; equal to its like."""

    asked = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counted)

    def __hash__(self) -> int:
        return 1

    def __str__(self) -> str:
        Counted.asked += 1
        return "Lin <b>"


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> Kept:
    Counted.asked = 0
    django = engines["django"]
    monkeypatch.setattr(kept, "render_to_string", lambda name, values: django.from_string(name).render(values))
    return Kept()


def test_the_same_is_rendered_once(pieces: Kept) -> None:
    first, second = (pieces.html("{{ who }}", (("who", Counted()),)) for _ in range(2))
    assert first == second == "Lin &lt;b&gt;"
    assert Counted.asked == 1


def test_each_language_and_zone_has_its_own(pieces: Kept) -> None:
    for language, zone in (("en", "UTC"), ("zh-hans", "UTC"), ("en", "Asia/Shanghai")):
        with translation.override(language), timezone.override(zones.zone_of(zone)):
            pieces.html("{{ who }}", (("who", Counted()),))
    assert Counted.asked == 3


def test_what_cannot_be_a_key_is_rendered_anew(pieces: Kept) -> None:
    for _ in range(2):
        assert pieces.html("{{ many.0 }}", (("many", [Counted()]),)) == "Lin &lt;b&gt;"  # type: ignore[arg-type]
    assert Counted.asked == 2


def test_it_is_forgotten_after_a_while(pieces: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr("kefu.ui.kept.time.monotonic", lambda: now[0])
    pieces.html("{{ who }}", (("who", Counted()),))
    now[0] += kept.LONGEST_S + 1
    pieces.html("{{ who }}", (("who", Counted()),))
    assert Counted.asked == 2
    assert len(pieces._pieces) == 1


def test_it_never_grows_beyond_its_bound(pieces: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 10)
    for number in range(35):
        pieces.html("{{ number }}", (("number", number),))
    assert len(pieces._pieces) <= 10


def test_a_template_gets_nothing_of_the_request() -> None:
    whole = Template("{% load kefu_ui %}{% kept 'ui/thread/code.html' entry=entry %}|{{ csrf_token }}")
    told = whole.render(Context({"entry": "", "csrf_token": "secret"}))
    assert told.strip() == "|secret"
