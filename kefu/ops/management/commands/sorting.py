"""`kefu sorting FILE`: what conversations are sorted by here, from JSON; what has the same slug becomes what the file says."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kefu.conversations import definitions
from kefu.conversations.kinds import FieldKind
from kefu.conversations.records import FieldRecord

MOST = 100
SHAPE = 'The file holds {"categories": [{"slug", "names": {locale: text}}], "fields": [{"slug", "names", "kind", "choices"}]}.'


class Command(BaseCommand):
    help = f"Brings the categories and fields of this exchange. {SHAPE} Kinds: text, number, choice, date, bool."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a JSON file, UTF-8")

    def handle(self, *args: object, file: str, **options: object) -> None:
        found = _read(Path(file))
        categories = [(_slug(each), _names(each)) for each in _listed(found, "categories")]
        fields = [_field(each) for each in _listed(found, "fields")]
        for position, (slug, names) in enumerate(categories):
            definitions.put_category(slug, names=names, position=position)
        for position, field in enumerate(fields):
            definitions.put_field(field, position=position)
        self.stdout.write(f"{len(categories)} categories and {len(fields)} fields are there for everybody.")


def _read(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(found, dict):
        raise CommandError(SHAPE)
    return found


def _listed(found: Mapping[str, Any], name: str) -> list[Any]:
    each = found.get(name, [])
    if not isinstance(each, list) or len(each) > MOST or not all(isinstance(one, dict) for one in each):
        raise CommandError(f"{name} must be a list of at most {MOST}. {SHAPE}")
    return each


def _slug(each: Mapping[str, Any]) -> str:
    slug = each.get("slug")
    if not isinstance(slug, str) or not slug.replace("-", "").isalnum() or not slug.isascii() or len(slug) > 40:
        raise CommandError(f"{slug!r} is no slug: up to 40 letters, digits and hyphens.")
    return slug.lower()


def _names(each: Mapping[str, Any]) -> dict[str, str]:
    names = each.get("names")
    if not isinstance(names, dict) or not names or not all(isinstance(text, str) and text for text in names.values()):
        raise CommandError(f"{each.get('slug')} needs names: a text for each language.")
    return {str(locale): text[:80] for locale, text in names.items()}


def _field(each: Mapping[str, Any]) -> FieldRecord:
    slug, kind, choices = _slug(each), each.get("kind", ""), each.get("choices", {})
    if kind not in {known.value for known in FieldKind}:
        raise CommandError(f"{slug}: kind is one of {', '.join(known.value for known in FieldKind)}.")
    if not isinstance(choices, dict) or (kind == FieldKind.CHOICE) != bool(choices):
        raise CommandError(f"{slug}: a choice, and nothing else, has choices.")
    named = {name: _names({"slug": f"{slug}.{name}", "names": names}) for name, names in choices.items()}
    return FieldRecord(slug=slug, names=_names(each), kind=FieldKind(kind), choices=named)
