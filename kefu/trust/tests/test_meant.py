"""What a refusal names: whole words and whole links, within bounds."""

import unicodedata

import pytest

from kefu.trust import guard, refusal
from kefu.trust.guard import Rule
from kefu.trust.refusal import MOST_MEANT_CHARS, shortened

LONG = "https://evil.test/refund-claims/step-two/of-all-the-steps?customer=1234567890&token=abcdef"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("请添加专员 https://wa.me/10000000000 继续办理。", "https://wa.me/10000000000"),
        ("Go to evil.test/refund-claims/step-two, then write.", "evil.test/refund-claims/step-two"),
        ("去 https://evil.test/refund-claims-today，谢谢", "https://evil.test/refund-claims-today"),
        (f"Open {LONG}.", LONG),
        ("Open evil.test, please.", "evil.test"),
        ("Нам нужна фраза восстановления.", "фраза восстановления"),
        ("Please send me your passwords.", "passwords"),
        ("请把密码发给我", "密码"),
    ],
)
def test_no_word_and_no_link_is_cut_in_two(text: str, meant: str) -> None:
    found = guard.check(text)
    assert found is not None
    assert (found.meant, text[found.begins : found.ends]) == (meant, meant)


def test_what_is_long_is_cut_at_the_edge_of_a_word_or_of_a_links_part() -> None:
    assert shortened(LONG) == "https://evil.test/refund-claims/step-two/of-all-the-steps"
    words = "please tell us every one of the twelve words that you wrote down on paper"
    assert shortened(words) == "please tell us every one of the twelve words that you wrote"
    assert shortened("密码" * 40) == "密码" * 30
    assert shortened("short") == "short"


@pytest.mark.parametrize("text", ["x" * 300, "e\u0301" * 200, "x" + "\u0301" * 300, " " * 300, "-" * 300])
def test_what_has_no_edge_is_cut_within_bounds_and_between_letters(text: str) -> None:
    cut = shortened(text)
    assert len(cut) <= MOST_MEANT_CHARS
    assert text.startswith(cut)
    assert len(cut) < 2 or not unicodedata.combining(text[len(cut)]) or "\u0301" * 60 in text


def test_only_what_was_cut_says_so() -> None:
    assert refusal.Guarded(Rule.LINK, meant=LONG).is_meant_cut
    assert not refusal.Guarded(Rule.LINK, meant="evil.test").is_meant_cut
