"""`kefu guard`: holds the lines of a file against the rules for what our side may write. docs/guard.md says what comes out."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from kefu.ops import guard_files, labelled
from kefu.ops.labelled import Line
from kefu.trust import guard
from kefu.trust.guard import Allowed, Refusal


class Command(BaseCommand):
    help = "Tells of every line of a file whether our side may write it to a customer, and how often that is right."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--registry", metavar="FILE", help="official channels (JSON); without it no link may stand")
        parser.add_argument(
            "--file", required=True, metavar="FILE", help='JSON lines {"text", "label"}, or plain lines'
        )

    def handle(self, *args: object, file: str, registry: str | None, **options: object) -> None:
        allowed = guard_files.registry(labelled.text(registry)) if registry else Allowed()
        told = []
        for line in labelled.lines(file):
            refusal = guard.check(line.text, allowed=allowed)
            told.append((line, refusal))
            self.stdout.write(json.dumps(_told(line, refusal), ensure_ascii=False))
        self.stdout.write(json.dumps({"summary": guard_files.summary(told)}, ensure_ascii=False))


def _told(line: Line, refusal: Refusal | None) -> dict[str, object]:
    if refusal is None:
        return {"line": line.number, "rule": None}
    where = {"begins": refusal.begins, "ends": refusal.ends, "meant": refusal.meant}
    return {"line": line.number, "rule": str(refusal.rule), **where}
