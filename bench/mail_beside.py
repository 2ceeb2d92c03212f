"""Mails coming in while people chat: `bin/bench mail --beside`. The same chat is measured without them and with them, in turn.

Each mail is signed by its sender's domain, whose key a name server of the bench's own tells, and is brought by SMTP.
"""

import base64
import smtplib
import socket
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
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
from bench.chat import Load, Plan
from bench.processor import Meter
from bench.product import Product

SUPPORT = "support@northwind.example"
DOMAINS, SESSIONS, PAIRS, RATE = (
    50,
    4,
    100,
    200,
)  # of senders; at our door; of people in the chat; their messages a second
BODY = b"I sent 0.5 BTC two hours ago and it has not arrived. TxID below.\r\n" * 20
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Phase:
    """How the chat was; of the mails beside it how many came into the log, how many of them a second, and how long the last ones
    took to be there once all were taken at the door."""

    ack_p99_ms: float
    cpu_ms: float
    mails: int = 0
    mails_per_s: float = 0.0
    behind_s: float = 0.0
    is_done: bool = True


def measure(*, mails_per_s: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Quiet and mails in turn. `chat_p99_ratio`: of each round the chat's ack p99 with so many mails a second by that without,
    the median; `mail_cpu_ms`: what the product's processes spent on a mail beyond what the chat takes."""
    made = _mails(int(mails_per_s * seconds) * rounds)
    with TemporaryDirectory(prefix="bench-") as name, _name_server(made.key) as names:
        folder, port = Path(name), product.free_ports()[0]
        told = {"KEFU_MAIL_LISTEN": f"smtp://127.0.0.1:{port}", "KEFU_NAME_SERVER": f"127.0.0.1:{names}"}
        program, plan = compiler.build(folder), Plan(PAIRS, RATE, seconds, 0, rounds=2 * rounds)
        with product.running(environment=told) as server:
            words = ("--label", "Support", "--smtp-host", "127.0.0.1", "--smtp-security", "none")
            server.run("-m", "kefu", "mailbox", "add", SUPPORT, *words)
            tokens = product.customers(server, PAIRS)
            time.sleep(chat.SETTLE_S)
            with chat.loading(program, server=server, plan=plan, tokens=tokens, folder=folder) as load:
                load.next_phase(go=False)
                pairs = [
                    (_quiet(load, server), _beside(load, server, made.raws[at::rounds], port=port, rate=mails_per_s))
                    for at in range(rounds)
                ]
    return _told(pairs)


def _quiet(load: Load, server: Product) -> Phase:
    meter = Meter({"all": lambda: server.pids})
    before = meter.read()
    phase = load.next_phase()
    return Phase(phase["ack_p99_ms"], meter.since(before).ms["all"])


def _beside(load: Load, server: Product, raws: Sequence[bytes], *, port: int, rate: int) -> Phase:
    """Ends once they are in the log."""
    meter = Meter({"all": lambda: server.pids})
    before, there = meter.read(), _in_log(server)
    with ThreadPoolExecutor(SESSIONS) as pool:
        sent = [pool.submit(_send, raws[at::SESSIONS], port, rate / SESSIONS) for at in range(SESSIONS)]
        phase = load.next_phase()
        taken = sum(each.result() for each in sent)
    at_door = time.monotonic()
    is_done = _wait_for(server, there + taken)
    spent = meter.since(before)
    behind_s = time.monotonic() - at_door
    return Phase(phase["ack_p99_ms"], spent.ms["all"], taken, taken / spent.at_s, behind_s, is_done)


def _told(pairs: Sequence[tuple[Phase, Phase]]) -> dict[str, Any]:
    mails = sum(beside.mails for _quiet, beside in pairs)
    cpu_ms = sum(beside.cpu_ms - quiet.cpu_ms for quiet, beside in pairs)
    return {
        "mails_beside": mails,
        "mails_beside_in_log": all(beside.is_done for _quiet, beside in pairs),
        "mails_beside_per_s": round(statistics.median(beside.mails_per_s for _quiet, beside in pairs), 1),
        "mails_behind_s": round(statistics.median(beside.behind_s for _quiet, beside in pairs), 1),
        "mail_cpu_ms": round(cpu_ms / mails, 2),
        "chat_p99_ms_without": round(statistics.median(quiet.ack_p99_ms for quiet, _beside in pairs), 2),
        "chat_p99_ms_beside": round(statistics.median(beside.ack_p99_ms for _quiet, beside in pairs), 2),
        "chat_p99_ratio": round(statistics.median(beside.ack_p99_ms / quiet.ack_p99_ms for quiet, beside in pairs), 2),
        "rounds": len(pairs),
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
    while time.monotonic() < ends:
        if _in_log(server) >= count:
            return True
        time.sleep(0.1)
    return False


def _in_log(server: Product) -> int:
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as database:
        found = database.execute("SELECT count(*) FROM channels_arrived WHERE entry IS NOT NULL").fetchone()
    return int(found[0])


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
