"""What is not seen hides nothing, from whichever of the three rooms reads it."""

import unicodedata

import pytest

from kefu.trust import guard, shield
from kefu.trust.guard import folding
from kefu.trust.letters import FILLERS, UNSEEN
from kefu.trust.lookalike import forms

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_a_letter_that_is_not_seen_hides_nothing(unseen: str) -> None:
    found = guard.check(f"Please send me your pass{unseen}word.")
    assert found is not None
    assert found.rule is guard.Rule.PASSWORD
    assert "1111" not in shield.cut(f"My card: {CARD[:7]}{unseen}{CARD[7:]}").text
    assert forms.folded(f"north{unseen}wind") == "northwind"


@pytest.mark.parametrize("filler", FILLERS, ids=ascii)
def test_an_empty_letter_hides_neither_an_ask_nor_a_name(filler: str) -> None:
    assert guard.check(f"Please send me your pass{filler}word.") is not None
    assert forms.folded(f"north{filler}wind") == "northwind"


@pytest.mark.parametrize(
    "letter", [chr(code) for code in range(0x110000) if len(unicodedata.normalize("NFKD", chr(code))) > 4], ids=ascii
)
def test_no_letter_is_taken_apart_into_more_than_seven(letter: str) -> None:
    for taken_apart in (folding.small(letter * 100), forms.folded(letter * 100), forms.skeleton(letter * 100)):
        assert len(taken_apart) <= 700
