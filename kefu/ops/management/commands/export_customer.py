"""`kefu export_customer PUBLIC_ID FILE`: what is held of a customer, as they themselves may have it: one JSON file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.kit import clock
from kefu.people import directory
from kefu.safeguards import copies, copies_making


class Command(BaseCommand):
    help = "Writes what is held of a customer to a JSON file, for a request that came by letter. The journal keeps that it was."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("public_id", help="the customer's public id")
        parser.add_argument("file", type=Path, help="where it is put; never over something")

    def handle(self, *args: object, public_id: str, file: Path, **options: object) -> None:
        customer = directory.row_of_customer(public_id)
        if customer is None:
            raise CommandError(f"There is no customer {public_id}.")
        copies.note_export(customer)
        try:
            with file.open("xb") as target:
                target.writelines(copies_making.whole(customer, now=clock.now()))
        except FileExistsError as error:
            raise CommandError(f"{file} is there already.") from error
        file.chmod(0o600)
        self.stdout.write(f"{file} holds what is held of {public_id}, without the files they sent.")
