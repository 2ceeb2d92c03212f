"""`kefu verify_transcript FILE --key KEY`: checks a signed transcript by itself. Needs no settings, no database, no network."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kefu.trust import transcripts

NAME = "verify_transcript"


def run(arguments: Sequence[str]) -> int:
    """Prints what was found. Returns 0 if the file holds, 1 if not, 2 (by argparse) if it was asked wrongly."""
    parser = argparse.ArgumentParser(prog=f"kefu {NAME}", description=__doc__)
    add_arguments(parser)
    asked = parser.parse_args(list(arguments))
    is_good, told = checked(asked.file, key=asked.key)
    print(told)
    return 0 if is_good else 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the signed transcript or receipt, as it was downloaded")
    parser.add_argument("--key", required=True, help="our public key in base64, as /api/v1/signing-key tells it")


def checked(file: Path, *, key: str) -> tuple[bool, str]:
    """Whether it holds, and that in words."""
    try:
        with file.open("rb") as opened:
            found = transcripts.verified(opened.read(transcripts.MAX_BYTES + 1), key=key.strip())
    except OSError as error:
        return False, f"{file} cannot be read: {error.strerror}."
    except transcripts.Broken as error:
        return False, f"NOT WHAT WAS SIGNED: {error}."
    head = found.head
    cut = " It is cut: the conversation is longer." if head.get("is_cut") else ""
    told = f"It holds: conversation {head.get('conversation')} of {head.get('brand')}, made at {head.get('made_at')}."
    return True, f"{told} Entries: {len(found.entries)}, taken out: {found.removed}.{cut}"
