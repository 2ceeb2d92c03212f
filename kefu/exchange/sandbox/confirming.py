"""The invented exchange asks its customer in its app: a page of Northwind's, which is led there by a link that says it all.

The link is signed, so that the page needs no part of this file; what is answered there comes back to us by the callback.
"""

import base64
import hashlib
import hmac
import json

from django.conf import settings

from kefu.exchange.contract import codec
from kefu.exchange.contract.confirm import AskConfirm, Confirming
from kefu.exchange.contract.connector import CannotTell
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.sandbox import store
from kefu.exchange.sandbox.reading.look import Look
from kefu.exchange.sandbox.store import KeptConfirm, Key

PURPOSE = b"northwind app confirmation"


def confirm(look: Look, asked: AskConfirm) -> Confirming:
    """Not offered where nobody could answer: no page is named, or no secret to answer with."""
    if not settings.SANDBOX_APP or not settings.EXCHANGE_SECRET:
        raise CannotTell(Trouble.NOT_OFFERED, "KEFU_SANDBOX_APP and KEFU_EXCHANGE_SECRET")
    look.store.hold()
    kept = look.store.first(store.CONFIRMING, uid=look.uid, ref=asked.key)
    if kept is not None:
        if kept.value.asked != asked:
            raise CannotTell(Trouble.BAD_ANSWER, "this key was used for something else")
        return kept.value.told
    if look.store.first(store.ACCOUNTS, uid=look.uid) is None:
        raise CannotTell(Trouble.NOT_FOUND, "no such account")
    told = Confirming(f"{settings.SANDBOX_APP}/confirm?asked={_signed(asked, uid=look.uid)}")
    look.store.put(store.CONFIRMING, Key(look.uid, asked.key), KeptConfirm(asked, told), at=look.now)
    return told


def _signed(asked: AskConfirm, *, uid: str) -> str:
    said = {**codec.to_json(asked), "uid": uid}
    body = base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode()).decode().rstrip("=")
    secret = settings.EXCHANGE_SECRET.split(",")[0].strip().encode()
    return f"{body}.{hmac.new(secret, PURPOSE + body.encode(), hashlib.sha256).hexdigest()}"
