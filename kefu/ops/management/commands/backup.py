"""`kefu backup FILE`: a copy of everything, taken while everything runs. `--verify FILE` tries one without using it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kefu.ops.backups import bring, drills, take
from kefu.ops.backups.bring import Proof
from kefu.ops.backups.errors import NotPossible
from kefu.ops.backups.manifest import Manifest
from kefu.ops.backups.progress import size

INCOMPLETE = 3  # the exit code of a backup that is written, but lacks files which were gone before it began


class Command(BaseCommand):
    help = "Writes one file with the database as of one moment and every file its rows name, while Kefu serves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="NAME.tar, NAME.tar.gz, or a folder, in which it gets a name by the time"
        )
        parser.add_argument(
            "--verify", action="store_true", help="take nothing: try whether this backup could be restored"
        )
        parser.add_argument("--keep", type=int, help="in a folder: remove the oldest until so many are left")
        parser.add_argument("--with-keys", action="store_true", help="put the keys of the data folder in as well")

    def handle(self, *args: object, file: Path, verify: bool, **options: Any) -> None:
        try:
            if verify:
                self._verify(file)
            else:
                self._take(file, keep=options["keep"], with_keys=options["with_keys"])
        except NotPossible as error:
            raise CommandError(str(error)) from error

    def _verify(self, file: Path) -> None:
        with drills.remembered(file):
            proof = bring.verify(file, say=self.stderr.write)
        self.stdout.write(f"{file} is whole: {summary(proof.said)}, made {proof.said.made_at}.")
        self.stdout.write(f"Replayed: {proof.replayed} conversations, each as its columns say.")
        self.stdout.write(about_fields(proof))

    def _take(self, file: Path, *, keep: int | None, with_keys: bool) -> None:
        is_folder = file.is_dir()
        if keep is not None and (keep < 1 or not is_folder):
            raise CommandError("--keep takes a number from 1 on, and a folder to keep them in.")
        target = take.named_now(file) if is_folder else file
        said = take.take(target, with_keys=with_keys, say=self.stderr.write)
        self.stdout.write(f"{target} ({size(target.stat().st_size)}) holds {summary(said)}.")
        self.stdout.write(_about_keys(said))
        if said.data_key:
            self.stdout.write(_about_data_key(said))
        if keep is not None:
            self.stdout.write(f"Older ones removed: {take.forget_older(target, keep=keep)}.")
        if said.missing:
            raise CommandError(
                f"It lacks {len(said.missing)} files that rows name and that were gone or damaged before: {said.missing[0]} ...",
                returncode=INCOMPLETE,
            )


def summary(said: Manifest) -> str:
    return (
        f"{said.conversations} conversations with {said.entries} entries ({size(said.database_bytes)})"
        f" and {said.files} files ({size(said.file_bytes)})" + (f", and {said.journal}" if said.journal else "")
    )


def about_fields(proof: Proof) -> str:
    """Whether what is sealed in it was opened."""
    if proof.opened:
        return f"A sealed field was opened with the key {proof.said.data_key}."
    if proof.said.data_key:
        return f"No sealed field was opened: there is none, or its key {proof.said.data_key} was not tried here."
    return "Nothing in it is sealed."


def _about_data_key(said: Manifest) -> str:
    if said.holds_data_key:
        return f"Sealed fields; the key {said.data_key} is in it too, so whoever has this file can read them."
    return f"Sealed fields; the key is not in it: keep {said.data_key} elsewhere, nothing opens them without it."


def _about_keys(said: Manifest) -> str:
    lacking = "KEFU_SECRET_KEY and KEFU_IDENTITY_SECRET are not in it: keep them elsewhere"
    if said.holds_keys:
        return f"The key of notices is in it, so guard it like one. {lacking}."
    return (
        f"Keys are not in it. {lacking}; the key of notices is made anew, and browsers have to ask for notices again."
    )
