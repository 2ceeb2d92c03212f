"""The pages where a customer sends papers: how they come in, what each shows, and what whoever is not theirs finds."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.files.tests import pictures
from kefu.people.access import Viewer
from kefu.safeguards.models import Paper, PaperAsk
from kefu.web import door

pytestmark = pytest.mark.django_db
WHY = "your name on the account and on the paper differ"


@pytest.fixture
def ask(chat: ConversationRecord, alice: Viewer, alice_client: Client) -> str:
    """Alice asks Carol for her passport."""
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))
    sent = alice_client.post(f"/desk/c/{chat.public_id}/papers", {"kind": "passport", "why": WHY})
    assert sent.status_code == 302
    return str(PaperAsk.objects.get().public_id)


@pytest.fixture
def carols(carol_token: str) -> Client:
    """Carol's browser, which came in from her chat."""
    return came_in(carol_token)


def came_in(token: str, **asked: str) -> Client:
    browser = Client()
    ticket = Client(headers={"authorization": f"Bearer {token}"}).post("/api/v1/vault/tickets").json()["ticket"]
    assert browser.post("/vault/entrance", {"ticket": ticket, **asked}).status_code == 303
    return browser


def sent(browser: Client, ask: str, **form: str) -> Any:
    file = SimpleUploadedFile("p.jpg", pictures.photo("JPEG", size=(640, 420)), content_type="image/jpeg")
    return browser.post(f"/vault/{ask}", {"form": "form-1", "photo": file, **form})


def test_the_way_in_leads_to_what_was_asked_for_or_to_the_list_and_keeps_the_language(
    ask: str, carol_token: str
) -> None:
    ticket = Client(headers={"authorization": f"Bearer {carol_token}"}).post("/api/v1/vault/tickets").json()["ticket"]
    answer = Client().post("/vault/entrance", {"ticket": ticket, "ask": ask, "locale": "zh-CN"})
    assert answer["Location"] == f"/vault/{ask}?locale=zh-CN"
    cookie = answer.cookies[door.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (
        True,
        "Strict",
        "/vault/",
        7_200,
    )
    assert ticket not in answer["Location"]
    assert carol_token not in cookie.value
    other = Client(headers={"authorization": f"Bearer {carol_token}"}).post("/api/v1/vault/tickets").json()["ticket"]
    assert Client().post("/vault/entrance", {"ticket": other, "ask": "nonsense"})["Location"] == "/vault/"


def test_what_is_asked_for_stands_there_in_both_languages_and_is_kept_by_nobody(ask: str, carols: Client) -> None:
    page = carols.get(f"/vault/{ask}?locale=en")
    assert WHY in page.content.decode()
    assert "Passport" in page.content.decode()
    assert "护照" in carols.get(f"/vault/{ask}?locale=zh-CN").content.decode()
    for answer in (page, carols.get("/vault/")):
        assert answer["Cache-Control"] == "private, no-store"
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_a_paper_that_was_sent_stands_in_the_list_once(ask: str, carols: Client) -> None:
    assert "waits to be looked at" not in carols.get("/vault/?locale=en").content.decode()
    for _twice in range(2):
        answer = sent(carols, ask)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (303, f"/vault/{ask}")
    assert Paper.objects.count() == 1
    assert "waits to be looked at" in carols.get("/vault/?locale=en").content.decode()


def test_nothing_chosen_is_said_and_nothing_is_kept(ask: str, carols: Client) -> None:
    answer = carols.post(f"/vault/{ask}?locale=en", {"form": "form-1"})
    assert answer.status_code == 400
    assert "Take a photo or choose one first" in answer.content.decode()
    assert not Paper.objects.exists()


def test_whoever_did_not_come_from_the_chat_finds_nothing(ask: str) -> None:
    stranger = Client()
    for answer in (stranger.get("/vault/"), stranger.get(f"/vault/{ask}"), sent(stranger, ask)):
        assert answer.status_code == 404
        assert WHY not in answer.content.decode()


def test_another_customer_finds_what_one_finds_who_invents_an_address(ask: str, mallory_token: str) -> None:
    mallory = came_in(mallory_token)
    found, invented = (mallory.get(f"/vault/{each}?locale=en") for each in (ask, "a" * 26))
    assert (found.status_code, invented.status_code) == (404, 404)
    said = [re.sub(r'nonce="[^"]+"', "", each.content.decode()) for each in (found, invented)]
    assert said[0].replace(ask, "a" * 26) == said[1]
    assert sent(mallory, ask).status_code == 404
    assert not Paper.objects.exists()


def test_a_form_of_another_site_is_refused(ask: str, carols: Client) -> None:
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://evil.test"}
    assert carols.post(f"/vault/{ask}", {"form": "f"}, headers=elsewhere).status_code == 403
