"""`kefu token NAME`: an API token for programs that act as this agent. `kefu token end NAME`: they all end."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.trust import admissions


class Command(BaseCommand):
    help = "Prints a new API token of an agent, shown this once; `kefu token end NAME` ends all of them. The journal knows."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+", metavar="NAME | end NAME")

    def handle(self, *args: object, words: list[str], **options: object) -> None:
        if len(words) == 1:
            self.stdout.write(admissions.api_token(words[0]))
        elif words[0] == "end" and len(words) == 2:
            ended = admissions.end_tokens(admissions.known(words[1]).pk)
            self.stdout.write(f"Ended: {ended}. What used them is refused within seconds.")
        else:
            raise CommandError("Say `kefu token NAME` or `kefu token end NAME`.")
