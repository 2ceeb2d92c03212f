"""A customer's copy of what is held of them: whole, in one documented form, for them alone, once, and at most one a day."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, db
from kefu.people import keys, sessions
from kefu.people.access import Viewer
from kefu.people.models import DataKey
from kefu.safeguards import copies_making
from kefu.safeguards.models import CopyPiece, CustomerCopy
from kefu.safeguards.tests.test_erasures import elsewhere, story
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "customer-copy.schema.json").read_text())


def call(method: str, path: str, token: str) -> Any:
    return Client().generic(method, f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})


def made(token: str) -> str:
    asked = call("POST", "/own-data/copies", token)
    assert asked.status_code == 201, asked.content
    copies_making.make(clock.now())
    return str(call("GET", "/own-data", token).json()["takeaway"]["id"])


def fetched(token: str, copy: str) -> zipfile.ZipFile:
    answer = call("POST", f"/own-data/copies/{copy}/file", token)
    assert answer.status_code == 200, answer.content
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_it_has_all_that_they_said_and_were_told_and_the_files_in_the_documented_form(
    carol: Viewer, alice: Viewer, chat: ConversationRecord, carol_token: str
) -> None:
    file = story(carol, alice, chat)
    archive = fetched(carol_token, made(carol_token))
    told = json.loads(archive.read("data.json"))
    Draft202012Validator(SCHEMA).validate(told)
    lists: dict[str, list[Any]] = {}
    for record in told["records"]:
        lists.setdefault(record["list"], []).append(record)
    assert lists["person"][0]["name"] == "Carol Chen"
    assert {each["value"] for each in lists["addresses"]} == {"carol", "carol@example.test"}
    said = [each.get("words") for each in lists["entries"]]
    assert "充值两小时了还没到" in said
    assert "Dear Carol, it is on its way" in said
    assert next(each for each in lists["entries"] if each["kind"] == "note")["held_back"], "not its words"
    assert "Chengdu" not in archive.read("data.json").decode()
    assert lists["files"][0]["id"] == file.id
    assert f"files/{file.id}-{file.name}" in archive.namelist()
    assert archive.testzip() is None


def test_one_process_at_a_time_makes_them_and_the_journal_has_each_once(
    carol_token: str, chat: ConversationRecord
) -> None:
    assert call("POST", "/own-data/copies", carol_token).status_code == 201
    with db.held(copies_making._MAKING, "copies"):
        assert elsewhere(lambda: copies_making.make(clock.now())) == 0
    row = CustomerCopy.objects.get()
    assert copies_making.make(clock.now()) == 1
    copies_making._made(row, clock.now())
    assert JournalEntry.objects.filter(action="copy_made").count() == 1


def test_it_can_be_fetched_once_by_its_owner_alone(
    carol_token: str, mallory_token: str, chat: ConversationRecord
) -> None:
    copy = made(carol_token)
    assert call("POST", f"/own-data/copies/{copy}/file", mallory_token).status_code == 404
    fetched(carol_token, copy)
    assert call("POST", f"/own-data/copies/{copy}/file", carol_token).status_code == 404
    assert not CopyPiece.objects.exists()
    acts = list(JournalEntry.objects.filter(action__startswith="copy_").values_list("action", "actor_kind"))
    assert acts == [("copy_asked", "customer"), ("copy_made", "operator"), ("copy_fetched", "customer")]


def test_one_a_day_and_gone_after_a_day(carol_token: str, chat: ConversationRecord) -> None:
    copy = made(carol_token)
    again = call("POST", "/own-data/copies", carol_token)
    assert (again.status_code, again.json()["error"]["code"]) == (429, "one_copy_a_day")
    copies_making.sweep(clock.now() + timedelta(hours=25))
    assert call("POST", f"/own-data/copies/{copy}/file", carol_token).status_code == 404
    assert call("GET", "/own-data", carol_token).json()["takeaway"]["state"] == "expired"


def test_a_guest_has_none(db: None) -> None:
    guest = sessions.start_customer_session(None, locale="en")
    assert call("POST", "/own-data/copies", guest.token).status_code == 403
    assert call("GET", "/own-data", guest.token).json() == {"is_proved": False, "takeaway": None, "erasure": None}


def test_what_lies_waiting_is_sealed_under_their_own_key(
    carol: Viewer, carol_token: str, chat: ConversationRecord
) -> None:
    made(carol_token)
    lying = b"".join(bytes(each) for each in CopyPiece.objects.values_list("sealed", flat=True))
    assert lying
    assert "充值".encode() not in lying


def test_it_is_asked_for_and_taken_back_over_the_api(carol_token: str, chat: ConversationRecord) -> None:
    asked = call("PUT", "/own-data/erasure", carol_token).json()["erasure"]
    assert asked["due_at"] > asked["asked_at"]
    assert call("DELETE", "/own-data/erasure", carol_token).json()["erasure"] is None


@pytest.mark.parametrize("lines", [3_000])
def test_a_long_one_comes_in_pieces_and_is_whole(
    carol: Viewer, carol_token: str, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    monkeypatch.setattr(copies_making, "PIECE_BYTES", 10_000)
    for number in range(lines // 100):
        log.stored(log.reply(chat.id, author=says(carol), body=f"line {number} " * 100))
    archive = fetched(carol_token, made(carol_token))
    assert len([each for each in json.loads(archive.read("data.json"))["records"] if each["list"] == "entries"]) > 30


def test_what_is_too_long_is_said_to_be(
    carol_token: str, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies_making, "MAX_BYTES", 100)
    made(carol_token)
    assert call("GET", "/own-data", carol_token).json()["takeaway"]["state"] == "too_long"
    assert not CopyPiece.objects.exists()


def test_why_something_was_taken_out_is_said_to_our_people_alone(
    carol: Viewer, alice: Viewer, chat: ConversationRecord
) -> None:
    slip = log.stored(log.reply(chat.id, author=says(alice), body="a slip"))
    log.stored(log.redact(chat.id, author=says(alice), target=slip.seq, reason="it named another customer"))
    told = b"".join(copies_making.whole(carol.id, now=clock.now())).decode()
    assert '"kind": "redacted"' in told
    assert "another customer" not in told


def test_somebody_whose_key_was_damaged_keeps_nobody_else_waiting(
    carol: Viewer, mallory: Viewer, chat: ConversationRecord, mallory_session: sessions.StartedSession, carol_token: str
) -> None:
    assert call("POST", "/own-data/copies", carol_token).status_code == 201
    changed = bytearray(bytes(DataKey.objects.get(pk=carol.id).wrapped))
    changed[-1] ^= 1
    DataKey.objects.filter(pk=carol.id).update(wrapped=bytes(changed))
    keys.forget()
    assert copies_making.make(clock.now()) == 1
    assert call("GET", "/own-data", carol_token).json()["takeaway"]["state"] == "expired"
    assert fetched(mallory_session.token, made(mallory_session.token)).read("data.json")
