"""R20 on PostgreSQL: the same backup by the server's own programs, brought back into an empty database."""

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.load import Load, had_bytes, send_files
from tests.running import ROOT, Server, _environment, started
from tools import suite

pytestmark = pytest.mark.postgres
DATA_KEY = "in-no-backup-of-ours-" + "z" * 40


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """Two empty ones, dropped afterwards."""
    url = suite.postgres_url()
    if not url:
        pytest.skip("no PostgreSQL answers")
    names = [f"kefu_backup_{secrets.token_hex(4)}" for _ in range(2)]
    with psycopg.connect(url, autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}"')
        one, other = (urlsplit(url)._replace(path=f"/{name}").geturl() for name in names)
        yield one, other
        for name in names:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def kefu(place: Path, url: str, secret: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = _environment(place, {"KEFU_SECRET_KEY": secret, "KEFU_DATA_KEY": DATA_KEY, "KEFU_DATABASE_URL": url})
    command = [sys.executable, "-m", "kefu", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_R20_a_backup_of_postgresql_is_taken_under_load_and_serves_elsewhere(
    databases: tuple[str, str], tmp_path: Path
) -> None:
    first, second = databases
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (other / "data").mkdir(parents=True)
    file = tmp_path / "kefu.tar.gz"
    with started(one, KEFU_DATABASE_URL=first, KEFU_DATA_KEY=DATA_KEY) as server:
        secret = json.loads((server.data / "testserver.json").read_text())["secret_key"]
        load = Load(server, customers=4)
        load.begin()
        conversation, token = next(iter(load.tokens_of.items()))
        files = send_files(server, conversation=conversation, token=token)
        load.until_acknowledged(100)
        before = load.bodies_acknowledged()
        done = kefu(server.data, first, secret, "backup", str(file))
        load.until_acknowledged(load.acknowledged() + 20)
        load.end()
        if "is needed on this machine" in done.stderr:
            pytest.skip(done.stderr)
        assert done.returncode == 0, done.stderr
    assert "not empty" in kefu(other / "data", first, secret, "restore", str(file)).stderr
    done = kefu(other / "data", second, secret, "restore", str(file))
    assert done.returncode == 0, done.stderr
    shutil.copy(one / "data" / "testserver.json", other / "data")
    with started(other, KEFU_DATABASE_URL=second, KEFU_DATA_KEY=DATA_KEY) as server:
        assert had_bytes(server, files=list(files), token=token) == files
        found = said_in(load, server)
        assert before <= found
    assert kefu(other / "data", second, secret, "backup", "--verify", str(file)).returncode == 0


def said_in(load: Load, server: Server) -> set[str]:
    """Every body in every conversation, by the API."""
    found: set[str] = set()
    for conversation, token in load.tokens_of.items():
        after = 0
        while True:
            path = f"/conversations/{conversation}/entries?after={after}&limit=100"
            page = server.api("GET", path, token=token).json()["entries"]
            found |= {entry.get("body") or "" for entry in page}
            if len(page) < 100:
                break
            after = page[-1]["seq"]
    return found
