"""A case with papers: Alice has it, Carol sends from her chat by HTTP, and others try."""

import io
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import an_agent, says
from kefu.conversations import log, queries
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.files import uploads
from kefu.files.tests import pictures
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.people.sessions import StartedSession
from kefu.safeguards.models import Paper, PaperAsk
from kefu.trust.sealing import standing
from kefu.ui import thread

WHY = "To reset your second factor"


def photo() -> bytes:
    return pictures.photo("JPEG", size=(640, 420))


@dataclass
class Sender:
    """A customer's browser: the chat's token, and the page's cookie once it came in."""

    session: StartedSession
    client: Client = field(default_factory=Client)

    def ticket(self) -> Any:
        headers = {"authorization": f"Bearer {self.session.token}"}
        return Client().post("/api/v1/vault/tickets", headers=headers)

    def comes_in(self, ask: str = "") -> Any:
        return self.client.post("/vault/entrance", {"ticket": self.ticket().json()["ticket"], "ask": ask})

    def looks(self, ask: str) -> Any:
        return self.client.get(f"/vault/{ask}")

    def sends(self, ask: str, data: bytes | None = None, *, form: str = "form-1", name: str = "photo") -> Any:
        file = SimpleUploadedFile(
            "Carol Chen passport.jpg", photo() if data is None else data, content_type="image/jpeg"
        )
        return self.client.post(f"/vault/{ask}", {"form": form, name: file})

    def own(self) -> str:
        return str(self.client.get("/vault/").content.decode())


def taken(chat: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.assign(chat.id, author=says(alice), agent=alice.id))


def asked(client: Client, chat: ConversationRecord, kind: str = "passport", why: str = WHY) -> str:
    sent = client.post(f"/desk/c/{chat.public_id}/papers", {"kind": kind, "why": why})
    assert sent.status_code == 302, sent.content.decode()[-1500:]
    return str(PaperAsk.objects.order_by("-id")[0].public_id)


def arrived(client: Client, chat: ConversationRecord, sender: Sender, *, kind: str = "passport") -> str:
    """A paper's public id."""
    ask = asked(client, chat, kind)
    sender.comes_in(ask)
    sent = sender.sends(ask)
    assert sent.status_code == 303, sent.content.decode()[-1500:]
    return str(Paper.objects.order_by("-id")[0].public_id)


def opens(client: Client, paper: str, reason: str = "check") -> Any:
    return client.post(f"/desk/papers/{paper}/", {"act": "open", "reason": reason})


def marked(client: Client, paper: str, verdict: str, words: str = "") -> Any:
    return client.post(f"/desk/papers/{paper}/", {"act": "mark", "verdict": verdict, "words": words})


def link_on(client: Client, paper: str) -> str:
    """The picture's address on the page; empty while nothing is shown."""
    found = re.search(r'<img src="(http[^"]+/p/[^"]+)"', client.get(f"/desk/papers/{paper}/").content.decode())
    return found[1] if found else ""


def fetched(link: str) -> Any:
    """As a browser does: from the content host, without a cookie."""
    host, _, path = link.removeprefix("http://").partition("/")
    return Client().get(f"/{path}", headers={"host": host})


def texts(viewer: Viewer, chat: ConversationRecord) -> list[str]:
    return [str(thread.entry_json(each, viewer=viewer).get("text", "")) for each in queries.entries_for(viewer, chat)]


class Hands:
    """Moves the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def go(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    return Hands(monkeypatch)


@pytest.fixture
def carol_sends(carol_session: StartedSession) -> Sender:
    return Sender(carol_session)


@pytest.fixture
def mallory_sends(mallory_session: StartedSession) -> Sender:
    return Sender(mallory_session)


@pytest.fixture
def case(chat: ConversationRecord, alice: Viewer) -> ConversationRecord:
    taken(chat, alice)
    return chat


def closed(case: ConversationRecord, alice: Viewer) -> None:
    log.stored(log.close(case.id, author=says(alice), reason=CloseReason.SOLVED))


def a_colleague(name: str, role: Role = Role.AGENT) -> tuple[Client, Agent]:
    agent, client = an_agent(name, role), Client()
    client.force_login(agent)
    return client, agent


def a_file_in(chat: ConversationRecord, carol: Viewer) -> dict[str, str]:
    """She sends a picture in the chat; the form by which one of ours says that it is a paper."""
    file = uploads.receive(carol, io.BytesIO(photo()), name="card.jpg")
    entry = log.stored(log.reply(chat.id, author=says(carol), body="My card.", files=[file], key="card-0001"))
    return {"target": str(entry.seq), "file": file.id, "kind": "id_front"}
