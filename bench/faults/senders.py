"""A customer who sends files over HTTP all the while, patiently: what was answered with success is noted, to be found again."""

import hashlib
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench import crowd
from bench.diary import Diary
from bench.product import Product

GAP_S = 0.6
AGAIN_S = 0.2


@dataclass(slots=True)
class FileSender:
    """One at a time: a text file of its own, then the message that names it, both until they are taken."""

    server: Product
    token: str
    diary: Diary
    name: str = "customer-files"
    conversation: str = ""
    kept: dict[str, tuple[int, str]] = field(default_factory=dict)  # file id -> when it was acknowledged, sha256
    refusals: dict[int, int] = field(default_factory=dict)
    _enough: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self.conversation = crowd.opened(self.server, token=self.token, name=self.name, diary=self.diary)
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """After the message under way."""
        self._enough.set()
        if self._thread:
            self._thread.join()

    def _send(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=self.server.base_url, headers=headers, timeout=10) as http:
            number = 0
            while not self._enough.wait(GAP_S):
                number += 1
                self._send_one(http, number)

    def _send_one(self, http: httpx.Client, number: int) -> None:
        words = f"statement {number} {uuid.uuid4().hex}\n".encode() * 200
        file = self._until_taken(
            http, "/api/v1/files", files={"file": (f"statement-{number}.txt", words, "text/plain")}
        )
        if file is None:
            return
        self.kept[file["id"]] = (time.monotonic_ns() // 1000, hashlib.sha256(words).hexdigest())
        mid, body = f"{self.name}_{number:06}", f"{self.name} sends statement {number}"
        self.diary.invoked(self.name, mid=mid, conversation=self.conversation, body=body)
        said = {"client_msg_id": mid, "body": body, "files": [file["id"]]}
        taken = self._until_taken(http, f"/api/v1/conversations/{self.conversation}/entries", json=said)
        if taken is not None:
            self.diary.acked(self.name, mid=mid, conversation=self.conversation, seq=taken["seq"], body=body)

    def _until_taken(self, http: httpx.Client, path: str, **what: object) -> dict[str, Any] | None:
        """None if it was still not taken when there was enough."""
        while not self._enough.is_set():
            try:
                answer = http.post(path, **what)  # type: ignore[arg-type]
            except httpx.HTTPError:
                pass
            else:
                if answer.is_success:
                    taken: dict[str, Any] = answer.json()
                    return taken
                self.refusals[answer.status_code] = self.refusals.get(answer.status_code, 0) + 1
            time.sleep(AGAIN_S)
        return None


def missing(data: Path, *, kept: dict[str, tuple[int, str]], at_us: int) -> list[str]:
    """What is wrong with the files of this data folder, a sentence each: those acknowledged by then, and all that rows name."""
    with closing(sqlite3.connect(f"file:{data / 'kefu.sqlite3'}?mode=ro", uri=True)) as base:
        rows = {row[0]: row[1:] for row in base.execute("SELECT public_id, stored_as, bytes FROM files_upload")}
    wrong = [
        f"the file {name} was acknowledged and has no row"
        for name in kept
        if kept[name][0] <= at_us and name not in rows
    ]
    for name, (stored_as, size) in rows.items():
        file = data / "files" / stored_as[:2] / f"{stored_as}.full"
        if not file.exists() or file.stat().st_size != size:
            wrong.append(f"the row of file {name} stands without its bytes")
        elif name in kept and hashlib.sha256(file.read_bytes()).hexdigest() != kept[name][1]:
            wrong.append(f"the file {name} has other bytes than were sent")
    return wrong
