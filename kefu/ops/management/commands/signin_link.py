"""`kefu signin_link NAME`: a link that signs this agent in, once, within minutes."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kefu.trust import admissions

LONGEST_MINUTES = 60


class Command(BaseCommand):
    help = "Prints a link that signs an agent in once. The journal keeps that it was made and used."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--minutes", type=int, default=5, help=f"how long it lives: 1 to {LONGEST_MINUTES} (5)")

    def handle(self, *args: object, name: str, minutes: int, **options: object) -> None:
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise CommandError(f"--minutes must be from 1 to {LONGEST_MINUTES}.")
        self.stdout.write(settings.BASE_URL + admissions.signin_link(name, minutes=minutes))
