"""Programs of npm that some tests need, installed once into a folder of the tests, by exact version and without their scripts."""

import shutil
import subprocess
from pathlib import Path

LACKING = "Node.js or npm was not found (Debian: apt-get install nodejs npm)"
INSTALL_S = 300


class NotHad(Exception):
    """It could not be had; the text says why."""


def installed(folder: Path, *packages: str, program: str) -> Path:
    """Where `program` is, below `folder`; the packages are installed there if it is not. NotHad where they cannot be."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise NotHad(LACKING)
    found, names = folder / "node_modules" / program, " ".join(packages)
    if not found.exists():
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ("--ignore-scripts", "--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--loglevel=error")
        command = ["npm", "install", "--prefix", str(folder), *quiet, *packages]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_S, check=False, cwd=folder)
        except subprocess.TimeoutExpired as error:
            raise NotHad(f"npm did not install {names} within {INSTALL_S} s") from error
        if done.returncode or not found.exists():
            raise NotHad(f"npm could not install {names}: {' '.join(done.stderr[-300:].split())}")
    return found
