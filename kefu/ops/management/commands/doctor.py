"""`kefu doctor`: looks at everything an operator could have got wrong, and says what to do. Changes nothing.

With `--report` it also does what has to be done to be known (a backup brought back, an alarm sounded), and keeps a signed report.
"""

import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from kefu.ops import parent
from kefu.ops.doctor import evidence, examine, gates, told
from kefu.ops.doctor.finding import SEVERITY, Finding, Verdict
from kefu.trust import self_checks

BEHIND_ALL = 19


class Command(BaseCommand):
    help = "Looks at settings, database, files, disk and backups. Exit code: 0 all is well, 1 warnings, 2 critical."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--only", nargs="+", choices=list(examine.EVERY), default=[], metavar="ID")
        what.add_argument("--report", action="store_true", help="all, with the drills; kept, signed, at the desk")
        parser.add_argument("--in-background", action="store_true", help="yield to all else; end with who started it")

    def handle(
        self, *args: object, json: bool, only: list[str], report: bool, in_background: bool, **options: object
    ) -> None:
        if in_background:
            os.nice(BEHIND_ALL)
            parent.on_end(lambda: os._exit(1))
        findings = examine.examine_all() if report else examine.examine(only)
        verdict = examine.worst(findings)
        if report:
            _keep(findings, verdict)
        self.stdout.write(told.as_json(findings, verdict) if json else told.for_people(findings))
        if verdict is not Verdict.OK:
            sys.exit(SEVERITY[verdict])


def _keep(findings: list[Finding], verdict: Verdict) -> None:
    worst_first = sorted(findings, key=lambda each: -SEVERITY[each.verdict])
    rows = [self_checks.Row(**asdict(each)) for each in worst_first]
    examined = [each for each in findings if each.id in gates.EXAMINED]
    self_checks.keep(rows, verdict=verdict, closes=gates.closing(examined), evidence=evidence.gathered())
