"""What stands in an export: the desk's columns, in the asker's language, moments in UTC. No words of anybody, no fields."""

import base64
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from kefu.conversations import definitions, sorting_words
from kefu.conversations.kinds import Priority, Status
from kefu.conversations.records import InboxRow
from kefu.kit import crypto
from kefu.kit.text import clean_line
from kefu.people import directory, teams

NAME_CHARS = 80
_MAIL = re.compile(r"[^\s@<>,;\"]+[@＠][^\s@<>,;\"]+")
_NUMBER = re.compile(r"[+0-9０-９(][0-9０-９\s().-]{5,}[0-9０-９]")
_ADDRESS = re.compile(r"[A-Za-z0-9]{20,}")  # a wallet, a transaction, a key
_CANARY = "export-canary"


def heads() -> list[str]:
    return [
        _("Conversation"),
        _("Customer"),
        _("Status"),
        _("Priority"),
        _("Category"),
        _("Team"),
        _("Agent"),
        _("Language"),
        _("Channel"),
        _("Tags"),
        _("Begun (UTC)"),
        _("Newest entry (UTC)"),
        _("Waiting since (UTC)"),
    ]


def lines(rows: Sequence[InboxRow]) -> list[list[str]]:
    directory.warm({row.conversation.assignee for row in rows if row.conversation.assignee})
    definitions.warm()
    teams.warm()
    return [_line(row) for row in rows]


def canary_of(export: str) -> str:
    """A made-up id of a conversation, this export's alone: only whoever holds our secret knows which line it is."""
    return base64.b32encode(bytes.fromhex(crypto.keyed_hash(_CANARY, export))[:16]).decode().rstrip("=").lower()


def canary(export: str, *, among: Sequence[Sequence[str]], now: datetime) -> list[str]:
    """A line that looks like the others."""
    like = secrets.choice(among) if among else ["", "", _status(Status.CLOSED), "", "", "", "", "en", "livechat", ""]
    times = like[10:] if among else [_moment(now), _moment(now), ""]
    return [canary_of(export), _("Visitor"), *like[2:10], *times]


def masked(text: str) -> str:
    """A name as the desk shows it, but for what in it is an address or a number of somebody."""
    text = _MAIL.sub(lambda found: directory.masked_email(found[0].replace("＠", "@")), text)
    return _ADDRESS.sub(_tail, _NUMBER.sub(_tail, text))


def _tail(found: re.Match[str]) -> str:
    return directory.masked_tail(found[0])


def _line(row: InboxRow) -> list[str]:
    head = row.conversation
    card = directory.known_agent(head.assignee) if head.assignee else None
    return [
        head.public_id,
        masked(clean_line(row.customer_name, max_chars=NAME_CHARS)) or _("Visitor"),
        _status(head.status),
        "" if head.priority is Priority.NORMAL else sorting_words.priority_name(head.priority),
        sorting_words.category_name(head.category) if head.category else "",
        sorting_words.team_name(head.team) if head.team else "",
        card.name if card else "",
        head.locale,
        head.origin,
        " ".join(masked(tag) for tag in head.tags),
        _moment(head.created_at),
        _moment(head.last_entry_at),
        _moment(head.waiting_since) if head.status is Status.OPEN else "",
    ]


def _status(status: Status) -> str:
    return {Status.OPEN: _("open"), Status.CLOSED: _("closed"), Status.SNOOZED: _("snoozed")}[status]


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if at else ""
