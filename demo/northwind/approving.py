"""Northwind's app, as a page: who asks Chen Wei to confirm that it is him, and his answer, told to Kefu (docs/connector.md)."""

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import time
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from northwind.installation import Failed, Installation

PURPOSE = b"northwind app confirmation"
PATH = "/api/v1/exchange/confirmations"
PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What the link says, which Northwind itself signed when Kefu asked."""

    key: str
    uid: str
    level: int
    reason: str
    number: str
    badge: str
    case: str


def read(told: str, *, secret: str) -> Asked | None:
    """None for a link of nobody's."""
    body, _, signature = told.partition(".")
    right = hmac.new(secret.encode(), PURPOSE + body.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), signature.encode()):
        return None
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return Asked(**{each.name: said[each.name] for each in fields(Asked)})


def tell(installation: Installation, asked: Asked, *, is_approved: bool) -> int:
    """Tell Kefu what was answered: the status of its answer. Failed where there was none."""
    said = {"key": asked.key, "uid": asked.uid, "answer": "approved" if is_approved else "refused"}
    body = json.dumps({**said, "level": asked.level if is_approved else 0}).encode()
    headers = _signed(installation.exchange_secret(), body)
    kefu = urlsplit(installation.base_url)
    connection = http.client.HTTPConnection(kefu.netloc, timeout=PATIENCE_S)
    try:
        connection.request("POST", PATH, body, {**headers, "Content-Type": "application/json"})
        return connection.getresponse().status
    except OSError as error:
        raise Failed(f"Kefu does not answer: {error}.") from error
    finally:
        connection.close()


def _signed(secret: str, body: bytes) -> dict[str, str]:
    timestamp, nonce = str(int(time.time())), secrets.token_urlsafe(18)
    words = "\n".join(("v1", timestamp, nonce, "POST", PATH, hashlib.sha256(body).hexdigest()))
    signature = hmac.new(secret.encode(), words.encode(), hashlib.sha256).hexdigest()
    return {"Kefu-Timestamp": timestamp, "Kefu-Nonce": nonce, "Kefu-Signature": f"v1={signature}"}
