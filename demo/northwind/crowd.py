"""Northwind's invented customers: they write, wait, and answer when an agent answers them.

They use what every customer's app uses, REST sessions and the live socket (docs/protocol.md), straight to the live
port: cutting the visitor's network leaves them alone. Where each of them stands is read from the log.
"""

import asyncio
import contextlib
import json
import random
import time
import urllib.request
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from northwind.identity import sign
from northwind.installation import Installation
from northwind.stories import STORIES, Story

AT_ONCE = 3
FIRST_PAUSE_S = 2.0
PAUSE_S = (40.0, 90.0)
ANSWER_PAUSE_S = (4.0, 9.0)
READING_S = (1.0, 3.0)  # what the assistant says, before asking for a person
BETWEEN_LINES_S = 4.0
MESSAGES_AN_HOUR = 60
LASTS_S = 2 * 3600
ACK_LIMIT_S = 10.0
RETRY_S = 5.0
REST_LIMIT_S = 10

Frame = dict[str, Any]


@dataclass(slots=True)
class Allowance:
    """At most so many messages an hour, and none after the end."""

    ends_at: float
    spent_at: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> bool:
        while self.spent_at and self.spent_at[0] < now - 3600:
            self.spent_at.popleft()
        if now > self.ends_at or len(self.spent_at) >= MESSAGES_AN_HOUR:
            return False
        self.spent_at.append(now)
        return True


@dataclass(slots=True)
class Visitor:
    """One invented customer with one socket. `said` is what the log holds of them, `turns` how often staff spoke."""

    story: Story
    installation: Installation
    allowance: Allowance
    conversation: str | None = None
    is_closed: bool = False
    said: set[str] = field(default_factory=set)
    turns: int = 0
    here: asyncio.Event = field(default_factory=asyncio.Event)
    _run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    _socket: ClientConnection | None = None
    _acks: dict[str, asyncio.Future[Frame]] = field(default_factory=dict)
    _speaking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _answering: asyncio.Task[None] | None = None
    _asking: asyncio.Task[None] | None = None

    async def stay(self) -> None:
        """Keep a socket to the log open, and come back when it is lost."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError, KeyError, ValueError):
                await self._visit()
            self._socket = None
            self.here.clear()
            await asyncio.sleep(RETRY_S)

    async def speak(self) -> bool:
        """Say what comes next of one's own accord: the opening, then signs of impatience. False if there is nothing."""
        rest = [line for line in self.story.opening if line not in self.said]
        if not rest and not self.turns:
            rest = [line for line in self.story.waiting if line not in self.said][:1]
        if not rest or self.is_closed or not self.here.is_set():
            return False
        async with self._speaking:
            for line in rest:
                await self._say(line)
        return True

    async def _visit(self) -> None:
        token = await asyncio.to_thread(self._session)
        self.conversation = self.conversation or await asyncio.to_thread(self._open_conversation, token)
        async with connect(f"ws://127.0.0.1:{self.installation.live_port}/live?chat") as socket:
            await socket.send(json.dumps({"type": "hello", "token": token}))
            async for text in socket:
                await self._read(json.loads(text), socket)

    async def _read(self, frame: Frame, socket: ClientConnection) -> None:
        kind = frame["type"]
        if kind == "welcome":
            self._socket = socket
            if self.conversation:
                await self._send({"type": "subscribe", "conversation": self.conversation, "after": 0})
            else:
                self.here.set()
        elif kind == "ack":
            self._acks.pop(frame["client_msg_id"], asyncio.Future()).set_result(frame)
        elif kind == "entry":
            await self._notice(frame)
        elif kind == "caught_up":
            self.here.set()
            if self.turns > self._answered():
                self._answer_soon()

    async def _notice(self, entry: Frame) -> None:
        if entry["kind"] in {"closed", "reopened"}:
            self.is_closed = entry["kind"] == "closed"
        elif entry["kind"] == "message" and entry["author"]["kind"] == "customer":
            self.said.add(entry["body"])
        elif entry["kind"] == "message" and entry["author"]["kind"] == "agent":
            self.turns += 1
            await self._send({"type": "read", "conversation": entry["conversation"], "seq": entry["seq"]})
            self._answer_soon()
        elif entry["kind"] == "bot_said" and self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_a_person(entry))

    async def _ask_for_a_person(self, said: Frame) -> None:
        """What worries them is nothing an assistant can answer. Refused if a person has it by now, as after a restart."""
        await asyncio.sleep(random.uniform(*READING_S))
        path = f"/api/v1/conversations/{said['conversation']}/entries/{said['seq']}/choices"
        with contextlib.suppress(OSError):
            token = await asyncio.to_thread(self._session)
            await asyncio.to_thread(self._ask, path, token=token, body={"choice": "person"})

    def _answered(self) -> int:
        return sum(line in self.said for line in self.story.answers)

    def _answer_soon(self) -> None:
        if self._answering is None or self._answering.done():
            self._answering = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        """One answer to whatever staff said meanwhile; some of their lines deserve none, the last one surely."""
        await asyncio.sleep(random.uniform(*ANSWER_PAUSE_S))
        rest = [line for line in self.story.answers if line not in self.said]
        if rest and not self.is_closed:
            async with self._speaking:
                await self._say(rest[0])

    async def _say(self, line: str) -> None:
        if self._socket is None or not self.allowance.take(time.monotonic()):
            return
        if self.conversation:
            await self._send({"type": "typing", "conversation": self.conversation, "on": True})
            await asyncio.sleep(BETWEEN_LINES_S)
        client_msg_id = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._run}/{self.story.user.uid}/{line}").hex
        ack = self._acks.setdefault(client_msg_id, asyncio.get_running_loop().create_future())
        message: Frame = {"client_msg_id": client_msg_id, "conversation": self.conversation, "body": line}
        if self.conversation is None:
            message["particulars"] = {"category": self.story.about}
        await self._send({"type": "send", **message})
        try:
            stored = await asyncio.wait_for(asyncio.shield(ack), ACK_LIMIT_S)
        except TimeoutError:
            return  # unsaid: the same line comes up again, under the same id
        self.said.add(line)
        if self.conversation is None:
            self.conversation = stored["conversation"]
            await self._send({"type": "subscribe", "conversation": self.conversation, "after": 0})

    async def _send(self, frame: Frame) -> None:
        if self._socket is not None:
            await self._socket.send(json.dumps(frame, ensure_ascii=False))

    # -- REST ----------------------------------------------------------------------------------------------------------
    def _session(self) -> str:
        identity = sign(self.story.user, secret=self.installation.identity_secret(), language=self.story.language)
        locale = {"zh": "zh-hans", "en": "en"}[self.story.language]
        answer = self._ask("/api/v1/sessions", body={"identity": identity, "locale": locale})
        return str(answer["token"])

    def _open_conversation(self, token: str) -> str | None:
        rows = self._ask("/api/v1/conversations", token=token)["conversations"]
        own = (row["conversation"] for row in rows)
        return next((conversation["id"] for conversation in own if conversation["status"] == "open"), None)

    def _ask(self, path: str, *, token: str = "", body: Frame | None = None) -> Frame:
        request = urllib.request.Request(
            self.installation.base_url + path,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})},
        )
        with urllib.request.urlopen(request, timeout=REST_LIMIT_S) as response:
            answer: Frame = json.load(response)
            return answer


async def play(installation: Installation, *, count: int = len(STORIES)) -> None:
    """Let so many of them write: some at once, then one now and then, until the time is over."""
    allowance = Allowance(ends_at=time.monotonic() + LASTS_S)
    visitors = [Visitor(story=story, installation=installation, allowance=allowance) for story in STORIES[:count]]
    async with asyncio.TaskGroup() as group:
        for visitor in visitors:
            group.create_task(visitor.stay())
        group.create_task(conduct(visitors))


async def conduct(visitors: list[Visitor]) -> None:
    for visitor in visitors[:AT_ONCE]:
        await visitor.here.wait()
        await asyncio.sleep(FIRST_PAUSE_S)
        await visitor.speak()
    while True:
        await asyncio.sleep(random.uniform(*PAUSE_S))
        for visitor in random.sample(visitors, len(visitors)):
            if await visitor.speak():
                break
