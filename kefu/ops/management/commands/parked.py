"""`kefu parked`: what watchers gave up, with the error. `--retry` has all of it tried anew, `--retry ID ...` some."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.conversations import standing

MOST = 100


class Command(BaseCommand):
    help = f"Lists the newest {MOST} reactions that were given up, or has them tried again."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry", nargs="*", type=int, metavar="ID", help="try these (or all) again")

    def handle(self, *args: object, retry: list[int] | None, **options: object) -> None:
        if retry is not None:
            self.stdout.write(f"Tried again within seconds: {standing.try_again(retry)}.")
            return
        found = standing.parked(most=MOST)
        for each in found:
            place = f"{each.conversation_public_id} {each.seq}"
            self.stdout.write(f"{each.id}  {each.watcher}  {place}  after {each.attempts} attempts: {each.error}")
        if not found:
            self.stdout.write("Nothing was given up.")
