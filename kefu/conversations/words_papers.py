"""Identity papers in the log, worded for one viewer."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.records import EntryRecord
from kefu.files.vault_kinds import PaperKind
from kefu.people.access import Viewer


def name(kind: PaperKind) -> str:
    return _NAMES[kind]()


def text(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    if not isinstance(entry.data, PapersData):
        return ""
    words = _FOR_STAFF if viewer.is_staff else _FOR_CUSTOMERS
    says = words.get(entry.data.step)
    return says() % {"who": who, "paper": name(entry.data.paper)} if says else ""


_NAMES: Mapping[PaperKind, Callable[[], str]] = {
    PaperKind.ID_FRONT: lambda: _("ID card, front"),
    PaperKind.ID_BACK: lambda: _("ID card, back"),
    PaperKind.PASSPORT: lambda: _("passport, the page with the photo"),
    PaperKind.SELFIE: lambda: _("photo of a face with the paper beside it"),
    PaperKind.ADDRESS: lambda: _("proof of address"),
    PaperKind.FUNDS: lambda: _("proof of where money comes from"),
    PaperKind.OTHER: lambda: _("another paper"),
}
_FOR_CUSTOMERS: Mapping[PapersStep, Callable[[], str]] = {
    PapersStep.ASKED: lambda: _(
        "%(who)s asks you for a paper: %(paper)s. Send it here alone, not in the chat or by mail."
    ),
    PapersStep.SENT: lambda: _("You sent a paper: %(paper)s. It lies sealed, and you can see who opens it."),
    PapersStep.MATCHED: lambda: _("We looked at your paper (%(paper)s): it fits. There is nothing more to do with it."),
    PapersStep.UNLIKE: lambda: _("We looked at your paper (%(paper)s): it does not fit what we know of your account."),
    PapersStep.UNREADABLE: lambda: _("We could not read your paper (%(paper)s). Please send it once more."),
    PapersStep.WITHDRAWN: lambda: _("No longer needed: %(paper)s. You do not have to send it."),
    PapersStep.DELETED: lambda: _("Deleted, as promised: %(paper)s."),
    PapersStep.MOVED: lambda: _(
        "What you sent holds an identity paper, so we moved it to the vault: it lies sealed there, only your case opens it,"
        " and it is gone from here. Please send no papers by mail or in the chat."
    ),
}
_FOR_STAFF: Mapping[PapersStep, Callable[[], str]] = {
    PapersStep.ASKED: lambda: _("%(who)s asked for a paper: %(paper)s"),
    PapersStep.SENT: lambda: _("The customer sent a paper: %(paper)s"),
    PapersStep.MATCHED: lambda: _("%(who)s looked at a paper (%(paper)s): it fits"),
    PapersStep.UNLIKE: lambda: _("%(who)s looked at a paper (%(paper)s): it does not fit"),
    PapersStep.UNREADABLE: lambda: _("%(who)s could not read a paper (%(paper)s) and asked for it again"),
    PapersStep.WITHDRAWN: lambda: _("%(who)s took back what was asked for: %(paper)s"),
    PapersStep.DELETED: lambda: _("Deleted by rule: %(paper)s"),
    PapersStep.MOVED: lambda: _("A paper that came as a file was moved to the vault: %(paper)s"),
    PapersStep.LOOK_ASKED: lambda: _("%(who)s asks to look at a paper once more (%(paper)s): a colleague has to agree"),
    PapersStep.LOOK_ALLOWED: lambda: _("%(who)s agreed: a colleague may look at a paper once more (%(paper)s)"),
    PapersStep.LOOK_REFUSED: lambda: _("%(who)s did not agree: a paper (%(paper)s) is not opened once more"),
}
