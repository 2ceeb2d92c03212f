"""How an account appeal is worded, in the language that is active: what is appealed, and what its customer is told in the end."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from kefu.safeguards.account_appeals import Outcome, Subject

_SUBJECTS: Mapping[Subject, Callable[[], str]] = {
    Subject.FROZEN: lambda: _("Your account was frozen"),
    Subject.KYC: lambda: _("Your identity check was refused"),
    Subject.WITHDRAWAL: lambda: _("Your withdrawal was refused"),
    Subject.REQUEST: lambda: _("A change to your account was refused"),
}
_OUTCOMES: Mapping[Outcome, Callable[[], str]] = {
    Outcome.GRANTED: lambda: _("Your appeal was granted."),
    Outcome.PARTLY: lambda: _("Your appeal was granted in part."),
    Outcome.REFUSED: lambda: _("Your appeal was not granted."),
}
_NEXT: Mapping[Outcome, Callable[[], str]] = {
    Outcome.GRANTED: lambda: _("We carry this out now. If you do not see it in your account within a day, write here."),
    Outcome.PARTLY: lambda: _("What changes and what stays is said above. If anything is unclear, write here."),
    Outcome.REFUSED: lambda: _(
        "Two people of ours decided this, and neither had a part in the first decision. The same decision cannot be appealed"
        " again; if there are new facts, write here. You may also turn to whoever settles disputes where you live."
    ),
}
_DETAILS: Mapping[str, Callable[[], str]] = {
    "wrong_tries": lambda: _("too many wrong tries"),
    "suspicious_login": lambda: _("a sign-in that looked suspicious"),
    "owner_request": lambda: _("asked for by its owner"),
    "compliance_review": lambda: _("a compliance review"),
    "court_order": lambda: _("an order of a court"),
    "terms": lambda: _("the terms of use"),
    "reset_second_factor": lambda: _("reset of the second factor"),
    "unfreeze": lambda: _("opening of the frozen account"),
    "change_email": lambda: _("change of the e-mail address"),
    "unlock_address": lambda: _("unlocking of a withdrawal address"),
    "blurred": lambda: _("the picture was blurred"),
    "glare": lambda: _("light was reflected on the picture"),
    "cropped": lambda: _("part of the paper was cut off"),
    "expired": lambda: _("the paper has expired"),
    "name_mismatch": lambda: _("another name than in the account"),
    "birth_mismatch": lambda: _("another date of birth"),
    "number_mismatch": lambda: _("another number than was typed"),
    "unsupported_document": lambda: _("a paper that is not taken"),
    "face_mismatch": lambda: _("the face was not recognised"),
    "address_too_old": lambda: _("the proof of address is too old"),
    "address_mismatch": lambda: _("another address than was typed"),
    "copy_or_screen": lambda: _("a copy or a picture of a screen"),
    "under_age": lambda: _("under age"),
    "region_not_served": lambda: _("a region that is not served"),
    "duplicate_account": lambda: _("another account of the same person"),
    "none": lambda: "",
}


def subject(what: Subject, detail: str = "") -> str:
    """ "Your account was frozen: a compliance review"."""
    told = detail_of(what, detail)
    return _("%(what)s: %(why)s") % {"what": _SUBJECTS[what](), "why": told} if told else _SUBJECTS[what]()


def detail_of(what: Subject, detail: str) -> str:
    """Codes in words; a sum as it is."""
    if what is Subject.WITHDRAWAL:
        return detail
    return _(", ").join(filter(None, (_DETAILS[code]() if code in _DETAILS else code for code in detail.split())))


def decided(what: Subject, detail: str, outcome: Outcome, *, reason: str) -> str:
    """The whole message: what it is about, what was decided, why, and what can be done next."""
    return "\n\n".join([subject(what, detail), _OUTCOMES[outcome](), reason, _NEXT[outcome]()])


def outcome_name(outcome: Outcome) -> str:
    return _OUTCOMES[outcome]()


def next_of(outcome: Outcome) -> str:
    """What the customer can do after it."""
    return _NEXT[outcome]()


def why_a_paper() -> str:
    """What the vault's page says beside the paper."""
    return _("For your appeal")


def asked_for(items: list[str], *, until: str) -> str:
    """What the customer reads in the chat when something is asked for."""
    listed = "\n".join(f"· {each}" for each in items)
    return (
        _("For your appeal we need the following until %(day)s. You can bring it on the page of your appeal.")
        % {"day": until}
        + f"\n\n{listed}"
    )
