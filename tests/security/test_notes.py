"""What staff say among themselves leaves no trace on the customer's side: no byte, no number, no moment."""

import json
import uuid
from typing import Any

from kefu.files.tests import pictures
from tests.running import Line, Server

CANARY = "canary-note-93517"


def test_SEC_A03_a_note_is_in_nothing_a_customer_gets(server: Server) -> None:
    token, agent = server.session("a03"), server.token("agent1")
    chat = server.chat(token)
    line = server.signed_in(token)
    line.say(type="subscribe", conversation=chat, after=0)
    line.hear_until("caught_up")
    before = everything(server, token, chat)
    whisper(server, chat, agent)
    heard = line.all_heard(for_s=1.5)
    assert [frame for frame in heard if frame["type"] not in {"receipt"}] == []
    assert everything(server, token, chat) == before
    server.api("POST", f"/conversations/{chat}/entries", token=agent, json=said("in the open"))
    heard += line.hear_until("entry")
    resumed = server.signed_in(token)
    resumed.say(type="subscribe", conversation=chat, after=0)
    heard += resumed.hear_until("caught_up")
    seen = json.dumps([heard, everything(server, token, chat)])
    assert "in the open" in seen
    assert CANARY not in seen
    seqs = [frame["seq"] for frame in heard if frame["type"] == "entry"]
    assert seqs == [2, 1, 2]
    assert CANARY in server.api("GET", f"/conversations/{chat}/entries", token=agent).text


def test_SEC_A03_a_picture_of_a_note_is_shown_to_no_customer(server: Server) -> None:
    token, agent = server.session("a03-picture"), server.token("agent1")
    chat = server.chat(token)
    sent = server.api("POST", "/files", token=agent, files={"file": ("id.png", pictures.photo("PNG"))})
    upload = sent.json()["id"]
    note = {**said("see picture"), "kind": "note", "files": [upload]}
    assert server.api("POST", f"/conversations/{chat}/entries", token=agent, json=note).status_code == 201
    assert server.api("POST", "/files/links", token=token, json={"files": [upload]}).status_code == 404
    assert server.api("POST", "/files/links", token=agent, json={"files": [upload]}).status_code == 200
    public = {**said("and now for all"), "files": [upload]}
    reused = server.api("POST", f"/conversations/{chat}/entries", token=agent, json=public)
    assert (reused.status_code, reused.json()["error"]["code"]) == (400, "file_not_ready")


def test_SEC_A03_a_note_by_socket_and_its_edit_and_removal_leave_no_trace_either(server: Server) -> None:
    token, agent, admin = server.session("a03-socket"), server.token("agent1"), server.token("admin")
    chat = server.chat(token)
    before = everything(server, token, chat)
    desk = server.signed_in(agent)
    desk.say(type="send", conversation=chat, kind="note", body=CANARY, client_msg_id=uuid.uuid4().hex)
    seq = desk.hear_until("ack")[-1]["seq"]
    place = f"/conversations/{chat}/entries/{seq}"
    assert server.api("PATCH", place, token=agent, json={"body": f"{CANARY} again"}).status_code == 200
    assert server.api("DELETE", place, token=admin).status_code == 200
    assert server.api("PUT", f"/conversations/{chat}/read-mark", token=agent, json={"seq": 1}).status_code == 200
    after = everything(server, token, chat)
    assert CANARY not in json.dumps(after)
    assert without_reach(after) == without_reach(before)


def whisper(server: Server, chat: str, agent: str) -> None:
    """Notes, an assignment and its end, by staff."""
    own_id = next(a["id"] for a in server.api("GET", "/agents", token=agent).json()["agents"] if a["name"] == "agent1")
    place = f"/conversations/{chat}"
    for answer in (
        server.api("POST", f"{place}/entries", token=agent, json={**said(CANARY), "kind": "note"}),
        server.api("PUT", f"{place}/assignment", token=agent, json={"agent": own_id}),
        server.api("DELETE", f"{place}/assignment", token=agent),
    ):
        assert answer.status_code < 300, answer.text


def said(body: str) -> dict[str, Any]:
    return {"client_msg_id": uuid.uuid4().hex, "body": body}


def everything(server: Server, token: str, chat: str) -> dict[str, Any]:
    """All that a customer can read, by REST and by a new socket."""
    read = {
        path: server.api("GET", path, token=token).json()
        for path in ("/conversations", f"/conversations/{chat}", f"/conversations/{chat}/entries", "/me")
    }
    line: Line = server.signed_in(token)
    line.say(type="subscribe", conversation=chat, after=0)
    read["socket"] = line.hear_until("caught_up")
    line.socket.close()
    return read


def without_reach(read: dict[str, Any]) -> str:
    """Reading is told to the other side on purpose; everything else must stand still."""
    stripped = json.loads(json.dumps(read))
    for part in (stripped[next(key for key in stripped if key.count("/") == 2)], *stripped["socket"]):
        part.pop("read", None)
        part.pop("delivered", None)
    return json.dumps(stripped)
