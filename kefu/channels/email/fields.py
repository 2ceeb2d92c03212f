"""The fields of a mail's head as values: ids, addresses, the moment it was written. Pure, within bounds.

Addresses are read strictly, from the bytes as they travel: a name that is encoded is decoded only after the address is known.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from kefu.kit import mailwords, text
from kefu.kit.mailparse import Mail
from kefu.kit.mailwords import Mailbox

MOST_REFERENCES = 100
MOST_ID_CHARS = 400
MOST_NAME_CHARS = 120
MOST_SUBJECT_CHARS = 500
ONCE = ("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references")
_IN_BRACKETS = re.compile(r"<\s*([^\s<>]{1,400})\s*>")
_BARE_ID = re.compile(r"[^\s<>@]{1,300}@[^\s<>@]{1,300}")
_COMMA_OUTSIDE = re.compile(r'((?:[^,"]|"(?:[^"\\]|\\.){0,1000}")+)')
_DATE = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s*)?(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]{0,6}[\s-]+(\d{4}|\d\d)\s+"
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d))?\s*(?:([+-])(\d\d):?(\d\d)|([A-Z]{1,5}))?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ABOVE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to")


@dataclass(frozen=True, slots=True)
class Sender:
    """`address` is empty where there is none that reads in one way."""

    address: str
    name: str


def sender(mail: Mail) -> Sender:
    """The one of From. Two From fields, two addresses in one, or one that reads in two ways, are none."""
    written = raw(mail, "from")
    found = mailwords.mailboxes(written[0]) if len(written) == 1 else None
    if found is None or len(found) != 1:
        return Sender("", "")
    return Sender(found[0].address, _name(found[0].name))


def mailboxes(mail: Mail, name: str) -> tuple[tuple[Mailbox, ...], bool]:
    """Those that read in one way, each looked at alone where not all do; and whether any were left out."""
    found: list[Mailbox] = []
    is_whole = True
    for written in raw(mail, name)[:2]:
        whole = mailwords.mailboxes(written)
        if whole is None:
            is_whole = False
            whole = tuple(_each(written))
        found += whole
    kept = found[: mailwords.MOST_MAILBOXES]
    return tuple(Mailbox(each.local, each.host, _name(each.name)) for each in kept), is_whole and len(kept) == len(
        found
    )


def _each(written: str) -> Iterator[Mailbox]:
    for piece in _COMMA_OUTSIDE.findall(written[: mailwords.MOST_FIELD_CHARS * 4])[: mailwords.MOST_MAILBOXES]:
        found = mailwords.mailboxes(piece)
        if found is not None and len(found) == 1:
            yield found[0]


def _name(written: str) -> str:
    return text.clean_line(written, max_chars=MOST_NAME_CHARS)


def raw(mail: Mail, name: str) -> list[str]:
    """As they travel: encoded words are still encoded, so that nothing in them can look like an address."""
    return [mailwords.decoded(value, "") for each, value in mail.fields if each == name]


def subject(mail: Mail) -> str:
    return text.clean_line(mail.first("subject"), max_chars=MOST_SUBJECT_CHARS)


def delivered_to(mail: Mail) -> tuple[str, ...]:
    """Mailboxes that servers wrote above it, each once; at most twenty."""
    found: dict[str, None] = {}
    for name in _ABOVE:
        for written in raw(mail, name)[:5]:
            for each in mailwords.mailboxes(written[:1_000]) or ():
                found.setdefault(each.address)
    return tuple(found)[:20]


def message_id(mail: Mail) -> str:
    return next(iter(ids(raw(mail, "message-id")[:1])), "")


def in_reply_to(mail: Mail) -> str:
    return next(iter(ids(raw(mail, "in-reply-to")[:1])), "")


def references(mail: Mail) -> tuple[str, ...]:
    """Oldest first; of too many the oldest is left out, as programs do."""
    return tuple(dict.fromkeys(ids(raw(mail, "references"))))[-MOST_REFERENCES:]


def ids(written: Sequence[str]) -> list[str]:
    """Without brackets; where nobody wrote any, what looks like one."""
    found: list[str] = []
    for each in written:
        plain = each if "=?" not in each else mailwords.words(each)
        found += _IN_BRACKETS.findall(plain) or [bare for bare in plain.split()[:200] if _BARE_ID.fullmatch(bare)]
    return [each for each in found if each.isprintable() and len(each) <= MOST_ID_CHARS]


def thread_index(mail: Mail) -> str:
    """Outlook's: 22 bytes that stay, then five for each answer (MS-OXOMSG 2.2.1.3)."""
    written = re.sub(r"[^A-Za-z0-9+/]", "", mail.first("thread-index"))[:2_000]
    try:
        found = base64.b64decode(written[: len(written) // 4 * 4])
    except binascii.Error:
        return ""
    return found[:22].hex() if len(found) >= 22 else ""


def date(mail: Mail) -> datetime | None:
    """Aware, in UTC; None where it says no moment there was (RFC 5322, and the ways in which it is broken)."""
    found = _DATE.search(mail.first("date")[:200])
    if found is None or found.group(2).lower() not in _MONTHS:
        return None
    day, _month, year, hour, minute, second = (
        int(each) if each and each.isdigit() else 0 for each in found.groups()[:6]
    )
    if len(found.group(3)) == 2:
        year += 2000 if year < 50 else 1900
    try:
        told = datetime(
            year, _MONTHS.index(found.group(2).lower()) + 1, day, hour, minute, min(second, 59), tzinfo=_zone(found)
        )
        return told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(found: re.Match[str]) -> timezone:
    sign, hours, minutes, name = found.groups()[6:]
    if name or not sign:
        return timezone(timedelta(hours=_ZONES.get(name or "", 0)))
    away = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-away if sign == "-" else away)


def is_twice(mail: Mail) -> bool:
    """Whether a field that may stand once stands more often."""
    seen = [name for name, _value in mail.fields if name in ONCE]
    return len(seen) != len(set(seen))
