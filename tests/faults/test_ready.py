"""healthz: this process answers. readyz: what it would acknowledge is on disk. On a full or read-only disk they differ."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client

from kefu.files import storage
from kefu.kit import db
from kefu.web import ready
from tests.faults.conftest import needs
from tests.running import Server, started

FILLING_BYTES = 64 * 1024
DISK = "size=24m"


def asked(server: Server, path: str) -> tuple[int, str]:
    answer = server.call("GET", path)
    return answer.status_code, answer.text.strip()


def eventually(server: Server, status: int) -> str:
    """The answer of readyz once it is of this status: a proof is good for a second."""
    deadline = time.monotonic() + 10
    while (found := asked(server, "/readyz"))[0] != status and time.monotonic() < deadline:
        time.sleep(0.2)
    assert found[0] == status, found
    return found[1]


def mounted(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or not mounted("-t", "tmpfs", "-o", DISK, "tmpfs", str(place)):
        needs("only root may mount a small disk; the same refusals are tried without one beside this test")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_and_a_read_only_disk_show_in_readyz_and_not_in_healthz(disk: Path) -> None:
    with started(disk) as server:
        assert asked(server, "/readyz") == asked(server, "/healthz") == (200, "ok")
        full = _filled(disk)
        assert eventually(server, 503).startswith("not ready: the ")
        assert asked(server, "/healthz") == (200, "ok")
        full.unlink()
        assert eventually(server, 200) == "ok"
        if mounted("-o", f"remount,ro,{DISK}", str(disk)):  # refused where something is being written
            assert eventually(server, 503).startswith("not ready: the ")
            assert mounted("-o", f"remount,rw,{DISK}", str(disk))
            assert eventually(server, 200) == "ok"


def _filled(disk: Path) -> Path:
    full = disk / "filling"
    with full.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(FILLING_BYTES))
        except OSError:
            return full


@pytest.fixture
def asked_now(monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(ready, "proof", ready.Proof())
    return Client()


def refuse(error: Exception) -> object:
    def raising() -> None:
        raise error

    return raising


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("room", "proof", "error", "word"),
    [
        (db, "prove_durable", OperationalError("attempt to write a readonly database"), ready.NO_DATABASE),
        (storage, "prove_writable", OSError(28, "No space left on device"), ready.NO_FILES),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_few_words_without_our_insides(
    asked_now: Client, monkeypatch: pytest.MonkeyPatch, room: object, proof: str, error: Exception, word: str
) -> None:
    monkeypatch.setattr(room, proof, refuse(error))
    answer = asked_now.get("/readyz")
    assert (answer.status_code, answer.content.decode()) == (503, f"not ready: {word}\n")
    assert asked_now.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_however_many_ask_it_is_tried_once_a_second(asked_now: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[float] = []
    monkeypatch.setattr(db, "prove_durable", lambda: tried.append(time.monotonic()))
    assert {asked_now.get("/readyz").status_code for _ in range(20)} == {200}
    assert len(tried) == 1
    time.sleep(ready.LIVES_S)
    asked_now.get("/readyz")
    assert len(tried) == 2


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_hangs_holds_one_thread_and_the_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "PATIENCE_S", 0.05)
    proof = ready.Proof()
    with proof._lock:
        assert proof.lacking() == ready.NO_ANSWER
    assert proof.lacking() == ""
