"""What customers read about their papers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kefu.conversations import words_papers
from kefu.files.vault_kinds import PaperKind
from kefu.safeguards.vault_kinds import Reason, Verdict
from kefu.safeguards.vault_shown import AskCard, PaperCard


@dataclass(frozen=True, slots=True)
class ShownOpened:
    who: str
    badge: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """`state` in words, `meaning` its colour."""

    sent_at: datetime
    state: str
    meaning: str
    deleted_at: datetime | None
    opened: Sequence[ShownOpened]


@dataclass(frozen=True, slots=True)
class ShownAsk:
    card: AskCard
    name: str
    papers: Sequence[ShownPaper]


def ask(card: AskCard) -> ShownAsk:
    return ShownAsk(card, name(card.kind), [_paper(each) for each in card.papers])


def name(kind: PaperKind) -> str:
    said = words_papers.name(kind)
    return said[:1].upper() + said[1:]


def is_face(kind: PaperKind) -> bool:
    """The camera that looks at its holder is wanted."""
    return kind is PaperKind.SELFIE


def how(kind: PaperKind) -> str:
    says = _HOW.get(kind)
    return says() if says else _("All of it on the picture, sharp, without a lamp's glare on it.")


def stays() -> str:
    """How long it stays, as the rule stands."""
    days = settings.PAPERS_KEEP_S // 86_400 + 1
    return ngettext(
        "It is deleted %(days)s day after your case is closed, by itself.",
        "It is deleted %(days)s days after your case is closed, by itself.",
        days,
    ) % {"days": days}


def choose_one() -> str:
    return _("Take a photo or choose one first, then send it.")


def reason(reason: Reason) -> str:
    return _REASONS[reason]()


def _paper(card: PaperCard) -> ShownPaper:
    state, meaning = _state(card)
    opened = [ShownOpened(each.who, each.badge, each.at, reason(each.reason)) for each in card.opened]
    return ShownPaper(card.sent_at, state, meaning, card.deleted_at, opened)


def _state(card: PaperCard) -> tuple[str, str]:
    if card.verdict is None:
        return (_("waits to be looked at"), "plain") if card.deleted_at is None else (_("deleted"), "plain")
    return {
        Verdict.MATCHES: (pgettext("your paper", "fits"), "good"),
        Verdict.UNLIKE: (pgettext("your paper", "does not fit"), "warn"),
        Verdict.UNREADABLE: (_("could not be read"), "warn"),
    }[card.verdict]


_HOW: Mapping[PaperKind, Callable[[], str]] = {
    PaperKind.SELFIE: lambda: _(
        "Your face and the paper beside it, both sharp. Hold it so that no finger covers a number."
    ),
    PaperKind.PASSPORT: lambda: _("The page with your photo, all of it, with the two lines of letters below."),
    PaperKind.ADDRESS: lambda: _(
        "A bill or a statement with your name, your address and a date of the last three months."
    ),
    PaperKind.FUNDS: lambda: _(
        "What shows where the money comes from. Cover what we do not need, such as card numbers."
    ),
}
_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.CHECK: lambda: _("to check it"),
    Reason.AGAIN: lambda: _("your case asked for it once more"),
    Reason.COMPLAINT: lambda: _("for a complaint"),
    Reason.REPORT: lambda: _("for a report of a fraud or an authority"),
}
