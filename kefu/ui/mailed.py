"""Who a mail is from and what proves it, as the desk shows it under its words; and the masks over what leads to a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kefu.conversations import originals, words_mail
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import AuthorKind
from kefu.conversations.originals import Told
from kefu.conversations.records import EntryRecord
from kefu.people import directory

MOST_TO = 6
_ADDRESS = re.compile(r"[\w.!#$&'*+/=?^`{|}~%-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")


@dataclass(frozen=True, slots=True)
class ShownMail:
    """Addresses are masked. `held_back`: why less is kept of it than came, as a sentence; empty where all is."""

    sender: str
    to: tuple[str, ...]
    verdict: str
    is_proved: bool
    has_page: bool
    has_source: bool
    held_back: str


def is_mail(entry: EntryRecord) -> bool:
    """Whether it came as a mail of a customer's."""
    is_theirs = entry.author.kind is AuthorKind.CUSTOMER
    return is_theirs and isinstance(entry.data, MessageData) and entry.data.mail is not None


def told_of(entries: Sequence[EntryRecord]) -> Mapping[int, Told]:
    """Asked only where there is a mail: of chats nothing is kept."""
    mails = [entry for entry in entries if is_mail(entry)]
    return originals.told_of(mails) if mails else {}


def shown(told: Told) -> ShownMail:
    """Words in the active language."""
    return ShownMail(
        sender=directory.masked_email(told.sender),
        to=tuple(each if each in told.ours else directory.masked_email(each) for each in told.to[:MOST_TO]),
        verdict=words_mail.verdict_text(told),
        is_proved=told.is_proved,
        has_page=told.has_page,
        has_source=told.has_source,
        held_back=words_mail.held_back_text(told.held_back),
    )


def masked(text: str) -> str:
    """Each e-mail address in it by its first letter and its domain, also as links write them."""
    return _ADDRESS.sub(lambda found: _masked(found.group()), text)


def masked_of(text: str, address: str) -> str:
    """The same of one address alone, whoever wrote it there and however large its letters are."""
    if not address:
        return text
    pattern = re.compile(re.escape(address).replace("@", "(?:@|%40|&#64;)"), re.IGNORECASE)
    return pattern.sub(directory.masked_email(address), text)


def _masked(address: str) -> str:
    return directory.masked_email(re.sub("%40", "@", address, flags=re.IGNORECASE))
