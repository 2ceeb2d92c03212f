"""`kefu shield`: what would be cut out of any texts before they are stored, with places; and how often that is right."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kefu.ops import labelled
from kefu.ops.labelled import Line
from kefu.trust import shield


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
        lines = [Line(number, text) for number, text in enumerate(options["text"], 1)]
        if options["file"]:
            lines += [each for each in labelled.lines(options["file"], takes_any=True) if each.is_of(options["half"])]
        told = [(each, _told(each)) for each in lines]
        if not options["quiet"]:
            for _, each in told:
                self.stdout.write(json.dumps(each, ensure_ascii=False))
        counted = [(line, bool(each["found"])) for line, each in told]
        self.stdout.write(json.dumps({"summary": _summary(counted)}))


def _summary(told: Sequence[tuple[Line, bool]]) -> dict[str, object]:
    """`recall`: of the lines labelled with a sort, how many had something cut; `false_cuts`: of the harmless ones."""
    secret = [is_cut for line, is_cut in told if line.label]
    harmless = [is_cut for line, is_cut in told if line.is_labelled and not line.label]
    figures: dict[str, object] = {"rows": len(told), "cut": sum(is_cut for _, is_cut in told)}
    if secret:
        figures |= {"secrets": len(secret), "recall": sum(secret) / len(secret)}
    if harmless:
        figures |= {"harmless": len(harmless), "false_cuts": sum(harmless) / len(harmless)}
    return figures


def _told(line: Line) -> dict[str, object]:
    """Places in the text as given, never the secret itself."""
    found = [{"sort": each.sort.value, "start": each.start, "end": each.end} for each in shield.found(line.text)]
    label = {"label": line.told["label"] or "clean"} if line.is_labelled else {}
    return {"found": found, "text": shield.cut(line.text).text, **label}
