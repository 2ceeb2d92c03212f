"""What people paste into a search box, and what is left of it."""

import pytest

from kefu.knowledge import keepable, visits
from kefu.knowledge.models import Lookup

SEED = "abandon " * 11 + "about"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("how do I withdraw BTC", "how do I withdraw BTC"),
        ("提现一直没到账怎么办", "提现一直没到账怎么办"),
        ("fee for 0.5 BTC in 2026", "fee for 0.5 BTC in 2026"),
        ("error 4031", "error 4031"),
        ("mail to victim@mail.test please", "mail to … please"),
        ("code 482913 does not work", "code … does not work"),
        ("验证码 482913 收不到", "验证码 … 收不到"),
        ("my card 4111 1111 1111 1111", "my card …"),
        ("call +86 138 0013 8000", "call …"),
        ("f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16", ""),
        ("where is f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16", "where is …"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq 没到", "… 没到"),
        ("0xdeadbeef00", ""),
        (SEED, ""),
        (f"my words: {SEED}", ""),
        (SEED.title().replace(" ", ", "), ""),
        ("的 一 是 在 不 了 有 和 人 这 中 大", ""),
        ("%", ""),
        ("<script>", "<script>"),
        ("I sent coins to the wrong network and the deposit has not arrived in my account what can I do", None),
    ],
)
def test_a_question_is_kept_and_what_is_a_persons_own_is_not(said: str, kept: str | None) -> None:
    assert keepable.words(said) == (said if kept is None else kept)


@pytest.mark.django_db
def test_nothing_of_a_phrase_is_written_down() -> None:
    assert visits.searched(SEED, locale="en", results=0) == ""
    assert visits.searched("code 482913", locale="en", results=0)
    assert [row.words for row in Lookup.objects.all()] == ["code …"]


@pytest.mark.parametrize("unit", ["1 ", "a@", "0x", "a-", "…", "abandon "])
def test_a_long_text_takes_no_longer_than_its_length_says(unit: str) -> None:
    assert len(keepable.words(unit * 100_000)) <= 100_000 * len(unit)
