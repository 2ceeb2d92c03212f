"""`kefu token NAME`: an API token for programs that act as this agent."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.trust import admissions


class Command(BaseCommand):
    help = "Prints a new API token of an agent. It is shown this once; the journal keeps that it was made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: object, name: str, **options: object) -> None:
        self.stdout.write(admissions.api_token(name))
