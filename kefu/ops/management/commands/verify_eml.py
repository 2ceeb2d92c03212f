"""`kefu verify_eml`: mails as files, each held against the registry: ours, only said to be, or somebody else's."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kefu.channels.sent import was_sent
from kefu.kit import clock
from kefu.kit.dns import Names
from kefu.trust import registry
from kefu.trust.lookalike import entries
from kefu.trust.lookalike.prepared import Known, prepare
from kefu.trust.mails.asking import MAX_BYTES
from kefu.trust.mails.judging import Against, judge
from kefu.trust.mails.kinds import Ask, MailVerdict, NotAMail


class Command(BaseCommand):
    help = "Says of each mail (.eml) whether it is ours. A line of JSON for each; with --registry no installation is needed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a mail as a file, with all its fields")
        parser.add_argument(
            "--registry", type=Path, help="a registry's file; without it, this installation's own registry"
        )
        parser.add_argument(
            "--keys", type=Path, help='{"selector._domainkey.domain": "v=DKIM1; p=..."}: no name server is asked'
        )
        parser.add_argument(
            "--forwarder", action="append", default=None, help="a domain whose word on what it passed on counts"
        )

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        known, ask, forwarders = _known(options["registry"]), _ask(options["keys"]), options["forwarder"]
        trusted = frozenset(forwarders if isinstance(forwarders, list) else settings.MAIL_FORWARDERS)
        for file in files:
            told = _told(file, Against(known, ask or Names().txt, trusted, None if options["registry"] else was_sent))
            self.stdout.write(json.dumps({"file": file.name, **told}, ensure_ascii=False))


def _told(file: Path, against: Against) -> dict[str, object]:
    raw = _bytes(file)
    if len(raw) > MAX_BYTES:
        return {"verdict": "unreadable", "why": [f"it is larger than {MAX_BYTES // 1024**2} MB"]}
    try:
        return as_told(judge(raw, against))
    except NotAMail:
        return {"verdict": "unreadable", "why": ["it is no mail: save it again with all its fields"]}


def as_told(verdict: MailVerdict) -> dict[str, object]:
    return {
        "verdict": verdict.outcome.value,
        "why": [each.value for each in verdict.why],
        "from": verdict.sender.address if verdict.sender else "",
        "subject": verdict.subject,
        "sealed_by": list(verdict.seals),
        "looks_like": [each.entry.value for each in verdict.found if each.entry],
        "inside": [as_told(each) for each in verdict.inside],
    }


def _known(file: object) -> Known:
    if not isinstance(file, Path):
        return registry.known()
    try:
        return prepare(entries.read(_bytes(file)), now=clock.now())
    except ValueError as error:
        raise CommandError(str(error)) from error


def _ask(file: object) -> Ask | None:
    if not isinstance(file, Path):
        return None
    try:
        zone = {str(name).lower(): str(record).encode() for name, record in json.loads(_bytes(file)).items()}
    except (ValueError, AttributeError) as error:
        raise CommandError(f"{file}: not an object of names and records.") from error
    return zone.get


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from error
