"""`kefu shield`: what would be cut out of any texts before they are stored, with places; and how often that is right."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kefu.trust import shield

HARMLESS = {"clean", "harmless", "none", ""}


class Command(BaseCommand):
    help = 'Says what the shield cuts out of texts: plain lines, or JSON lines {"text": ..., "label": sort or "clean"}.'
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", help="a file of texts, a line each; - reads standard input")
        parser.add_argument("--text", action="append", default=[], help="one text; may be given several times")
        parser.add_argument("--half", choices=("tune", "test"), help="only rows of this half, where rows name one")
        parser.add_argument("--quiet", action="store_true", help="the summary alone")

    def handle(self, *args: object, **options: Any) -> None:
        if not options["text"] and not options["file"]:
            raise CommandError("Give --file FILE or --text TEXT.")
        rows = [{"text": text} for text in options["text"]]
        rows += [row for row in _rows(options["file"]) if options["half"] in {None, row.get("half")}]
        told = [_told(row) for row in rows]
        if not options["quiet"]:
            for each in told:
                self.stdout.write(json.dumps(each, ensure_ascii=False))
        self.stdout.write(json.dumps({"summary": summary(told)}))


def summary(told: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`recall`: of the rows labelled with a sort, how many had something cut; `false_cuts`: of the harmless ones."""
    rows = list(told)
    secret = [row for row in rows if row.get("label", None) not in {None, *HARMLESS}]
    harmless = [row for row in rows if row.get("label", None) in HARMLESS]
    figures: dict[str, Any] = {"rows": len(rows), "cut": sum(bool(row["found"]) for row in rows)}
    if secret:
        figures |= {"secrets": len(secret), "recall": sum(bool(row["found"]) for row in secret) / len(secret)}
    if harmless:
        cuts = sum(bool(row["found"]) for row in harmless)
        figures |= {"harmless": len(harmless), "false_cuts": cuts / len(harmless)}
    return figures


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Places in the text as given, never the secret itself."""
    found = [{"sort": each.sort.value, "start": each.start, "end": each.end} for each in shield.found(row["text"])]
    label = {"label": row["label"] or "clean"} if "label" in row else {}
    return {"found": found, "text": shield.cut(row["text"]).text, **label}


def _rows(file: str | None) -> Iterator[dict[str, Any]]:
    if file is None:
        return
    try:
        lines = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(lines.split("\n"), 1):
        if line.strip():
            yield _row(line, where=f"{file}, line {number}")


def _row(line: str, *, where: str) -> dict[str, Any]:
    if not line.lstrip().startswith('{"'):
        return {"text": line}
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError:
        return {"text": line}
    if "text" not in row and "label" not in row:
        return {"text": line}  # a key file is JSON too
    if not isinstance(row.get("text"), str):
        raise CommandError(f'{where}: "text" has to be a string.')
    return row
