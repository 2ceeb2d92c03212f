"""Keeps a Python environment inside the checkout: made once, installed anew when the pinned parts change."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools.bootstrap.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = "kefu-installed"  # inside the environment: what stands in it


def ensure(name: str, *, requirements: str) -> Path:
    """The environment's Python, with exactly the parts that requirements/<requirements>.txt pins."""
    folder = ROOT / name
    pinned = ROOT / "requirements" / f"{requirements}.txt"
    mark = mark_of(folder, pinned=pinned)
    python = folder / "bin" / "python"
    if _read(folder / INSTALLED) == mark and python.exists():
        return python
    _leave(folder)
    print(f"Getting Kefu's parts into {name} (only when they change) ...", file=sys.stderr, flush=True)
    _make(folder)
    _install(python, pinned)
    (folder / INSTALLED).write_text(mark)
    return python


def _leave(folder: Path) -> None:
    """Go on in the Python that the environment was made from: it cannot make anew what it runs in."""
    if Path(sys.prefix) == folder:
        base = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}")
        os.execv(base, [base, *sys.orig_argv[1:]])


def mark_of(folder: Path, *, pinned: Path) -> str:
    """What an environment with these parts says of itself."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {folder} {hashlib.sha256(pinned.read_bytes()).hexdigest()}"


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _make(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not (folder / "pyvenv.cfg").exists()):
        raise Refusal(f"{folder} is there but is no Python environment: move it away and run this again.")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
    except OSError as error:
        raise Refusal(
            f"Cannot write in {folder.parent} ({error.strerror}): make it writable and run this again."
        ) from error
    except subprocess.CalledProcessError as error:
        raise Refusal(
            "Python's venv module could not set up pip: install your system's python3-venv package."
        ) from error


def _install(python: Path, pinned: Path) -> None:
    log = python.parent.parent / "pip.log"
    command: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
    ]
    with log.open("w", encoding="utf-8") as lines:
        code = subprocess.run([*command, "-r", pinned], stdout=lines, stderr=lines, check=False).returncode
    if code:
        raise Refusal(_why_pip_failed(log))


def _why_pip_failed(log: Path) -> str:
    said = log.read_text(encoding="utf-8", errors="replace")
    if "DO NOT MATCH THE HASHES" in said:
        return f"A downloaded part is not the one that Kefu pins, so nothing was installed; see {log}."
    if "No space left on device" in said:
        return "The disk is full: free about 300 MB and run this again."
    return f"Could not download Kefu's parts: check the network, then run this again; what pip said is in {log}."
