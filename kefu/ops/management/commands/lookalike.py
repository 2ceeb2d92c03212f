"""`kefu lookalike`: any list of names, links and addresses against a registry; of a labelled list, how often it is right."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from kefu.kit import clock
from kefu.ops import labelled
from kefu.ops.labelled import Line
from kefu.trust import registry
from kefu.trust.lookalike import entries, lists
from kefu.trust.lookalike.kinds import Outcome, Verdict
from kefu.trust.lookalike.pasted import judged
from kefu.trust.lookalike.prepared import Known, prepare

_LABELS = {"ours": "ours", "linked": "ours", "lookalike": "lookalike", "fraud": "lookalike", "unknown": "unrelated"}
_ALIKE = {"lookalike", "look-alike", "fraud", "phishing", "fake", "true", "1", "yes"}


class Command(BaseCommand):
    help = "Says of each line of a file whether it is ours, only looks like it, or neither."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, help='lines, or JSON lines {"text": ..., "label": ...}')
        parser.add_argument("--registry", help="a registry's file; without it, this installation's own registry")
        parser.add_argument("--denied", help='a list of what was found to be a fraud: {"allow": [], "deny": []}')
        parser.add_argument("--only", help='only rows with this "half"')
        parser.add_argument("--quiet", action="store_true", help="the summary alone")

    def handle(self, *args: object, only: str | None, **options: object) -> None:
        known = self._known(options)
        tally = _Tally()
        for line in labelled.lines(str(options["file"])):
            if not line.is_of(only):
                continue
            own = line.told.get("registry entry")
            verdict = judged(line.text, _of_row(own) if isinstance(own, dict) else known)[0]
            tally.add(line, verdict)
            if not options["quiet"]:
                self.stdout.write(json.dumps(_told(line, verdict), ensure_ascii=False))
        self.stdout.write(tally.told())

    def _known(self, options: dict[str, object]) -> Known:
        try:
            denied = lists.read(_bytes(options["denied"])) if options["denied"] else lists.NO_LISTS
            if not options["registry"]:
                return registry.known()
            return prepare(entries.read(_bytes(options["registry"])), lists=denied, now=clock.now())
        except ValueError as error:
            raise CommandError(str(error)) from error


class _Tally:
    def __init__(self) -> None:
        self.rows, self.outcomes = 0, dict.fromkeys(Outcome, 0)
        self.hits, self.missed, self.false, self.false_ours, self.labelled = 0, 0, 0, 0, 0

    def add(self, line: Line, verdict: Verdict) -> None:
        self.rows += 1
        self.outcomes[verdict.outcome] += 1
        if not line.is_labelled:
            return
        self.labelled += 1
        is_alike, said = line.label in _ALIKE, _LABELS[verdict.outcome]
        self.hits += is_alike and said == "lookalike"
        self.missed += is_alike and said != "lookalike"
        self.false += not is_alike and said == "lookalike"
        self.false_ours += line.label != "ours" and said == "ours"

    def told(self) -> str:
        summary: dict[str, object] = {"rows": self.rows, **{each.value: n for each, n in self.outcomes.items()}}
        if self.labelled:
            found, said = self.hits + self.missed, self.hits + self.false
            summary |= {
                "recall": round(self.hits / found, 4) if found else None,
                "precision": round(self.hits / said, 4) if said else None,
                "missed": self.missed,
                "false_alarms": self.false,
                "wrongly_ours": self.false_ours,
            }
        return json.dumps(summary)


def _of_row(told: dict[str, object]) -> Known:
    return prepare(entries.read(json.dumps({"entries": [told]}).encode()), now=clock.now())


def _told(line: Line, verdict: Verdict) -> dict[str, object]:
    entry = verdict.entry
    return {
        "text": line.text,
        **({"label": line.told["label"]} if line.is_labelled else {}),
        "verdict": verdict.outcome.value,
        "imitates": entry.value if entry and verdict.outcome in {Outcome.LOOKALIKE, Outcome.FRAUD} else None,
        "why": [each.value for each in verdict.why],
    }


def _bytes(name: object) -> bytes:
    return labelled.text(str(name)).encode()
