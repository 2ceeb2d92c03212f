"""What time does with articles: what was scheduled goes out, what is over goes down, what is old is listed and forgotten."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from kefu.exchange import starter
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge import articles, drafts, editing, facts_used, library, library_files, review, tidying, visits
from kefu.knowledge.drafts import RevisionCard, Words
from kefu.knowledge.editing import Description
from kefu.knowledge.errors import TextTooMuch
from kefu.knowledge.kinds import Kind, State
from kefu.knowledge.models import Article, ArticleText, Lookup
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer
from kefu.trust.models import JournalEntry

PLACE = Description(section="login", kind=Kind.ANSWER)


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


def scheduled(writer: Viewer, reviewer: Viewer, slug: str, *, hours: int) -> RevisionCard:
    words = Words(f"About {slug}", "In short.", "At length.\n")
    draft = editing.create(writer, slug, PLACE, locale="en", words=words)
    waiting = editing.submit(writer, draft.public_id, version=draft.version)
    at = clock.now() + timedelta(hours=hours)
    return review.schedule(reviewer, waiting.public_id, version=waiting.version, publish_at=at)


def test_one_that_cannot_go_out_waits_for_a_person_and_holds_up_nobody(
    alice: Viewer, bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (scheduled(alice, bob, slug, hours=n) for n, slug in enumerate(("bad-one", "good-one"), start=1))
    ArticleText.objects.filter(article__slug="notice-fees").update(expires_at=clock.now() + timedelta(hours=1))
    record = facts_used.record

    def broken(texts: list[ArticleText]) -> None:
        if texts[0].article.slug == "bad-one":
            raise TextTooMuch("This text names too many facts.")
        record(texts)

    monkeypatch.setattr(facts_used, "record", broken)
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert review.due(later) == 3  # the good one and the two languages of what is over
    assert drafts.revision(alice, good.public_id).state is State.PUBLISHED
    stopped = drafts.revision(alice, bad.public_id)
    assert stopped.state is State.IN_REVIEW
    assert "too many facts" in stopped.note
    assert stopped.publish_at is None
    assert "bad-one" in [each.slug for each in drafts.queue(bob)]
    assert JournalEntry.objects.filter(action="article_stopped").count() == 1
    assert review.due(later) == 0
    with pytest.raises(NotFound):
        articles.article(NOBODY, "bad-one", locale="en")


def test_one_that_cannot_be_taken_down_holds_up_nobody_and_says_so(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ArticleText.objects.filter(article__slug__in=["notice-fees", "sign-in-codes"]).update(expires_at=clock.now())
    down = review._down

    def broken(text: ArticleText) -> None:
        if text.article.slug == "notice-fees":
            raise ValueError("no shelf")
        down(text)

    monkeypatch.setattr(review, "_down", broken)
    assert review.due(clock.now()) == 2
    assert "no shelf" in drafts.history(alice, "notice-fees", "en")[0].note


def test_more_than_a_batch_is_forgotten_at_once_within_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(7):
        visits.searched("lost code", locale="en", results=0)
    Lookup.objects.update(at=clock.now() - timedelta(days=400))
    monkeypatch.setattr(tidying, "BATCH", 2)
    monkeypatch.setattr(tidying, "AT_MOST_S", 0.0)
    assert tidying.tidy(clock.now()) == 2
    monkeypatch.setattr(tidying, "AT_MOST_S", 60.0)
    assert tidying.tidy(clock.now()) == 5


def test_of_many_old_articles_those_are_listed_that_wait_longest(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: object
) -> None:
    Article.objects.filter(slug="notice-fees").update(checked_on=date(2019, 1, 1))
    Article.objects.filter(slug="reset-password").update(review_on=date(2018, 1, 1))
    Article.objects.filter(slug="desk-only").update(review_on=date(2018, 6, 1), checked_on=date(2010, 1, 1))
    monkeypatch.setattr(drafts, "MOST", 3)
    with django_assert_max_num_queries(2) as asked:  # type: ignore[operator]
        found = drafts.stale(alice)
    assert [each.slug for each in found] == ["reset-password", "desk-only", "notice-fees"]
    assert [each.title for each in found][:1] == ["重置密码"]
    assert not any('"body"' in query["sql"] for query in asked.captured_queries)
