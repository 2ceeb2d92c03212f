"""R28: a customer is away for a day and 5,000 messages; two devices come back while words are edited and taken out."""

import time
from pathlib import Path
from typing import Any

from tests.running import Line, Server, started

MISSED = 5_000
SEEN = 500
EDITED, REDACTED = (30, 2_500, 5_400), (31, 2_501, 5_399)
RESUMED_WITHIN_S = 30  # 5 s on a quiet machine; bin/bench tells how long it takes

FILL = """
import django; django.setup()
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.models import Conversation
from kefu.conversations.records import Draft
from kefu.people.models import Agent
row = Conversation.objects.get(public_id={conversation!r}).pk
agent = Author(kind=AuthorKind.AGENT, id=Agent.objects.get(name="agent1").pk)
for start in range(0, {count}, 500):
    words = [f"missed {{number}}" for number in range(start, start + 500)]
    log.append([Draft(row, Kind.MESSAGE, agent, MessageData(), body=body) for body in words])
"""


class Device:
    """What a client shows: what it was sent, changed as docs/protocol.md says."""

    def __init__(self, line: Line, conversation: str) -> None:
        self.line, self.conversation = line, conversation
        self.shown: dict[int, str] = {}
        self.numbers: list[int] = []

    def resume(self) -> None:
        self.line.say(type="subscribe", conversation=self.conversation, after=max(self.numbers, default=0))
        for frame in self.line.hear_until("caught_up", within_s=60):
            self.take(frame)

    def take(self, frame: dict[str, Any]) -> None:
        if frame["type"] != "entry":
            return
        self.numbers.append(frame["seq"])
        if frame["kind"] in {"edited", "redacted"}:
            self.shown[frame["data"]["target"]] = frame["body"]
        elif frame["kind"] == "message":
            self.shown[frame["seq"]] = frame["body"]

    def take_all_of(self, last: int) -> None:
        while max(self.numbers) < last:
            self.take(self.line.hear(within_s=30))


def test_SEC_R28_two_devices_come_back_after_five_thousand_messages(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        token = server.session("carol")
        conversation = server.chat(token, "before I left")
        fill(server, conversation, SEEN)
        phone, tablet = (Device(server.signed_in(token), conversation) for _ in range(2))
        phone.resume()
        phone.line.socket.close()
        fill(server, conversation, MISSED)
        change(server, conversation, edited=EDITED, redacted=REDACTED)
        phone.line = server.signed_in(token)
        began = time.monotonic()
        phone.resume()
        took_s = time.monotonic() - began
        tablet.resume()
        change(server, conversation, edited=(40,), redacted=(41,))  # while both are there
        last = server.api("GET", f"/conversations/{conversation}", token=token).json()["last"]
        for device in (phone, tablet):
            device.take_all_of(last)
            assert device.numbers == list(range(1, last + 1))
            assert device.shown == as_stored(server, conversation, token)
    assert took_s < RESUMED_WITHIN_S, took_s


def fill(server: Server, conversation: str, count: int) -> None:
    server._run("-c", FILL.format(conversation=conversation, count=count))


def change(server: Server, conversation: str, *, edited: tuple[int, ...], redacted: tuple[int, ...]) -> None:
    """By the numbers staff count with: one more than the customer's, for `opened` is staff's alone."""
    place = f"/conversations/{conversation}/entries"
    for seq in edited:
        said = server.api("PATCH", f"{place}/{seq}", token=server.token("agent1"), json={"body": f"put right {seq}"})
        assert said.status_code == 200, said.text
    for seq in redacted:
        said = server.api("DELETE", f"{place}/{seq}", token=server.token("admin"))
        assert said.status_code == 200, said.text


def as_stored(server: Server, conversation: str, token: str) -> dict[int, str]:
    """What a device that never saw anything is shown."""
    found: dict[int, str] = {}
    after = 0
    while page := server.api("GET", f"/conversations/{conversation}/entries?after={after}", token=token).json()[
        "entries"
    ]:
        found |= {entry["seq"]: entry["body"] for entry in page if entry["kind"] == "message"}
        after = page[-1]["seq"]
    return found
