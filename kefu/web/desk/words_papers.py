"""Papers as the desk words them."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations import words_papers
from kefu.files.vault_kinds import PaperKind
from kefu.safeguards.vault_kinds import Reason, Verdict


def kinds() -> list[tuple[str, str]]:
    return [(each.value, name(each)) for each in PaperKind]


def on_its_way() -> str:
    return _("It is on its way to the vault. Nobody gets it here any more.")


def name(kind: PaperKind) -> str:
    said = words_papers.name(kind)
    return said[:1].upper() + said[1:]


def reasons() -> list[tuple[str, str]]:
    return [(each.value, reason(each)) for each in Reason]


def reason(reason: Reason) -> str:
    return _REASONS[reason]()


def verdict(verdict: Verdict | None) -> tuple[str, str]:
    """In words, and the colour that means it."""
    if verdict is None:
        return _("no verdict yet"), "warn"
    return {
        Verdict.MATCHES: (_("fits"), "good"),
        Verdict.UNLIKE: (_("does not fit"), "danger"),
        Verdict.UNREADABLE: (_("cannot be read"), "plain"),
    }[verdict]


def verdicts() -> list[tuple[str, str]]:
    return [
        (Verdict.MATCHES.value, _("It fits")),
        (Verdict.UNLIKE.value, _("It does not fit")),
        (Verdict.UNREADABLE.value, _("It cannot be read: ask for it once more")),
    ]


_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.CHECK: lambda: _("To check it for this case"),
    Reason.AGAIN: lambda: _("The case needs it once more"),
    Reason.COMPLAINT: lambda: _("For a complaint"),
    Reason.REPORT: lambda: _("For a report of a fraud or an authority"),
}
