"""Identity papers are asked for, sent by their customer alone, and told of to them and to nobody else."""

import dataclasses
import io
import re

import pytest
from django.test import Client
from PIL import Image

from conftest import a_customer, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord
from kefu.files import watermark
from kefu.files.models import Upload, VaultFile
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import vault_views
from kefu.safeguards.models import Paper, PaperAsk
from kefu.trust import badges
from kefu.trust.models import JournalEntry
from kefu.ui import thread
from tests.security.vault_house import (
    WHY,
    Hands,
    Sender,
    a_colleague,
    arrived,
    asked,
    carol_sends,
    case,
    closed,
    fetched,
    hands,
    link_on,
    mallory_sends,
    marked,
    opens,
    photo,
)

__all__ = ["carol_sends", "case", "hands", "mallory_sends"]
pytestmark = pytest.mark.django_db
NONCE = re.compile(r' nonce="[^"]+"')


def test_a_paper_goes_from_the_ask_to_the_verdict_and_its_customer_reads_who_opened_it(
    case: ConversationRecord, alice_client: Client, alice_agent: Agent, carol: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    assert "Nobody has opened it yet." in carol_sends.client.get("/vault/?locale=en").content.decode()
    before = alice_client.get(f"/desk/papers/{paper}/").content.decode()
    assert ("/p/" in before, "Why do you open it?" in before) == (False, True)
    assert opens(alice_client, paper).status_code == 302
    link = link_on(alice_client, paper)
    answer = fetched(link)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.content)) as shown, Image.open(io.BytesIO(photo())) as sent:
        assert shown.size == sent.size
        assert shown.convert("RGB").tobytes() != sent.convert("RGB").tobytes()
    assert marked(alice_client, paper, "matches", "Thank you, Carol.").status_code == 302
    own = carol_sends.client.get("/vault/?locale=en").content.decode()
    badge = badges.card_of(alice_agent.pk).badge  # type: ignore[union-attr]
    assert f"Opened by A. of support (badge {badge}), to check it" in own
    assert "fits" in own
    steps = [each.data.step for each in queries.entries_for(carol, case) if each.kind is Kind.PAPERS]  # type: ignore[union-attr]
    assert steps == ["asked", "sent", "matched"]
    wanted = ["papers_asked", "paper_sent", "paper_viewed", "paper_marked"]
    acts = JournalEntry.objects.filter(action__in=wanted).order_by("id")
    assert list(acts.values_list("action", flat=True)) == wanted


def test_SEC_N24_the_link_opens_for_its_customer_alone_and_nobody_learns_that_it_is_there(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender, mallory_sends: Sender
) -> None:
    ask = asked(alice_client, case)
    carol_sends.comes_in(ask)
    mallory_sends.comes_in(ask)
    assert WHY in carol_sends.looks(ask).content.decode()
    never = "abcdefghijklmnopqrstuvwxyz"
    for client in (Client(), mallory_sends.client, alice_client):
        pages = [client.get(f"/vault/{each}?locale=en") for each in (ask, never, "1", "x" * 300)]
        assert [page.status_code for page in pages] == [404] * 4
        shown = {
            NONCE.sub("", page.content.decode().replace(each, ""))
            for page, each in zip(pages[:2], (ask, never), strict=True)
        }
        assert len(shown) == 1  # word for word the same as of one that never was
        assert "Nothing to send here" in shown.pop()
        assert client.post(f"/vault/{ask}", {"form": "f"}).status_code == 404
    assert mallory_sends.sends(ask).status_code == 404
    assert not Paper.objects.exists()
    assert not VaultFile.objects.exists()
    assert carol_sends.sends(ask).status_code == 303


def test_SEC_N24_the_way_in_is_a_ticket_of_a_minute_of_a_session_that_lives(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender, hands: Hands
) -> None:
    ask = asked(alice_client, case)
    ticket = carol_sends.ticket().json()["ticket"]
    for wrong in ("", "abc", ticket[:-4] + "AAAA", carol_sends.session.token):
        assert carol_sends.client.post("/vault/entrance", {"ticket": wrong, "ask": ask}).status_code == 404, wrong
    elsewhere = {"sec-fetch-site": "cross-site", "origin": "https://evil.test"}
    assert (
        carol_sends.client.post("/vault/entrance", {"ticket": ticket, "ask": ask}, headers=elsewhere).status_code == 403
    )
    hands.go(seconds=61)
    assert carol_sends.client.post("/vault/entrance", {"ticket": ticket, "ask": ask}).status_code == 404
    entered = carol_sends.comes_in(ask)
    cookie = entered.cookies["kefu-own"]
    assert (entered.status_code, entered.headers["Location"]) == (303, f"/vault/{ask}")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/vault/")
    assert carol_sends.session.token not in cookie.value
    assert carol_sends.looks(ask).status_code == 200
    headers = {"authorization": f"Bearer {carol_sends.session.token}"}
    assert Client().delete("/api/v1/sessions", headers=headers).status_code in {200, 204}
    assert carol_sends.looks(ask).status_code == 404


def test_SEC_N24_a_ticket_serves_once_and_a_form_that_is_sent_twice_harms_nobody(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender
) -> None:
    ask = asked(alice_client, case)
    form = {"ticket": carol_sends.ticket().json()["ticket"], "ask": ask}
    assert [carol_sends.client.post("/vault/entrance", form).status_code for _try in range(2)] == [303, 303]
    assert Client().post("/vault/entrance", form).status_code == 404, "in another browser"
    assert carol_sends.looks(ask).status_code == 200


@pytest.mark.parametrize("how", ["expired", "closed", "withdrawn"])
def test_SEC_N24_what_is_over_is_404_with_a_way_on(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol_sends: Sender, hands: Hands, how: str
) -> None:
    ask = asked(alice_client, case)
    carol_sends.comes_in(ask)
    match how:
        case "expired":
            hands.go(hours=24)
            carol_sends.session = a_customer("carol-again")  # signed in, but not hers
            carol_sends.client.cookies.clear()
        case "closed":
            closed(case, alice)
        case "withdrawn":
            assert alice_client.post(f"/desk/c/{case.public_id}/papers", {"withdrawn": ask}).status_code == 302
    page = carol_sends.client.get(f"/vault/{ask}?locale=en")
    assert page.status_code == 404
    assert "Open the chat" in page.content.decode()
    assert carol_sends.sends(ask).status_code == 404
    assert not Paper.objects.exists()


def test_an_ask_lasts_as_long_as_the_setting_says(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender, hands: Hands
) -> None:
    ask = asked(alice_client, case)
    hands.go(hours=11)  # a signed session lives twelve
    carol_sends.comes_in(ask)
    assert carol_sends.looks(ask).status_code == 200
    PaperAsk.objects.filter(public_id=ask).update(expires_at=hands.moment)
    assert carol_sends.looks(ask).status_code == 404
    assert "My papers" in carol_sends.client.get(f"/vault/{ask}?locale=en").content.decode()


def test_papers_are_asked_of_customers_the_exchange_has_proved_in_open_cases_and_few_at_once(
    case: ConversationRecord, alice_client: Client, alice: Viewer
) -> None:
    place = f"/desk/c/{case.public_id}/papers"
    for sent in ({"kind": "soul", "why": WHY}, {"kind": "passport", "why": ""}, {"kind": "passport", "why": "x"}, {}):
        assert alice_client.post(place, sent).status_code == 400, sent
    guarded = alice_client.post(place, {"kind": "passport", "why": "and send your recovery phrase with it please"})
    assert guarded.status_code >= 400
    for _ in range(5):
        asked(alice_client, case)
    assert alice_client.post(place, {"kind": "passport", "why": WHY}).status_code == 409
    auditor, _agent = a_colleague("Zoe", Role.AUDITOR)
    assert auditor.post(place, {"kind": "passport", "why": WHY}).status_code == 403
    assert Client().post(place, {"kind": "passport", "why": WHY}).status_code in {401, 302, 403}
    closed(case, alice)
    assert alice_client.post(place, {"kind": "passport", "why": WHY}).status_code == 409
    assert PaperAsk.objects.count() == 5


def test_a_guest_is_asked_for_nothing(alice_client: Client, alice: Viewer) -> None:
    guest = sessions.start_customer_session(None, locale="en").viewer
    entry = log.stored(log.open(guest.id, author=says(guest), body="hi", key=None, locale="en"))
    refused = alice_client.post(f"/desk/c/{entry.conversation_public_id}/papers", {"kind": "passport", "why": WHY})
    assert refused.status_code == 403
    assert not PaperAsk.objects.exists()


def test_SEC_N24_the_same_sending_again_is_the_same_paper_and_too_many_are_refused(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender
) -> None:
    ask = asked(alice_client, case)
    carol_sends.comes_in(ask)
    for _ in range(2):
        assert carol_sends.sends(ask, form="one").status_code == 303
    assert Paper.objects.count() == 1
    for number in range(3):
        assert carol_sends.sends(ask, form=f"more-{number}", name="picture").status_code == 303
    full = carol_sends.sends(ask, form="fifth")
    assert full.status_code == 409
    assert (Paper.objects.count(), VaultFile.objects.count()) == (4, 4)
    assert carol_sends.client.post(f"/vault/{ask}", {"form": "none"}).status_code == 400


@pytest.mark.parametrize(
    ("data", "says_so"),
    [
        (b"%PDF-1.7 and more", "PDF"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
        (b"<html>hello", "JPEG"),
        (b"MZ", "JPEG"),
    ],
)
def test_what_is_refused_says_what_to_do_and_the_page_still_takes_a_photo(
    case: ConversationRecord, alice_client: Client, carol_sends: Sender, data: bytes, says_so: str
) -> None:
    ask = asked(alice_client, case)
    carol_sends.comes_in(ask)
    refused = carol_sends.sends(ask, data)
    page = refused.content.decode()
    assert (refused.status_code, says_so in page, 'name="photo"' in page) == (400, True, True)
    assert not VaultFile.objects.exists()
    assert carol_sends.sends(ask).status_code == 303


def test_SEC_N24_a_paper_is_in_no_list_of_files_no_api_no_transcript_and_no_search(
    case: ConversationRecord, alice_client: Client, alice: Viewer, carol: Viewer, carol_sends: Sender
) -> None:
    paper = arrived(alice_client, case, carol_sends)
    row, file = Paper.objects.get(), VaultFile.objects.get()
    assert not Upload.objects.exists()
    hidden = [paper, row.file, row.sha256, file.stored_as, file.public_id, "Carol Chen passport"]
    headers = {"authorization": f"Bearer {carol_sends.session.token}"}
    token = Client()
    told = [
        *(
            str(thread.entry_json(each, viewer=viewer))
            for viewer in (alice, carol)
            for each in queries.entries_for(viewer, case)
        ),
        token.get(f"/api/v1/conversations/{case.public_id}/entries", headers=headers).content.decode(),
        token.get("/api/v1/vault/asks", headers=headers).content.decode(),
        alice_client.get(f"/desk/c/{case.public_id}/").content.decode(),
        alice_client.get(f"/desk/c/{case.public_id}/history").content.decode(),
        alice_client.get("/desk/search?q=passport").content.decode(),
        carol_sends.own(),
    ]
    for answer in told:
        assert not [each for each in hidden if each in answer]
    assert token.get("/api/v1/vault/asks", headers=headers).json()["asks"][0].keys() == {
        "id",
        "kind",
        "expires_at",
        "sent",
        "left",
    }
    link = f"/desk/files/{row.file}"
    assert alice_client.get(link).status_code == 404


def test_no_name_however_long_or_in_whatever_letters_hides_whose_badge_it_is(
    case: ConversationRecord,
    alice_client: Client,
    alice_agent: Agent,
    carol_sends: Sender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrived(alice_client, case, carol_sends)
    card = badges.card_of(alice_agent.pk)
    assert card is not None
    monkeypatch.setattr(watermark, "font", lambda: "")
    for name in ("A" * 60, "王" * 60):
        viewer = dataclasses.replace(as_viewer(alice_agent), name=name)
        lines = vault_views.marks(viewer, Paper.objects.get(), now=clock.now())
        assert card.badge in watermark._drawable(lines[0])
