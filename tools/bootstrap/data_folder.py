"""The demo's data folder: ours by a marker file, so that `--fresh` can never delete anything else."""

import shutil
from pathlib import Path

from tools.bootstrap.refusal import Refusal

MARKER = ".kefu-demo"


def prepare(folder: Path, *, fresh: bool) -> None:
    """Make the folder ours, empty if `fresh`. Refusal if it holds somebody's files or cannot be written."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"KEFU_DATA is a file ({folder}): name a folder.")
    if folder.exists() and not is_ours(folder):
        raise Refusal(f"{folder} holds files that bin/demo did not make: choose another folder with KEFU_DATA.")
    try:
        if fresh:
            _empty(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / MARKER).write_text("Made by bin/demo; bin/demo --fresh deletes this folder.\n")
    except OSError as error:
        raise Refusal(f"Cannot write in {folder} ({error.strerror}): choose another folder with KEFU_DATA.") from error


def is_ours(folder: Path) -> bool:
    try:
        return (folder / MARKER).is_file() or not any(folder.iterdir())
    except OSError:
        return False


def _empty(folder: Path) -> None:
    if folder.is_symlink():
        raise Refusal(f"{folder} is a link: name the folder itself with KEFU_DATA.")
    if folder.exists():
        shutil.rmtree(folder)
