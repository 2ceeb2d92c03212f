"""The sealer is killed at any moment, and started again: no row is sealed twice, left out or out of order, and all heads hold."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.running import ROOT, _environment

pytestmark = pytest.mark.faults
KILLS = 25
BUSY = """
import django; django.setup()
from django.db import transaction
from kefu.kit import clock, db
from kefu.trust import journal
from kefu.trust.sealing import places
from kefu.trust.sealing.sealer import Sealer
sealer = Sealer()
print("begun", flush=True)
while True:
    with transaction.atomic():
        journal.write([journal.Act(clock.now(), "agent", 1, "looked", "chat", at, "detail") for at in range(40)])
    sealer.seal(clock.now())
    sealer.sign(clock.now(), at_once=True)
    places.bring(clock.now())
"""


def kefu(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_R02_a_sealer_that_is_killed_at_any_moment_leaves_a_journal_that_holds(tmp_path: Path) -> None:
    secret = "for this test only, never for people: " + "x" * 30
    env = _environment(tmp_path, {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": secret})
    assert kefu(env, "-m", "kefu", "migrate", "--verbosity", "0").returncode == 0
    chance = random.Random(9)
    for _ in range(KILLS):
        with subprocess.Popen([sys.executable, "-c", BUSY], cwd=ROOT, env=env, stdout=subprocess.PIPE) as busy:
            assert busy.stdout is not None
            assert busy.stdout.readline() == b"begun\n"
            time.sleep(chance.uniform(0.02, 0.4))
            os.kill(busy.pid, signal.SIGKILL)
    done = kefu(env, "-m", "kefu", "verify_journal")
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(tmp_path / "kefu.sqlite3")) as base:
        order = [row[0] for row in base.execute("SELECT entry_id FROM trust_sealedrow ORDER BY position")]
        heads = base.execute("SELECT count(*) FROM trust_treehead").fetchone()[0]
    assert order == sorted(order)
    assert heads > KILLS
