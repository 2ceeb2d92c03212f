"""An entry as plain text for somebody who does not read it here, in the conversation's language."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.channels.contract import OutboundFile
from kefu.conversations import (
    data_checklists,
    proof_mails,
    proofs,
    sorting_words,
    words,
    words_cut,
    words_notes,
    words_proofs,
)
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.data_papers import PapersData, PapersStep
from kefu.conversations.deliveries import Place
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import EntryRecord
from kefu.files import mailed
from kefu.kit import languages
from kefu.people.access import Viewer, ViewerKind


def body(entry: EntryRecord, place: Place) -> str:
    """What they would read of it in a chat: as a customer sees it, never as staff do."""
    reader = Viewer(kind=ViewerKind.CUSTOMER, id=place.customer, locale=place.locale)
    words.warm([entry])
    with translation.override(languages.screen_of(place.locale)):
        if entry.kind is Kind.MESSAGE:
            return words_notes.body(entry)
        if entry.kind is Kind.CHECKLIST:
            return _checklist(entry.body)
        parts = (words.event_text(entry, viewer=reader), entry.body, _way_to_the_vault(entry, place))
        return "\n\n".join(part for part in parts if part)


def forwarded(note: EntryRecord, quoted: Sequence[EntryRecord], place: Place) -> str:
    """Our words, and below them what was said: who said it, when, each line behind a mark. Names of customers stay here."""
    parts = [words_cut.worded(note.body)]
    with translation.override(languages.screen_of(place.locale)):
        for entry in quoted:
            who = _("the customer") if entry.author.kind is AuthorKind.CUSTOMER else _("our side")
            head = _("Forwarded: said by %(who)s, %(at)s UTC") % {
                "who": who,
                "at": f"{entry.created_at:%Y-%m-%d %H:%M}",
            }
            lines = words_notes.body(entry).splitlines()
            parts.append("\n".join([f"---- {head} ----", *(f"> {line}" for line in lines)]))
    return "\n\n".join(parts)


def bodies(entries: Sequence[EntryRecord], place: Place) -> str:
    """Several things in one, in order: below each but the last its own message code, for the last one's stands at the end."""
    parts = []
    for entry in entries:
        code = proofs.code_of(entry) if entry is not entries[-1] else ""
        parts.append("\n".join(part for part in (body(entry, place), f"({code})" if code else "") if part))
    return "\n\n".join(parts)


def proof(code: str, place: Place) -> str:
    """What is told of a message code to whom it was sent; empty where nothing of theirs carries it any more."""
    with translation.override(languages.screen_of(place.locale)):
        verdict = proof_mails.told(code, customer=place.customer)
        if verdict is None or verdict.at is None:
            return ""
        return words_proofs.mailed(verdict, code=code, at=f"{verdict.at:%Y-%m-%d %H:%M} UTC")


def files(entry: EntryRecord) -> tuple[OutboundFile, ...]:
    """What was sent along, each behind an address that expires."""
    if not isinstance(entry.data, MessageData):
        return ()
    return tuple(OutboundFile(file.name, file.bytes, mailed.link(file.id)) for file in entry.data.files)


def mail_of(entry: EntryRecord) -> MailHead | None:
    return entry.data.mail if isinstance(entry.data, MessageData) else None


def _way_to_the_vault(entry: EntryRecord, place: Place) -> str:
    """How papers are sent instead. Only whoever is signed in as its customer finds something there, whoever has the mail."""
    if not isinstance(entry.data, PapersData):
        return ""
    if entry.data.until is None:
        later = _("If we need a paper of yours, we send you a link to the vault.")
        return later if entry.data.step is PapersStep.MOVED else ""
    where = f"{settings.BASE_URL}/vault/{entry.data.ask}?{urlencode({'locale': languages.screen_of(place.locale)})}"
    until = sorting_words.moment_text(entry.data.until)
    way = _("The way to send a paper, until %(until)s:") % {"until": until}
    how = _("Open it in the browser in which you are signed in to our chat. For anybody else there is nothing.")
    return f"{way}\n{where}\n{how}"


def _checklist(text: str) -> str:
    items = [f"{number}. {item}" for number, item in enumerate(data_checklists.items_of(text), 1)]
    return "\n".join([data_checklists.title_of(text), *items])
