"""`kefu macros FILE`: brings shared macros from a JSON file; one with the same slug becomes what the file says."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kefu.kit.errors import KefuError
from kefu.knowledge import macros
from kefu.knowledge.macros import NewMacro


class Command(BaseCommand):
    help = (
        'Brings shared macros: a list of {"slug", "category": text or {locale: text},'
        ' "titles": {locale: text}, "bodies": {locale: text}}.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a JSON file, UTF-8")

    def handle(self, *args: object, file: str, **options: object) -> None:
        wanted = [_parsed(each) for each in _read(Path(file))]
        for each in wanted:
            try:
                macros.bring(each)
            except KefuError as error:
                raise CommandError(f"{each.slug}: {error.message}") from error
        self.stdout.write(f"{len(wanted)} macros are there for everybody.")


def _read(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(found, list):
        raise CommandError(f"{path} must hold a list.")
    return found


def _parsed(each: Any) -> NewMacro:
    try:
        slug, titles, bodies = str(each["slug"]), dict(each["titles"]), dict(each["bodies"])
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError("Each macro needs slug, titles and bodies.") from error
    named = each.get("category", "")
    if isinstance(named, dict):
        categories = {str(locale): str(name) for locale, name in named.items()}
        return NewMacro(slug=slug, titles=titles, bodies=bodies, categories=categories, is_shared=True)
    return NewMacro(slug=slug, titles=titles, bodies=bodies, category=str(named), is_shared=True)
