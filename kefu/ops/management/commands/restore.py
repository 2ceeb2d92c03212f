"""`kefu restore FILE`: brings a backup back, into an empty place only, after everything in it was looked at."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.ops.backups import bring
from kefu.ops.backups.errors import NotPossible
from kefu.ops.management.commands.backup import about_fields, summary


class Command(BaseCommand):
    help = "Restores a backup into the empty place that the settings name. Refuses in one sentence what is not whole."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--despite-faults",
            action="store_true",
            help="where there is no better backup: faults of the log stop nothing",
        )

        parser.add_argument(
            "--erasures",
            type=Path,
            help="the folder that knows who was erased since the backup was made; else KEFU_JOURNAL_FOLDER",
        )

    def handle(self, *args: object, file: Path, despite_faults: bool, erasures: Path | None, **options: object) -> None:
        try:
            proof = bring.restore(file, say=self.stderr.write, despite_faults=despite_faults, erasures=erasures)
        except NotPossible as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored: {summary(proof.said)}, as of {proof.said.made_at}.")
        for fault in proof.faults:
            self.stdout.write(fault)
        how = "with the faults named above" if proof.faults else "each as its columns say"
        self.stdout.write(f"Replayed: {proof.replayed} conversations, {how}. Staff sign in anew.")
        self.stdout.write(about_fields(proof))
        if proof.erasures.known:
            self.stdout.write(
                f"Persons erased since: {proof.erasures.known} are known, {proof.erasures.erased} were erased again here."
            )
        if not proof.said.is_by_our_key:
            self.stdout.write(
                "KEFU_SECRET_KEY is another one than it was made with: tokens of programs and customers' sessions end,"
                " and second factors have to be added anew (`kefu agent factors NAME`)."
            )
        if proof.said.missing:
            self.stdout.write(f"{len(proof.said.missing)} files were missing when it was made, and still are.")
