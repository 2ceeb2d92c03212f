"""`kefu parked_mail`: what came in and could not be read or appended, to be seen, tried anew or let go."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.channels import arrivals
from kefu.kit.errors import NotFound

MOST = 100


class Command(BaseCommand):
    help = f"Lists the newest {MOST} mails that wait for a person; --show prints one whole, as it came."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        asked = parser.add_mutually_exclusive_group()
        asked.add_argument("--show", type=int, metavar="ID", help="write this mail to standard output")
        asked.add_argument("--retry", nargs="*", type=int, metavar="ID", help="try these (or all) again")
        asked.add_argument(
            "--drop", nargs="+", type=int, metavar="ID", help="let these go for good; it stays known that they came"
        )

    def handle(
        self, *args: object, show: int | None, retry: list[int] | None, drop: list[int] | None, **options: object
    ) -> None:
        if show is not None:
            sys.stdout.buffer.write(_raw(show))
        elif retry is not None:
            self.stdout.write(f"Tried again within seconds: {arrivals.try_again(retry)}.")
        elif drop is not None:
            self.stdout.write(f"Let go: {arrivals.drop(drop)}.")
        else:
            self._list()

    def _list(self) -> None:
        found = arrivals.parked(limit=MOST)
        for each in found:
            self.stdout.write(
                f"{each.id}  {each.at:%Y-%m-%d %H:%M}  {each.account}  {each.size_bytes} bytes: {each.why}"
            )
        if not found:
            self.stdout.write("Nothing waits.")


def _raw(row: int) -> bytes:
    try:
        return arrivals.opened(row).raw
    except NotFound as error:
        raise CommandError(f"Nothing is held of {row}.") from error
    except ValueError as error:
        raise CommandError(f"{row} cannot be opened: {error}.") from error
