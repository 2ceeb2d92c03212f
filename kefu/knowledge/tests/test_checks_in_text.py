"""`{{ check:... }}` in a text: what stands in its place, and what editors are told."""

import pytest

from kefu.exchange.diagnoses import registry
from kefu.kit import clock
from kefu.knowledge import checks, checks_in_text, library_files, markdown, rendering
from kefu.knowledge.errors import TextTooMuch
from kefu.knowledge.kinds import Kind
from kefu.knowledge.lints import Lint, Rule, Text

pytestmark = pytest.mark.django_db
CHECK = "{{ check:deposit-confirmations }}"


def html(body: str, *, locale: str = "en") -> str:
    return str(rendering.rendered(body, locale=locale).html)


def lints(body: str) -> list[Lint]:
    return checks.of_text(Text("Title", "Summary", body, Kind.ANSWER, clock.now().date()))


@pytest.mark.parametrize(
    ("locale", "title", "address"),
    [("en", "Where is my deposit?", "/help/en/"), ("zh-CN", "我的充值到哪一步了？", "/help/zh-cn/")],
)
def test_alone_in_a_paragraph_it_is_a_block_with_its_words_and_a_way_to_its_page(
    locale: str, title: str, address: str
) -> None:
    shown = html(f"Before\n\n{CHECK}\n\nAfter", locale=locale)
    assert title in shown
    assert f'href="{address}checks/deposit-confirmations"' in shown
    assert "{{" not in shown
    assert lints(f"Before\n\n{CHECK}\n\nAfter") == []


def test_pages_put_a_form_in_its_place() -> None:
    shown = rendering.rendered(f"Before\n\n{CHECK}\n\nAfter", locale="en").html
    drawn = rendering.with_forms(shown, lambda key: rendering.rendered(f"*{key}*", locale="en").html)
    assert "<em>deposit-confirmations</em>" in drawn
    assert "check" not in drawn.replace("deposit-confirmations", "")
    assert [each.key for each in checks_in_text.besides("deposit-not-credited", shown)] == [
        each.key for each in registry.for_article("deposit-not-credited") if each.key != "deposit-confirmations"
    ]


def test_one_that_is_none_is_an_error_to_editors_and_nothing_to_readers() -> None:
    assert html("{{ check:no-such }}").strip() == ""
    assert lints("{{ check:no-such }}") == [Lint(Rule.UNKNOWN_CHECK, "no-such")]
    assert Lint(Rule.UNKNOWN_CHECK).is_error


def test_within_a_sentence_it_stays_text_and_editors_are_told() -> None:
    assert [each.rule for each in lints(f"See {CHECK} here.")] == [Rule.STRAY_MARK]
    assert "data-check" not in html(f"See {CHECK} here.")
    assert "data-check" not in html(f"    {CHECK}")


@pytest.mark.parametrize("body", ["{{ check:../x }}", '{{ check:a"b }}', "{{ check:<b> }}", "{{check:" + "a" * 300])
def test_what_is_no_key_writes_no_markup(body: str) -> None:
    shown = html(body)
    assert "data-check" not in shown
    assert "<b>" not in shown


def test_at_most_three_stand_in_a_text() -> None:
    html(f"{CHECK}\n\n" * checks_in_text.MAX_CHECKS)
    with pytest.raises(TextTooMuch):
        markdown.parse(f"{CHECK}\n\n" * (checks_in_text.MAX_CHECKS + 1))


def test_the_articles_that_definitions_name_are_there() -> None:
    there = {each.slug for each in library_files.read(library_files.BUNDLED).articles}
    assert {slug for each in registry.CHECKS for slug in each.articles} <= there
