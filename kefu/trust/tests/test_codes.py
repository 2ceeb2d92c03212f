"""A code is read by people: mistakes of the hand are noticed, and whatever copying brings along is let be."""

import os

import pytest

from kefu.trust import badge_numbers, codes

CODE = codes.of_number(codes.number_of_digest(bytes(range(16))))


def test_a_code_carries_more_than_50_bits_in_three_groups() -> None:
    assert len(codes.ALPHABET) ** codes.CARRIES > 2**50
    assert [len(group) for group in CODE.split("-")] == [4, 4, 4]
    assert codes.is_well_formed(CODE)


def test_every_single_mistake_and_every_two_changed_about_are_noticed() -> None:
    for _ in range(20):
        bare = codes.of_number(codes.number_of_digest(os.urandom(16))).replace("-", "")
        for at in range(12):
            for other in codes.ALPHABET:
                if other != bare[at]:
                    assert not codes.is_well_formed(bare[:at] + other + bare[at + 1 :])
        for at in range(11):
            if bare[at] != bare[at + 1]:
                assert not codes.is_well_formed(bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :])


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        f"  {CODE}\n",
        CODE.replace("-", "‑"),
        CODE[:2] + "\u200b" + CODE[2:],
    ],
)
def test_a_code_alone_is_known_however_it_was_copied(text: str) -> None:
    assert codes.find(text) == codes.Found(CODE, "", is_well_formed=True)


def test_a_code_below_a_text_is_told_from_the_text() -> None:
    assert codes.find(f"您的充值已到账。\n{CODE}") == codes.Found(CODE, "您的充值已到账。", is_well_formed=True)


def test_a_mistyped_code_is_told_as_such_and_plain_words_are_none() -> None:
    wrong = ("3" if CODE[0] != "3" else "4") + CODE[1:]
    found = codes.find(wrong)
    assert found is not None
    assert not found.is_well_formed
    for text in ("", "hello", "Two words more", "withdrawals!", "0x" + "ab" * 20, "x" * 40, "bc1qar0srrr7xfkvy"):
        assert codes.find(text) is None


def test_a_badge_is_read_with_its_dash_or_without_and_a_wrong_digit_is_noticed() -> None:
    number = badge_numbers.whole(482_916)
    assert badge_numbers.read(badge_numbers.shown(number)) == badge_numbers.read(number) == number
    for at in range(7):
        for digit in "0123456789":
            if digit != number[at]:
                assert badge_numbers.read(number[:at] + digit + number[at + 1 :]) is None
    for text in ("", "x", "12345678", "٤٨٢٩١٦٣"):
        assert badge_numbers.read(text) is None
