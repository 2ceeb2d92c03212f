"""What readers do, what is counted of it, and what is forgotten."""

from datetime import timedelta

import pytest

from kefu.kit import clock, ids
from kefu.kit.errors import Invalid, NotAllowed, NotFound
from kefu.knowledge import gaps, library, library_files, tidying, visits, votes
from kefu.knowledge.kinds import Reason
from kefu.knowledge.models import Lookup, Unanswered, Visit, Vote
from kefu.knowledge.tests import sample
from kefu.knowledge.votes import Opinion
from kefu.people.access import NOBODY, Viewer
from kefu.trust import shield

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    library.bring(library_files.read(sample.write(tmp_path_factory.mktemp("library"))))


def ended(*, days_ago: int = 0, contacted: bool = False, read: bool = True) -> None:
    visit = visits.begin(locale="en")
    if read:
        visits.read(visit, "reset-password")
    if contacted:
        visits.contacted(visit)
    moment = clock.now() - timedelta(days=days_ago, hours=1)
    Visit.objects.filter(public_id=visit).update(began_at=moment, seen_at=moment)


def test_a_visit_keeps_what_was_read_in_order_and_bounded() -> None:
    visit = visits.begin(locale="zh-hans")
    for slug in ("a", "b", "a", *(f"p{n}" for n in range(80))):
        visits.read(visit, slug)
    assert visits.pages_of(visit)[:3] == ["a", "b", "p0"]
    assert len(visits.pages_of(visit)) == visits.MAX_PAGES
    assert Visit.objects.get().locale == "zh-CN"


@pytest.mark.parametrize("visit_id", ["", "x" * 26, "../..", "a" * 26])
def test_an_id_that_is_none_of_ours_does_nothing(visit_id: str) -> None:
    visits.read(visit_id, "a")
    visits.contacted(visit_id)
    visits.clicked(visit_id, "reset-password")
    assert visits.pages_of(visit_id) == []
    assert not Visit.objects.exists()


def test_a_search_is_kept_without_secrets_and_with_its_first_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shield, "cut", lambda text: shield.Shielded(text.replace("hunter2", "•••")))
    visit = visits.begin(locale="en")
    lookup = visits.searched("my password  hunter2", locale="en", results=3, visit_id=visit)
    visits.clicked(lookup, "reset-password")
    visits.clicked(lookup, "sign-in-codes")
    row = Lookup.objects.get()
    assert (row.words, row.folded) == ("my password •••", "my password •••")
    assert row.clicked is not None
    assert row.clicked.slug == "reset-password"
    assert visits.searched("  ", locale="en", results=0) == ""


def test_nobody_fills_the_table_from_one_visit() -> None:
    visit = visits.begin(locale="en")
    Visit.objects.update(searches=visits.MAX_SEARCHES)
    assert visits.searched("once more", locale="en", results=0, visit_id=visit) == ""


def test_gaps_count_equal_searches_together_most_often_first(alice: Viewer, carol: Viewer) -> None:
    for words, results in (("Gas fee?", 0), ("gas  FEE", 0), ("nft", 0), ("password", 4)):
        visits.searched(words, locale="en", results=results)
    opened = visits.searched("codes", locale="zh-hans", results=2)
    visits.clicked(opened, "sign-in-codes")
    assert [(gap.words, gap.count) for gap in gaps.without_result(alice)] == [("gas FEE", 2), ("nft", 1)]
    assert [gap.words for gap in gaps.without_click(alice)] == ["password"]
    assert gaps.without_result(alice, locale="zh-CN") == []
    Lookup.objects.update(at=clock.now() - timedelta(days=40))
    assert gaps.without_result(alice, days=30) == []
    for outsider in (carol, NOBODY):
        for ask in (gaps.without_result, gaps.without_click, gaps.without_article, gaps.deflection):
            with pytest.raises(NotAllowed):
                ask(outsider)


def test_conversations_without_an_article_are_counted_by_topic_until_one_is_named(alice: Viewer) -> None:
    first, second = ids.public_id(), ids.public_id()
    for conversation in (first, first, second):
        gaps.conversation(conversation, topic="deposit", locale="zh-hans", has_article=False)
    assert [(gap.words, gap.locale, gap.count) for gap in gaps.without_article(alice)] == [("deposit", "zh-CN", 2)]
    gaps.conversation(first, topic="deposit", locale="en", has_article=True)
    assert [gap.count for gap in gaps.without_article(alice)] == [1]
    gaps.conversation("nonsense", topic="x", locale="en", has_article=False)
    assert Unanswered.objects.count() == 1


def test_deflection_counts_ended_visits_that_read_or_searched_and_claims_nothing_else(alice: Viewer) -> None:
    ended()
    ended()
    ended(contacted=True)
    ended(read=False)  # came and went: not counted
    ended(days_ago=2, contacted=True)
    visits.read(visits.begin(locale="en"), "reset-password")  # not over yet
    days = gaps.deflection(alice, days=4)
    moment = (clock.now() - timedelta(hours=1)).date()
    by_day = {day.on: day for day in days}
    assert (by_day[moment].visits, by_day[moment].contacted, by_day[moment].deflected) == (3, 1, 2)
    assert by_day[moment].share == pytest.approx(2 / 3)
    assert by_day[moment - timedelta(days=2)].share == 0
    assert by_day[moment - timedelta(days=1)].share is None
    assert len(days) == 4


def test_a_vote_is_one_a_visit_and_the_last_one_counts(alice: Viewer, carol: Viewer) -> None:
    visit = visits.begin(locale="en")
    votes.vote("reset-password", Opinion(is_helpful=True), locale="en", visit_id=visit)
    unhappy = Opinion(is_helpful=False, reason=Reason.UNCLEAR, words="Which button?")
    votes.vote("reset-password", unhappy, locale="zh-hant", visit_id=visit)
    votes.vote("reset-password", Opinion(is_helpful=True), locale="en")
    tally = votes.tally(alice, "reset-password")
    assert (tally.helpful, tally.not_helpful) == (1, 1)
    assert list(tally.reasons) == [(Reason.UNCLEAR, 1)]
    assert [(reason, words) for _at, reason, words in tally.said] == [("unclear", "Which button?")]
    assert Vote.objects.filter(locale="zh-CN").count() == 1
    with pytest.raises(NotAllowed):
        votes.tally(carol, "reset-password")


def test_a_vote_on_nothing_or_with_too_many_words_is_refused() -> None:
    with pytest.raises(NotFound):
        votes.vote("nowhere", Opinion(is_helpful=True), locale="en")
    with pytest.raises(Invalid):
        votes.vote("reset-password", Opinion(is_helpful=False, words="x" * 1_001), locale="en")
    assert not Vote.objects.exists()


def test_what_readers_did_is_forgotten_after_its_time_and_not_before() -> None:
    visits.searched("old", locale="en", results=0, visit_id=visits.begin(locale="en"))
    votes.vote("reset-password", Opinion(is_helpful=True), locale="en")
    gaps.conversation(ids.public_id(), topic="x", locale="en", has_article=False)
    assert tidying.tidy(clock.now() + timedelta(days=179)) == 0
    assert tidying.tidy(clock.now() + timedelta(days=181)) == 4
    assert not any(model.objects.exists() for model in (Lookup, Visit, Vote, Unanswered))
