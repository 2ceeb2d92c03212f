"""R20: a backup is taken while people write, brought back elsewhere, and has all that was acknowledged before it began."""

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.diary import _now_us
from tests.faults.load import Load, had_bytes, send_files
from tests.running import ROOT, _environment, started

ROOM = 200


def kefu(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The operator's command on this folder, with the secrets of the product that the backup is of."""
    settings = {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": SECRET, "KEFU_DATA_KEY": DATA_KEY}
    command = [sys.executable, "-m", "kefu", *words]
    env = _environment(data, {**settings, **more})
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


DATA_KEY = "in-no-backup-of-ours-" + "z" * 40
SECRET = "for this test only, never for people: " + "x" * 30


@dataclass(frozen=True)
class Taken:
    """A backup of a product that people wrote to, and what they had been promised."""

    file: Path
    load: Load
    began_us: int
    files: dict[str, int]
    token: str
    kept: Path  # the secrets and tokens of its testers


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    place = tmp_path_factory.mktemp("busy")
    with started(place, KEFU_DATA_KEY=DATA_KEY) as server:
        load = Load(server)
        load.begin()
        conversation, token = next(iter(load.tokens_of.items()))
        files = send_files(server, conversation=conversation, token=token)
        load.until_acknowledged(300)
        began_us = _now_us()
        said = server.command("backup", str(place / "kefu.tar.gz"))
        assert f"and {3} files" in said, said
        load.until_acknowledged(load.acknowledged() + 100)  # they went on meanwhile
        load.end()
        kept = place / "testserver.json"
        shutil.copy(server.data / "testserver.json", kept)
        yield Taken(place / "kefu.tar.gz", load, began_us, files, token, kept)


@pytest.fixture(scope="module")
def once_restored(taken: Taken, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("restored")
    done = restored(taken, place)
    assert done.returncode == 0, done.stderr
    return place / "data"


@pytest.fixture
def data(once_restored: Path, tmp_path: Path) -> Path:
    """A data folder of one's own, as a restore leaves it."""
    shutil.copytree(once_restored, tmp_path / "data")
    return tmp_path / "data"


def restored(taken: Taken, place: Path) -> subprocess.CompletedProcess[str]:
    secret = json.loads(taken.kept.read_text())["secret_key"]
    command = [sys.executable, "-m", "kefu", "restore", str(taken.file)]
    env = _environment(place / "data", {"KEFU_SECRET_KEY": secret, "KEFU_DATA_KEY": DATA_KEY})
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_R20_what_was_acknowledged_before_a_backup_began_is_in_it_and_it_serves_elsewhere(
    taken: Taken, tmp_path: Path
) -> None:
    began = time.monotonic()
    done = restored(taken, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "each as its columns say" in done.stdout
    shutil.copy(taken.kept, tmp_path / "data")
    with started(tmp_path, KEFU_DATA_KEY=DATA_KEY) as server:
        ready_s = time.monotonic() - began
        promised = taken.load.promised_before(taken.began_us)
        verdict = taken.load.judged(server, events=promised)
        assert verdict.is_kept, (verdict.counts(), verdict.gaps[:3])
        assert verdict.counts()["stable"] >= 300, verdict.counts()
        assert had_bytes(server, files=list(taken.files), token=taken.token) == taken.files
        assert server.chat(taken.token, "and it goes on"), "the log takes more"
        assert ready_s < 300, "five minutes for a GB is the promise, and this is far less"


def test_R20_the_journal_of_what_was_restored_holds_on_a_line_of_its_own(taken: Taken, data: Path) -> None:
    secret = json.loads(taken.kept.read_text())["secret_key"]
    command = [sys.executable, "-m", "kefu", "verify_journal"]
    env = _environment(data, {"KEFU_SECRET_KEY": secret, "KEFU_DATA_KEY": DATA_KEY})
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows, sealed = map(int, re.findall(r"Rows: (\d+). Sealed: (\d+).", done.stdout)[0])
    assert rows == sealed > 5
    with closing(sqlite3.connect(data / "kefu.sqlite3")) as base:
        assert base.execute("SELECT max(line) FROM trust_treehead").fetchone() == (2,)


def test_R20_a_backup_is_verified_without_being_used(taken: Taken) -> None:
    before = sorted(os.listdir(taken.file.parent))
    done = kefu(taken.file.parent / "nowhere", "backup", "--verify", str(taken.file))
    assert done.returncode == 0, done.stderr
    assert " is whole: " in done.stdout
    assert sorted(os.listdir(taken.file.parent)) == before


def test_R20_nothing_is_ever_restored_over_something(taken: Taken, data: Path, tmp_path: Path) -> None:
    assert data.exists()
    again = restored(taken, tmp_path)
    assert (again.returncode, len(again.stderr.strip().splitlines())) == (1, 1)
    assert "is there already: a backup is restored into an empty place only." in again.stderr


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_R20_a_backup_that_was_cut_short_is_refused_and_leaves_nothing(
    taken: Taken, tmp_path: Path, share: float
) -> None:
    whole = taken.file.read_bytes()
    harmed = tmp_path / "cut.tar.gz"
    harmed.write_bytes(whole[: int(len(whole) * share)])
    refused(harmed, tmp_path, "damaged, cut short")


def test_R20_one_flipped_byte_anywhere_is_found(taken: Taken, tmp_path: Path) -> None:
    whole = taken.file.read_bytes()
    for number, near in enumerate((len(whole) // 5, len(whole) // 2, len(whole) - 4)):
        harmed = tmp_path / f"flipped{number}.tar.gz"
        harmed.write_bytes(next(each for each in flipped(whole, near) if is_felt(each, whole)))
        refused(harmed, tmp_path, "")


def flipped(whole: bytes, near: int) -> Iterator[bytes]:
    """With one byte changed, there or a little before."""
    for place in range(near, near - 100, -1):
        yield whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :]


def is_felt(harmed: bytes, whole: bytes) -> bool:
    """A run of zeros can be written in several ways: a flip from one to another changes nothing that is kept."""
    try:
        return gzip.decompress(harmed) != gzip.decompress(whole)
    except (OSError, EOFError, zlib.error):
        return True


def refused(harmed: Path, place: Path, why: str) -> None:
    done = kefu(place / "data", "restore", str(harmed))
    assert done.returncode == 1, done.stdout
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert why in done.stderr
    assert not list((place / "data").glob("*")), "something was left behind"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../escape", "no backup of Kefu has"),
        ("files/../../escape", "no name of a file of ours"),
        ("keys/other", "no backup"),
    ],
)
def test_R20_a_member_that_no_backup_has_is_never_unpacked(tmp_path: Path, name: str, why: str) -> None:
    made = tmp_path / "strange.tar"
    with tarfile.open(made, "w") as tar:
        tar.add(__file__, arcname=name)
    refused(made, tmp_path, why)
    assert not (tmp_path / "escape").exists()


def test_R20_a_changed_manifest_does_not_pass_for_ours(taken: Taken, tmp_path: Path) -> None:
    """Whoever has the file, and not the key, cannot make another history look like a backup of ours."""
    secret = json.loads(taken.kept.read_text())["secret_key"]
    made = tmp_path / "forged.tar"
    with tarfile.open(taken.file) as whole, tarfile.open(made, "w") as tar:
        for member in whole:
            source = whole.extractfile(member)
            assert source
            data = source.read()
            if member.name == "manifest.json":
                data = data.replace(b'"made_at": "20', b'"made_at": "19')
            with (tmp_path / "member").open("w+b") as file:
                file.write(data)
                file.seek(0)
                tar.addfile(member, file)
    env = _environment(tmp_path / "data", {"KEFU_SECRET_KEY": secret, "KEFU_DATA_KEY": DATA_KEY})
    command = [sys.executable, "-m", "kefu", "restore", str(made)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "its seal is not the one of this installation" in done.stderr


def test_a_backup_never_takes_another_ones_place_and_keeps_to_itself(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    target = folder / "one.tar"
    assert kefu(data, "backup", str(target)).returncode == 0
    assert target.stat().st_mode & 0o777 == 0o600
    again = kefu(data, "backup", str(target))
    assert "is there already" in again.stderr
    assert "ends in .tar" in kefu(data, "backup", str(folder / "one.zip")).stderr
    assert os.listdir(folder) == ["one.tar"]


def test_a_folder_of_backups_keeps_the_newest(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"kefu-2026010{day}T000000Z.tar.gz").write_bytes(b"old")
    (folder / "letters.tar.gz").write_bytes(b"not ours")
    done = kefu(data, "backup", str(folder), "--keep", "2")
    assert done.returncode == 0, done.stderr
    left = sorted(os.listdir(folder))
    assert len(left) == 3, left
    assert {"letters.tar.gz", "kefu-20260103T000000Z.tar.gz"} < set(left)


def test_a_file_that_is_gone_is_named_and_does_not_stop_the_backup(data: Path, tmp_path: Path) -> None:
    lost = next((data / "files").glob("*/*.full"))
    lost.unlink()
    done = kefu(data, "backup", str(tmp_path / "one.tar"))
    assert done.returncode == 3
    assert lost.name in done.stderr
    assert kefu(data, "backup", "--verify", str(tmp_path / "one.tar")).returncode == 0


def test_keys_are_in_a_backup_only_where_asked_for(taken: Taken, data: Path, tmp_path: Path) -> None:
    key = data / "push-key.pem"
    assert not key.exists()
    assert kefu(data, "backup", str(tmp_path / "none.tar"), "--with-keys").returncode == 0
    shutil.copy(taken.kept.parent / "data" / "push-key.pem", key)
    done = kefu(data, "backup", str(tmp_path / "with.tar"), "--with-keys")
    assert "The key of notices is in it" in done.stdout
    assert kefu(tmp_path / "elsewhere", "restore", str(tmp_path / "with.tar")).returncode == 0
    assert (tmp_path / "elsewhere" / "push-key.pem").read_bytes() == key.read_bytes()


def test_R20_a_log_with_a_fault_is_refused_and_brought_back_only_when_told_to(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / "kefu.sqlite3")) as database, database:
        database.execute("UPDATE conversations_conversation SET status = 'closed' WHERE id = 1")
    file = tmp_path / "faulty.tar"
    assert kefu(data, "backup", str(file)).returncode == 0
    elsewhere = tmp_path / "elsewhere"
    done = kefu(elsewhere, "restore", str(file))
    assert done.returncode == 1
    assert "The log in this backup is not whole." in done.stderr
    done = kefu(elsewhere, "restore", str(file), "--despite-faults")
    assert done.returncode == 0, done.stderr
    assert "are not what its entries say" in done.stdout


def test_what_is_sealed_needs_its_key_which_a_backup_holds_only_where_asked_for(tmp_path: Path) -> None:
    own, place = {"KEFU_DATA_KEY": ""}, tmp_path / "data"
    place.mkdir(mode=0o700)
    assert kefu(place, "migrate", **own).returncode == 0
    env = _environment(place, {"DJANGO_SETTINGS_MODULE": "kefu.settings.prod", "KEFU_SECRET_KEY": SECRET})
    subprocess.run([sys.executable, "-c", SIGNS_IN], cwd=ROOT, env=env, check=True)
    bare, whole = tmp_path / "bare.tar", tmp_path / "whole.tar"
    told = kefu(place, "backup", str(bare), **own).stdout
    name = re.findall(r"Sealed fields; the key is not in it: keep (\w{16}) elsewhere", told)[0]
    key = (place / "keys" / "data-key").read_bytes()
    assert not [file for file in (bare, place / "kefu.sqlite3") if b"Zo\xc3\xab" in file.read_bytes()]
    assert key.strip() not in bare.read_bytes()
    assert "sealed field was opened with" in kefu(place, "backup", "--verify", str(bare), **own).stdout
    refused = kefu(tmp_path / "one", "restore", str(bare), **own)
    assert refused.returncode == 1
    assert "Nothing was restored." in refused.stderr
    assert name in refused.stderr
    assert not (tmp_path / "one" / "kefu.sqlite3").exists()
    (tmp_path / "one" / "keys").mkdir(parents=True, exist_ok=True)
    (tmp_path / "one" / "keys" / "data-key").write_bytes(key)
    assert (
        f"A sealed field was opened with the key {name}." in kefu(tmp_path / "one", "restore", str(bare), **own).stdout
    )
    told = kefu(place, "backup", str(whole), "--with-keys", **own).stdout
    assert f"the key {name} is in it too" in told
    done = kefu(tmp_path / "two", "restore", str(whole), **own)
    assert f"A sealed field was opened with the key {name}." in done.stdout, done.stderr
    kept = tmp_path / "two" / "keys" / "data-key"
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (key, 0o600)


SIGNS_IN = """
import django; django.setup()
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.identity import Identity
sessions.start_customer_session(Identity(uid="1", jti="once", expires_at=clock.now(), name="Zo\u00eb"), locale="en")
"""
