"""`kefu erase_customer PUBLIC_ID --because "..."`: erases a person for good, and says what was done in a signed report."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.kit import clock
from kefu.people import directory
from kefu.safeguards import erasing, erasures, ledger


class Command(BaseCommand):
    help = "Erases a customer: words, files, names, keys. Refuses while a legal hold or an open case stands. Nothing undoes it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("public_id", help="the customer's public id")
        parser.add_argument("--because", required=True, help="why, in 10 to 200 characters")
        parser.add_argument("--report", type=Path, help="where the signed report is put; else it is printed")

    def handle(self, *args: object, public_id: str, because: str, report: Path | None, **options: object) -> None:
        customer = directory.row_of_customer(public_id)
        if customer is None:
            raise CommandError(f"There is no customer {public_id}.")
        wanted = erasures.by_operator(customer, reason=because)
        if not erasing.at_once(wanted, now=clock.now()):
            raise CommandError("Something stands against it: see /desk/erasures/.")
        ledger.bring(clock.now())
        told = erasing.report_of(wanted)
        if not told:
            raise CommandError("Somebody still writes there. The worker goes on with it; look at /desk/erasures/.")
        if report is None:
            self.stdout.write(told)
            return
        report.write_text(told, encoding="utf-8")
        self.stdout.write(f"Erased. The signed report is in {report}.")
