"""`kefu watermark FILE`: whose look at an identity paper a picture that turned up somewhere was drawn for."""

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.kit.errors import KefuError
from kefu.safeguards import vault_leaks


class Command(BaseCommand):
    help = "Finds the hidden mark in a copy of a picture of the vault: who opened it, and when. The journal keeps that you asked."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="a JPEG, PNG or WebP; cut to the picture where there is much around it"
        )

    def handle(self, *args: object, file: Path, **options: object) -> None:
        if find_spec("numpy") is None:
            raise CommandError(
                "This needs the encoder's extra: pip install --require-hashes -r requirements/encoder.txt"
            )
        try:
            found = vault_leaks.viewer_of(file.read_bytes())
        except (OSError, KefuError) as error:
            raise CommandError(f"{file} cannot be read as a picture: {error}") from error
        if found is None:
            raise CommandError("No mark of this installation was found. That proves nothing: a mark can be destroyed.")
        self.stdout.write(
            f"{found.name} (badge {found.badge}) opened it at {found.at:%Y-%m-%d %H:%M:%S} UTC,"
            f" in the conversation {found.conversation}: paper {found.paper}."
            f" Strength {found.strength:.1f}, where {found.needed:.1f} is needed."
        )
