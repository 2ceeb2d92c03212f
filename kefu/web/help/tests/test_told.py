"""What readers tell, and what is kept of it: votes, what was read, searches, clicks, the way to a person."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from kefu.exchange import facts
from kefu.exchange.facts import NewValue
from kefu.exchange.models import Fact
from kefu.knowledge.models import Lookup, Visit, Vote
from kefu.people import limits
from kefu.web.help import sitting

VOTES = "/help/en/articles/reset-password/votes"
STRANGE = [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_vote_is_counted_and_thanked_for_without_scripts(reader: Client) -> None:
    response = reader.post(VOTES, {"helpful": "no", "reason": "outdated", "words": "The button is gone"})
    assert "Thank you" in text_of(response)
    assert 'href="/help/en/articles/sign-in-codes"' in text_of(response)
    vote = Vote.objects.get()
    assert (vote.is_helpful, vote.reason, vote.words, vote.locale) == (False, "outdated", "The button is gone", "en")


def test_a_second_vote_of_a_sitting_replaces_the_first(reader: Client) -> None:
    reader.post(VOTES, {"helpful": "no"})
    answer = reader.post(VOTES, {"helpful": "no", "reason": "wrong"}, headers={"Accept": "application/json"})
    assert answer.status_code == 204
    assert [(vote.is_helpful, vote.reason) for vote in Vote.objects.all()] == [(False, "wrong")]


def test_whatever_else_is_sent_as_a_vote_breaks_nothing(reader: Client) -> None:
    answer = reader.post(VOTES, {"helpful": "maybe", "reason": "<script>", "words": "x" * 50_000 + "\x00"})
    assert answer.status_code == 200
    vote = Vote.objects.get()
    assert (vote.reason, len(vote.words)) == ("", 1_000)
    assert reader.post("/help/en/articles/desk-only/votes", {"helpful": "yes"}).status_code == 404
    assert reader.get(VOTES)["Location"] == "/help/en/articles/reset-password"


@pytest.mark.parametrize("headers", STRANGE, ids=str)
@pytest.mark.parametrize(
    "path",
    [
        VOTES,
        "/help/en/visits/pages",
        "/help/en/visits/clicks",
        "/help/en/contact",
        "/help/en/visits/contacts",
        "/help/en/visits/searches",
    ],
)
def test_another_sites_form_tells_us_nothing(reader: Client, path: str, headers: dict[str, str]) -> None:
    sent = {"helpful": "yes", "slug": "reset-password", "chat": "1"}
    assert reader.post(path, sent, headers=headers).status_code == 403
    assert not Vote.objects.exists()
    assert not Visit.objects.exists()
    own = {"Origin": settings.BASE_URL, "Sec-Fetch-Site": "same-origin"}
    assert reader.post(path, sent, headers=own).status_code < 400


def test_only_looking_around_leaves_nothing_behind(reader: Client) -> None:
    for path in ("", "articles/reset-password", "sections/login", "notices", "contact", "search", "suggestions?q=pass"):
        assert not reader.get(f"/help/en/{path}").cookies
    assert not Visit.objects.exists()
    assert not Lookup.objects.exists()


def test_a_sitting_begins_with_reading_and_its_cookie_goes_to_these_pages_alone(reader: Client) -> None:
    answer = reader.post("/help/en/visits/pages", {"slug": "reset-password"})
    cookie = answer.cookies[sitting.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/help/",
        True,
        "Lax",
        14_400,
    )
    reader.post("/help/en/visits/pages", {"slug": "sign-in-codes"})
    assert Visit.objects.get().pages == ["reset-password", "sign-in-codes"]
    assert reader.post("/help/en/visits/pages", {"slug": "desk-only"}).status_code == 404


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_followed_is_not(reader: Client, header: str) -> None:
    wishes = {header: "1"}
    assert not reader.post("/help/en/visits/pages", {"slug": "reset-password"}, headers=wishes).cookies
    assert not reader.get("/help/en/search", {"q": "password"}, headers=wishes).cookies
    assert not reader.post(VOTES, {"helpful": "yes"}, headers=wishes).cookies
    assert not Visit.objects.exists()
    assert Vote.objects.count() == 1
    assert Lookup.objects.get().visit is None


def test_a_search_is_kept_with_what_it_found_and_what_was_opened(reader: Client) -> None:
    page = text_of(reader.get("/help/en/search", {"q": "pass\x00word"}))
    kept = Lookup.objects.get()
    assert (kept.words, kept.results > 0) == ("pass word", True)
    assert f'data-lookup="{kept.public_id}"' in page
    reader.post("/help/en/visits/clicks", {"lookup": kept.public_id, "slug": "reset-password"})
    clicked = Lookup.objects.get().clicked
    assert clicked is not None
    assert clicked.slug == "reset-password"


def test_a_narrowed_search_is_not_counted_as_one_that_found_nothing(reader: Client) -> None:
    reader.get("/help/en/search", {"q": "password", "kind": "notice"})
    assert not Lookup.objects.exists()


def test_contact_shows_what_was_read_and_searched_and_the_best_articles(reader: Client) -> None:
    reader.get("/help/en/search", {"q": "password"})
    reader.post("/help/en/visits/pages", {"slug": "sign-in-codes"})
    page = text_of(reader.get("/help/en/contact", {"about": "reset-password"}))
    assert 'data-read="sign-in-codes reset-password" data-searched="password"' in page
    shown = text_of(reader.post("/help/en/contact", {"text": "password"}))
    assert 'href="/help/en/articles/reset-password"' in shown
    assert ">password</textarea>" in shown
    assert "no-store" in reader.get("/help/en/contact")["Cache-Control"]


def test_another_reader_sees_nothing_of_it(reader: Client) -> None:
    reader.get("/help/en/search", {"q": "password"})
    other = Client(HTTP_HOST="localhost")
    other.cookies[sitting.COOKIE] = "a" * 26
    assert "data-trail" not in text_of(other.get("/help/en/contact", {"about": "desk-only"}))


def test_contact_leads_to_the_chat_at_once_and_counts_once_a_message_is_stored(reader: Client) -> None:
    reader.post("/help/zh-cn/visits/pages", {"slug": "reset-password"})
    answer = reader.post("/help/zh-cn/contact", {"text": "", "chat": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/chat?locale=zh-hans")
    assert reader.get("/help/zh-cn/chat")["Location"] == "/chat?locale=zh-hans"
    assert Visit.objects.get().contacted_at is None  # a click is no contact yet
    assert reader.post("/help/zh-cn/visits/contacts").status_code == 204
    assert Visit.objects.get().contacted_at is not None
    stranger = Client(HTTP_HOST="localhost")
    assert not stranger.post("/help/en/visits/contacts").cookies
    assert Visit.objects.count() == 1


def test_a_search_asked_for_in_the_chat_is_kept_with_its_click_and_begins_no_visit(reader: Client) -> None:
    told = reader.post("/help/en/visits/searches", {"q": "password"}).json()
    assert [each["slug"] for each in told["articles"]] == ["reset-password"]
    reader.post("/help/en/visits/clicks", {"lookup": told["lookup"], "slug": "reset-password"})
    kept = Lookup.objects.get()
    assert (kept.words, kept.results, kept.visit, kept.clicked_id is not None) == ("password", 1, None, True)
    assert reader.post("/help/en/visits/searches", {"q": "天气"}).json()["articles"] == []
    assert Lookup.objects.filter(results=0).count() == 1
    assert reader.post("/help/en/visits/searches", {"q": "\x00"}).json() == {"lookup": "", "articles": []}


def test_contact_says_the_hours_the_facts_say_and_claims_nothing_else(reader: Client) -> None:
    page = text_of(reader.get("/help/en/contact"))
    assert "<b>Day and night</b>" in page
    assert "Open now" not in page
    facts.change_by_operator("channel_hours", "chat", to=NewValue("by day", {"en": "9:00 to 18:00"}))
    facts.forget()
    cache.clear()
    assert "<b>9:00 to 18:00</b>" in text_of(reader.get("/help/en/contact"))


def test_contact_names_the_mail_address_the_facts_name_and_none_where_they_name_none(reader: Client) -> None:
    mail = 'href="mailto:support@northwind.example"'
    assert text_of(reader.get("/help/en/contact")).count(mail) == 2  # among the ways, and where scripts may not run
    Fact.objects.filter(name="support_email").delete()
    facts.forget()
    page = text_of(reader.get("/help/en/contact"))
    assert "mailto:" not in page
    assert "Not available yet. Please use the live chat." in page


def test_answers_for_what_is_being_written_keep_nothing(reader: Client) -> None:
    told = reader.post("/help/en/answers", {"text": "password"}).json()
    assert [each["slug"] for each in told["articles"]] == ["reset-password"]
    assert not Lookup.objects.exists()
    assert reader.post("/help/en/answers", {"text": "\x00" * 50_000}).json() == {"articles": []}


def test_a_flood_of_votes_is_told_when_to_come_back(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    answers = [reader.post("/help/en/visits/clicks", {"slug": "reset-password"}) for _ in range(62)]
    assert [answer.status_code for answer in answers].count(429) == 2
    assert int(answers[-1]["Retry-After"]) >= 1
    assert reader.get("/help/en/contact").status_code == 200
