"""Sentences for a step-up: that the customer is asked to prove anew who they are, and whether it was passed."""

from django.utils.translation import gettext as _

from kefu.conversations.data_identity import IdentityAskedData, IdentityCheckedData, Outcome, Reason
from kefu.conversations.kinds import Kind
from kefu.conversations.records import EntryRecord

KINDS = frozenset({Kind.IDENTITY_ASKED, Kind.IDENTITY_CHECKED})


def reason_text(reason: Reason) -> str:
    """Why, as it goes on after "because": for both sides."""
    match reason:
        case Reason.ACCOUNT_DATA:
            return _("to talk about what is in the account")
        case Reason.CHANGE:
            return _("to change something in the account")
        case Reason.MONEY:
            return _("to look after a deposit or a withdrawal")
        case Reason.STOLEN:
            return _("to protect an account that may be in a stranger's hands")


def level_text(level: int) -> str:
    """What a level means, in words."""
    return (
        _("level 3: with the exchange's strongest check") if level > 2 else _("level 2: in the app or with a passkey")
    )


def text(entry: EntryRecord, *, who: str, is_for_staff: bool) -> str:
    match entry.data:
        case IdentityAskedData(level=level, reason=reason) if is_for_staff:
            told = {"who": who, "level": level, "why": reason_text(reason)}
            return _("%(who)s asked the customer to confirm who they are (level %(level)d): %(why)s") % told
        case IdentityAskedData(reason=reason):
            told = {"who": who, "why": reason_text(reason)}
            return _("%(who)s asks you to confirm that it is you: %(why)s.") % told
        case IdentityCheckedData(outcome=outcome, level=level):
            return _staffs(outcome, level) if is_for_staff else _customers(outcome)
        case _:
            return ""


def _staffs(outcome: Outcome, level: int) -> str:
    match outcome:
        case Outcome.PASSED:
            return _("Identity confirmed: passed, level %(level)d") % {"level": level}
        case Outcome.FAILED:
            return _("Identity not confirmed: failed")
        case Outcome.EXPIRED:
            return _("Identity not confirmed: nobody answered in time")
        case Outcome.CANCELLED:
            return _("Identity not confirmed: called off")


def _customers(outcome: Outcome) -> str:
    match outcome:
        case Outcome.PASSED:
            return _("You confirmed that it is you. Thank you.")
        case Outcome.FAILED:
            return _("This was not confirmed. If it was not you who was asked, tell us here.")
        case Outcome.EXPIRED:
            return _("The time to confirm is over. Nothing happened; we can ask you again.")
        case Outcome.CANCELLED:
            return _("The question was called off. You need not confirm anything.")
