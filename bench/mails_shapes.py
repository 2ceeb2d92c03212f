"""Mails in the shapes that programs give them, and signatures by keys that are thrown away: for `mails_made`.

Header fields, their order and their marks are those that each program is known to write; words, names and numbers are made up.
"""

import base64
from dataclasses import dataclass, field
from pathlib import Path

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

OURS, EVIL, LIST = "northwind.example", "northw1nd-help.example", "forwarder.example"
SIGNED = [b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"content-type", b"mime-version"]


@dataclass
class Keys:
    """Made once a run. `zone`: name -> record."""

    zone: dict[str, str] = field(default_factory=dict)
    _private: dict[str, bytes] = field(default_factory=dict)

    def sign(
        self, raw: bytes, domain: str, selector: str = "k1", *, bits: int = 2048, publish: bool = True, **more: object
    ) -> bytes:
        private = self.private(domain, selector, bits=bits, publish=publish)
        fields = {line.split(b":")[0].lower() for line in raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")}
        more.setdefault("include_headers", [each for each in SIGNED if each in fields])
        seal = dkim.sign(
            raw, selector.encode(), domain.encode(), private, canonicalize=(b"relaxed", b"relaxed"), **more
        )
        return bytes(seal) + raw

    def private(self, domain: str, selector: str, *, bits: int = 2048, publish: bool = True) -> bytes:
        name = f"{selector}._domainkey.{domain}"
        if name not in self._private:
            key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
            self._private[name] = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
            )
            der = key.public_key().public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            if publish:
                self.zone[name] = "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode()
        return self._private[name]


WORDS = {
    "en": (
        "Your withdrawal is on its way",
        "Hello Mara,\r\n\r\nyour withdrawal of 0.31 ETH has been sent and waits for 12 confirmations.\r\n\r\nNorthwind Support",
    ),
    "zh": ("您的提现已发出", "陈先生您好：\r\n\r\n您的 0.31 ETH 提现已经发出，等待 12 次确认后到账。\r\n\r\n北风客服"),
    "en2": (
        "Case 4471: your documents were approved",
        "Dear Jonas,\r\n\r\nthe review is complete and your limit is now 20,000 USDT a day.\r\n\r\nNorthwind Support",
    ),
    "zh2": (
        "工单 4471：资料审核通过",
        "林女士您好：\r\n\r\n您提交的资料已审核通过，每日提现额度为 20,000 USDT。\r\n\r\n北风客服",
    ),
}
LURE = (
    "Urgent: verify your wallet",
    "Your account will be frozen today. Confirm your recovery phrase at https://northwind-secure.example/verify now.",
)


def word(text: str) -> str:
    """As a field carries it."""
    return text if text.isascii() else "=?UTF-8?B?" + base64.b64encode(text.encode()).decode() + "?="


def mail(
    key: str,
    *,
    sender: str = f"Northwind Support <support@{OURS}>",
    shape: str = "alternative",
    reply: str = "",
    at: int = 0,
) -> bytes:
    subject, text = WORDS.get(key, LURE)
    head = [
        f"From: {sender}",
        f"To: {'mara' if key.startswith('en') else 'chen'}{at}@mail.example",
        f"Subject: {word(subject)}",
        f"Date: Mon, {2 + at % 26:02d} Nov 2026 09:{at % 60:02d}:11 +0000",
        f"Message-ID: <{at:04d}.k7qm3xte@mail.{OURS}>",
        *([f"Reply-To: {reply}"] if reply else []),
        "MIME-Version: 1.0",
    ]
    return "\r\n".join(head).encode() + b"\r\n" + body(text, shape)


def body(text: str, shape: str) -> bytes:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\r\n") if line) + "</body></html>"
    if shape == "plain":
        return (
            b"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            + text.encode()
            + b"\r\n"
        )
    if shape == "gb":
        packed = base64.encodebytes(text.encode("gb18030")).replace(b"\n", b"\r\n")
        return b'Content-Type: text/plain; charset="gb18030"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + packed
    if shape == "html":
        return (
            b"Content-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(page.encode()).replace(b"\n", b"\r\n")
        )
    both = [("text/plain", text), ("text/html", page)]
    parts = "".join(
        f"--=_k7\r\nContent-Type: {kind}; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{each}\r\n"
        for kind, each in both
    )
    kind = "multipart/alternative"
    if shape == "file":
        kind = "multipart/mixed"
        pdf = base64.encodebytes(b"%PDF-1.4 made up").decode().replace("\n", "\r\n")
        parts += (
            '--=_k7\r\nContent-Type: application/pdf; name="receipt.pdf"\r\n'
            'Content-Disposition: attachment; filename="receipt.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        ) + pdf
    return f'Content-Type: {kind}; boundary="=_k7"\r\n\r\n'.encode() + (parts + "--=_k7--\r\n").encode()


def _sections() -> dict[str, str]:
    found = {}
    for block in Path(__file__).with_name("mails_arrived.txt").read_text(encoding="utf-8").split("\n[")[1:]:
        name, _, fields = block.partition("]\n")
        found[name] = fields.rstrip("\n").replace("\n", "\r\n") + "\r\n"
    return found


SECTIONS = _sections()
ARRIVED = {name: fields for name, fields in SECTIONS.items() if not name.startswith("fwd ")}


def lines(raw: bytes) -> bytes:
    """As programs save it that end lines in their own way."""
    return raw.replace(b"\r\n", b"\n")


def forwarded(inner: bytes, *, way: str) -> bytes:
    """By a customer, as a file in a mail of their own."""
    name = "forwarded.eml" if way == "outlook" else "original.eml"
    kind = "application/octet-stream" if way == "apple" else "message/rfc822"
    return (
        SECTIONS[f"fwd {way}"].encode()
        + b'Content-Type: multipart/mixed; boundary="out9"\r\n\r\n'
        + b"--out9\r\nContent-Type: text/plain\r\n\r\nIs it?\r\n--out9\r\nContent-Type: "
        + f'{kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\n'.encode()
        + inner
        + b"\r\n--out9--\r\n"
    )
