"""A mail's verdict in words: whether it is from us, what proves it or why nothing does, and what to do next."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.trust.mails import asking
from kefu.trust.mails.kinds import MailOutcome, MailVerdict, Sent, Why
from kefu.ui import verdicts
from kefu.ui.verdict_shapes import Shown

_OURS = gettext_lazy("Yes, this mail is from us")
_TITLES: dict[MailOutcome, str | Promise] = {
    MailOutcome.UNPROVED: gettext_lazy("Nothing proves that this mail is from us"),
    MailOutcome.LOOKALIKE: gettext_lazy("Not from us: it only looks like ours"),
    MailOutcome.FRAUD: gettext_lazy("Not from us: it leads to a known fraud"),
    MailOutcome.UNKNOWN: gettext_lazy("This mail is from somebody else"),
}
_LEADS: dict[MailOutcome, str | Promise] = {
    MailOutcome.UNPROVED: gettext_lazy(
        "It carries our address as its sender. Anybody can write that on a mail. Do not answer it, and open nothing in it."
    ),
    MailOutcome.LOOKALIKE: gettext_lazy(
        "Somebody may want you to take it for ours. Do not answer it, and open nothing in it."
    ),
    MailOutcome.FRAUD: gettext_lazy("Stop here: do not answer it, and open nothing in it."),
    MailOutcome.UNKNOWN: gettext_lazy(
        "Its sender is on no list of ours. Whatever it says about us, we did not write it."
    ),
}
_WHYS: dict[Why, str | Promise] = {
    Why.SEALED: gettext_lazy("It carries our signature, and nothing of it was changed since we sent it."),
    Why.VOUCHED: gettext_lazy(
        "A mail service that passed it on saw our signature hold and vouches for it. Words may have been added on the way:"
        " compare what matters with your account."
    ),
    Why.NO_SEAL: gettext_lazy("It is not signed. All our mails are."),
    Why.OTHERS_SEAL: gettext_lazy("The signature on it is somebody else's."),
    Why.BROKEN: gettext_lazy(
        "Our signature does not fit it: it was changed, or somebody copied our signature onto it."
    ),
    Why.EXPIRED: gettext_lazy("Its signature has run out."),
    Why.NO_KEY: gettext_lazy("It names a key of ours that does not exist."),
    Why.UNANSWERED: gettext_lazy(
        "The key for its signature could not be fetched just now. Try again in a few minutes."
    ),
    Why.PARTIAL: gettext_lazy("Our signature covers only a part of it: the rest was added by somebody."),
    Why.UNSENT: gettext_lazy(
        "It is sealed by our domain, but we have no record of sending it. Ask us in the chat before you do what it says."
    ),
    Why.TWICE: gettext_lazy("It says in two ways who sent it or what it is about, and mail programs show either."),
    Why.SENDERS: gettext_lazy("Its sender is written so that it can be read in more than one way."),
    Why.NAMED: gettext_lazy("What it calls itself, or what stands in it, imitates us."),
}
_SAFE: tuple[str | Promise, ...] = (gettext_lazy("Even here nobody of ours asks for passwords, codes or coins."),)
_WORRIED: tuple[str | Promise, ...] = (
    gettext_lazy("Send nothing, sign in nowhere, install nothing."),
    gettext_lazy("If you entered something there already, change your password now and tell us at once."),
    gettext_lazy("Is your question about your account? Ask us in the chat of our own site."),
)
_CARD: dict[MailOutcome, MailOutcome] = {MailOutcome.UNPROVED: MailOutcome.LOOKALIKE}  # as serious, and shown alike


def answered(raw: bytes, *, sent: Sent | None = None) -> Sequence[Shown]:
    """On the mail, then on each that it carries, then on what in it imitates us. NotAMail for bytes that are none."""
    verdict = asking.verdict(raw, sent=sent)
    return (_shown(verdict), *map(_inner, verdict.inside), *map(verdicts.shown, verdict.found))


def _shown(verdict: MailVerdict) -> Shown:
    is_ours = verdict.outcome is MailOutcome.OURS
    whys = [str(_WHYS[each]) for each in verdict.why]
    return Shown(
        outcome=_CARD.get(verdict.outcome, verdict.outcome).value,
        asked=verdict.sender.address if verdict.sender else _("an unclear sender"),
        title=str(_OURS if is_ours else _TITLES[verdict.outcome]),
        lead=whys[0] if is_ours else str(_LEADS[verdict.outcome]),
        reasons=() if is_ours else whys,
        steps=[str(each) for each in (_SAFE if is_ours else _WORRIED)],
        can_report=not is_ours and verdict.sender is not None and verdict.outcome is not MailOutcome.UNPROVED,
    )


def _inner(verdict: MailVerdict) -> Shown:
    """One that somebody sent on as a file: what it is says nothing of the mail around it."""
    shown = _shown(verdict)
    is_ours = verdict.outcome is MailOutcome.OURS
    title = _("A mail of ours, sent on by somebody. What stands around it is theirs.") if is_ours else shown.title
    return Shown(outcome=shown.outcome, asked=_named(shown.asked, verdict.subject), title=title, lead=shown.lead)


def _named(sender: str, subject: str) -> str:
    """By its sender's address, never by what they call themselves."""
    return f"{sender} · {subject[:120]}" if subject else sender
