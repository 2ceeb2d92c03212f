"""Reports with evidence through the doors that people and programs use: the page, the API and the desk."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files.models import Upload
from kefu.people import limits
from kefu.people.access import Rate, Viewer
from kefu.safeguards import fraud

pytestmark = pytest.mark.django_db
SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _here(settings: Any) -> None:
    settings.BASE_URL = "http://localhost"


@pytest.fixture
def said(chat: ConversationRecord, alice: Viewer) -> EntryRecord:
    return log.stored(log.reply(chat.id, author=says(alice), body="Please call me on another number."))


def a_picture(name: str = "them.png") -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(raw, "PNG")
    return SimpleUploadedFile(name, raw.getvalue(), content_type="image/png")


def page(token: str, **fields: Any) -> Any:
    headers = {**SENT, "Authorization": f"Bearer {token}"} if token else SENT
    return Client(HTTP_HOST="localhost").post("/verify/reports?locale=en", fields, headers=headers)


def test_the_form_takes_files_of_whom_the_chat_knows(carol_token: str, bob: Viewer) -> None:
    answer = page(carol_token, text="@kind_helper", files=[a_picture(), a_picture("two.png")])
    assert answer.status_code == 200, answer.content
    (telling,) = fraud.waiting(bob)[0].tellings
    assert telling.is_customer
    assert [file.name for file in telling.files] == ["them.png", "two.png"]
    assert Upload.objects.filter(is_evidence=True).count() == 2


def test_SEC_I07_strangers_fill_no_disk_with_evidence(bob: Viewer) -> None:
    answer = page("", text="@kind_helper", files=[a_picture()])
    assert answer.status_code == 401
    assert "@kind_helper" in answer.content.decode()
    large = Client(HTTP_HOST="localhost").post("/verify/reports", {"text": "x" * 300_000}, headers=SENT)
    assert large.status_code == 413
    assert fraud.waiting(bob) == []
    assert not Upload.objects.exists()


def test_a_fourth_file_is_refused_before_any_is_taken_in(carol_token: str) -> None:
    answer = page(carol_token, text="@kind_helper", files=[a_picture(f"{n}.png") for n in range(4)])
    assert answer.status_code == 400
    assert not Upload.objects.exists()


def test_the_chat_reports_a_message_by_its_number(said: EntryRecord, carol_token: str, bob: Viewer) -> None:
    chat = Client(headers={"Authorization": f"Bearer {carol_token}"})
    file = chat.post("/api/v1/files", {"file": a_picture()}).json()["id"]
    sent = {"conversation": said.conversation_public_id, "seq": said.public_seq, "files": [file], "words": "odd"}
    answer = chat.post("/api/v1/verify/reports", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 201, answer.content
    (found,) = fraud.waiting(bob)
    assert (found.reference, found.is_message) == (answer.json()["reference"], True)
    (telling,) = found.tellings
    assert (telling.source, telling.words, telling.files[0].id) == ("chat", "odd", file)


def test_SEC_A01_nobody_else_reports_it(said: EntryRecord, mallory_token: str, bob: Viewer) -> None:
    sent = json.dumps({"conversation": said.conversation_public_id, "seq": said.public_seq})
    for headers in ({"Authorization": f"Bearer {mallory_token}"}, {}):
        answer = Client(headers=headers).post("/api/v1/verify/reports", sent, content_type="application/json")
        assert answer.status_code == 404
    assert fraud.waiting(bob) == []


def test_the_desk_reports_with_a_form_that_has_all_but_the_words(
    chat: ConversationRecord, carol: Viewer, alice_client: Client, bob_client: Client
) -> None:
    asked = log.stored(log.reply(chat.id, author=says(carol), body="Is https://t.me/kind_helper you?"))
    place = f"/desk/c/{chat.public_id}/report"
    assert f"{place}?target={asked.seq}" in alice_client.get(f"/desk/c/{chat.public_id}/").content.decode()
    form = alice_client.get(f"{place}?target={asked.seq}").content.decode()
    assert "Reported is @kind_helper." in form
    answer = alice_client.post(place, {"target": str(asked.seq), "words": "seen twice", "files": [a_picture()]})
    assert answer.status_code == 302, answer.content
    listed = bob_client.get("/desk/reports/").content.decode()
    for part in ("@kind_helper", "seen twice", "Alice", f"/desk/c/{chat.public_id}/#entry-{asked.seq}", "them.png"):
        assert part in listed


def test_files_at_the_desk_count_as_uploads_do_everywhere(
    chat: ConversationRecord, carol: Viewer, alice_client: Client, bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits._STAFF, Rate.UPLOAD, limits.Figure(per_s=0.01, burst=3))
    asked = log.stored(log.reply(chat.id, author=says(carol), body="Is https://t.me/kind_helper you?"))
    place, evidence = f"/desk/c/{chat.public_id}/report", [a_picture(), a_picture("two.png")]
    assert alice_client.post(place, {"target": str(asked.seq), "files": evidence}).status_code == 302
    again = alice_client.post(place, {"target": str(asked.seq), "files": [a_picture(), a_picture("two.png")]})
    assert again.status_code == 429
    assert Upload.objects.count() == 3
    assert len(fraud.waiting(bob)[0].tellings) == 1


def test_a_report_about_ones_own_message_offers_no_decision(
    chat: ConversationRecord, carol_token: str, bob: Viewer, bob_client: Client
) -> None:
    said = log.stored(log.reply(chat.id, author=says(bob), body="Call me on another number."))
    sent = json.dumps({"conversation": chat.public_id, "seq": said.public_seq})
    headers = {"Authorization": f"Bearer {carol_token}"}
    Client(headers=headers).post("/api/v1/verify/reports", sent, content_type="application/json")
    listed = bob_client.get("/desk/reports/").content.decode()
    assert "a colleague decides" in listed
    assert 'name="decision"' not in listed
    answer = bob_client.post(f"/desk/reports/{fraud.waiting(bob)[0].public_id}/decision", {"decision": "dismiss"})
    assert answer.status_code == 403
