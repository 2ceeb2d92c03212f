"""Which articles and checks are near to a question, by words; nothing that is not out, nothing for staff."""

from pathlib import Path

import pytest

from kefu.kit.errors import NotFound
from kefu.knowledge import library, library_files, matching
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer

pytestmark = pytest.mark.django_db
BODY = "{lead}\n\n::: steps\n1. Open the page.\n2. Press the button.\n:::\n"


@pytest.fixture(autouse=True)
def _articles(tmp_path: Path) -> None:
    folder = sample.write(tmp_path / "library")
    sample.add(
        folder, "login/withdrawal-fees", 'kind = "guide"', zh="提现手续费是多少", en="Withdrawal fees", body=BODY
    )
    sample.add(
        folder, "login/deposit-not-credited", 'kind = "guide"', zh="充值没到账", en="A deposit is missing", body=BODY
    )
    library.bring(library_files.read(folder))


@pytest.mark.parametrize(("asked", "locale"), [("what are the withdrawal fees", "en"), ("提现手续费多少", "zh-hans")])
def test_the_article_that_shares_most_comes_first(asked: str, locale: str) -> None:
    found = matching.match(NOBODY, asked, locale=locale)
    assert (found.candidates[0].kind, found.candidates[0].key) == ("article", "withdrawal-fees")
    assert found.nearness > 0.6
    assert found.by == "words"


def test_what_shares_nothing_is_near_to_nothing() -> None:
    assert matching.match(NOBODY, "qwertz uiop", locale="en").nearness < 0.2
    assert matching.match(NOBODY, "   ", locale="en").candidates == []


def test_staffs_articles_are_not_among_them_whoever_asks(alice: Viewer) -> None:
    for viewer in (NOBODY, alice):
        found = matching.match(viewer, "for the desk", locale="en")
        assert "desk-only" not in {each.key for each in found.candidates}
    with pytest.raises(NotFound):
        matching.passage(NOBODY, "desk-only", "desk", locale="en")


def test_a_txid_is_no_word_of_a_question() -> None:
    bare = matching.match(NOBODY, "my deposit is missing", locale="en")
    named = matching.match(NOBODY, f"my deposit is missing {'ab' * 32}", locale="en")
    assert named.nearness == bare.nearness


def test_the_passage_is_the_steps_where_there_are_any() -> None:
    found = matching.passage(NOBODY, "withdrawal-fees", "fees", locale="en")
    assert found.text == "1. Open the page.\n2. Press the button."
    assert (found.title, found.locale) == ("Withdrawal fees", "en")
    assert len(matching.passage(NOBODY, "sign-in-codes", "code", locale="en").text) <= matching.PASSAGE_CHARS


def test_articles_and_checks_about_the_same_know_of_each_other() -> None:
    check = matching.check_of("deposit-not-credited")
    assert matching.article_of(check) == "deposit-not-credited"
    assert matching.check_of("withdrawal-fees-of-nobody") == ""
    assert matching.article_of("no-check") == ""
