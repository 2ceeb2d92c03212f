"""Which pictures of a mail are identity papers: by words around them, their names and what is printed on them."""

from dataclasses import replace

import pytest

from kefu.files.vault_kinds import PaperKind
from kefu.safeguards.vault_signs import Clues, is_worth_reading, paper_in

PHOTO = Clues(said="Hello", name="IMG_2041.jpg", width=1_600, height=1_200)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("My passport is attached.", "passport"),
        ("附件是我的身份证，请查收", "id_front"),
        ("身份证反面照片", "id_back"),
        ("Here is a selfie with my card", "selfie"),
        ("请看附件：银行流水", "funds"),
        ("I attach my driving licence", "id_front"),
        ("Enclosed: proof of address (utility bill)", "address"),
        ("手持身份证照片见附件", "selfie"),
    ],
)
def test_words_that_say_a_paper_is_sent_make_it_one(said: str, kind: str) -> None:
    assert paper_in(replace(PHOTO, said=said)) == kind


@pytest.mark.parametrize("name", ["passport.jpg", "身份证正面.png", "my_id_card.jpeg", "Bank-Statement.webp"])
def test_its_name_is_enough(name: str) -> None:
    assert paper_in(replace(PHOTO, name=name)) is not None


@pytest.mark.parametrize("name", ["Screenshot_2026-11-30.png", "截图1.jpg", "Screen Shot passport page.png"])
def test_a_screenshot_stays_though_papers_are_mentioned(name: str) -> None:
    assert paper_in(replace(PHOTO, said="It says that my passport cannot be read", name=name)) is None


@pytest.mark.parametrize(
    "said", ["Where is my deposit?", "提现一直没有到账", "Do I need KYC to trade?", "The photo button does nothing"]
)
def test_any_other_picture_stays(said: str) -> None:
    assert paper_in(replace(PHOTO, said=said)) is None


def test_where_papers_are_asked_for_a_picture_is_one_whatever_it_is_called() -> None:
    asked = replace(PHOTO, asked=(PaperKind.SELFIE, PaperKind.ID_FRONT))
    assert paper_in(asked) == "selfie"
    assert paper_in(replace(asked, said="My ID card")) == "id_front"
    assert paper_in(replace(asked, name="Screenshot_1.png")) is None


def test_the_shape_of_a_photo_counts_where_papers_are_mentioned() -> None:
    mentioned = replace(PHOTO, said="You want my passport again?")
    assert paper_in(mentioned) == "passport"
    assert paper_in(replace(mentioned, width=1_170, height=2_532)) is None  # a phone's screen
    assert paper_in(replace(mentioned, width=64, height=64)) is None  # a logo


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10", "passport"),
        ("中华人民共和国 居民身份证", "id_front"),
        ("姓名 公民身份号码 11010519491231002X", "id_front"),
        ("DRIVING LICENCE", "id_front"),
    ],
)
def test_what_is_printed_on_it_is_enough(shown: str, kind: str) -> None:
    assert paper_in(replace(PHOTO, shown=shown)) == kind
    assert paper_in(replace(PHOTO, name="Screenshot_1.png", shown=shown)) == kind


def test_what_stands_on_it_is_read_only_where_papers_may_be_meant() -> None:
    assert not is_worth_reading(PHOTO)
    assert is_worth_reading(replace(PHOTO, about_papers=True))
    assert is_worth_reading(replace(PHOTO, said="my passport", name="Screenshot_1.png"))
