"""Searching the help centre, for a viewer, through the search room's real index."""

from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from kefu.exchange import starter
from kefu.kit import clock
from kefu.knowledge import crowd, editing, finding, library, library_files, review, shelf
from kefu.knowledge.drafts import Words
from kefu.knowledge.kinds import Kind
from kefu.knowledge.models import ArticleText
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer
from kefu.search import index, meaning
from kefu.search.index import Found, Query


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


def found(viewer: Viewer, words: str, locale: str = "en", **more: object) -> list[str]:
    return [each.card.slug for each in finding.find(viewer, words, locale=locale, **more).results]  # type: ignore[arg-type]


def test_an_article_is_found_once_and_shown_in_the_readers_language() -> None:
    for locale, title in (("en", "Reset your password"), ("zh-hans", "重置密码"), ("zh-TW", "重置密码")):
        results = finding.find(NOBODY, "重置密码", locale=locale).results
        assert [each.card.title for each in results if each.card.slug == "reset-password"] == [title]
    pieces = finding.find(NOBODY, "重置密码", locale="zh-hans").results[0].snippet
    assert any(piece.is_hit for piece in pieces)


def test_what_is_for_staff_is_found_by_staff_alone(alice: Viewer, carol: Viewer) -> None:
    assert found(alice, "for the desk") == ["desk-only"]
    for outsider in (NOBODY, carol):
        assert "desk-only" not in found(outsider, "for the desk")
        assert not finding.suggestions(outsider, "For the", locale="en").words
    assert finding.suggestions(alice, "For the", locale="en").words == ["For the desk"]


def test_findings_are_narrowed_by_section_and_kind() -> None:
    assert found(NOBODY, "密码", section="login/password") == ["reset-password"]
    assert found(NOBODY, "密码", section="notices") == []
    assert found(NOBODY, "fees", kind=Kind.NOTICE) == ["notice-fees"]
    assert found(NOBODY, "fees", kind=Kind.GUIDE) == []


def test_new_words_are_found_with_their_publication_and_withdrawn_ones_no_more(alice: Viewer, bob: Viewer) -> None:
    draft = editing.begin(alice, "sign-in-codes", "en", words=Words("Quokka codes", "s", "x\n"))
    waiting = editing.submit(alice, draft.public_id, version=draft.version)
    assert found(NOBODY, "quokka") == []
    review.publish(bob, waiting.public_id, version=waiting.version)
    assert found(NOBODY, "quokka") == ["sign-in-codes"]
    review.withdraw(bob, "sign-in-codes", "en")
    assert found(NOBODY, "quokka") == []


def test_while_somebody_types_the_encoder_is_not_asked_and_one_search_gives_words_and_articles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(query: Query) -> dict[int, float]:
        raise AssertionError("the encoder was asked")

    searches: list[str] = []
    search = index.search

    def counted(query: Query) -> Found:
        searches.append(query.text)
        return search(query)

    monkeypatch.setattr(meaning, "nearest", asked)
    monkeypatch.setattr(index, "search", counted)
    told = finding.suggestions(NOBODY, "pass", locale="en")
    assert told.words
    assert [card.slug for card in told.cards] == ["reset-password"]
    assert searches == ["pass"]
    typed = finding.find(NOBODY, "password", locale="en", as_typed=True).results
    assert [(each.card.slug, each.snippet) for each in typed] == [("reset-password", [])]
    with pytest.raises(AssertionError, match="encoder"):
        finding.find(NOBODY, "password", locale="en")


def test_where_many_search_the_encoder_is_left_alone_and_nothing_is_asked_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Query] = []

    def cut(query: Query) -> Found:
        asked.append(query)
        return Found([], is_complete=False, corrected=None, spent_ms=150)

    monkeypatch.setattr(index, "search", cut)
    with crowd.crowd.joined(), crowd.crowd.joined(), crowd.crowd.joined():
        finding.find(NOBODY, "password", locale="en")
    assert [query.with_meaning for query in asked] == [False]


def test_snippets_that_come_too_late_are_summaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "SNIPPETS_MS", 0)
    first, *others = finding.find(NOBODY, "sign in password code", locale="en").results
    assert any(piece.is_hit for piece in first.snippet)
    assert others
    assert ["".join(piece.text for piece in each.snippet) for each in others] == [each.card.summary for each in others]


def test_an_article_that_has_ended_is_suggested_no_more_at_once(alice: Viewer, bob: Viewer) -> None:
    draft = editing.begin(alice, "sign-in-codes", "en", words=Words("Quokka codes", "s", "x\n"))
    waiting = editing.submit(alice, draft.public_id, version=draft.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    assert finding.suggestions(NOBODY, "quokk", locale="en").words == ["Quokka codes"]
    ArticleText.objects.filter(title="Quokka codes").update(expires_at=clock.now())
    assert finding.suggestions(NOBODY, "quokk", locale="en").words == []


def test_what_is_suggested_is_in_the_readers_language_first() -> None:
    for locale, is_own in (("en", str.isascii), ("zh-hans", lambda title: not title.isascii())):
        words = finding.suggestions(NOBODY, "密码 password", locale=locale).words
        assert is_own(words[0])


def test_more_than_were_asked_for_is_said() -> None:
    assert finding.find(NOBODY, "sign in password code", locale="en", limit=1).has_more
    assert not finding.find(NOBODY, "password", locale="en").has_more


@pytest.mark.parametrize(
    "words", ["", "   ", '"', "AND OR NOT", "*", "a:b^c", "x" * 5_000, "\x00", "'; DROP TABLE x; --"]
)
def test_whatever_is_typed_is_only_text(words: str) -> None:
    finding.find(NOBODY, words, locale="en")
    finding.suggestions(NOBODY, words, locale="en")


@pytest.mark.django_db(transaction=True)
def test_what_the_first_release_indexed_is_found_again_after_an_upgrade(bob: Viewer) -> None:
    """Its pages do not say what they were counted by: the shelf is emptied, and filled by the worker in small steps."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_page SET terms = %s WHERE title = 'Reset your password'", [b""])
    step = import_module("kefu.search.migrations.0003_indexed_before")
    with connection.schema_editor() as editor:
        step.empty(apps, editor)
    assert found(NOBODY, "password") == []
    with connection.schema_editor() as editor:
        step.empty(apps, editor)  # once more changes nothing
    steps = 0
    while shelf.mend(clock.now()):
        steps += 1
    assert steps == 1
    assert "reset-password" in found(NOBODY, "password")
    review.withdraw(bob, "reset-password", "en")


def test_a_search_that_was_cut_off_before_it_found_anything_is_asked_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    search = index.search

    def cold(query: Query) -> Found:
        asked.append(query.text)
        return Found([], is_complete=False, corrected=None, spent_ms=150) if len(asked) == 1 else search(query)

    monkeypatch.setattr(index, "search", cold)
    assert found(NOBODY, "password") == ["reset-password"]
    assert asked == ["password"] * 2


def test_a_search_that_is_cut_off_twice_says_that_it_is_not_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "search", lambda query: Found([], is_complete=False, corrected=None, spent_ms=150))
    assert not finding.find(NOBODY, "password", locale="en").is_complete
