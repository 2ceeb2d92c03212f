"""`kefu journal_restored --because WHY`: says that the database was put back from a copy by other means than `kefu restore`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.kit import clock
from kefu.trust.sealing import sealer
from kefu.trust.sealing.errors import Bent


class Command(BaseCommand):
    help = "Begins a new line of the journal. What heads outside know beyond it is named as lost from now on."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--because", required=True, help="what happened; it stands in the journal")

    def handle(self, *args: object, because: str, **options: object) -> None:
        try:
            line = sealer.begin_line(clock.now(), because=because)
        except Bent as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Line {line} of the journal has begun.")
