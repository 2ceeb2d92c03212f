"""`kefu guard`: holds the lines of a file against the rules for what our side may write. docs/guard.md says what comes out."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from kefu.kit.errors import Invalid
from kefu.ops import guard_files
from kefu.ops.guard_files import Row
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
        allowed = guard_files.registry(_read(registry)) if registry else Allowed()
        told = []
        for row in guard_files.rows(_read(file)):
            refusal = guard.check(row.text, allowed=allowed)
            told.append((row, refusal))
            self.stdout.write(json.dumps(_line(row, refusal), ensure_ascii=False))
        self.stdout.write(json.dumps({"summary": guard_files.summary(told)}, ensure_ascii=False))


def _line(row: Row, refusal: Refusal | None) -> dict[str, object]:
    if refusal is None:
        return {"line": row.line, "rule": None}
    where = {"begins": refusal.begins, "ends": refusal.ends, "meant": refusal.meant}
    return {"line": row.line, "rule": str(refusal.rule), **where}


def _read(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{name} cannot be read: {error}. Name a text file in UTF-8.") from error
