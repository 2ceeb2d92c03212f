"""P4: whoever sends a mail is killed at each step of it: the server takes it once at most, and what is left is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kefu.channels.tests import sink
from tests.running import ROOT, _environment

pytestmark = pytest.mark.faults

BEGIN = """
import os, sys, django; django.setup()
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.kit import clock
from kefu.people import keys, sessions
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.trust import admissions
keys.ready()
settings = {"smtp_host": "127.0.0.1", "smtp_port": int(sys.argv[1]), "smtp_security": "none"}
account = accounts.save(AccountRecord("email", "support@nw.example", "Northwind Support", settings=settings))
identity = Identity(uid="carol", jti="jti-carol", expires_at=clock.now(), name="Carol", email="carol@example.test")
carol = sessions.start_customer_session(identity, locale="en").viewer
alice = admissions.create("Alice", email="alice@nw.example", role=Role.AGENT, alias="Alice")
place, by = NewConversation(carol.id, "email", "en", account=account.id), Author(AuthorKind.CUSTOMER, carol.id)
asked = log.stored(log.append([Draft(place, Kind.MESSAGE, by, MessageData(), body="Where is it?", key="mail-00001")])[0])
log.stored(log.reply(asked.conversation, author=Author(AuthorKind.AGENT, alice.pk), body="Here.", key="answer-0001"))
"""
SEND = """
import os, signal, sys, django; django.setup()
from datetime import timedelta
from kefu.channels import delivery
from kefu.channels.email import client
from kefu.conversations import deliveries
from kefu.conversations.models import Delivery
from kefu.kit import clock
def die(*args, **more):
    os.kill(os.getpid(), signal.SIGKILL)
def then_die(function):
    def both(*args, **more):
        function(*args, **more)
        die()
    return both
point = sys.argv[1]
if point == "made": deliveries.claim = die
if point == "claimed": deliveries.claim = then_die(deliveries.claim)
if point == "connected": client._expect = die
if point == "handed over": client._hand_over = then_die(client._hand_over)
if point == "settled": deliveries.settle = then_die(deliveries.settle)
later = clock.now() + timedelta(minutes=int(sys.argv[2]))
delivery.work(later)
print(",".join(Delivery.objects.values_list("status", flat=True)))
"""
POINTS = {
    "made": ("sent", 1),
    "claimed": ("uncertain", 0),
    "connected": ("uncertain", 0),
    "handed over": ("uncertain", 1),
    "settled": ("sent", 1),
}


def run(env: dict[str, str], code: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("point", POINTS)
def test_P4_killed_at_any_step_a_mail_is_taken_once_at_most(tmp_path: Path, point: str) -> None:
    secret = "for this test only, never for people: " + "x" * 30
    env = _environment(tmp_path, {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": secret})
    migrated = subprocess.run(
        [sys.executable, "-m", "kefu", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=False, timeout=120
    )
    assert migrated.returncode == 0
    status, count = POINTS[point]
    with sink.running() as server:
        begun = run(env, BEGIN, str(server.port))
        assert begun.returncode == 0, begun.stderr
        killed = run(env, SEND, point, "0")
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        told = []
        for minutes in ("1", "11", "12", "2000"):  # started again and again, also days later
            again = run(env, SEND, "", minutes)
            assert again.returncode == 0, again.stderr
            told.append(again.stdout.strip())
        assert told[-1] == status
        assert len(server.mails) == count
    assert os.environ.get("KEFU_SECRET_KEY") != secret
