"""Kefu with real mail servers around it: an authority, name servers, Postfix and Dovecot, all on this machine for one run."""

import base64
import functools
import json
import os
import secrets
import shutil
import smtplib
import ssl
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.mailservers import answering, dovecot, names, postfix
from tests.mailservers.answering import Greylist, Tokens
from tests.mailservers.authority import Authority
from tests.mailservers.dovecot import Dovecot
from tests.mailservers.names import NameServer
from tests.mailservers.postfix import Postfix
from tests.running import ROOT, Server, _environment, started
from tools import template
from tools.cluster import free_ports

SUPPORT, HELP, DIRECT, OTHER = "support@nw.example", "help@nw.example", "direct@nw.example", "other@nw.example"
CAROL, PAT = "carol@carol.example", "pat@carol.example"
SIGNED = ("from", "to", "subject", "date", "message-id", "in-reply-to", "references")
TOKEN = "of-the-provider"
WITHIN_S = 30.0
WAITING = """
import sys, time, django; django.setup()
from datetime import timedelta
from kefu.channels import delivery
from kefu.conversations.models import Delivery
from kefu.kit import clock
found = Delivery.objects.filter(entry__conversation__public_id=sys.argv[1]).order_by("-pk")
ends = time.monotonic() + 30
while not found.filter(attempts__gte=1, status="pending").exists() and time.monotonic() < ends:
    time.sleep(0.1)
print(found[0].error, found[0].attempts)
if sys.argv[2:]:
    delivery.work(clock.now() + timedelta(minutes=10))
    print(found[0].status, found[0].attempts)
"""
COMMANDS = """
import io, json, os, sys, django; django.setup()
from django.core.management import CommandError, call_command
told = []
for env, words in json.loads(sys.argv[1]):
    os.environ.update(env)
    said = io.StringIO()
    try:
        call_command(*words, stdout=said)
    except CommandError as error:
        said.write(f"refused: {error}")
    told.append(said.getvalue())
print(json.dumps(told))
"""
T = TypeVar("T")
Step = tuple[dict[str, str], list[str]]  # what is set for a command, and its words


def until(found: Callable[[], T], *, within_s: float = WITHIN_S, why: Callable[[], str] = str) -> T:
    """What it finds, as soon as it finds something. AssertionError with `why` if it does not in time."""
    ends = time.monotonic() + within_s
    while not (told := found()):
        assert time.monotonic() < ends, why()
        time.sleep(0.05)
    return told


class Seal:
    """A key that a domain signs with, for `dkim`."""

    def __init__(self, domain: str, names: NameServer) -> None:
        self._domain, key = domain, rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self._pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        names.publish(f"k._domainkey.{domain}", f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}")
        names.publish(f"_dmarc.{domain}", "v=DMARC1; p=reject")

    def signed(self, raw: bytes) -> bytes:
        fields = [name.encode() for name in SIGNED]
        return bytes(dkim.sign(raw, b"k", self._domain.encode(), self._pem, include_headers=fields)) + raw


@dataclass(frozen=True)
class Servers:
    """`ways`: addresses of ours that the server hands to Kefu itself, and the port it brings them to."""

    folder: Path
    authority: Authority
    names: NameServer
    tokens: Tokens
    greylist: Greylist
    dovecot: Dovecot
    postfix: Postfix
    passwords: dict[str, str]
    lmtp_port: int
    smtp_port: int
    seal: Seal

    def hands_over(self, mail: EmailMessage | bytes, *, to: str, sender: str = CAROL) -> bytes:
        """A mail of a customer's own server, signed by it, brought to ours; as it was brought."""
        raw = self.seal.signed(mail.as_bytes().replace(b"\n", b"\r\n")) if isinstance(mail, EmailMessage) else mail
        with smtplib.SMTP("localhost", self.postfix.ports.mx, timeout=20) as server:
            server.starttls(context=self.trusting())
            server.sendmail(sender, [to], raw)
        return raw

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority.certificate))

    def log(self) -> str:
        return f"{self.postfix.log()[-4_000:]}\n{self.dovecot.log()[-4_000:]}"


@contextmanager
def standing() -> Iterator[Servers]:
    """In a folder that the servers' own users may enter."""
    folder = Path(tempfile.mkdtemp(prefix="kefu-mail-"))
    os.chmod(folder, 0o755)
    with ExitStack() as held:
        held.callback(shutil.rmtree, folder, ignore_errors=True)
        authority = Authority(folder)
        pair, passwords = (
            authority.pair("localhost"),
            {each: uuid.uuid4().hex for each in (SUPPORT, HELP, OTHER, CAROL)},
        )
        tokens, greylist = held.enter_context(answering.tokens()), held.enter_context(answering.greylist())
        wanted = dovecot.Wanted(passwords, tokens.port, pair)
        box = held.enter_context(dovecot.running(folder / "dovecot", wanted))
        lmtp_port, smtp_port = free_ports(2)
        ways = {DIRECT: f"lmtp:inet:127.0.0.1:{lmtp_port}", OTHER: f"smtp:[127.0.0.1]:{smtp_port}"}
        domains = ("nw.example", "carol.example")
        asked = postfix.Wanted(domains, box.sasl, box.lmtp, greylist.port, ways, pair)
        office = held.enter_context(postfix.running(folder / "postfix", asked))
        told = held.enter_context(names.running())
        seal = Seal("carol.example", told)
        yield Servers(folder, authority, told, tokens, greylist, box, office, passwords, lmtp_port, smtp_port, seal)


@dataclass(frozen=True)
class Kefu:
    """The product, as an operator has set it up by its own commands."""

    server: Server
    servers: Servers
    env: dict[str, str]

    def told(self, *steps: Step) -> list[str]:
        """What `kefu ...` says to each of these."""
        return typed(self.server.data, self.env, steps)

    def case(self, words: str, *, within_s: float = WITHIN_S) -> str:
        """The one conversation in which these words were said, once they are."""
        found = until(lambda: self.saying(words), within_s=within_s, why=self.servers.log)
        assert len(found) == 1, found
        return found[0]

    def saying(self, words: str) -> list[str]:
        """The ids of the conversations that hold these words, once for each time they do."""
        return [case for case, said in self.said() if words in said]

    def said(self) -> list[tuple[str, str]]:
        """Conversation and words, of all that stands in any."""
        listed = self.api("GET", "/conversations?box=open&limit=100")["conversations"]
        cases = [each["conversation"]["id"] for each in listed]
        return [(case, entry.get("body") or "") for case in cases for entry in self.entries(case)]

    def entries(self, case: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api("GET", f"/conversations/{case}/entries?limit=100")["entries"]
        return found

    def says(self, case: str, words: str) -> None:
        """An agent answers."""
        said = {"client_msg_id": uuid.uuid4().hex, "body": words, "kind": "message"}
        self.api("POST", f"/conversations/{case}/entries", json=said)

    def api(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        ask = functools.partial(self.server.api, method, path, token=self.server.token("agent1"), **more)
        while (
            answer := ask()
        ).status_code == HTTPStatus.TOO_MANY_REQUESTS:  # who reads all of a mailbox again and again
            time.sleep(answer.json()["error"]["retry_after_s"])
        assert answer.is_success, answer.text
        given: dict[str, Any] = answer.json()
        return given


@contextmanager
def running(servers: Servers) -> Iterator[Kefu]:
    """Set up by an operator's commands, and then started: readers look for mailboxes when they begin."""
    place = servers.folder / "kefu"
    data = place / "data"
    data.mkdir(mode=0o700, parents=True)
    kept = {"secret_key": secrets.token_urlsafe(48), "jwt_secret": secrets.token_urlsafe(48), "tokens": {}}
    (data / "testserver.json").write_text(json.dumps(kept))
    env = {
        "SSL_CERT_FILE": str(servers.authority.certificate),
        "KEFU_NAME_SERVER": f"127.0.0.1:{servers.names.port}",
        "KEFU_MAIL_LISTEN": f"lmtp://127.0.0.1:{servers.lmtp_port}",
    }
    own = {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": str(kept["secret_key"])}
    _set_up(data, env | own, servers)
    with started(place, root=ROOT, **env) as server:
        server.told["settings"] = env | server._own_settings()
        yield Kefu(server, servers, server.told["settings"])


def _set_up(data: Path, env: dict[str, str], servers: Servers) -> None:
    ports, passwords = servers.postfix.ports, servers.passwords
    steps: list[Step] = [({}, ["migrate", "--verbosity", "0"])]
    for address, port, security in ((SUPPORT, ports.starttls, "starttls"), (HELP, ports.tls, "tls")):
        words = ["--label", "Northwind Support", "--smtp-host", "localhost", "--smtp-port", str(port)]
        words += ["--smtp-security", security, "--smtp-user", address, "--dkim-selector", "kefu"]
        steps.append(({"KEFU_SMTP_PASSWORD": passwords[address]}, ["mailbox", "add", address, *words]))
    for address in (DIRECT, OTHER):
        words = ["--label", "Northwind", "--smtp-host", "localhost", "--smtp-security", "none"]
        steps.append(({}, ["mailbox", "add", address, *words]))
    read = ["--host", "localhost", "--port", str(servers.dovecot.imaps)]
    steps.append(({"KEFU_IMAP_PASSWORD": passwords[SUPPORT]}, ["imap", SUPPORT, *read]))
    steps.append(({"KEFU_IMAP_PASSWORD": TOKEN}, ["imap", HELP, *read, "--oauth"]))
    servers.tokens.good[TOKEN] = HELP
    template.put(data)
    lines = "\n".join(typed(data, env, steps)).splitlines()
    assert not any(line.startswith("refused") for line in lines), lines
    records = [(lines[at - 1], line) for at, line in enumerate(lines) if line.startswith("v=DKIM1")]
    for name, record in (*records, ("_dmarc.nw.example", "v=DMARC1; p=reject")):
        servers.names.publish(name, record)


def waits(kefu: Kefu, case: str) -> str:
    """Why the newest delivery of this conversation waits for its next try, and after how many, once it does."""
    return _python(kefu.server.data, kefu.env, "-c", WAITING, case)


@contextmanager
def listening(kefu: Kefu, at: str) -> Iterator[None]:
    """A second worker beside the first, that listens there."""
    env = _environment(kefu.server.data, kefu.env | {"KEFU_MAIL_LISTEN": at})
    with subprocess.Popen([sys.executable, "-m", "kefu", "worker"], cwd=ROOT, env=env) as worker:
        try:
            yield
        finally:
            worker.terminate()


def later(kefu: Kefu, case: str) -> list[str]:
    """The same, and how it is after it was tried as if ten minutes had gone."""
    return _python(kefu.server.data, kefu.env, "-c", WAITING, case, "later").splitlines()


def typed(data: Path, env: dict[str, str], steps: Sequence[Step]) -> list[str]:
    """What `kefu ...` says to each, all in one process, which takes a moment to begin."""
    told: list[str] = json.loads(_python(data, env, "-c", COMMANDS, json.dumps(steps)))
    return told


def _python(data: Path, env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=_environment(data, env),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
