"""What a text is told about where its links lead, and that nothing is looked at beyond the bounds."""

import re
import time
from collections.abc import Sequence
from datetime import date

import pytest

from kefu.knowledge import lints, markdown, rendering
from kefu.knowledge.kinds import Kind
from kefu.knowledge.lints import Known, Lint, Rule, Text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 29)


def nothing(text: str) -> Sequence[str]:
    return []


def found(body: str, known: Known | None = None) -> list[Lint]:
    known = known or Known((), (), (), (), nothing)
    return lints.check(Text("Title", "Summary", body, Kind.ANSWER), known, today=TODAY)


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000/x", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "http://0x7f.1/",
     "https://10.1.2.3/", "https://192.168.0.1:8080", "https://[::1]/", "https://[fd00::1]/", "https://wiki/",
     "https://x.internal", "https://printer.local./", "https://169.254.169.254/latest/"],
)  # fmt: skip
def test_a_link_into_a_house_is_an_error(address: str) -> None:
    assert [(each.rule, each.is_error) for each in found(f"[a]({address})")] == [(Rule.PRIVATE_LINK, True)]


def test_a_link_without_encryption_is_named_and_one_with_it_is_not() -> None:
    assert found("[a](http://x.example/y)") == [Lint(Rule.PLAIN_LINK, "http://x.example/y")]
    assert not Lint(Rule.PLAIN_LINK).is_error
    assert found("[a](https://x.example/y) [b](https://1.1.1.1/)") == []


@pytest.mark.parametrize("body", ["[a](https://bank.example@evil.example/x)", "<https://a:b@evil.example>"])
def test_a_name_before_the_host_makes_no_link_and_is_told(body: str) -> None:
    assert "<a" not in rendering.rendered(body, locale="en").html
    assert Rule.HIDDEN_HOST in {each.rule for each in found(body)}


def test_beyond_the_bounds_nothing_is_asked() -> None:
    asked: list[str] = []

    def unknown(text: str) -> Sequence[str]:
        asked.append(text)
        return re.findall(r"zz\d+", text)

    known = Known((), (), (), (), unknown)
    many = "\n".join(f"{{{{ zz{number} }}}}" for number in range(4_000))
    assert next(each.rule for each in found(many, known)) is Rule.TOO_MUCH
    assert asked == []
    assert Rule.UNKNOWN_FACT in {each.rule for each in found("{{ zz1 }}", known)}


def test_many_headings_and_many_links_to_them_are_not_multiplied() -> None:
    body = "## h\n" * 1_100 + "[a](#s-h-900)\n" * 380
    markdown.parse(body)
    began = time.process_time()
    assert found(body) == []
    assert time.process_time() - began < 1
