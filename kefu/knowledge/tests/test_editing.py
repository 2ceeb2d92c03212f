"""From a draft to what readers see, and back: by two people, on time, and journaled."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import an_agent, as_viewer
from kefu.exchange import facts, starter
from kefu.exchange.facts import FactValue, NewValue
from kefu.kit import clock
from kefu.kit.errors import Conflict, KefuError, NotAllowed, NotFound
from kefu.knowledge import articles, drafts, editing, facts_used, library, library_files, macros, review
from kefu.knowledge.cards import ArticlePage, Moved
from kefu.knowledge.drafts import RevisionCard, Words
from kefu.knowledge.editing import Description
from kefu.knowledge.errors import (
    ArticleSlugTaken,
    BadArticle,
    DraftMoved,
    DraftOpen,
    OwnWork,
    UnknownVariable,
    WrongState,
)
from kefu.knowledge.kinds import Kind, State
from kefu.knowledge.macros import NewMacro
from kefu.knowledge.models import Article, ArticleText
from kefu.knowledge.rules import Variable
from kefu.knowledge.states import Step
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer
from kefu.people.capabilities import Role
from kefu.search import index
from kefu.trust.models import JournalEntry

WORDS = Words("Codes by mail", "When they do not come.", "The fee is {{ fact:withdrawal_fee BTC Bitcoin }}.\n", ["otp"])
PLACE = Description(section="login", kind=Kind.ANSWER, tags=["codes", "codes", ""], related=["reset-password", "nope"])


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


@pytest.fixture
def shelved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the search room, in order."""
    seen: list[str] = []
    monkeypatch.setattr(index, "put", lambda documents: seen.extend(f"put {each.title}" for each in documents))
    monkeypatch.setattr(index, "remove", lambda _shelf, keys: seen.extend(f"remove {key}" for key in keys))
    return seen


def in_review(writer: Viewer, words: Words = WORDS) -> RevisionCard:
    draft = editing.create(writer, "codes-by-mail", PLACE, locale="en", words=words)
    return editing.submit(writer, draft.public_id, version=draft.version)


def shown(slug: str, locale: str = "en") -> ArticlePage:
    found = articles.article(NOBODY, slug, locale=locale)
    assert isinstance(found, ArticlePage)
    return found


def journaled() -> list[str]:
    return list(JournalEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_agent_writes_a_lead_publishes_and_readers_have_it(alice: Viewer, bob: Viewer, shelved: list[str]) -> None:
    waiting = in_review(alice)
    with pytest.raises(NotFound):
        articles.article(NOBODY, "codes-by-mail", locale="en")
    assert [each.slug for each in drafts.queue(bob)] == ["codes-by-mail"]
    review.publish(bob, waiting.public_id, version=waiting.version)
    page = shown("codes-by-mail")
    assert page.card.tags == ["codes"]
    assert [each.slug for each in page.related] == ["reset-password"]
    assert shelved == ["put Codes by mail"]
    assert journaled()[-3:] == ["article_created", "article_submitted", "article_published"]


def test_nobody_publishes_their_own_words_nor_does_who_may_not(alice: Viewer, bob: Viewer, carol: Viewer) -> None:
    draft = editing.create(bob, "codes-by-mail", PLACE, locale="en", words=WORDS)
    saved = editing.save(alice, draft.public_id, WORDS, version=draft.version)
    waiting = editing.submit(alice, draft.public_id, version=saved.version)
    for viewer, error in ((bob, OwnWork), (alice, NotAllowed), (carol, NotAllowed), (NOBODY, NotAllowed)):
        with pytest.raises(error):
            review.publish(viewer, waiting.public_id, version=waiting.version)
    dora = as_viewer(an_agent("Dora", Role.LEAD))
    assert review.publish(dora, waiting.public_id, version=waiting.version).state is State.PUBLISHED


def test_outsiders_neither_read_nor_write_drafts(alice: Viewer, carol: Viewer) -> None:
    draft = editing.create(alice, "codes-by-mail", PLACE, locale="en", words=WORDS)
    auditor = as_viewer(an_agent("Eve", Role.AUDITOR))
    acts: list[Callable[[Viewer], object]] = [
        lambda viewer: drafts.revision(viewer, draft.public_id),
        drafts.queue,
        lambda viewer: drafts.sheet(viewer, "reset-password"),
        lambda viewer: editing.save(viewer, draft.public_id, WORDS, version=1),
        lambda viewer: editing.begin(viewer, "reset-password", "en"),
        lambda viewer: editing.move(viewer, "reset-password", to="x"),
        lambda viewer: review.withdraw(viewer, "reset-password", "en"),
        facts_used.to_review,
    ]
    for outsider in (carol, NOBODY, auditor):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(outsider)


def test_a_save_that_has_not_seen_the_newest_is_refused_and_loses_nothing(alice: Viewer, bob: Viewer) -> None:
    draft = editing.create(alice, "codes-by-mail", PLACE, locale="en", words=WORDS)
    editing.save(bob, draft.public_id, Words("Bob's"), version=draft.version)
    with pytest.raises(DraftMoved):
        editing.save(alice, draft.public_id, Words("Alice's"), version=draft.version)
    assert drafts.revision(alice, draft.public_id).words.title == "Bob's"
    assert drafts.revision(alice, draft.public_id).writers == sorted([alice.id, bob.id])


def test_one_open_revision_a_language_and_none_after_its_step(alice: Viewer, bob: Viewer) -> None:
    waiting = in_review(alice)
    with pytest.raises(DraftOpen):
        editing.begin(alice, "codes-by-mail", "en")
    with pytest.raises(WrongState):
        editing.save(alice, waiting.public_id, WORDS, version=waiting.version)
    with pytest.raises(WrongState):
        editing.submit(alice, waiting.public_id, version=waiting.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    with pytest.raises(WrongState):
        review.publish(bob, waiting.public_id, version=waiting.version + 1)
    with pytest.raises(WrongState):
        editing.discard(alice, waiting.public_id)


def test_a_reviewer_approves_the_words_they_read_and_no_later_ones(alice: Viewer, bob: Viewer) -> None:
    seen = in_review(alice)
    draft = editing.take_back(alice, seen.public_id)
    saved = editing.save(alice, draft.public_id, Words("Other", "x", "y\n"), version=draft.version)
    editing.submit(alice, draft.public_id, version=saved.version)
    with pytest.raises(WrongState):
        review.publish(bob, seen.public_id, version=seen.version)


def test_what_is_sent_back_says_why_and_is_a_draft_again(alice: Viewer, bob: Viewer) -> None:
    waiting = in_review(alice)
    with pytest.raises(BadArticle):
        review.send_back(bob, waiting.public_id, note=" ")
    review.send_back(bob, waiting.public_id, note="Say how long it takes.")
    assert [(each.state, each.note) for each in drafts.own(alice)] == [(State.DRAFT, "Say how long it takes.")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[x](article:nowhere)\n", "broken_link"),
        ("![](media:a.svg)\n", "no_alt"),
        ("{{ fact:no_such }}\n", "unknown_fact"),
        ("# Top\n", "top_heading"),
        ("", "no_body"),
        ("[" * 5_000, "too_much"),
    ],
)
def test_what_is_broken_is_not_submitted(alice: Viewer, body: str, code: str) -> None:
    draft = editing.create(alice, "codes-by-mail", PLACE, locale="en", words=Words("T", "s", body))
    with pytest.raises(BadArticle) as refused:
        editing.submit(alice, draft.public_id, version=draft.version)
    assert refused.value.code == code
    assert drafts.revision(alice, draft.public_id).state is State.DRAFT


def test_a_second_publication_supersedes_the_first_and_both_stay_in_the_history(alice: Viewer, bob: Viewer) -> None:
    draft = editing.begin(alice, "reset-password", "en")
    assert journaled()[-1] == "article_begun"
    changed = Words(draft.words.title, draft.words.summary, draft.words.body.replace("Reset", "Change"), [])
    saved = editing.save(alice, draft.public_id, changed, version=draft.version)
    assert [line.mark for line in drafts.changes(alice, draft.public_id) if line.mark != "same"]
    waiting = editing.submit(alice, draft.public_id, version=saved.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    assert shown("reset-password").steps == ["Change your password"]
    history = drafts.history(alice, "reset-password", "en")
    assert [(each.number, each.state) for each in history] == [(2, State.PUBLISHED), (1, State.SUPERSEDED)]


def test_scheduled_words_go_out_at_their_moment_once_and_expire_at_theirs(
    alice: Viewer, bob: Viewer, shelved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, now = in_review(alice), clock.now()
    out_at, down_at = now + timedelta(hours=1), now + timedelta(hours=2)
    with pytest.raises(BadArticle):
        review.schedule(bob, waiting.public_id, version=waiting.version, publish_at=now - timedelta(seconds=1))
    review.schedule(bob, waiting.public_id, version=waiting.version, publish_at=out_at, expire_at=down_at)
    assert review.due(now) == 0
    monkeypatch.setattr(clock, "now", lambda: out_at)
    assert review.due(out_at) == 1
    assert review.due(out_at) == 0
    assert shown("codes-by-mail").card.title == "Codes by mail"
    monkeypatch.setattr(clock, "now", lambda: down_at)
    with pytest.raises(NotFound):
        shown("codes-by-mail")
    assert review.due(down_at) == 1
    assert shelved == ["put Codes by mail", f"remove {ArticleText.objects.get(article__slug='codes-by-mail').pk}"]
    assert journaled()[-2:] == ["article_published", "article_expired"]


def test_what_was_scheduled_and_taken_back_does_not_go_out(alice: Viewer, bob: Viewer) -> None:
    waiting, later = in_review(alice), clock.now() + timedelta(hours=1)
    review.schedule(bob, waiting.public_id, version=waiting.version, publish_at=later)
    editing.take_back(alice, waiting.public_id)
    assert review.due(later + timedelta(hours=1)) == 0


def test_what_is_withdrawn_is_gone_at_once_and_the_library_does_not_bring_it_back(
    bob: Viewer, shelved: list[str], tmp_path: Path
) -> None:
    review.withdraw(bob, "reset-password", "en", note="wrong")
    assert shown("reset-password").card.fallback == "zh-CN"
    assert len(shelved) == 1
    sample.add(
        tmp_path / "library",
        "login/password/reset-password",
        'kind = "guide"\ntags = ["new"]',
        zh="重置密码",
        en="Again",
    )
    library.bring(library_files.read(tmp_path / "library"))
    assert shown("reset-password").card.fallback == "zh-CN"
    with pytest.raises(NotFound):
        review.withdraw(bob, "reset-password", "en")


def test_a_moved_article_is_found_under_both_addresses_and_lists_follow(bob: Viewer, alice: Viewer) -> None:
    with pytest.raises(NotAllowed):
        editing.move(alice, "sign-in-codes", to="login-codes")
    editing.move(bob, "sign-in-codes", to="login-codes")
    assert articles.article(NOBODY, "sign-in-codes", locale="en") == Moved("login-codes")
    assert [each.slug for each in shown("reset-password").related] == ["login-codes"]
    for taken in ("sign-in-codes", "reset-password", "forgot-password"):
        with pytest.raises(ArticleSlugTaken):
            editing.move(bob, "notice-fees", to=taken)
    with pytest.raises(BadArticle):
        editing.move(bob, "reset-password", to="Bad Slug/..")


def test_moving_back_leaves_no_redirect_to_itself(bob: Viewer) -> None:
    editing.move(bob, "sign-in-codes", to="login-codes")
    editing.move(bob, "login-codes", to="sign-in-codes")
    assert shown("sign-in-codes").card.slug == "sign-in-codes"
    assert articles.article(NOBODY, "login-codes", locale="en") == Moved("sign-in-codes")


def test_a_description_needs_its_version_and_of_what_is_out_a_reviewer(alice: Viewer, bob: Viewer) -> None:
    sheet = drafts.sheet(alice, "reset-password")
    with pytest.raises(NotAllowed):
        editing.describe(alice, "reset-password", PLACE, version=sheet.version)
    changed = editing.describe(bob, "reset-password", PLACE, version=sheet.version)
    assert (changed.section, changed.tags) == ("login", ["codes"])
    with pytest.raises(Conflict):
        editing.describe(bob, "reset-password", PLACE, version=sheet.version)
    draft = editing.create(alice, "codes-by-mail", PLACE, locale="en", words=WORDS)
    assert editing.describe(alice, "codes-by-mail", PLACE, version=drafts.sheet(alice, draft.slug).version)


def test_a_translation_shows_what_its_source_changed_since(alice: Viewer, bob: Viewer) -> None:
    assert not drafts.translation(alice, "reset-password", "en").is_behind
    draft = editing.begin(alice, "reset-password", "zh-CN")
    words = Words("重置登录密码", "摘要", draft.words.body)
    saved = editing.save(alice, draft.public_id, words, version=draft.version)
    waiting = editing.submit(alice, draft.public_id, version=saved.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    beside = drafts.translation(alice, "reset-password", "en")
    assert beside.is_behind
    assert (beside.changes[0].mark, beside.changes[0].pieces[-1].text) == ("changed", "密码")
    assert [each.locale for each in drafts.sheet(alice, "reset-password").languages if each.is_behind] == ["en"]
    ours = editing.begin(alice, "reset-password", "en")
    ours = editing.save(alice, ours.public_id, ours.words, version=ours.version, is_up_to_date=True)
    ours = editing.submit(alice, ours.public_id, version=ours.version)
    review.publish(bob, ours.public_id, version=ours.version)
    assert not drafts.translation(alice, "reset-password", "en").is_behind


def test_traditional_chinese_is_a_language_of_its_own(alice: Viewer, bob: Viewer) -> None:
    draft = editing.begin(alice, "sign-in-codes", "zh-TW", words=Words("驗證碼", "驗證碼。", "驗證碼\n"))
    waiting = editing.submit(alice, draft.public_id, version=draft.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    assert shown("sign-in-codes", "zh-hant").card.title == "驗證碼"
    with pytest.raises(BadArticle):
        editing.begin(alice, "sign-in-codes", "xx")


def test_a_changed_fact_changes_every_rendering_and_lists_the_texts(alice: Viewer, bob: Viewer) -> None:
    assert "0.00008 BTC" in shown("notice-fees").html
    with pytest.raises(NotAllowed):
        facts_used.change(alice, "withdrawal_fee", "BTC Bitcoin", to=NewValue("1"))
    listed = facts_used.change(bob, "withdrawal_fee", "BTC Bitcoin", to=NewValue("0.0002"))
    assert sorted((each.slug, each.locale) for each in listed) == [("notice-fees", "en"), ("notice-fees", "zh-CN")]
    assert {(each.before, each.after) for each in listed} == {("0.00008 BTC", "0.0002 BTC")}
    for locale in ("en", "zh-CN"):
        assert "0.0002 BTC" in shown("notice-fees", locale).html
        assert "0.00008" not in shown("notice-fees", locale).html
    facts_used.settle(alice, listed[0].doubt_id)
    assert len(facts_used.to_review(alice)) == 1
    with pytest.raises(NotFound):
        facts_used.settle(alice, listed[0].doubt_id)


def test_other_processes_see_a_changed_fact_within_a_minute(bob: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0.00008 BTC" in shown("notice-fees").html
    with monkeypatch.context() as elsewhere:  # as another process does it: nobody tells this one
        elsewhere.setattr(facts, "forget", lambda: None)
        facts_used.change(bob, "withdrawal_fee", "BTC Bitcoin", to=NewValue("0.0003"))
    later = time.monotonic() + 59
    monkeypatch.setattr("kefu.kit.kept.time.monotonic", lambda: later)
    assert "0.0003 BTC" in shown("notice-fees").html


def test_a_changed_wording_or_a_tables_other_fact_lists_the_texts_too(alice: Viewer, bob: Viewer) -> None:
    body = "{{ fact:phone_hours }}\n\n{{ table:phone_regions }}\n"
    waiting = in_review(alice, Words("By phone", "When we answer.", body))
    review.publish(bob, waiting.public_id, version=waiting.version)
    hours = facts.value("phone_hours", "", "en")
    assert isinstance(hours, FactValue)
    words = {**hours.words, "zh-CN": "每天 8:00–20:00"}
    (listed,) = facts_used.change(bob, "phone_hours", to=NewValue(hours.value, words))
    assert (listed.slug, listed.after) == ("codes-by-mail", "zh-CN: 每天 8:00–20:00")
    assert facts_used.change(bob, "phone_hours", to=NewValue(hours.value, words)) == []
    language = facts.every_named("phone_language", "en")[0]
    (listed,) = facts_used.change(bob, "phone_language", language.args, to=NewValue("Portuguese"))
    assert listed.after.startswith("Portuguese")


def test_new_words_settle_what_was_doubtful_about_the_old(alice: Viewer, bob: Viewer) -> None:
    facts_used.change(bob, "withdrawal_fee", "BTC Bitcoin", to=NewValue("0.0002"))
    draft = editing.begin(alice, "notice-fees", "en")
    waiting = editing.submit(alice, draft.public_id, version=draft.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    assert [each.locale for each in facts_used.to_review(alice)] == ["zh-CN"]


def test_old_articles_are_listed_until_somebody_checks_them(alice: Viewer) -> None:
    assert [(each.slug, each.why) for each in drafts.stale(alice)] == [("sign-in-codes", "checked_on")]
    editing.checked(alice, "sign-in-codes", review_on=None)
    assert drafts.stale(alice) == []
    Article.objects.filter(slug="reset-password").update(review_on=clock.now().date())
    assert [(each.slug, each.why) for each in drafts.stale(alice)] == [("reset-password", "review_on")]


def test_two_who_publish_at_once_publish_once(alice: Viewer, bob: Viewer) -> None:
    waiting = in_review(alice)
    row = drafts.row_for(waiting.public_id)
    review.publish(bob, waiting.public_id, version=waiting.version)
    with pytest.raises(KefuError):
        review._claim(row, Step.PUBLISH, version=waiting.version)


def test_a_macro_names_facts_too_and_is_listed_when_one_changes(bob: Viewer) -> None:
    body = "The fee is {{ fact:withdrawal_fee BTC Bitcoin }}, {customer.name}."
    card = macros.create(bob, NewMacro("fee", {"en": "Fee"}, {"en": body}, is_shared=True))
    for wrong in ("{{ fact:no_such }}", "{{ fact }}", "{{ x }}"):
        with pytest.raises(UnknownVariable):
            macros.create(bob, NewMacro("wrong", {"en": "x"}, {"en": wrong}, is_shared=True))
    listed = facts_used.change(bob, "withdrawal_fee", "BTC Bitcoin", to=NewValue("0.0002"))
    assert [(each.slug, each.title) for each in listed if each.is_macro] == [("fee", "Fee")]
    values = {Variable.CUSTOMER_NAME: "{{ fact:hold_hours }}"}
    assert macros.rendered(card, locale="en", values=values).text == "The fee is 0.0002 BTC, {{ fact:hold_hours }}."
