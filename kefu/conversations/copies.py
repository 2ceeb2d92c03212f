"""Whom a mail of ours may also go to: this is the way an insider carries data out, so only domains that the operator has listed.

An address is read strictly: one plain mailbox, nothing that a header, a list or a mail program could read as two.
"""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from kefu.conversations.data_mail import Copies
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import Draft
from kefu.kit.errors import Invalid

MOST = 5  # addresses of one kind
MOST_CHARS = 1_000
_BETWEEN = re.compile(r"[,;，；\s]+")
_MAILBOX = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_+-]|\.(?!\.)){0,62}(?<!\.)@"
    r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,63})"
)


def read(text: str) -> tuple[str, ...]:
    """The addresses of a field, each once. Invalid, with what to do, if any of it is none or may not be written to."""
    pieces = [each for each in _BETWEEN.split(text[: MOST_CHARS + 1].strip(" \t\r\n")) if each]
    if len(text) > MOST_CHARS or len(pieces) > MOST:
        raise Invalid(_("At most %(count)d addresses fit in one field.") % {"count": MOST}, code="too_many")
    for piece in pieces:
        if domain_of(piece) is None:
            raise Invalid(
                _("This is not one plain e-mail address: %(typed)s") % {"typed": piece[:80]}, code="bad_address"
            )
        if not is_allowed(piece):
            raise Invalid(_refused(piece), code="not_listed")
    return tuple({piece.casefold(): piece for piece in pieces}.values())


def read_one(text: str) -> str:
    """One address of anybody. Invalid if it is none."""
    if domain_of(text.strip()) is None:
        raise Invalid(_("Please type one plain e-mail address."), code="bad_address")
    return text.strip()


def domain_of(address: str) -> str | None:
    """In small letters; None for what is not one plain mailbox."""
    found = _MAILBOX.fullmatch(address) if len(address) <= 254 else None
    return found[1].lower() if found else None


def is_allowed(address: str) -> bool:
    return domain_of(address) in domains()


def domains() -> Sequence[str]:
    return settings.MAIL_COPY_DOMAINS


def fault_of(draft: Draft) -> str | None:
    """Asked by the log again, whoever made the draft: only people of ours, only listed domains, only words and forwards."""
    told = draft.copies
    if told is None and not draft.by_account:
        return None
    is_ours = draft.author.kind is AuthorKind.AGENT and draft.kind in {Kind.MESSAGE, Kind.NOTE}
    listed = told is None or _is_listed(told, forwards=draft.kind is Kind.NOTE)
    return None if is_ours and listed else "not_allowed"


def _is_listed(told: Copies, *, forwards: bool) -> bool:
    """A note goes to those it is forwarded to and to nobody else; an answer never instead of its customer."""
    every = (told.cc, told.bcc, told.forward)
    fits = bool(told.forward) and not (told.cc or told.bcc) if forwards else not told.forward
    return fits and all(len(each) <= MOST and all(map(is_allowed, each)) for each in every)


def _refused(address: str) -> str:
    if not domains():
        return _("Copies and forwards are switched off: no domain is listed for them.")
    told = {"domain": domain_of(address) or "", "domains": ", ".join(domains())}
    return _("Nothing goes to %(domain)s from here. Listed are: %(domains)s.") % told
