"""A process that is killed while it writes leaves an index that answers at once: what was committed, and nothing else."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import itertools, django; django.setup()
from django.core.management import call_command
from django.db import transaction
from kefu.search import index
call_command("migrate", "search", verbosity=0)
for key in itertools.count(1):
    with transaction.atomic():
        for shelf in ("help", "entries"):
            index.put([index.Document(shelf, key, f"ophelia {key}", f"word{key} 提币")])
    print(key, flush=True)
"""
READER = """
import django; django.setup()
from kefu.search import index
for shelf in ("help", "entries"):
    found = index.search(index.Query("ophelia", shelf, limit=100_000, newest_first=True, budget_ms=60_000))
    print(max(hit.key for hit in found.hits), len(found.hits))
    index.remove(shelf, [1])
    index.put([index.Document(shelf, 1_000_000, "horatio", "")])
    print([hit.key for hit in index.search(index.Query("horatio", shelf, newest_first=True)).hits])
"""


@pytest.mark.parametrize("rounds", [2, 25, 60])
def test_after_a_kill_all_that_was_committed_is_found_and_writing_goes_on(rounds: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER]
    with subprocess.Popen(command, cwd=ROOT, env=_env(tmp_path), stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(rounds)]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout]
    read = subprocess.run(
        [sys.executable, "-c", READER], cwd=ROOT, env=_env(tmp_path), capture_output=True, text=True, check=True
    )
    lines = read.stdout.split("\n")
    for at in (0, 2):
        last, count = map(int, lines[at].split())
        assert told[-1] <= last <= told[-1] + 1
        assert count == last
        assert lines[at + 1] == "[1000000]"


def _env(folder: Path) -> dict[str, str]:
    url = f"sqlite:///{folder / 'killed.sqlite3'}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "kefu.settings.test", "KEFU_DATABASE_URL": url}
