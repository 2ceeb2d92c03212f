"""Mails of a test, as they arrive: signed by their sender's domain or not, and a house of ours that takes them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kefu.channels import accounts, arrivals, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.email import tokens
from kefu.channels.models_arrivals import Arrived
from kefu.kit import clock, crypto
from kefu.trust.mails.tests.zone import Zone

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
KEY = "v=DKIM1; k=rsa; p=" + base64.b64encode(PUBLIC).decode()
DOMAINS = ("example.test", "evil.test", "nw.test", "northwind.test")
ZONE = Zone(
    {
        **{(f"k._domainkey.{domain}", "TXT"): [KEY] for domain in DOMAINS},
        **{(f"_dmarc.{domain}", "TXT"): ["v=DMARC1; p=reject"] for domain in DOMAINS},
    }
)
SUPPORT = "support@nw.test"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail to be. `signed_by`: the domain whose seal it bears; empty for none."""

    sender: str = "carol@example.test"
    to: str = SUPPORT
    subject: str = "My deposit"
    body: str = "Where is it?"
    message_id: str = ""
    answers: tuple[str, ...] = ()
    signed_by: str = "example.test"
    more: Mapping[str, str] = field(default_factory=dict)
    head: str = ""  # whole lines before everything


def raw(written: Written) -> bytes:
    named = written.message_id or f"<{next(_numbers)}.mail@example.test>"
    lines = {"From": written.sender, "To": written.to, "Subject": written.subject, "Message-ID": named}
    lines["Date"] = "Mon, 30 Nov 2026 12:00:00 +0000"
    if written.answers:
        lines |= {"In-Reply-To": written.answers[0], "References": " ".join(reversed(written.answers))}
    lines |= {"Content-Type": "text/plain; charset=utf-8", **written.more}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    whole = f"{head}\r\n{written.body}\r\n".encode()
    if written.signed_by:
        fields = [b"from", b"to", b"subject", b"date"]
        whole = bytes(dkim.sign(whole, b"k", written.signed_by.encode(), PEM, include_headers=fields)) + whole
    return written.head.encode() + whole


def support() -> AccountRecord:
    return accounts.save(AccountRecord("email", SUPPORT, "Northwind Support"))


def arrives(written: Written | bytes, *, receivers: tuple[str, ...] = ()) -> Arrived:
    """It is taken, and taken in; its row in the ledger."""
    whole = written if isinstance(written, bytes) else raw(written)
    row = arrivals.accept(support().id, Brought(whole, receivers=receivers))
    taking_in.work(clock.now())
    return Arrived.objects.get(pk=row)


def token_of(public_id: str) -> str:
    return tokens.mint(public_id, crypto.key_for(tokens.PURPOSE))


def reply_to(public_id: str) -> str:
    """The address that answers to a conversation go to."""
    return tokens.reply_address(SUPPORT, token_of(public_id))


def sent_id(public_id: str) -> str:
    """The Message-ID of a mail of ours in a conversation."""
    return tokens.message_id(token_of(public_id), "nw.test")
