"""A verdict in words: whether something is ours, what gives it away, and what to do next. For pages and programs alike."""

import unicodedata
from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.kit import clock
from kefu.safeguards import fraud
from kefu.trust import registry
from kefu.trust.lookalike.kinds import Change, Entry, Outcome, Sort, Step, Verdict, Why
from kefu.trust.lookalike.prepared import is_valid
from kefu.ui import verdicts_of_codes
from kefu.ui.verdict_shapes import Asker, Piece, Shown, ShownEntry

MOST_CHANGES_TOLD, MOST_SHOWN = 3, 12

_TITLES: dict[Outcome, str | Promise] = {
    Outcome.OURS: gettext_lazy("Yes, this is ours"),
    Outcome.LINKED: gettext_lazy("Not ours, but a place we lead to"),
    Outcome.LOOKALIKE: gettext_lazy("Not ours: it only looks like ours"),
    Outcome.FRAUD: gettext_lazy("Not ours: a known fraud"),
    Outcome.UNKNOWN: gettext_lazy("We do not know this"),
}
_LEADS: dict[Outcome, str | Promise] = {
    Outcome.OURS: gettext_lazy(
        "It stands on our list, letter by letter. Open it by typing it yourself: a sender's name and a caller's number"
        " can still be faked on the way."
    ),
    Outcome.LINKED: gettext_lazy(
        "It belongs to somebody else. Our texts may lead there; it never needs your password."
    ),
    Outcome.LOOKALIKE: gettext_lazy("Somebody may want you to take it for us. Do not answer and do not open it."),
    Outcome.FRAUD: gettext_lazy(
        "It was reported and confirmed as a fraud. Stop here: do not answer and do not open it."
    ),
    Outcome.UNKNOWN: gettext_lazy(
        "It is on no list of ours. Whoever sent it is a stranger, whatever they call themselves."
    ),
}
_WORRIED: tuple[str | Promise, ...] = (
    gettext_lazy("Send nothing, sign in nowhere, install nothing."),
    gettext_lazy("If you entered something there already, change your password now and tell us at once."),
)
_STEPS: dict[Outcome, tuple[str | Promise, ...]] = {
    Outcome.OURS: (gettext_lazy("Even here nobody of ours asks for passwords, codes or coins."),),
    Outcome.LINKED: (gettext_lazy("Look up what you need there, and enter no password and no code."),),
    Outcome.LOOKALIKE: _WORRIED,
    Outcome.FRAUD: _WORRIED,
    Outcome.UNKNOWN: (
        gettext_lazy("Ask us in the chat of our own site before you do what it says."),
        *_WORRIED,
    ),
}
_REASONS: dict[Why, str | Promise] = {
    Why.HIDDEN: gettext_lazy("It carries characters that cannot be seen."),
    Why.WIDTH: gettext_lazy("Its letters are written in another form: wide, bold or with marks."),
    Why.DRAWN: gettext_lazy("It uses characters that are drawn like ours and are others."),
    Why.TYPED: gettext_lazy("It is ours with a letter or a digit changed."),
    Why.SOUND: gettext_lazy("It sounds like our name and is written with other characters."),
    Why.SEPARATED: gettext_lazy("Dots, lines or spaces are in other places than in ours."),
    Why.ADDED: gettext_lazy("Our name with words around it. Anybody can register such a name."),
    Why.ENDING: gettext_lazy("It has our name and another ending: that is somebody else's site."),
    Why.INSIDE: gettext_lazy("Our address stands inside it and does not decide where it leads."),
    Why.NETWORK: gettext_lazy("It has our name in a place where this account is not ours."),
    Why.USER: gettext_lazy("What stands before the @ does not count: the link leads to what follows it."),
    Why.BACKSLASH: gettext_lazy("A backslash hides where the link leads."),
    Why.PORT: gettext_lazy("It asks for a port that we do not use."),
    Why.SCHEME: gettext_lazy("It does not begin like a page (https://)."),
    Why.LOCAL: gettext_lazy("It is at our domain, and this address is not ours."),
    Why.COUNTRY: gettext_lazy("The country's code is missing or another. Ours is always written with it."),
    Why.NAME: gettext_lazy("It is only a name. Anybody can call themselves so."),
    Why.EXPIRED: gettext_lazy("It was or will be ours at another time. Now it is not."),
    Why.LISTED: gettext_lazy("It is on a list of frauds."),
}
_SORTS: dict[Sort, str | Promise] = {
    Sort.DOMAIN: gettext_lazy("Our site, and what ends in a dot and this name"),
    Sort.MAIL: gettext_lazy("Our e-mail address"),
    Sort.MAIL_DOMAIN: gettext_lazy("Our e-mails end in this name"),
    Sort.HANDLE: gettext_lazy("Our account"),
    Sort.PHONE: gettext_lazy("Our phone number"),
    Sort.BOT: gettext_lazy("Our bot"),
    Sort.APP: gettext_lazy("Our app"),
    Sort.BADGE: gettext_lazy("A badge of our staff"),
    Sort.LINKED_HOST: gettext_lazy("Somebody else's site, to which we lead"),
}
_NETWORKS = {
    "telegram": "Telegram",
    "x": "X",
    "wechat": gettext_lazy("WeChat"),
    "weibo": gettext_lazy("Weibo"),
    "android": "Android",
    "ios": "iOS",
}
_BAD = {Outcome.LOOKALIKE.value, Outcome.FRAUD.value}
_GOOD = {Outcome.OURS.value, Outcome.LINKED.value}
_ALPHABETS = {
    "CYRILLIC": gettext_lazy("Cyrillic"),
    "GREEK": gettext_lazy("Greek"),
    "ARMENIAN": gettext_lazy("Armenian"),
    "CHEROKEE": gettext_lazy("Cherokee"),
    "FULLWIDTH": gettext_lazy("wide form"),
    "MATHEMATICAL": gettext_lazy("mathematical sign"),
}


def answered(text: str, asker: Asker) -> Sequence[Shown]:
    """What is said of a text, in the active language; the worst first, at least one. TooMany for whoever guesses codes."""
    of_codes = verdicts_of_codes.answered(text, asker)
    if of_codes is not None and of_codes.asked == text.strip():
        return (of_codes,)
    named = [shown(each) for each in registry.verdicts(text)[:MOST_SHOWN]]
    if of_codes is None:
        return tuple(named)
    warned = [each for each in named if each.outcome in _BAD]
    return (*warned, of_codes, *(each for each in named if each.outcome in _GOOD))


def shown(verdict: Verdict) -> Shown:
    outcome = verdict.outcome
    is_ours_still = verdict.entry is not None and is_valid(verdict.entry, clock.now())
    entry = verdict.entry if is_ours_still else None
    is_told = 0 < len(verdict.changes) <= MOST_CHANGES_TOLD
    return Shown(
        outcome=outcome.value,
        asked=verdict.asked,
        title=str(_TITLES[outcome]),
        lead=str(_LEADS[outcome]),
        reasons=[str(_REASONS[why]) for why in verdict.why],
        differs=[_told(each) for each in verdict.changes] if is_told else [],
        theirs=_pieces(verdict.compared, verdict.changes) if is_told else [],
        ours=entry.value if entry and is_told else "",
        steps=[str(each) for each in _STEPS[outcome]],
        entry=shown_entry(entry) if entry else None,
        reference=fraud.reference_of(verdict.name) if outcome is Outcome.FRAUD else "",
        can_report=outcome in {Outcome.LOOKALIKE, Outcome.UNKNOWN, Outcome.FRAUD},
    )


def shown_entry(entry: Entry) -> ShownEntry:
    at = str(_NETWORKS.get(entry.network, entry.network.capitalize()))
    value = f"@{entry.value}" if entry.sort in {Sort.HANDLE, Sort.BOT} and entry.value.isascii() else entry.value
    return ShownEntry(entry.sort.value, str(_SORTS[entry.sort]), at, value, entry.name)


def sort_words(sort: Sort) -> str:
    return str(_SORTS[sort])


def listed() -> Sequence[ShownEntry]:
    """All that is ours now, for a page that shows it."""
    order = list(Sort)
    return [shown_entry(each) for each in sorted(registry.valid_now(), key=lambda each: order.index(each.sort))]


def _told(change: Change) -> str:
    words = {"place": change.place, "theirs": _spelt(change.theirs), "ours": _spelt(change.ours)}
    if change.step is Step.SWAPPED:
        return _("Place %(place)s: %(theirs)s, which is %(ours)s in ours.") % words
    if change.step is Step.MISSING:
        return _("Place %(place)s: %(ours)s is missing here.") % words
    if change.step is Step.MORE:
        return _("Place %(place)s: %(theirs)s is added.") % words
    return _("Place %(place)s: %(theirs)s stands where ours has %(ours)s.") % words


def _spelt(text: str) -> str:
    """In quotation marks; of a letter from elsewhere also whose it is."""
    seen = _("“%(text)s”") % {"text": "".join(each if each.isprintable() else "�" for each in text)}
    if len(text) != 1 or text.isascii():
        return seen
    if not text.isprintable():
        return _("a character that cannot be seen")
    alphabet = _ALPHABETS.get(unicodedata.name(text, "").split(" ")[0])
    return _("%(letter)s (%(alphabet)s)") % {"letter": seen, "alphabet": alphabet} if alphabet else seen


def _pieces(text: str, changes: Sequence[Change]) -> list[Piece]:
    pieces, at = [], 0
    for change in changes:
        begins = change.place - 1
        ends = begins + len(change.theirs)
        pieces += [Piece(text[at:begins], is_other=False), Piece(text[begins:ends], is_other=True)]
        at = ends
    return [each for each in (*pieces, Piece(text[at:], is_other=False)) if each.text]
