"""`kefu doctor`: looks at everything an operator could have got wrong, and says what to do. Changes nothing."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.ops.doctor import examine, told
from kefu.ops.doctor.finding import SEVERITY, Verdict


class Command(BaseCommand):
    help = "Looks at settings, database, files, disk and backups. Exit code: 0 all is well, 1 warnings, 2 critical."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--only", nargs="+", choices=list(examine.CHECKS), default=[], metavar="ID")

    def handle(self, *args: object, json: bool, only: list[str], **options: object) -> None:
        findings = examine.examine(only)
        verdict = examine.worst(findings)
        self.stdout.write(told.as_json(findings, verdict) if json else told.for_people(findings))
        if verdict is not Verdict.OK:
            sys.exit(SEVERITY[verdict])
