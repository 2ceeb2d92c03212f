"""P13, R22: a database that the release before filled is brought to this one, whole, and both serve side by side meanwhile."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import uuid
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from tests.faults.load import Load, had_bytes, send_files
from tests.running import ROOT, Server, _environment, started

SECRET = "for this test only, never for people: " + "x" * 30
MIGRATIONS = ":(glob)kefu/**/migrations/*.py"
MOST_BACK = 10  # steps of the tables that are looked at


def git(*words: str) -> str:
    """What git says of this checkout; empty where there is none."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def steps_back(kind: str) -> list[str]:
    """The commits to come from, the newest first: the one before, or those before a step of the tables."""
    if kind == "the commit before":
        return [git("rev-parse", "--verify", "HEAD^")]
    steps = git("log", "--first-parent", f"-{MOST_BACK}", "--format=%H", "--", MIGRATIONS).split()
    return [git("rev-parse", "--verify", f"{step}^") for step in steps]


def checked_out(kind: str, place: Path) -> Path:
    """The files of the newest of them that can serve, in a folder of their own: in the midst of a merge is no release."""
    for at, commit in enumerate(filter(None, steps_back(kind))):
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=BytesIO(packed)) as tar:
            tar.extractall(place / str(at), filter="data")
        if serves(place / str(at)):
            return place / str(at)
    why = "no release to come from is in the history (a shallow clone?): an upgrade from it cannot be tried"
    if os.environ.get("KEFU_ALL_LEGS", "") not in {"", "0", "no"}:
        pytest.fail(f"{why}; fetch it whole")
    pytest.skip(why)


def serves(root: Path) -> bool:
    command = [sys.executable, "-m", "kefu", "check"]
    env = _environment(root / "nothing", {"KEFU_SECRET_KEY": SECRET, "KEFU_URL": "http://localhost"})
    return subprocess.run(command, cwd=root, env=env, capture_output=True, check=False).returncode == 0


def kefu(data: Path, *words: str, secret: str = SECRET) -> subprocess.CompletedProcess[str]:
    with begun(data, *words, secret=secret) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def begun(data: Path, *words: str, secret: str) -> "subprocess.Popen[str]":
    env = _environment(data, {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": secret})
    command = [sys.executable, "-m", "kefu", *words]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def secret_of(data: Path) -> str:
    return str(json.loads((data / "testserver.json").read_text())["secret_key"])


def worked(server: Server, conversation: str) -> None:
    """A day at the desk, told by the API: taken, noted, tagged, answered, closed."""
    agent = server.token("agent1")
    place = f"/conversations/{conversation}"
    me = server.api("GET", "/agents", token=agent).json()["agents"][0]["id"]
    calls = [
        ("PUT", f"{place}/assignment", {"agent": me}),
        ("POST", f"{place}/entries", {"client_msg_id": uuid.uuid4().hex, "kind": "note", "body": "looks late"}),
        ("POST", f"{place}/tags", {"tags": ["deposit"]}),
        ("POST", f"{place}/entries", {"client_msg_id": uuid.uuid4().hex, "body": "we look into it"}),
        ("PUT", f"{place}/closure", {"reason": "solved"}),
    ]
    for method, path, body in calls:
        answer = server.api(method, path, token=agent, json=body)
        assert answer.status_code < 300, (path, answer.text)


@pytest.fixture(params=["the commit before", "the tables before"], ids=lambda kind: kind.replace(" ", "-"))
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return checked_out(request.param, tmp_path / "before")


def test_P13_what_the_release_before_filled_is_served_by_this_one(before: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(tmp_path, root=before) as old:
        load = Load(old, customers=4)
        load.begin()
        conversation, token = next(iter(load.tokens_of.items()))
        files = send_files(old, conversation=conversation, token=token, with_document=False)
        load.until_acknowledged(100)
        load.end()
        worked(old, list(load.tokens_of)[1])
    secret = secret_of(data)
    migrated = kefu(data, "migrate", secret=secret)
    assert migrated.returncode == 0, migrated.stderr
    looked = kefu(data, "doctor", "--json", "--only", *LOOKED_AT, secret=secret)
    assert looked.returncode == 0, looked.stdout
    with started(tmp_path) as new:
        verdict = load.judged(new)
        assert verdict.is_kept, (verdict.counts(), verdict.gaps[:3])
        assert verdict.counts()["stable"] >= 100
        assert had_bytes(new, files=list(files), token=token) == files
        answered(new, conversation, token)


LOOKED_AT = ("log.sound", "database.integrity", "database.migrated", "files.there")


def answered(server: Server, conversation: str, token: str) -> None:
    """The customer asks on a socket, an agent answers by the API, the customer hears it."""
    line = server.signed_in(token)
    line.say(type="subscribe", conversation=conversation, after=0)
    line.hear_until("caught_up")
    line.say(type="send", client_msg_id=uuid.uuid4().hex, conversation=conversation, body="still there?")
    line.hear_until("ack")
    said = {"client_msg_id": uuid.uuid4().hex, "body": "yes"}
    place = f"/conversations/{conversation}/entries"
    assert server.api("POST", place, token=server.token("agent1"), json=said).status_code == 201
    while line.hear_until("entry")[-1].get("body") != "yes":
        pass


def test_R22_both_releases_serve_one_database_while_people_write(tmp_path: Path) -> None:
    """People stay on the old processes while the tables change under them, and others come to the new ones."""
    before = checked_out("the commit before", tmp_path / "before")
    with started(tmp_path, root=before) as old:
        on_old = Load(old, customers=4)
        on_old.begin()
        on_old.until_acknowledged(50)
        migrated = kefu(tmp_path / "data", "migrate", secret=secret_of(tmp_path / "data"))
        assert migrated.returncode == 0, migrated.stderr
        with started(tmp_path) as new:
            on_new = Load(new, customers=4, first=4)
            on_new.begin()
            on_new.until_acknowledged(100)
            on_old.until_acknowledged(150)
            on_old.end()
            on_new.end()
            for load in (on_old, on_new):
                verdict = load.judged_alone(new)
                assert verdict.is_kept, (verdict.counts(), verdict.gaps[:3])


def test_R22_the_release_before_serves_again_what_this_one_wrote(before: Path, tmp_path: Path) -> None:
    """N, N+1 and back to N: an operator who goes back loses nothing, and people write on."""
    with started(tmp_path, root=before) as old:
        load = Load(old, customers=2)
        load.begin()
        load.until_acknowledged(30)
        load.end()
    assert kefu(tmp_path / "data", "migrate", secret=secret_of(tmp_path / "data")).returncode == 0
    with started(tmp_path) as new:
        meanwhile = Load(new, customers=2, first=2)
        meanwhile.begin()
        meanwhile.until_acknowledged(30)
        meanwhile.end()
    with started(tmp_path, root=before) as old:
        conversation, token = next(iter(meanwhile.tokens_of.items()))
        answered(old, conversation, token)
        for each in (load, meanwhile):
            verdict = each.judged_alone(old)
            assert verdict.is_kept, (verdict.counts(), verdict.gaps[:3])


KILLED_AFTER_S = (0.6, 1.0, 1.4, 1.8, 2.4)


def test_R22_an_upgrade_that_is_killed_is_finished_by_the_next_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(tmp_path, root=checked_out("the tables before", tmp_path / "before")) as old:
        load = Load(old, customers=4)
        load.begin()
        load.until_acknowledged(100)
        load.end()
    secret = secret_of(data)
    for after_s in KILLED_AFTER_S:
        with begun(data, "migrate", secret=secret) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(after_s)
            process.kill()
    migrated = kefu(data, "migrate", secret=secret)
    assert migrated.returncode == 0, migrated.stderr
    looked = kefu(data, "doctor", "--json", "--only", *LOOKED_AT, secret=secret)
    assert looked.returncode == 0, looked.stdout
    with started(tmp_path) as new:
        verdict = load.judged(new)
        assert verdict.is_kept, (verdict.counts(), verdict.gaps[:3])


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    """A database whose next step will fail: its tables are there already, and nobody wrote that down."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    assert kefu(data, "migrate").returncode == 0
    assert kefu(data, "agent", "Dora", "--email", "dora@exchange.test", "--role", "lead").returncode == 0
    with closing(sqlite3.connect(data / "kefu.sqlite3")) as database, database:
        steps = database.execute("SELECT max(id) FROM django_migrations WHERE app = 'desk'").fetchone()
        database.execute("DELETE FROM django_migrations WHERE id = ?", steps)
    return data


def test_P13_a_failed_upgrade_puts_the_database_back(upgraded: Path) -> None:
    before = tables(upgraded / "kefu.sqlite3")
    done = kefu(upgraded, "migrate")
    assert done.returncode == 1
    assert "The database is as it was before: the release before may serve again." in done.stderr
    assert "The upgrade failed:" in done.stderr
    assert tables(upgraded / "kefu.sqlite3") == before == tables(upgraded / "before-upgrade.sqlite3")


def test_P13_what_somebody_wrote_meanwhile_is_never_undone(upgraded: Path) -> None:
    with closing(sqlite3.connect(upgraded / "kefu.sqlite3")) as somebody:
        somebody.execute("SELECT count(*) FROM people_agent").fetchone()
        done = kefu(upgraded, "migrate")
    assert done.returncode == 1
    assert "Kefu is running, so the database stays as it is now" in done.stderr
    assert (upgraded / "before-upgrade.sqlite3").exists()


def test_an_upgrade_that_has_no_room_for_its_copy_changes_nothing(upgraded: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    small = upgraded.parent / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("no small disk could be mounted")
    try:
        shutil.copy(upgraded / "kefu.sqlite3", small)
        done = kefu(small, "migrate")
        assert done.returncode == 1
        assert "Nothing was changed; `--no-backup` goes on without a copy." in done.stderr
        assert tables(small / "kefu.sqlite3") == tables(upgraded / "kefu.sqlite3")
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)


def tables(file: Path) -> list[str]:
    """Everything in it, as statements."""
    with closing(sqlite3.connect(file)) as database:
        return list(database.iterdump())
