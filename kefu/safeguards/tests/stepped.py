"""A case whose customer is asked to prove anew who they are, at an exchange that says yes, and the exchange's own word later."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from kefu.exchange.contract import calls
from kefu.exchange.contract.confirm import AskConfirm, Confirming
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.http import callback, signing
from kefu.kit import clock
from kefu.people.sessions import StartedSession

SECRET = "shared-shared-shared-shared-shared-shared"
APP = "https://app.northwind.example/confirm/1"


@dataclass
class App(Connector):
    """`url` empty: it does not offer the call."""

    key = "app"
    url: str = APP
    asked: list[tuple[AskConfirm, str]] = field(default_factory=list)

    def answer(self, call: Any, asked: Any, *, uid: str) -> Learned[Any]:
        if call is not calls.CONFIRM or not self.url:
            raise CannotTell(Trouble.NOT_OFFERED)
        self.asked.append((asked, uid))
        return Learned(Confirming(self.url), clock.now())


def said(key: str, *, uid: str = "carol", answer: str = "approved", level: int = 2) -> dict[str, Any]:
    return {"key": key, "uid": uid, "answer": answer, "level": level}


def signed(
    body: bytes, *, secret: str = SECRET, late_s: int = 0, nonce: str = "", path: str = callback.PATH
) -> dict[str, str]:
    timestamp = int(clock.now().timestamp()) - late_s
    nonce = nonce or secrets.token_urlsafe(18)
    return signing.request_headers(secret, path=path, body=body, timestamp=timestamp, nonce=nonce)


def tells(told: dict[str, Any], *, headers: dict[str, str] | None = None, body: bytes | None = None) -> Any:
    """The exchange tells us, as it would: signed unless other headers are given."""
    sent = json.dumps(told).encode() if body is None else body
    given = signed(sent) if headers is None else headers
    return Client().post(callback.PATH, sent, content_type="application/json", headers=given)


@dataclass
class Caller:
    """Somebody with a bearer token."""

    token: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        sent = "" if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.token}"}
        return Client().generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)


def customer(session: StartedSession) -> Caller:
    return Caller(session.token)


def page_of(url: str) -> str:
    """The path of one of our own addresses."""
    assert url.startswith(settings.BASE_URL)
    return url.removeprefix(settings.BASE_URL)
