"""`kefu registry`: what is officially ours, as a file; and whether a published list is genuine. docs/registry.md."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from kefu.exchange import channels_starter
from kefu.kit.errors import KefuError
from kefu.trust import channels, denied, published, registry
from kefu.trust.lookalike import entries, lists


class Command(BaseCommand):
    help = "Brings, shows and checks the registry of official channels."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        brought = actions.add_parser("import", help="add and change what the file says; nothing is taken away")
        brought.add_argument("path", metavar="FILE")
        brought.add_argument("--propose", action="store_true", help="only propose it: somebody at the desk confirms")
        shown = actions.add_parser("export", help="the signed list as it is published")
        shown.add_argument("path", metavar="FILE", nargs="?")
        actions.add_parser("start", help="make the invented exchange's entries, where there are none yet")
        actions.add_parser("key", help="the public key that the list is signed with")
        checked = actions.add_parser("verify", help="check a published list; needs nothing but the file and the key")
        checked.add_argument("path", metavar="FILE")
        checked.add_argument("--key", required=True, help="the public key in base64, known from elsewhere")
        listed = actions.add_parser("denied", help='put a list of frauds, {"allow": [], "deny": []}, in place')
        listed.add_argument("source", help="a name for the list: the same name again replaces it")
        listed.add_argument("path", metavar="FILE")

    def handle(self, *args: object, action: str, **options: object) -> None:
        path = str(options.get("path") or "")
        try:
            self.stdout.write(self._done(action, path, options))
        except ValueError as error:
            raise CommandError(str(error)) from error
        except KefuError as error:
            raise CommandError(str(error.message)) from error

    def _done(self, action: str, path: str, options: dict[str, object]) -> str:
        if action == "import":
            return _imported(path, only_proposes=bool(options["propose"]))
        if action == "export":
            return _exported(path)
        if action == "verify":
            return _verified(path, str(options["key"]))
        if action == "denied":
            count = denied.bring(str(options["source"])[:40], lists.read(_bytes(path, most=lists.MOST_BYTES)))
            registry.forget()
            return f"{count} names are on the list {options['source']}."
        if action == "start":
            return f"{channels_starter.load_starter()} entries were made."
        return published.public_key()


def _imported(path: str, *, only_proposes: bool) -> str:
    found = entries.read(_bytes(path, most=entries.MOST_BYTES))
    if only_proposes:
        return f"{channels.bring_proposals(found)} changes of {len(found)} wait for somebody at the desk."
    return f"{channels.bring(found)} of {len(found)} entries were new or said otherwise."


def _exported(path: str) -> str:
    text = json.dumps(published.signed(), ensure_ascii=False, indent=1, sort_keys=True)
    if not path:
        return text
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    return f"Written to {path}."


def _verified(path: str, key: str) -> str:
    try:
        told = json.loads(_bytes(path, most=published.MOST_LIST_BYTES), object_pairs_hook=_each_once)
    except ValueError as error:
        raise CommandError(f"NOT genuine: the file is not plain JSON ({error}).") from error
    if not isinstance(told, dict) or not published.is_genuine(told, key=key):
        raise CommandError("NOT genuine: this list was not signed with this key, or it was changed since.")
    rows = told.get("entries")
    return f"Genuine: number {told.get('number')} of {told.get('issuer')}, {len(rows) if isinstance(rows, list) else 0} entries."


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of a member that stands twice one program reads the first and another the last: only one of them is signed."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a member stands in it twice")
    return told


def _bytes(path: str, *, most: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
