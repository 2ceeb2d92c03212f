"""bin/demo at the terminal: whatever stands in the way gets one clear sentence, no traceback, and exit code 1."""

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tools.bootstrap import data_folder, environment
from tools.bootstrap.refusal import Refusal

DEMO = environment.ROOT / "bin" / "demo"


def refused(*arguments: str, demo: Path = DEMO, **env: str) -> str:
    """The one sentence that bin/demo ends with."""
    given = {"PATH": os.environ["PATH"], "KEFU_PYTHON": sys.executable, **env}
    done = subprocess.run([demo, *arguments], env=given, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def fake_python(folder: Path, script: str) -> str:
    """A PATH on which the only Python is this shell script."""
    folder.mkdir(exist_ok=True)
    for tool in ("bash", "dirname", "env"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    (folder / "python3").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "python3").chmod(0o755)
    return str(folder)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """bin/demo of a checkout that has no environment yet."""
    for part in ("bin/demo", "tools/bootstrap/find_python.sh"):
        (tmp_path / part).parent.mkdir(parents=True)
        shutil.copy(environment.ROOT / part, tmp_path / part)
    return tmp_path / "bin" / "demo"


def test_no_python_says_which_ones_will_do(bare: Path, tmp_path: Path) -> None:
    said = refused(demo=bare, KEFU_PYTHON="", PATH=fake_python(tmp_path / "path", "exit 127"))
    assert said == "Kefu runs on Python 3.11, 3.12 or 3.13 and found none: install one of them and run this again."


@pytest.mark.parametrize("version", ["3.9", "3.14"])
def test_a_python_too_old_or_too_new_is_named(bare: Path, tmp_path: Path, version: str) -> None:
    said = refused(demo=bare, KEFU_PYTHON="", PATH=fake_python(tmp_path / "path", f"echo {version}"))
    assert f"found {version}: install one" in said


def test_a_missing_venv_module_says_what_to_install(bare: Path, tmp_path: Path) -> None:
    script = 'case "$2" in *venv*) exit 1;; esac; echo 3.12'
    said = refused(demo=bare, KEFU_PYTHON="", PATH=fake_python(tmp_path / "path", script))
    assert said.startswith("Python 3.12 is here but without its venv module: install it")


def seven_free_ports() -> int:
    """The first of seven in a row, below those that the system hands out to other tests."""
    while True:
        first = random.randrange(12_000, 30_000, 7)
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            for number in range(first, first + 7):
                held.enter_context(socket.socket()).bind(("127.0.0.1", number))
            return first


@pytest.mark.parametrize("offset", range(7))
def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path, offset: int) -> None:
    first = seven_free_ports()
    number = first + offset
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", number))
        taken.listen()
        said = refused(PORT=str(first), KEFU_DATA=str(tmp_path / "data"))
    assert f"Port {number} is taken" in said
    assert "PORT=" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "65530", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert refused(PORT=port) == f"PORT must be a whole number from 1 to 65529, not '{port}'."


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = refused(PORT="9187", KEFU_DATA=str(tmp_path / "file" / "data"))
    assert said.startswith(f"Cannot write in {tmp_path}/file/data (Not a directory): choose another folder")


def test_somebody_elses_folder_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    for arguments in ((), ("--fresh",)):
        said = refused(*arguments, PORT="9187", KEFU_DATA=str(tmp_path))
        assert said == f"{tmp_path} holds files that bin/demo did not make: choose another folder with KEFU_DATA."
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_fresh_deletes_only_what_the_demo_made(tmp_path: Path) -> None:
    data_folder.prepare(tmp_path / "demo", fresh=False)
    (tmp_path / "demo" / "kefu.sqlite3").touch()
    data_folder.prepare(tmp_path / "demo", fresh=False)
    assert (tmp_path / "demo" / "kefu.sqlite3").exists()
    data_folder.prepare(tmp_path / "demo", fresh=True)
    assert data_folder.is_ours(tmp_path / "demo")
    assert not (tmp_path / "demo" / "kefu.sqlite3").exists()


def test_a_file_in_place_of_the_folder_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Refusal, match=r"KEFU_DATA is a file .*: name a folder"):
        data_folder.prepare(tmp_path / "file", fresh=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_fresh_follows_no_link(tmp_path: Path) -> None:
    data_folder.prepare(tmp_path / "demo", fresh=False)
    (tmp_path / "link").symlink_to(tmp_path / "demo")
    with pytest.raises(Refusal, match="is a link"):
        data_folder.prepare(tmp_path / "link", fresh=True)
    assert data_folder.is_ours(tmp_path / "demo")


def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, parts: str) -> Path:
    """A checkout that pins `parts`, reached by no package index."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "core.txt").write_text(parts)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return tmp_path


def test_a_failed_download_says_so_and_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = checkout(tmp_path, monkeypatch, parts=f"absent==1.0 --hash=sha256:{'0' * 64}\n")
    for _ in range(2):
        with pytest.raises(Refusal, match="Could not download Kefu's parts: check the network"):
            environment.ensure(".venv", requirements="core")
    assert not (root / ".venv" / environment.INSTALLED).exists()


def test_parts_are_installed_again_only_when_the_pins_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = checkout(tmp_path, monkeypatch, parts="# nothing\n")
    installs: list[Path] = []
    monkeypatch.setattr(environment, "_install", lambda python, pinned: installs.append(pinned))
    monkeypatch.setattr(environment, "_make", _pretend_environment)
    environment.ensure(".venv", requirements="core")
    environment.ensure(".venv", requirements="core")
    assert len(installs) == 1
    (root / "requirements" / "core.txt").write_text("# other\n")
    environment.ensure(".venv", requirements="core")
    assert len(installs) == 2


def _pretend_environment(folder: Path) -> None:
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    (folder / "bin" / "python").touch()


def test_a_folder_in_the_way_of_the_environment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = checkout(tmp_path, monkeypatch, parts="# nothing\n")
    (root / ".venv").mkdir()
    (root / ".venv" / "mine.txt").touch()
    with pytest.raises(Refusal, match="is no Python environment"):
        environment.ensure(".venv", requirements="core")
    assert (root / ".venv" / "mine.txt").exists()
