"""How it stands with a customer's step-up, for the head of their conversation: passed or not, the level, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import clock
from kefu.safeguards import stepups
from kefu.safeguards.stepup import State
from kefu.safeguards.stepups import Standing


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """`meaning` colours it. `renew_in_s`: then what is said here changes by itself; 0: it does not."""

    text: str
    meaning: str
    at: datetime
    is_open: bool
    renew_in_s: int


def shown(conversation: ConversationRecord) -> ShownIdentity | None:
    """None where nobody was asked here, or where nothing came of it."""
    found = stepups.standing(conversation)
    if found is None or found.state in {State.EXPIRED, State.CANCELLED}:
        return None
    if found.is_open:
        text = _("Waiting for the customer to confirm who they are (level %(level)d). It ends by itself.")
        return ShownIdentity(text % {"level": found.level}, "info", found.ends_at, True, _seconds_to(found.ends_at))
    at = found.settled_at or found.asked_at
    if found.state is State.FAILED:
        return ShownIdentity(_("identity not confirmed"), "danger", at, False, 0)
    return _passed(found, at)


def may_stand(entries: Sequence[EntryRecord]) -> bool:
    """Whether there may be something to show, by what of the log is on the screen: its beginning may not be."""
    is_long = not entries or entries[0].seq > 1
    return is_long or any(entry.kind is Kind.IDENTITY_ASKED for entry in entries)


def _passed(found: Standing, at: datetime) -> ShownIdentity:
    if found.is_fresh:
        text = _("identity confirmed, level %(level)d") % {"level": found.reached}
        return ShownIdentity(text, "good", at, False, _seconds_to(found.fresh_until))
    return ShownIdentity(
        _("confirmed before, level %(level)d: ask anew") % {"level": found.reached}, "plain", at, False, 0
    )


def _seconds_to(moment: datetime | None) -> int:
    """A little beyond it, never less than a moment."""
    return max(int((moment - clock.now()).total_seconds()), 0) + 2 if moment else 0
