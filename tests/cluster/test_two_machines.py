"""The customer on one machine, the agent on the other: whatever one process knows, the other one acts on."""

import time
import uuid
from typing import Any

import httpx
import pytest
from websockets import ConnectionClosed

from tests.running import Line, Server

pytestmark = pytest.mark.cluster

OPEN_BURST, OPEN_PER_S = 40, 5  # what a customer may write: kefu/people/limits.py


def at(many: Server, machine: int, token: str) -> Line:
    return many.signed_in(token, at=many.told["live_urls"][machine])


def on(many: Server, machine: int, method: str, path: str, *, token: str, **more: Any) -> httpx.Response:
    """The API of one machine's pages process, without nginx."""
    url = f"{many.told['pages_urls'][machine]}/api/v1{path}"
    headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
    return many.http.request(method, url, headers=headers, **more)


def heard(line: Line, wanted: str, *, within_s: float = 10, **like: Any) -> dict[str, Any]:
    """The first frame of this type in which these keys stand so."""
    deadline = time.monotonic() + within_s
    while True:
        frame = line.hear(within_s=max(0.05, deadline - time.monotonic()))
        if frame["type"] == wanted and all(frame.get(key) == value for key, value in like.items()):
            return frame


def watching(many: Server, machine: int, token: str, chat: str) -> Line:
    line = at(many, machine, token)
    line.say(type="subscribe", conversation=chat, after=0)
    line.hear_until("caught_up")
    return line


def said(line: Line, chat: str, body: str) -> int:
    mid = uuid.uuid4().hex
    line.say(type="send", conversation=chat, body=body, client_msg_id=mid)
    return int(heard(line, "ack", client_msg_id=mid)["seq"])


def test_each_hears_the_other_in_order_across_machines(many: Server) -> None:
    token, agent = many.session(uuid.uuid4().hex), many.token("agent1")
    chat = many.chat(token)
    customer, desk = watching(many, 0, token, chat), watching(many, 1, agent, chat)
    for number in range(20):
        said(customer, chat, f"question {number}")
        assert heard(desk, "entry", body=f"question {number}", within_s=5)
        said(desk, chat, f"answer {number}")
        assert heard(customer, "entry", body=f"answer {number}", within_s=5)


def test_typing_and_presence_pass_between_machines_and_end_with_the_socket(many: Server) -> None:
    token, agent, other = many.session(uuid.uuid4().hex), many.token("agent1"), many.token("agent2")
    chat = many.chat(token)
    customer, desk = watching(many, 0, token, chat), watching(many, 1, agent, chat)
    assert heard(desk, "presence", customer_online=True, within_s=5)
    customer.say(type="typing", conversation=chat, on=True)
    assert heard(desk, "typing", on=True)["who"]["kind"] == "customer"
    desk.say(type="typing", conversation=chat, on=True)
    assert heard(customer, "typing", on=True)["who"]["kind"] == "agent"
    colleague = watching(many, 0, other, chat)
    desk.say(type="presence", conversation=chat, here=True)
    while not (people := heard(colleague, "presence", within_s=5)["people"]):
        pass
    assert [person["name"] for person in people] == ["agent1"]
    customer.socket.close()
    assert heard(desk, "presence", customer_online=False, within_s=5)
    desk.socket.close()
    assert heard(colleague, "presence", people=[], within_s=5)


def test_lists_and_read_marks_follow_what_happens_on_the_other_machine(many: Server) -> None:
    token, agent = many.session(uuid.uuid4().hex), many.token("agent1")
    chat = many.chat(token)
    customer, desk = watching(many, 0, token, chat), watching(many, 1, agent, chat)
    desk.say(type="subscribe_inbox")
    seq = said(customer, chat, "is anybody there?")
    while chat not in heard(desk, "inbox", within_s=5)["changed"]:
        pass
    desk.say(type="read", conversation=chat, seq=heard(desk, "entry", within_s=5)["seq"] if seq < 0 else seq + 5)
    assert heard(customer, "receipt", side="staff", within_s=5)


def test_a_session_that_ends_on_one_machine_ends_its_socket_on_the_other(many: Server) -> None:
    token = many.session(uuid.uuid4().hex)
    line = at(many, 0, token)
    assert on(many, 1, "DELETE", "/sessions", token=token).status_code in {200, 204}
    with pytest.raises(ConnectionClosed):
        line.all_heard(for_s=10)


def test_limits_are_counted_by_both_machines_together(many: Server) -> None:
    token = many.session(uuid.uuid4().hex)
    chat = many.chat(token)
    began, allowed = time.monotonic(), 0
    for number in range(2 * OPEN_BURST):
        body = {"client_msg_id": uuid.uuid4().hex, "body": f"flood {number}"}
        answer = on(many, number % 2, "POST", f"/conversations/{chat}/entries", token=token, json=body)
        allowed += answer.status_code == 201
        assert answer.status_code in {201, 429}
    at_most = OPEN_BURST + OPEN_PER_S * (time.monotonic() - began) + 1
    assert allowed <= at_most, (allowed, at_most)


def test_who_signed_in_on_one_machine_is_signed_in_on_the_other(many: Server) -> None:
    with many.desk("agent1") as desk:
        for url in many.told["pages_urls"]:
            answer = httpx.get(
                f"{url}/desk/", cookies=dict(desk.cookies), headers={"Host": desk.base_url.netloc.decode()}
            )
            assert answer.status_code == 200, url


def test_a_file_sent_in_pieces_to_both_machines_is_one_file_and_its_link_works_on_both(many: Server) -> None:
    token = many.session(uuid.uuid4().hex)
    content = b"time,coin,amount\n" + b"2026-01-01,BTC,0.5\n" * 20_000
    begun = on(many, 0, "POST", "/uploads", token=token, json={"name": "trades.csv", "bytes": len(content)}).json()
    place, offset, turn = f"/uploads/{begun['id']}", 0, 0
    kind = {"Content-Type": "application/partial-upload"}
    while offset < len(content):
        piece = content[offset : offset + 70_000]
        headers = {**kind, "Upload-Offset": str(offset)}
        answer = on(many, turn % 2, "PATCH", place, token=token, content=piece, headers=headers)
        assert answer.status_code in {200, 201, 204}, answer.text
        offset, turn = offset + len(piece), turn + 1
    chat = many.chat(token)
    sent = {"client_msg_id": uuid.uuid4().hex, "body": "", "files": [begun["id"]]}
    assert on(many, 1, "POST", f"/conversations/{chat}/entries", token=token, json=sent).status_code == 201
    told = on(many, 0, "POST", "/files/links", token=token, json={"files": [begun["id"]], "variant": "full"})
    assert told.status_code == 200, told.text
    path = told.json()["links"][begun["id"]].removeprefix(many.content_url)
    host = {"Host": many.content_url.removeprefix("http://")}
    for url in many.told["pages_urls"]:
        assert httpx.get(f"{url}{path}", headers=host).content == content
    assert httpx.get(f"{many.told['pages_urls'][0]}{path[:-3]}abc", headers=host).status_code == 404


def test_two_who_send_the_same_piece_at_once_store_it_once(many: Server) -> None:
    token = many.session(uuid.uuid4().hex)
    begun = on(many, 0, "POST", "/uploads", token=token, json={"name": "a.txt", "bytes": 20}).json()
    headers = {"Content-Type": "application/partial-upload", "Upload-Offset": "0"}
    answers = [
        on(many, machine, "PATCH", f"/uploads/{begun['id']}", token=token, content=b"0123456789", headers=headers)
        for machine in (0, 1)
    ]
    assert answers[0].status_code < 300
    assert answers[1].status_code == 409
    assert answers[1].headers["Upload-Offset"] == "10"


def test_nothing_is_written_to_the_machines_own_folder(many: Server) -> None:
    assert not (many.data / "never-written").exists()
