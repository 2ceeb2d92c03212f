"""What /verify says of a message code, and of the number of a badge.

A code is told of to its recipient alone, whom we know by the token of their chat; of an official answer, given where all
may read it, to anybody. All other codes are answered alike, so that there is nothing to guess at.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.conversations import proving, words_proofs
from kefu.conversations.proving import Proof, ProofVerdict
from kefu.kit import zones
from kefu.people import limits
from kefu.people.access import Rate
from kefu.trust import badges, codes
from kefu.trust.badges import BadgeCard
from kefu.trust.lookalike.kinds import Outcome
from kefu.ui.verdict_shapes import Asker, Shown, ShownMessage

_TITLES: dict[Proof, str | Promise] = {
    Proof.OURS: gettext_lazy("Yes, we sent you this"),
    Proof.PART: gettext_lazy("A part of what we sent you"),
    Proof.ALTERED: gettext_lazy("Not what we sent you: the words were changed"),
    Proof.EDITED: gettext_lazy("We sent you this, and have changed it since"),
    Proof.REMOVED: gettext_lazy("We sent you this, and have taken it back since"),
    Proof.EXPIRED: gettext_lazy("We sent you this, too long ago to act on"),
    Proof.UNKNOWN: gettext_lazy("We sent you no such message"),
    Proof.MISTYPED: gettext_lazy("Not a message code of ours"),
    Proof.UNSAID: gettext_lazy("A message code"),
    Proof.OFFICIAL: gettext_lazy("Yes, an official answer of ours"),
    Proof.OFFICIAL_ALTERED: gettext_lazy("Not what we answered: the words differ"),
    Proof.OFFICIAL_CHANGED: gettext_lazy("Our answer once, changed since"),
}
_OUTCOMES = {  # all others: nothing to act on
    Proof.OURS: Outcome.OURS,
    Proof.OFFICIAL: Outcome.OURS,
    Proof.ALTERED: Outcome.LOOKALIKE,
    Proof.OFFICIAL_ALTERED: Outcome.LOOKALIKE,
}


def answered(text: str, asker: Asker) -> Shown | None:
    """None where the text is neither. `asked` is the badge, or the code in its usual form if that is all there was.

    TooMany for a customer who looks up one code after another.
    """
    card = badges.holder_of(text)
    if card is not None:
        return _badge(card, text.strip())
    found = codes.find(text)
    if found is None or (not found.is_well_formed and "-" not in text):  # twelve letters may be a name
        return None
    verdict = _looked_up(text, asker)
    if verdict is None:
        return None
    return _code(verdict, found.code if found.words.strip() else text.strip(), zone=asker.zone)


def _looked_up(text: str, asker: Asker) -> ProofVerdict | None:
    if not asker.viewer.is_customer:
        return proving.looked_up(text, customer_id=None)
    limits.take(Rate.PROOF, viewer=asker.viewer, ip=asker.address)
    return proving.looked_up(text, customer_id=asker.viewer.id, address=asker.address)


def _code(verdict: ProofVerdict, asked: str, *, zone: str) -> Shown:
    outcome = _OUTCOMES.get(verdict.proof, Outcome.UNKNOWN)
    at = f"{verdict.at.astimezone(zones.zone_of(zone)):%Y-%m-%d %H:%M}" if verdict.at else ""
    careful = _("Even here nobody of ours asks for passwords, codes or coins.")
    if outcome is not Outcome.OURS:
        careful = _("Until then, do nothing that the message asks for.")
    return Shown(
        outcome=outcome.value,
        asked=asked,
        title=str(_TITLES[verdict.proof]),
        lead=words_proofs.headline(verdict, at=at),
        steps=(words_proofs.next_step(verdict), careful),
        can_report=outcome is not Outcome.OURS,
        message=_message(verdict),
        is_for_recipient=verdict.proof is Proof.UNSAID,
    )


def _message(verdict: ProofVerdict) -> ShownMessage | None:
    if verdict.at is None:
        return None
    return ShownMessage(
        verdict.proof.value, verdict.at, verdict.by, verdict.conversation, verdict.number, verdict.badge
    )


def _badge(card: BadgeCard, asked: str) -> Shown:
    names = {"name": card.alias, "badge": card.badge}
    if not card.is_ours:
        outcome, title = Outcome.FRAUD, _("Not one of ours any more")
        lead = (
            _("Badge %(badge)s belonged to %(name)s, who no longer works for us. Whoever shows it is not us.") % names
        )
    elif not card.is_on_shift:
        outcome, title = Outcome.LOOKALIKE, _("Ours, but off shift")
        lead = _(
            "Badge %(badge)s belongs to %(name)s, who is not at work now. Whoever writes to you as them right now is not us."
        )
        lead %= names
    else:
        outcome, title = Outcome.OURS, _("Ours, and on shift now")
        lead = _(
            "Badge %(badge)s belongs to %(name)s, who is at work now. A number can be copied: speak with them in our own chat."
        )
        lead %= names
    steps = (_("Even here nobody of ours asks for passwords, codes or coins."),)
    return Shown(outcome.value, asked, title, lead, steps=steps, can_report=outcome is not Outcome.OURS)
