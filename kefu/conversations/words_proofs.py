"""What a message code says, in plain words of the active language: a headline and what to do next. Moments are given written."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from kefu.conversations.proving import Proof, ProofVerdict


def headline(verdict: ProofVerdict, *, at: str) -> str:
    names = {"brand": settings.BRAND_NAME, "at": at, "by": verdict.by, "begins": verdict.begins, "badge": verdict.badge}
    return _HEADLINES[verdict.proof]() % names


def mailed(verdict: ProofVerdict, *, code: str, at: str) -> str:
    """To whoever it was sent to, because somebody asked: no word of what was said, and none of who asked."""
    names = {"brand": settings.BRAND_NAME, "at": at, "by": verdict.by, "code": code}
    said = _MAILED.get(verdict.proof, _MAILED[Proof.OURS])() % names
    asked = _(
        "Somebody entered this message code and your address on our page. If it was not you, there is nothing to do: nobody"
        " but you is told this."
    )
    return "\n\n".join([said, _("Words can be changed around a real code: what counts is what we sent you."), asked])


def next_step(verdict: ProofVerdict) -> str:
    return _NEXT[verdict.proof]()


_HEADLINES: dict[Proof, Callable[[], str]] = {
    Proof.OURS: lambda: _("Yes. %(brand)s sent you this at %(at)s (%(by)s). It begins with: %(begins)s"),
    Proof.PART: lambda: _(
        "This is only a part of what %(brand)s sent you at %(at)s (%(by)s). The whole begins with: %(begins)s"
    ),
    Proof.ALTERED: lambda: _(
        "Careful: the message code is real, the words are not. What %(brand)s sent you at %(at)s (%(by)s) begins with: %(begins)s"
    ),
    Proof.EDITED: lambda: _(
        "%(brand)s sent you this at %(at)s (%(by)s) and has changed it since. It now begins with: %(begins)s"
    ),
    Proof.REMOVED: lambda: _("%(brand)s sent you something at %(at)s (%(by)s) and has taken it back since."),
    Proof.EXPIRED: lambda: _(
        "%(brand)s sent you this at %(at)s (%(by)s), more than 90 days ago. It began with: %(begins)s"
    ),
    Proof.UNKNOWN: lambda: _("No message from us to you carries this message code."),
    Proof.MISTYPED: lambda: _("This cannot be a message code of ours: a character is wrong."),
    Proof.UNSAID: lambda: _(
        "This looks like a message code. We tell only the recipient of the message whether it is real."
    ),
    Proof.OFFICIAL: lambda: _(
        "Yes. This is an official answer of %(brand)s, given in public by badge %(badge)s (%(by)s) at %(at)s. It begins"
        " with: %(begins)s"
    ),
    Proof.OFFICIAL_ALTERED: lambda: _(
        "Careful: the code is real, the words are not the whole of it. What badge %(badge)s (%(by)s) of %(brand)s answered in"
        " public at %(at)s begins with: %(begins)s"
    ),
    Proof.OFFICIAL_CHANGED: lambda: _(
        "Badge %(badge)s (%(by)s) of %(brand)s answered this in public at %(at)s, and it was changed or taken back since."
    ),
}
_MAILED: dict[Proof, Callable[[], str]] = {
    Proof.OURS: lambda: _("Yes: the message with the code %(code)s was sent to you by %(brand)s at %(at)s (%(by)s)."),
    Proof.EDITED: lambda: _(
        "The message with the code %(code)s was sent to you by %(brand)s at %(at)s (%(by)s), and was changed since."
    ),
    Proof.REMOVED: lambda: _(
        "The message with the code %(code)s was sent to you by %(brand)s at %(at)s (%(by)s), and was taken back since. Do"
        " not act on it any more."
    ),
    Proof.EXPIRED: lambda: _(
        "The message with the code %(code)s was sent to you by %(brand)s at %(at)s (%(by)s). That is too long ago to act on."
    ),
}
_NEXT: dict[Proof, Callable[[], str]] = {
    Proof.OURS: lambda: _("Read the words here, not in a picture somebody sends you."),
    Proof.PART: lambda: _("Read all of it in your chat with us before you act on it."),
    Proof.ALTERED: lambda: _(
        "Do not act on those words. Read the message in your chat with us, and tell us about this."
    ),
    Proof.EDITED: lambda: _("What counts is what stands in your chat with us now."),
    Proof.REMOVED: lambda: _("Do not act on it any more. If you are unsure, ask us in the chat."),
    Proof.EXPIRED: lambda: _("That is too long ago to act on. If it still matters, ask us in the chat."),
    Proof.UNKNOWN: lambda: _(
        "Do not act on it: send no money and tell nobody a code. Look at each character once more; if it stays unknown,"
        " tell us about it in the chat."
    ),
    Proof.MISTYPED: lambda: _(
        "Please look at each character once more. There is no 0, no 1, no I, no L and no O in a message code."
    ),
    Proof.OFFICIAL: lambda: _("Read it where it was given: it may have been added to."),
    Proof.OFFICIAL_ALTERED: lambda: _("Read the whole answer where it was given before you act on it."),
    Proof.OFFICIAL_CHANGED: lambda: _("What counts is what stands there now."),
    Proof.UNSAID: lambda: _("Open the chat while you are signed in, and check it there under “Is it really you?”."),
}
