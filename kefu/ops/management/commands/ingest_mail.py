"""`kefu ingest_mail < x.eml`: take in a mail that another server hands over, or files of them."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from kefu.channels import accounts, arrivals
from kefu.channels.arrivals import Brought
from kefu.channels.contract import NoRoom, TooLong
from kefu.ops import ready

LATER, NEVER = 75, 65  # what mail servers read: try again (EX_TEMPFAIL), or give it back (EX_DATAERR)


class Closed(CommandError):
    """The mailbox is: whoever wrote to it is told."""


class Command(BaseCommand):
    help = (
        "Takes in the mail on standard input, or those in files. Ends with 0 once it is on disk, with 75 if it should be tried"
        " again later, with 65 if it never will be taken. Who brought it is not known here, so only seals (DKIM) prove a sender."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", type=Path, metavar="FILE", help="mails as files; without any: standard input"
        )
        parser.add_argument(
            "--to", default="", metavar="ADDRESS", help="the address of ours it came to; needed if there are several"
        )

    def handle(self, *args: object, files: list[Path], to: str, **options: object) -> None:
        try:
            ready.require_migrated()
            ready.require_keys()
            account = _account(to)
        except Closed:
            raise
        except (CommandError, DatabaseError, OSError, ValueError) as error:  # it is for an operator to mend
            raise CommandError(f"Not taken just now: {error}", returncode=LATER) from error
        for raw in [_bytes(file) for file in files] or [sys.stdin.buffer.read(arrivals.MOST_BYTES + 1)]:
            self.stdout.write(f"taken as {_taken(account, Brought(raw, receivers=(to,) if to else ()))}")


def _account(to: str) -> int:
    known = [each for each in accounts.accounts_for("email") if each.is_open]
    if to:
        found = accounts.known_for("email", to)
        if found is None:
            raise CommandError(f"{to} is no address of ours.")
        if not found.is_open:
            raise Closed(f"{to} is closed and takes no mail any more.", returncode=NEVER)
        return found.id
    if len(known) != 1:
        raise CommandError("Say to which address of ours it came: --to support@example.com.")
    return known[0].id


def _taken(account: int, brought: Brought) -> int:
    try:
        return arrivals.accept(account, brought)
    except TooLong as error:
        raise CommandError(f"It is longer than {arrivals.MOST_BYTES // 2**20} MB.", returncode=NEVER) from error
    except (NoRoom, DatabaseError, OSError) as error:
        raise CommandError(f"Not taken just now: {type(error).__name__}.", returncode=LATER) from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.", returncode=NEVER) from error
