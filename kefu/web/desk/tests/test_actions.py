"""What agents do: once each, by those who may, with what was typed kept when it fails."""

import io

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from conftest import an_agent
from kefu.conversations import queries
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Kind, Status
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files.models import Upload
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import guard
from kefu.trust.guard import Refusal, Rule

CODE = Refusal(Rule.CODE, 0, 4, "code")

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
KEY = "key-of-this-message"


def written(viewer: Viewer, chat: ConversationRecord, kind: Kind) -> list[EntryRecord]:
    return [entry for entry in queries.entries_for(viewer, chat) if entry.kind is kind]


def now(viewer: Viewer, chat: ConversationRecord) -> ConversationRecord:
    return queries.conversation_for(viewer, chat.public_id)


def post(client: Client, chat: ConversationRecord, noun: str, *, htmx: bool = True, **sent: str):  # type: ignore[no-untyped-def]
    return client.post(f"/desk/c/{chat.public_id}/{noun}", sent, headers=HTMX if htmx else None)


def test_a_reply_is_seen_by_all_and_a_note_by_staff(
    alice_client: Client, carol: Viewer, alice: Viewer, chat: ConversationRecord
) -> None:
    assert post(alice_client, chat, "messages", body="您好", kind="message", key=KEY).status_code == 200
    assert post(alice_client, chat, "messages", body="for us", kind="note", key=KEY + "2").status_code == 200
    told = [entry.body for entry in queries.entries_for(carol, chat)]
    assert told == ["充值两小时了还没到", "您好"]
    assert [entry.body for entry in written(alice, chat, Kind.NOTE)] == ["for us"]


def test_the_same_form_sent_twice_is_stored_once(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    for _ in range(2):
        assert post(alice_client, chat, "messages", body="once", kind="message", key=KEY).status_code == 200
    assert [entry.body for entry in written(alice, chat, Kind.MESSAGE)][1:] == ["once"]


def test_another_text_under_the_same_key_is_refused_and_kept(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    post(alice_client, chat, "messages", body="first", kind="message", key=KEY)
    answer = post(alice_client, chat, "messages", htmx=False, body="second thought", kind="message", key=KEY)
    assert answer.status_code == 409
    assert "second thought</textarea>" in answer.content.decode()
    assert len(written(alice, chat, Kind.MESSAGE)) == 2


@pytest.mark.parametrize("body", ["", "   \n", "x" * 8001])
def test_what_cannot_be_sent_says_so_and_is_kept(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, body: str
) -> None:
    part = post(alice_client, chat, "messages", body=body, kind="message", key=KEY)
    assert part.status_code == 400
    assert part.headers["HX-Retarget"] == "#problem"
    page = post(alice_client, chat, "messages", htmx=False, body=body, kind="message", key=KEY)
    assert page.status_code == 400
    assert f"{body.strip()}</textarea>" in page.content.decode().replace("\n</textarea>", "</textarea>")
    assert len(written(alice, chat, Kind.MESSAGE)) == 1


def test_without_scripts_a_reply_leads_back_to_the_conversation(alice_client: Client, chat: ConversationRecord) -> None:
    answer = post(alice_client, chat, "messages", htmx=False, body="plain", kind="message", key=KEY)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/c/{chat.public_id}/")


def test_taking_giving_and_putting_back(
    alice_client: Client, alice: Viewer, bob_agent: Agent, chat: ConversationRecord
) -> None:
    for agent, holder in ((alice.public_id, alice.id), (bob_agent.public_id, bob_agent.pk), ("", None)):
        assert post(alice_client, chat, "assignment", agent=agent).status_code == 200
        assert now(alice, chat).assignee == holder


def test_giving_twice_by_a_double_click_is_no_error_and_one_entry(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    for _ in range(2):
        assert post(alice_client, chat, "assignment", agent=alice.public_id).status_code == 200
    assert len(written(alice, chat, Kind.ASSIGNED)) == 1


def test_an_unknown_or_disabled_agent_or_an_auditor_gets_nothing(
    alice_client: Client, alice: Viewer, bob_agent: Agent, chat: ConversationRecord
) -> None:
    Agent.objects.filter(pk=bob_agent.pk).update(is_active=False)
    for agent in (bob_agent.public_id, an_agent("Olga", Role.AUDITOR).public_id, "a" * 26, "1"):
        assert post(alice_client, chat, "assignment", agent=agent).status_code == 404
    assert now(alice, chat).assignee is None
    assert "Olga" not in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()


def test_close_with_a_reason_then_undo(alice_client: Client, alice: Viewer, chat: ConversationRecord) -> None:
    assert post(alice_client, chat, "closure", reason="because").status_code == 400
    answer = post(alice_client, chat, "closure", reason="solved")
    assert f'action="/desk/c/{chat.public_id}/reopening"' in answer.content.decode()
    assert now(alice, chat).status is Status.CLOSED
    assert post(alice_client, chat, "reopening").status_code == 200
    assert now(alice, chat).status is Status.OPEN


def test_only_a_lead_removes_a_message_and_it_is_gone(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    target = written(alice, chat, Kind.MESSAGE)[0].seq
    assert post(alice_client, chat, "redactions", target=str(target)).status_code == 403
    asked = bob_client.get(f"/desk/c/{chat.public_id}/redactions?target={target}", headers=HTMX)
    assert "充值两小时了还没到" in asked.content.decode()
    assert written(alice, chat, Kind.MESSAGE)[0].body
    assert post(bob_client, chat, "redactions", target=str(target)).status_code == 200
    assert written(alice, chat, Kind.MESSAGE)[0].body == ""
    assert "充值两小时了还没到" not in bob_client.get(f"/desk/c/{chat.public_id}/").content.decode()


def test_looking_changes_nothing_and_other_methods_are_refused(
    bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    before = now(alice, chat)
    for noun in ("messages", "assignment", "closure", "reopening"):
        assert bob_client.get(f"/desk/c/{chat.public_id}/{noun}").status_code == 405
        assert bob_client.put(f"/desk/c/{chat.public_id}/{noun}").status_code == 405
    assert now(alice, chat) == before


def test_a_form_of_another_site_is_refused(alice_agent: Agent, alice: Viewer, chat: ConversationRecord) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice_agent)
    refused = post(browser, chat, "messages", body="x", kind="message", key=KEY)
    assert refused.status_code == 403
    assert "This page is out of date" in refused.content.decode()
    assert post(browser, chat, "closure", reason="solved").status_code == 403
    assert browser.post("/desk/ticket").status_code == 403
    assert now(alice, chat).status is Status.OPEN


def test_a_customer_cannot_act_at_the_desk(
    client: Client, mallory_token: str, alice: Viewer, chat: ConversationRecord
) -> None:
    bearer = {"Authorization": f"Bearer {mallory_token}"}
    for noun in ("messages", "assignment", "closure", "reopening", "redactions"):
        assert client.post(f"/desk/c/{chat.public_id}/{noun}", {"body": "x"}, headers=bearer).status_code == 403
    assert len(queries.entries_for(alice, chat)) == 2


def test_what_our_side_must_not_ask_is_refused_before_it_is_stored(
    alice_client: Client, alice: Viewer, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "check", lambda body, **_: CODE)
    answer = post(alice_client, chat, "messages", body="tell me your code", kind="message", key=KEY)
    assert answer.status_code == 400
    assert len(written(alice, chat, Kind.MESSAGE)) == 1


def test_a_ticket_speaks_for_the_session_and_only_there(alice_client: Client, client: Client) -> None:
    told = alice_client.post("/desk/ticket").json()
    assert told["token"].startswith("kefu_t_")
    assert told["live_url"].startswith("ws")
    assert alice_client.get("/desk/ticket").status_code == 405
    assert client.post("/desk/ticket").status_code == 401


def a_picture(place: str = "") -> SimpleUploadedFile:
    image, file = Image.new("RGB", (320, 200), (11, 58, 83)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = place
    image.save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("截图.jpg", file.getvalue(), content_type="image/jpeg")


def test_a_picture_goes_with_a_reply_and_is_shown_from_the_content_origin(
    alice_client: Client, client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    sent = {"body": "", "kind": "message", "key": KEY, "files": a_picture("taken at home")}
    assert alice_client.post(f"/desk/c/{chat.public_id}/messages", sent, headers=HTMX).status_code == 200
    data = written(alice, chat, Kind.MESSAGE)[1].data
    assert isinstance(data, MessageData)
    address = f"/desk/files/{data.files[0].id}"
    assert address in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    assert alice_client.get(address).headers["Location"].startswith(settings.CONTENT_URL)
    assert client.get(address).status_code == 401
    assert alice_client.get(f"/desk/files/{'a' * 26}").status_code == 404


def test_the_same_form_with_pictures_sent_twice_is_stored_once(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    """Without scripts: a browser that got no answer sends the whole form again, its pictures too."""

    def send(*pictures: SimpleUploadedFile) -> int:
        sent = {"body": "two of them", "kind": "message", "key": KEY, "files": list(pictures)}
        return alice_client.post(f"/desk/c/{chat.public_id}/messages", sent).status_code

    assert [send(a_picture(), a_picture("another")) for _time in range(3)] == [302, 302, 302]
    (_carols, message) = written(alice, chat, Kind.MESSAGE)
    assert isinstance(message.data, MessageData)
    assert len({file.id for file in message.data.files}) == 2
    assert Upload.objects.count() == 2
    assert send(a_picture(), a_picture("a third")) == 409
    assert send(a_picture()) == 409
    assert len(written(alice, chat, Kind.MESSAGE)) == 2


def test_another_persons_form_of_the_same_key_and_pictures_is_their_own(
    alice_client: Client, bob_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    for client in (alice_client, bob_client):
        sent = {"body": "", "kind": "message", "key": KEY, "files": a_picture()}
        assert client.post(f"/desk/c/{chat.public_id}/messages", sent).status_code == 302
    assert len(written(alice, chat, Kind.MESSAGE)) == 3


def test_what_is_no_picture_is_refused_and_the_words_are_kept(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    page = SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>", content_type="image/png")
    sent = {"body": "see this", "kind": "message", "key": KEY, "files": page}
    answer = alice_client.post(f"/desk/c/{chat.public_id}/messages", sent)
    assert answer.status_code in {400, 413, 415}
    assert "see this</textarea>" in answer.content.decode()
    assert len(written(alice, chat, Kind.MESSAGE)) == 1
