"""`kefu verify_self_check FILE --key KEY`: checks a report of the doctor's by itself. Needs no database and no network."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from kefu.trust import self_check_files

NAME = "verify_self_check"


def run(arguments: Sequence[str]) -> int:
    """Prints what was found. Returns 0 if the file holds, 1 if not, 2 (by argparse) if it was asked wrongly."""
    parser = argparse.ArgumentParser(prog=f"kefu {NAME}", description=__doc__)
    add_arguments(parser)
    asked = parser.parse_args(list(arguments))
    is_good, told = checked(asked.file, key=asked.key)
    print(told)
    return 0 if is_good else 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the signed report, as it was downloaded")
    parser.add_argument("--key", required=True, help="our public key in base64, as /verify/key tells it")


def checked(file: Path, *, key: str) -> tuple[bool, str]:
    """Whether it holds, and that in words."""
    try:
        with file.open("rb") as opened:
            found = self_check_files.verified(opened.read(self_check_files.MAX_BYTES + 1), key=key.strip())
    except OSError as error:
        return False, f"{file} cannot be read: {error.strerror}."
    except self_check_files.Broken as error:
        return False, f"NOT WHAT WAS SIGNED: {error}."
    what = f"{found.rows} sorts of checks" if found.is_public else f"{found.rows} checks"
    return True, f"It holds: {found.issuer} examined itself at {found.at}, {what}, and found: {found.verdict}."
