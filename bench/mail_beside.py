"""Mails coming in while people chat: `bin/bench mail --beside`. The same chat is measured without them and with them.

Each mail is signed by its sender's domain, whose key a name server of the bench's own tells, and is brought by SMTP.
"""

import base64
import smtplib
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dkim
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bench import chat, compiler, product
from bench.chat import Plan
from bench.product import Product

SUPPORT = "support@northwind.example"
DOMAINS, SESSIONS, PAIRS, RATE = (
    50,
    4,
    100,
    200,
)  # of senders; at our door; of people in the chat; their messages a second
BODY = b"I sent 0.5 BTC two hours ago and it has not arrived. TxID below.\r\n" * 20
PATIENCE_S = 120.0


def measure(*, mails_per_s: int, seconds: float) -> dict[str, Any]:
    """`chat_p99_ratio`: the chat's ack p99 with so many mails a second, by that without."""
    made = _mails(int(mails_per_s * seconds))
    with TemporaryDirectory(prefix="bench-") as name, _name_server(made.key) as names:
        folder, port = Path(name), product.free_ports()[0]
        told = {"KEFU_MAIL_LISTEN": f"smtp://127.0.0.1:{port}", "KEFU_NAME_SERVER": f"127.0.0.1:{names}"}
        program, plan = compiler.build(folder), Plan(PAIRS, RATE, seconds, 1, rounds=2)
        with product.running(environment=told) as server:
            words = ("--label", "Support", "--smtp-host", "127.0.0.1", "--smtp-security", "none")
            server.run("-m", "kefu", "mailbox", "add", SUPPORT, *words)
            tokens = product.customers(server, PAIRS)
            with chat.loading(program, server=server, plan=plan, tokens=tokens, folder=folder) as load:
                load.next_phase(go=False)
                without = load.next_phase()
                load.next_phase()
                began = time.monotonic()
                with ThreadPoolExecutor(SESSIONS) as pool:
                    parts = [made.raws[at::SESSIONS] for at in range(SESSIONS)]
                    sent = [pool.submit(_send, part, port, mails_per_s / SESSIONS) for part in parts]
                    beside = load.next_phase()
                    taken = sum(each.result() for each in sent)
                is_done = _wait_for(server, taken)
                took = time.monotonic() - began
                load.next_phase()
    return {
        "mails_beside": taken,
        "mails_beside_in_log": is_done,
        "mails_beside_per_s": round(taken / took, 1),
        "chat_p99_ms_without": without["ack_p99_ms"],
        "chat_p99_ms_beside": beside["ack_p99_ms"],
        "chat_p99_ratio": round(beside["ack_p99_ms"] / without["ack_p99_ms"], 2),
    }


class _Made:
    def __init__(self, raws: Sequence[bytes], key: str) -> None:
        self.raws, self.key = raws, key


def _mails(count: int) -> _Made:
    private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return _Made([_mail(number, pem) for number in range(count)], base64.b64encode(public).decode())


def _mail(number: int, pem: bytes) -> bytes:
    domain = f"d{number % DOMAINS}.example"
    head = (
        f"From: Customer <c{number}@{domain}>\r\nTo: {SUPPORT}\r\nSubject: Deposit {number}\r\n"
        f"Message-ID: <{number}@{domain}>\r\nDate: Mon, 30 Nov 2026 12:00:00 +0000\r\n\r\n"
    )
    whole = head.encode() + BODY
    return bytes(dkim.sign(whole, b"k", domain.encode(), pem, include_headers=[b"from", b"to", b"subject"])) + whole


def _send(raws: Sequence[bytes], port: int, rate: float) -> int:
    """How many were taken; at this rate, or slower where the door is."""
    taken, began = 0, time.monotonic()
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        for number, raw in enumerate(raws):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            client.sendmail("bench@d0.example", [SUPPORT], raw)
            taken += 1
    return taken


def _wait_for(server: Product, count: int) -> bool:
    """Until so many are in the log; false where they are not in time."""
    ends = time.monotonic() + PATIENCE_S
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as database:
        while time.monotonic() < ends:
            found = database.execute("SELECT count(*) FROM channels_arrived WHERE entry IS NOT NULL").fetchone()[0]
            if found >= count:
                return True
            time.sleep(0.1)
    return False


@contextmanager
def _name_server(key: str) -> Iterator[int]:
    """Tells of each domain its key, and of all else that there is nothing."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    threading.Thread(target=_answer, args=(server, key), daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def _answer(server: socket.socket, key: str) -> None:
    parts = " ".join(f'"{each}"' for each in ("v=DKIM1; k=rsa; p=", key[:200], key[200:]))
    while True:
        try:
            raw, peer = server.recvfrom(2_048)
        except OSError:
            return
        asked = dns.message.from_wire(raw)
        name, told = asked.question[0].name.to_text(), dns.message.make_response(asked)
        if name.startswith("k._domainkey."):
            told.answer.append(dns.rrset.from_text(name, 300, "IN", "TXT", parts))
        else:
            told.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(told.to_wire(), peer)
