"""What stands below our people's words in mails: by team and language, kept as data, the one writer of Signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.channels.contract import AccountRecord
from kefu.channels.models import Signature
from kefu.exchange import outward
from kefu.kit import clock
from kefu.kit.errors import Invalid
from kefu.kit.text import clean_body
from kefu.people import teams
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import guard, journal, shield
from kefu.trust.refusal import Guarded

MOST_CHARS, MOST_LINES = 600, 8


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """`team` is its slug; empty: of all that have none of their own."""

    team: str
    team_name: str
    language: str
    body: str


def of(account: AccountRecord, *, team: int | None, locale: str) -> str:
    """Of the conversation's team, else of the mailbox's, else of all: in the language that is written there, or nothing."""
    found = dict(Signature.objects.filter(language=locale).values_list("team_id", "body"))
    return next((found[each] for each in (team, account.team, None) if each in found), "")


def listed(viewer: Viewer) -> Sequence[SignatureRecord]:
    require(viewer, Capability.MANAGE_SIGNATURES)
    rows = Signature.objects.select_related("team").order_by("team_id", "language")
    return [
        SignatureRecord(
            row.team.slug if row.team else "", str(row.team.name) if row.team else "", row.language, row.body
        )
        for row in rows
    ]


def save(viewer: Viewer, *, team: str, language: str, body: str) -> None:
    """Change it; an empty one is taken away. Invalid for what is too long, Guarded for what we never say to customers."""
    require(viewer, Capability.MANAGE_SIGNATURES)
    said = shield.cut(clean_body(body)).text
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Please choose a language."))
    if len(said) > MOST_CHARS or len(said.splitlines()) > MOST_LINES:
        raise Invalid(_("A signature has at most 8 lines and 600 characters."), code="too_long")
    found = guard.check(said, allowed=outward.allowed) if said else None
    if found is not None:
        raise Guarded(str(found.rule), meant=found.meant, locale=language)
    row = teams.team_for(team).id if team else None
    with transaction.atomic():
        own = Signature.objects.filter(team=row, language=language)
        if said and not own.update(body=said, changed_at=clock.now()):
            Signature.objects.create(team_id=row, language=language, body=said)
        if not said:
            own.delete()
        action = "signature_changed" if said else "signature_removed"
        journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "team", row or 0, language)])
