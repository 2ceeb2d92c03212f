"""`kefu doctor`: looks at everything an operator could have got wrong, and says what to do. Changes nothing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict

from django.core.management.base import BaseCommand

import kefu
from kefu.kit import clock
from kefu.ops.doctor import examine
from kefu.ops.doctor.finding import SEVERITY, Finding, Verdict

SIGNS = {Verdict.OK: "ok      ", Verdict.WARN: "warn    ", Verdict.CRITICAL: "CRITICAL"}


class Command(BaseCommand):
    help = "Looks at settings, database, files, disk and backups. Exit code: 0 all is well, 1 warnings, 2 critical."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.add_argument("--only", nargs="+", choices=list(examine.CHECKS), default=[], metavar="ID")

    def handle(self, *args: object, json: bool, only: list[str], **options: object) -> None:
        findings = examine.examine(only)
        verdict = examine.worst(findings)
        self.stdout.write(_as_json(findings, verdict) if json else _for_people(findings))
        if verdict is not Verdict.OK:
            sys.exit(SEVERITY[verdict])


def _as_json(findings: Sequence[Finding], verdict: Verdict) -> str:
    told = {
        "at": clock.now().isoformat(timespec="seconds"),
        "release": kefu.__version__,
        "verdict": verdict,
        "checks": [asdict(finding) for finding in findings],
    }
    return json.dumps(told, indent=1)


def _for_people(findings: Sequence[Finding]) -> str:
    """The worst first."""
    lines = []
    for finding in sorted(findings, key=lambda each: -SEVERITY[each.verdict]):
        lines.append(f"{SIGNS[finding.verdict]}  {finding.id}: {finding.says}")
        if finding.todo:
            lines.append(f"          -> {finding.todo}")
    return "\n".join(lines)
