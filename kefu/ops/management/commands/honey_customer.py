"""`kefu honey_customer PUBLIC_ID --because "..."`: whoever reveals this invented customer reveals nothing any more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.safeguards import freezes


class Command(BaseCommand):
    help = "Flags an invented customer: an agent who asks for their data is frozen at once. The journal keeps it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("public_id", help="the customer's public id")
        parser.add_argument("--because", required=True, help="why, in 10 to 200 characters")
        parser.add_argument("--no-more", action="store_true", help="take the flag off again")

    def handle(self, *args: object, public_id: str, because: str, no_more: bool, **options: object) -> None:
        if no_more:
            freezes.uproot(public_id, because=because)
            self.stdout.write(f"{public_id} is a customer like any other again.")
        else:
            freezes.plant(public_id, because=because)
            self.stdout.write(f"{public_id} is honey now: whoever reveals it is frozen.")
