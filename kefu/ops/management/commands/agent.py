"""`kefu agent NAME --email ... --role ...`: makes one of our people."""

import sys
from argparse import ArgumentParser

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from kefu.people.capabilities import Role
from kefu.trust import admissions


class Command(BaseCommand):
    help = "Makes an agent. Without a password, sign-in links and API tokens let them in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="how colleagues know them")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--alias", default="", help="how customers see them; the name if left out")
        parser.add_argument("--password-stdin", action="store_true", help="read a password from standard input")

    def handle(
        self, *args: object, name: str, email: str, role: str, alias: str, password_stdin: bool, **options: object
    ) -> None:
        password = _checked(sys.stdin.readline().rstrip("\n")) if password_stdin else None
        agent = admissions.create(name, email=email, role=Role(role), alias=alias, password=password)
        self.stdout.write(f"{agent.name} <{agent.email}> is now {role}.")


def _checked(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    return password
