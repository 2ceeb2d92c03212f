"""People who write to a running Kefu from a thread of their own, and a diary of what they were promised."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import product
from bench.diary import Diary
from bench.oracle import Event, Verdict, What, judge
from bench.product import Product
from bench.reads import everything
from bench.stubborn_client import StubbornClient
from kefu.files.tests import pictures, samples
from tests.running import Server

GAP_S = 0.05


@dataclass
class Load:
    """`begin`, then `end`: everybody writes until then, and waits for what was promised. `first`: of the customers' numbers."""

    server: Server
    customers: int = 8
    first: int = 0
    diary: Diary = field(default_factory=Diary)
    tokens_of: dict[str, str] = field(default_factory=dict)

    def begin(self, *, ws_url: Callable[[int], str] | None = None) -> None:
        """`ws_url` says where the n-th customer connects."""
        self._product = as_product(self.server)
        tokens = product.customers(self._product, self.first + self.customers)[self.first :]
        for number, token in enumerate(tokens, start=self.first):
            self.tokens_of[self._opened(number, token)] = token
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._play(ws_url)), name="load")
        self._thread.start()

    def end(self) -> None:
        self._over.set()
        self._thread.join(120)
        assert not self._thread.is_alive(), "somebody still waits for an acknowledgement"

    def acknowledged(self) -> int:
        return sum(event.what is What.ACK for event in self.diary.events)

    def bodies_acknowledged(self) -> set[str]:
        """What the writers of acknowledged messages wrote, as `StubbornClient` words it."""
        told = [event for event in self.diary.events if event.what is What.ACK]
        return {f"{event.client} writes line {int(event.mid.rpartition('_')[2])}" for event in told}

    def until_acknowledged(self, least: int) -> None:
        deadline = time.monotonic() + 60
        while self.acknowledged() < least:
            assert time.monotonic() < deadline, f"{self.acknowledged()} of {least} were acknowledged in a minute"
            time.sleep(0.05)

    def judged(self, server: Server, *, events: Sequence[Event] | None = None) -> Verdict:
        """What this server's log has of it, read three ways."""
        readings = everything(as_product(server), tokens_of=self.tokens_of, mid_of=self.diary.mid_of)
        return judge(self.diary.events if events is None else events, readings)

    def judged_alone(self, server: Server) -> Verdict:
        """The same where others write to the same log: their conversations are left out."""
        readings = [
            reading._replace(rows=[row for row in reading.rows if row.conversation in self.tokens_of])
            for reading in everything(as_product(server), tokens_of=self.tokens_of, mid_of=self.diary.mid_of)
        ]
        return judge(self.diary.events, readings)

    def promised_before(self, at_us: int) -> list[Event]:
        """All that was ever tried, and what was acknowledged by then."""
        return [e for e in self.diary.events if e.what is What.INVOKE or (e.what is What.ACK and e.at_us < at_us)]

    def _newest_of(self, name: str) -> int:
        told = [event.seq for event in self.diary.events if event.what is What.ACK and event.client == name]
        return max(told, default=0)

    def _opened(self, number: int, token: str) -> str:
        name, body = f"customer-{number}", f"hello from customer {number}"
        mid = uuid.uuid4().hex
        answer = self.server.api("POST", "/conversations", token=token, json={"client_msg_id": mid, "body": body})
        assert answer.status_code == 201, answer.text
        conversation = str(answer.json()["conversation"]["id"])
        self.diary.invoked(name, mid=mid, conversation=conversation, body=body)
        return conversation

    async def _play(self, ws_url: Callable[[int], str] | None) -> None:
        clients = [
            StubbornClient(
                ws_url(number) if ws_url else self._product.ws_url,
                token=token,
                name=f"customer-{number}",
                conversation=conversation,
                diary=self.diary,
            )
            for number, (conversation, token) in enumerate(self.tokens_of.items(), start=self.first)
        ]
        running = [asyncio.create_task(client.run()) for client in clients]
        writing = [asyncio.create_task(client.write(100_000, gap_s=GAP_S)) for client in clients]
        await asyncio.to_thread(self._over.wait)
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
        await asyncio.gather(*(client.settled() for client in clients))
        # what was acknowledged a moment ago may still be on its way to its own sender
        await asyncio.gather(*(client.reached(self._newest_of(client.name)) for client in clients))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def as_product(server: Server) -> Product:
    told: Mapping[str, Any] = server.told
    jwt = {"secret": told["jwt_secret"], "iss": told["jwt_issuer"], "aud": told["jwt_audience"]}
    pids = tuple(told["pids"].values())
    return Product(server.base_url, server.ws_url, server.data, pids=pids, jwt=jwt, tokens=told["tokens"])


def send_files(server: Server, *, conversation: str, token: str, with_document: bool = True) -> dict[str, int]:
    """A picture and a document in one message; id -> bytes."""
    sent = {}
    chosen = {"receipt.png": pictures.photo("PNG")} | ({"statement.pdf": samples.PDF} if with_document else {})
    for name, data in chosen.items():
        answer = server.api("POST", "/files", token=token, files={"file": (name, data)})
        assert answer.status_code == 201, answer.text
        sent[str(answer.json()["id"])] = int(answer.json()["bytes"])
    said = {"client_msg_id": uuid.uuid4().hex, "body": "", "files": list(sent)}
    answer = server.api("POST", f"/conversations/{conversation}/entries", token=token, json=said)
    assert answer.status_code == 201, answer.text
    return sent


def had_bytes(server: Server, *, files: Sequence[str], token: str) -> dict[str, int]:
    """What comes for each of these files, by a link: id -> bytes."""
    links = server.api("POST", "/files/links", token=token, json={"files": list(files)}).json()["links"]
    return {name: len(server.http.get(link).raise_for_status().content) for name, link in links.items()}
