"""The API as programs use it."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import an_agent, as_viewer, says
from kefu.api.v1 import protocol
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.files.tests import pictures
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db


class Caller:
    """A program with one token; every call says what came back."""

    def __init__(self, token: str = "") -> None:
        self._client = Client(HTTP_AUTHORIZATION=f"Bearer {token}" if token else "")
        self.token = token

    def __call__(self, method: str, path: str, body: object = None, **more: Any) -> tuple[int, Any]:
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self._client.generic(method, f"/api/v1{path}", sent, "application/json", **more)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    def send_file(self, data: bytes, *, name: str = "photo.png") -> tuple[int, Any]:
        file = SimpleUploadedFile(name, data, content_type="image/png")
        answer = self._client.post("/api/v1/files", {"file": file})
        return answer.status_code, json.loads(answer.content)


@pytest.fixture
def carol_calls(carol_token: str) -> Caller:
    return Caller(carol_token)


@pytest.fixture
def alice_calls(alice_agent: Agent) -> Caller:
    return Caller(admissions.api_token(alice_agent.name))


@pytest.fixture
def bob_calls(bob_agent: Agent) -> Caller:
    return Caller(admissions.api_token(bob_agent.name))


def test_a_stranger_gets_a_session_and_a_conversation() -> None:
    status, session = Caller()("POST", "/sessions", {"identity": None, "locale": "zh-CN"})
    assert status == 201
    stranger = Caller(session["token"])
    assert stranger("GET", "/me")[1]["viewer"] == session["viewer"]
    first = {"client_msg_id": "first-message-1", "body": "你好"}
    status, opened = stranger("POST", "/conversations", first)
    assert (status, opened["entry"]["body"], opened["entry"]["seq"]) == (201, "你好", 1)
    assert stranger("POST", "/conversations", first)[0] == 200
    status, listed = stranger("GET", "/conversations")
    assert [line["conversation"]["id"] for line in listed["conversations"]] == [opened["conversation"]["id"]]


def test_both_sides_talk_and_each_counts_its_own_way(
    carol_calls: Caller, alice_calls: Caller, chat: ConversationRecord
) -> None:
    entries = f"/conversations/{chat.public_id}/entries"
    status, note = alice_calls("POST", entries, {"client_msg_id": "note-0001", "kind": "note", "body": "check TxID"})
    assert (status, note["kind"]) == (201, "note")
    assert alice_calls("POST", entries, {"client_msg_id": "reply-001", "body": "On its way"})[0] == 201
    _, customers = carol_calls("GET", f"{entries}?after=0&limit=100")
    _, staffs = alice_calls("GET", entries)
    assert [entry["seq"] for entry in customers["entries"]] == list(range(1, customers["last"] + 1))
    assert [entry["body"] for entry in customers["entries"]] == ["充值两小时了还没到", "On its way"]
    assert [entry["seq"] for entry in staffs["entries"]] == list(range(1, staffs["last"] + 1))
    assert "check TxID" in [entry["body"] for entry in staffs["entries"]]


def test_the_same_client_msg_id_never_doubles_and_never_changes(carol_calls: Caller, chat: ConversationRecord) -> None:
    entries = f"/conversations/{chat.public_id}/entries"
    said = {"client_msg_id": "again-0001", "body": "hello"}
    assert carol_calls("POST", entries, said)[0] == 201
    assert carol_calls("POST", entries, said)[0] == 200
    status, refused = carol_calls("POST", entries, {**said, "body": "another"})
    assert (status, refused["error"]["code"]) == (409, "key_reused")
    assert len(carol_calls("GET", entries)[1]["entries"]) == 2


def test_a_desk_by_program(alice_calls: Caller, bob_agent: Agent, chat: ConversationRecord) -> None:
    place = f"/conversations/{chat.public_id}"
    assert alice_calls("PUT", f"{place}/assignment", {"agent": bob_agent.public_id})[1]["assignee"]["name"] == "Bob"
    assert "assignee" not in alice_calls("DELETE", f"{place}/assignment")[1]
    assert alice_calls("PUT", f"{place}/closure", {"reason": "solved"})[1]["status"] == "closed"
    assert alice_calls("PUT", f"{place}/closure", {"reason": "solved"})[0] == 409
    assert alice_calls("DELETE", f"{place}/closure")[1]["status"] == "open"
    assert alice_calls("PUT", f"{place}/read-mark", {"seq": 2})[1]["read"]["staff"] == 2
    status, page = alice_calls("GET", "/conversations?box=open&limit=1")
    assert (status, page["conversations"][0]["conversation"]["id"]) == (200, chat.public_id)
    assert [agent["name"] for agent in alice_calls("GET", "/agents")[1]["agents"]] == ["Alice", "Bob"]


def test_an_auditor_is_nobody_to_hand_over_to_and_reads_without_a_trace(
    alice_calls: Caller, carol_calls: Caller, chat: ConversationRecord
) -> None:
    olga = an_agent("Olga", Role.AUDITOR)
    place = f"/conversations/{chat.public_id}"
    assert [agent["name"] for agent in alice_calls("GET", "/agents")[1]["agents"]] == ["Alice"]
    assert alice_calls("PUT", f"{place}/assignment", {"agent": olga.public_id})[0] == 404
    assert Caller(admissions.api_token("Olga"))("PUT", f"{place}/read-mark", {"seq": 2, "delivered": 2})[0] == 200
    assert carol_calls("GET", place)[1]["read"]["staff"] == carol_calls("GET", place)[1]["delivered"]["staff"] == 0
    alice_calls("PUT", f"{place}/read-mark", {"seq": 2})
    assert carol_calls("GET", place)[1]["read"]["staff"] == 1


def test_words_are_corrected_by_their_author_and_taken_out_by_a_lead(
    alice_calls: Caller, bob_calls: Caller, carol_calls: Caller, chat: ConversationRecord
) -> None:
    entries = f"/conversations/{chat.public_id}/entries"
    seq = alice_calls("POST", entries, {"client_msg_id": "reply-001", "body": "Tomorow"})[1]["seq"]
    assert bob_calls("PATCH", f"{entries}/{seq}", {"body": "not mine"})[0] == 403
    status, edited = alice_calls("PATCH", f"{entries}/{seq}", {"body": "Tomorrow"})
    assert (status, edited["body"], edited["version"]) == (200, "Tomorrow", 2)
    assert alice_calls("DELETE", f"{entries}/{seq}")[0] == 403
    assert bob_calls("DELETE", f"{entries}/{seq}?reason=privacy")[1]["body"] == ""
    assert "Tomorrow" not in json.dumps(carol_calls("GET", entries)[1])


def test_a_picture_travels_with_a_message_and_is_shown_by_a_link(
    carol_calls: Caller, alice_calls: Caller, chat: ConversationRecord, settings: Any
) -> None:
    status, file = carol_calls.send_file(pictures.photo("PNG"))
    assert (status, file["media_type"]) == (201, "image/png")
    entries = f"/conversations/{chat.public_id}/entries"
    said = {"client_msg_id": "picture-01", "files": [file["id"]]}
    status, entry = carol_calls("POST", entries, said)
    assert (status, entry["data"]["files"]) == (201, [file])
    assert carol_calls("POST", entries, said)[0] == 200
    for calls in (carol_calls, alice_calls):
        for variant in ("full", "thumb"):
            status, links = calls("POST", "/files/links", {"files": [file["id"]], "variant": variant})
            url = links["links"][file["id"]]
            assert url.startswith(settings.CONTENT_URL + "/f/")
            shown = Client().get(
                url.removeprefix(settings.CONTENT_URL), headers={"host": settings.CONTENT_URL.split("//")[1]}
            )
            assert shown.status_code == 200
            assert shown.getvalue()[:4] in (b"\x89PNG", b"RIFF")


def test_a_redacted_picture_is_gone(bob_calls: Caller, carol_calls: Caller, chat: ConversationRecord) -> None:
    file = carol_calls.send_file(pictures.photo("PNG"))[1]
    entries = f"/conversations/{chat.public_id}/entries"
    carol_calls("POST", entries, {"client_msg_id": "picture-01", "body": "my ID card", "files": [file["id"]]})
    seq = bob_calls("GET", entries)[1]["last"]
    assert bob_calls("DELETE", f"{entries}/{seq}")[1]["data"] == {}
    assert bob_calls("POST", "/files/links", {"files": [file["id"]]})[0] == 404


def test_refusals_have_one_shape(carol_calls: Caller, alice_calls: Caller, chat: ConversationRecord) -> None:
    entries = f"/conversations/{chat.public_id}/entries"
    long = {"client_msg_id": "long-0001", "body": "x" * 9_000}
    for (status, answer), code in [
        (Caller()("GET", "/me"), 401),
        (Caller("kefu_c_wrong")("GET", "/me"), 401),
        (carol_calls("GET", "/agents"), 403),
        (carol_calls("GET", "/conversations/" + "a" * 26), 404),
        (carol_calls("GET", "/conversations/nonsense"), 404),
        (carol_calls("GET", "/nothing/here"), 404),
        (carol_calls("PUT", "/me", {}), 405),
        (carol_calls("POST", entries, long), 400),
        (carol_calls("POST", entries, {"client_msg_id": "x", "body": "y"}), 400),
        (carol_calls("POST", entries, {"client_msg_id": "empty-001", "body": "  "}), 400),
        (carol_calls("POST", entries, {"client_msg_id": "files-001", "files": ["a" * 26]}), 400),
        (carol_calls("POST", entries, [1, 2]), 400),
        (carol_calls("POST", entries, {"client_msg_id": "big-00001", "body": "x" * 300_000}), 413),
        (carol_calls("GET", f"{entries}?after=-1"), 400),
        (carol_calls("GET", f"{entries}?limit=101"), 400),
        (alice_calls("GET", "/conversations?cursor=~~~"), 400),
        (alice_calls("GET", "/conversations?box=secret"), 400),
    ]:
        assert status == code, answer
        assert set(answer) == {"error"}
        assert {"code", "message"} <= set(answer["error"])
        assert answer["error"]["message"]


def test_the_protocol_is_served_as_a_schema_that_knows_every_frame() -> None:
    status, schema = Caller()("GET", "/protocol.schema.json")
    assert status == 200
    assert schema == protocol.document()
    named = {shape["properties"]["type"]["const"] for shape in schema["$defs"].values() if "const" in str(shape)}
    assert {"hello", "send", "ack", "entry", "notice", "pong"} <= named
    assert protocol.FromClient.validate_python({"type": "ping"}).type == "ping"


def test_the_api_describes_itself(alice_agent: Agent) -> None:
    status, described = Caller()("GET", "/openapi.json")
    assert status == 200
    assert "/api/v1/conversations/{conversation_id}/entries" in described["paths"]
    assert as_viewer(alice_agent)


@pytest.mark.parametrize(
    "cursor",
    [
        "2026-01-01T00:00:00~99999999999999999999999",
        "2026-01-01T00:00:00~" + "a" * 26 + "b",
        "~" + "a" * 26,
        "9999-99-99~" + "a" * 26,
        "\x00~" + "a" * 26,
        "' OR 1=1 --",
        "2026-01-01T00:00:00~",
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(alice_calls: Caller, cursor: str) -> None:
    assert alice_calls("GET", f"/conversations?cursor={quote(cursor)}")[0] == 400


def test_a_list_is_paged_to_its_end_without_repeating_or_counting(alice_calls: Caller) -> None:
    opened = []
    for number in range(5):
        session = Caller()("POST", "/sessions", {"identity": None})[1]
        first = {"client_msg_id": f"message-{number}", "body": "hello"}
        opened.append(Caller(session["token"])("POST", "/conversations", first)[1]["conversation"]["id"])
    listed, cursor = [], ""
    while True:
        page = alice_calls("GET", f"/conversations?limit=2&cursor={quote(cursor)}")[1]
        listed += [line["conversation"]["id"] for line in page["conversations"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
        assert cursor.split("~")[-1] == listed[-1]  # a public id, no row number
    assert listed == opened[::-1]


def test_too_many_calls_are_told_when_to_come_back(carol_calls: Caller, chat: ConversationRecord) -> None:
    entries, answers = f"/conversations/{chat.public_id}/entries", []
    for number in range(60):
        answers.append(carol_calls("POST", entries, {"client_msg_id": f"flood-{number:03}", "body": "x"}))
    refused = [answer for status, answer in answers if status == 429]
    assert refused
    assert refused[0]["error"]["code"] == "rate_limited"
    assert refused[0]["error"]["retry_after_s"] > 0


def test_names_stand_in_the_first_answer_of_a_fresh_process(
    carol_calls: Caller, chat: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    author = {"kind": "agent", "id": alice.public_id, "name": alice.alias}
    directory.forget_cards()
    assert carol_calls("GET", f"/conversations/{chat.public_id}/entries")[1]["entries"][-1]["author"] == author
    directory.forget_cards()
    assert carol_calls("GET", "/conversations")[1]["conversations"][0]["last_message"]["author"] == author


def test_a_reply_that_has_not_seen_what_came_in_is_refused_and_stored_once_it_has(
    alice_calls: Caller, carol_calls: Caller, chat: ConversationRecord
) -> None:
    entries = f"/conversations/{chat.public_id}/entries"
    seen = alice_calls("GET", entries)[1]["last"]
    assert carol_calls("POST", entries, {"client_msg_id": "meanwhile-1", "body": "it came"})[0] == 201
    mine = {"client_msg_id": "my-reply-01", "body": "please wait", "seen": seen}
    status, refused = alice_calls("POST", entries, mine)
    assert (status, refused["error"]["code"]) == (409, "stale")
    assert alice_calls("POST", entries, {**mine, "seen": seen + 1})[0] == 201
    for wrong in (-1, "two", 2**40):
        assert alice_calls("POST", entries, {**mine, "client_msg_id": "my-reply-02", "seen": wrong})[0] in {400, 422}
