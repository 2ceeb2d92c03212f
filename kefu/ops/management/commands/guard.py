"""`kefu guard`: holds the lines of a file against the rules for what our side may write. docs/guard.md says what comes out."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.ops import guard_files, labelled
from kefu.ops.labelled import Line
from kefu.trust import guard
from kefu.trust.guard import Allowed, Refusal

WHERE = "`kefu registry export FILE` writes this installation's; docs/registry.md says how to write one."
WITHOUT = f"No registry is given, so no link may stand. Give it with --registry FILE: {WHERE}"


class Command(BaseCommand):
    help = "Tells of every line of a file whether our side may write it to a customer, and how often that is right."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--registry", metavar="FILE", help="official channels (JSON); without it no link may stand")
        parser.add_argument(
            "--file", required=True, metavar="FILE", help='JSON lines {"text", "label"}, or plain lines'
        )

    def handle(self, *args: object, file: str, registry: str | None, **options: object) -> None:
        allowed = self._allowed(registry)
        told = []
        for line in labelled.lines(file):
            refusal = guard.check(line.text, allowed=allowed)
            told.append((line, refusal))
            self.stdout.write(json.dumps(_told(line, refusal), ensure_ascii=False))
        self.stdout.write(json.dumps({"summary": guard_files.summary(told)}, ensure_ascii=False))

    def _allowed(self, registry: str | None) -> Allowed:
        if not registry:
            self.stderr.write(WITHOUT)
            return Allowed()
        try:
            return guard_files.registry(labelled.text(registry))
        except CommandError as error:
            raise CommandError(f"{error} {WHERE}") from error


def _told(line: Line, refusal: Refusal | None) -> dict[str, object]:
    if refusal is None:
        return {"line": line.number, "rule": None}
    where = {"begins": refusal.begins, "ends": refusal.ends, "meant": refusal.meant}
    return {"line": line.number, "rule": str(refusal.rule), **where}
