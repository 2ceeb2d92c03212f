"""Words for what the shield cut out, chosen when shown: the marker in its place, and what its writer should do now."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kefu.exchange import flows
from kefu.trust import shield
from kefu.trust.shield import Sort


@dataclass(frozen=True, slots=True)
class Advice:
    """`link` is the exchange's own page where it is done; empty where it is none, or not known."""

    sort: str
    text: str
    link: str = ""


def is_cut(body: str) -> bool:
    """Whether these words read otherwise in another language."""
    return "[removed: " in body


def worded(body: str) -> str:
    """The words with each marker in the active language."""
    return shield.MARKED.sub(_marked, body) if is_cut(body) else body


def advice(body: str) -> tuple[Advice, ...]:
    """For whoever wrote it, one for each sort that was cut, in order."""
    if not is_cut(body):
        return ()
    sorts = dict.fromkeys(found.group(1) for found in shield.MARKED.finditer(body))
    return tuple(_advice(Sort(sort)) for sort in sorts if sort in set(Sort))


def name(sort: Sort) -> str:
    return _NAMES[sort]()


def _marked(found: re.Match[str]) -> str:
    known = found.group(1) in set(Sort)
    return _("[removed: %(what)s]") % {"what": name(Sort(found.group(1)))} if known else found.group()


def _advice(sort: Sort) -> Advice:
    page = _PAGES.get(sort)
    return Advice(sort.value, _DO_NOW[sort](), (flows.address(page) or "") if page else "")


_PAGES = {Sort.PASSWORD: "password-reset", Sort.API_SECRET: "api", Sort.CODE: "security"}
_NAMES: Mapping[Sort, Callable[[], str]] = {
    Sort.PHRASE: lambda: _("recovery phrase"),
    Sort.KEY: lambda: _("private key"),
    Sort.MAY_BE_KEY: lambda: _("may be a private key"),
    Sort.API_SECRET: lambda: _("API secret"),
    Sort.PASSWORD: lambda: _("password"),
    Sort.CODE: lambda: _("code"),
    Sort.CARD: lambda: _("card number"),
    Sort.PAPER: lambda: _("ID number"),
}
_DO_NOW: Mapping[Sort, Callable[[], str]] = {
    Sort.PHRASE: lambda: _(
        "We took your recovery phrase out before anything was stored; nobody here saw it. To be safe, move the coins to a"
        " new wallet now. We never need your phrase: whoever asks for it is a thief."
    ),
    Sort.KEY: lambda: _(
        "We took your private key out before anything was stored; nobody here saw it. To be safe, move the coins to a new"
        " wallet now. We never need your key: whoever asks for it is a thief."
    ),
    Sort.MAY_BE_KEY: lambda: _(
        "We hid these 64 characters, because a private key looks the same. If it is a TxID, send it again with the word"
        " TxID in front. If it is a key, move the coins to a new wallet now."
    ),
    Sort.API_SECRET: lambda: _(
        "We took your API secret out before anything was stored. To be safe, delete this API key now and make a new one."
    ),
    Sort.PASSWORD: lambda: _(
        "We took your password out before anything was stored; nobody here saw it. To be safe, change it now, and"
        " wherever else you use it. We never need it."
    ),
    Sort.CODE: lambda: _(
        "We took the code out before anything was stored. We never need your codes: if somebody asked you for it, do not"
        " tell them, and look at your account's security page now."
    ),
    Sort.CARD: lambda: _(
        "We took the card number out before anything was stored; we do not need it here. The last four digits are enough."
    ),
    Sort.PAPER: lambda: _(
        "We took the ID number out before anything was stored; we do not need it here. Papers are only ever shown on the"
        " identity verification page."
    ),
}
