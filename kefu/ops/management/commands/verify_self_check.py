"""`kefu verify_self_check`: see kefu.ops.main, which answers it before there are settings. Here for `kefu help` and tests."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.ops import self_check_check


class Command(BaseCommand):
    help = "Checks a signed report of the doctor by our public key, offline."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        self_check_check.add_arguments(parser)

    def handle(self, *args: object, file: Path, key: str, **options: object) -> None:
        is_good, told = self_check_check.checked(file, key=key)
        if not is_good:
            raise CommandError(told)
        self.stdout.write(told)
