"""What /verify says of a message code, and of the number of a badge.

A code is told of to its recipient alone, where they are signed in: in their chat. Here nobody is known, so all codes are
answered alike, and there is nothing to guess at.
"""

from django.utils.translation import gettext as _

from kefu.conversations import proving, words_proofs
from kefu.conversations.proving import Proof
from kefu.people.access import Viewer
from kefu.trust import badges, codes
from kefu.trust.badges import BadgeCard
from kefu.trust.lookalike.kinds import Outcome
from kefu.ui.verdict_shapes import Shown


def answered(text: str, viewer: Viewer) -> Shown | None:
    """None where the text is neither. `asked` is the badge, or the code in its usual form if that is all there was."""
    del viewer
    card = badges.holder_of(text)
    if card is not None:
        return _badge(card, text.strip())
    found = codes.find(text)
    if found is None or (not found.is_well_formed and "-" not in text):  # twelve letters may be a name
        return None
    verdict = proving.looked_up(text, customer_id=None)
    if verdict is None:
        return None
    return Shown(
        outcome=Outcome.UNKNOWN.value,
        asked=found.code if found.words.strip() else text.strip(),
        title=_("A message code") if verdict.proof is Proof.UNSAID else _("Not a message code of ours"),
        lead=words_proofs.headline(verdict, at=""),
        steps=(words_proofs.next_step(verdict), _("Until then, do nothing that the message asks for.")),
        can_report=True,
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
