"""`kefu verify_journal`: every row of the journal against the tree, the tree against every signed head. Changes nothing."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.trust.sealing import notes, verify
from kefu.trust.sealing.verify import Report


class Command(BaseCommand):
    help = "Verifies the journal. Exit code: 0 it holds, 1 it does not; the first line says where it breaks first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heads", type=Path, help="the folder of heads; the one of KEFU_JOURNAL_FOLDER if not given"
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="our public key in base64, if this place has another; several times",
        )

    def handle(self, *args: object, heads: Path | None, key: list[str], **options: object) -> None:
        if heads is not None and not heads.is_dir():
            raise CommandError(f"There is no folder {heads}.")
        keys = [*notes.known_keys(), *key]
        found = verify.verify(heads, keys=keys, say=lambda done: self.stderr.write(f"{done} rows"))
        if found.first is not None:
            raise CommandError("\n".join([_bad(found), *_how_far(found)]))
        self.stdout.write("\n".join(["The journal holds.", *_how_far(found)]))


def _bad(found: Report) -> str:
    faults = sorted(found.faults, key=lambda fault: fault.position)
    first = f"THE JOURNAL DOES NOT HOLD. First: {faults[0].says} ({faults[0].code}, position {faults[0].position})."
    more = [f"  {fault.code}, position {fault.position}: {fault.says}" for fault in faults[1:]]
    return "\n".join([first, *more, f"Faults in all: {found.count}."])


def _how_far(found: Report) -> list[str]:
    lines = [f"Rows: {found.rows}. Sealed: {found.sealed}. Heads held against them: {found.heads}."]
    for what, head in (("Signed", found.signed), ("Known outside", found.outside)):
        lines.append(
            f"{what}: {head.size} rows, at {head.at.isoformat()}." if head else f"{what}: nothing that agrees."
        )
    for line, lost in sorted(found.lost.items()):
        lines.append(f"Lost at the restore that ended line {line}: {lost} rows, which heads of then know.")
    return lines
