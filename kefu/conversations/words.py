"""Words for what happened, chosen when shown: an entry's sentence in the active language, for one kind of viewer."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from kefu.conversations import (
    definitions,
    sorting_words,
    words_bot,
    words_checks,
    words_conduct,
    words_identity,
    words_joins,
    words_mail,
    words_papers,
    words_particulars,
    words_sla,
)
from kefu.conversations.data import AssignedData, ClosedData, NoteData, OpenedData
from kefu.conversations.data_checklists import CheckedData
from kefu.conversations.data_emptied import Because, ErasedData
from kefu.conversations.kinds import BOT, OF_THE_BOT, OF_TIME, SORTS, AuthorKind, CloseReason, Kind
from kefu.conversations.records import EntryRecord
from kefu.conversations.sorting_words import category_name, team_name
from kefu.people import directory, teams
from kefu.people.access import Viewer


def warm(entries: Collection[EntryRecord]) -> None:
    """Have the names at hand that these need: the rest of this room never reads the database, this does."""
    needed: set[int] = set()
    for entry in entries:
        if entry.author.kind is AuthorKind.AGENT:
            needed.add(entry.author.id)
        if isinstance(entry.data, NoteData):
            needed |= set(entry.data.mentions)
        if isinstance(entry.data, AssignedData):
            needed |= {agent for agent in (entry.data.agent, entry.data.previous) if agent is not None}
    if needed:
        directory.warm(needed)
    if any(entry.kind in SORTS or entry.kind in {Kind.ASSIGNED, Kind.PARTICULARS, Kind.ERASED} for entry in entries):
        teams.warm()
        definitions.warm()


def author_name(entry: EntryRecord, *, viewer: Viewer) -> str:
    """Who speaks: an agent's alias for customers, their name for colleagues; empty for the customer."""
    if entry.author.kind is AuthorKind.AGENT:
        return agent_name(entry.author.id, viewer=viewer)
    if entry.author.kind is AuthorKind.CUSTOMER:
        return ""
    if entry.author == BOT:
        return words_bot.name()
    if entry.author.kind is AuthorKind.WATCHER:
        return _("The system")
    return entry.author.name


def agent_name(agent_id: int | None, *, viewer: Viewer) -> str:
    card = directory.known_agent(agent_id) if agent_id else None
    if card is None:
        return _("Support")
    return card.name if viewer.is_staff else card.alias


def broken_text() -> str:
    """Where a row stands that cannot be read."""
    return _("This entry cannot be shown: what is stored here is damaged.")


def reason_text(reason: CloseReason) -> str:
    match reason:
        case CloseReason.SOLVED:
            return _("solved")
        case CloseReason.NO_ANSWER:
            return _("no answer from the customer")
        case CloseReason.DUPLICATE:
            return _("duplicate")
        case CloseReason.SPAM:
            return _("spam")


def event_text(entry: EntryRecord, *, viewer: Viewer) -> str:
    """An event as a short sentence; empty for messages and notes."""
    who = author_name(entry, viewer=viewer) or _("Customer")
    match entry.kind:
        case Kind.OPENED:
            page = entry.data.page if isinstance(entry.data, OpenedData) else ""
            return _("Conversation opened from %(page)s") % {"page": page} if page else _("Conversation opened")
        case Kind.CLOSED:
            return _closed(entry, viewer=viewer, who=who)
        case Kind.REOPENED:
            return _("Conversation reopened")
        case Kind.ASSIGNED:
            return _assigned(entry, viewer=viewer, who=who)
        case Kind.EDITED:
            return _("%(who)s edited a message") % {"who": who}
        case Kind.REDACTED:
            return _("%(who)s removed a message") % {"who": who}
        case _:
            return _verb(entry, viewer=viewer, who=who)


def _verb(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    match entry.kind:
        case Kind.MESSAGE | Kind.NOTE:
            return ""
        case kind if kind in SORTS:
            return sorting_words.text(entry.data, who=who)
        case Kind.CHECKLIST:
            return _("%(who)s sent a checklist") % {"who": who}
        case Kind.CHECKED:
            return _checked(entry)
        case Kind.BROKEN | Kind.ERASED | Kind.UNDELIVERABLE | Kind.SLA_NEAR | Kind.SLA_BREACHED:
            return _seldom(entry)
        case Kind.PARTICULARS | Kind.DIAGNOSED | Kind.BOT_SAID | Kind.CHOSEN | Kind.HANDED_OVER | Kind.PAPERS:
            return _form(entry, viewer=viewer, who=who)
        case kind if kind in words_joins.KINDS:
            return words_joins.for_staff(entry, who=who) if viewer.is_staff else words_joins.for_customer(entry)
        case _:
            return _conduct(entry, viewer=viewer, who=who)


def _seldom(entry: EntryRecord) -> str:
    if entry.kind is Kind.UNDELIVERABLE:
        return words_mail.text(entry)
    if entry.kind in OF_TIME:
        return words_sla.text(entry)
    return broken_text() if entry.kind is Kind.BROKEN else _erased(entry)


def _form(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    if entry.kind is Kind.DIAGNOSED:
        return words_checks.text(entry, viewer=viewer)
    if entry.kind is Kind.PAPERS:
        return words_papers.text(entry, viewer=viewer, who=who)
    if entry.kind in OF_THE_BOT:
        return words_bot.text(entry.data, is_for_staff=viewer.is_staff)
    return words_particulars.text(entry, viewer=viewer)


def history_text(entry: EntryRecord, *, viewer: Viewer) -> str:
    """Any entry as a short sentence: what happened, without what was said."""
    who = author_name(entry, viewer=viewer) or _("Customer")
    if entry.kind is Kind.MESSAGE:
        return _("%(who)s wrote a message") % {"who": who}
    if entry.kind is Kind.NOTE:
        return _("%(who)s wrote an internal note") % {"who": who}
    return event_text(entry, viewer=viewer)


def _conduct(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    if entry.kind in words_identity.KINDS:
        return words_identity.text(entry, who=who, is_for_staff=viewer.is_staff)
    if viewer.is_staff:
        return words_conduct.for_staff(entry, who=who)
    return words_conduct.for_customer(entry, who=who)


def _checked(entry: EntryRecord) -> str:
    item = entry.data.item if isinstance(entry.data, CheckedData) else 0
    if isinstance(entry.data, CheckedData) and not entry.data.on:
        return _("Step %(item)d is not done after all") % {"item": item}
    return _("Step %(item)d is done") % {"item": item}


def _erased(entry: EntryRecord) -> str:
    if not isinstance(entry.data, ErasedData) or entry.data.because is Because.PERSON:
        return _("All that was said here was removed because its customer was erased.")
    if not entry.data.category:
        return _("All that was said here was removed under the retention rule.")
    told = _("All that was said here was removed under the retention rule of “%(category)s”.")
    return told % {"category": category_name(entry.data.category)}


def _closed(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    if not viewer.is_staff or not isinstance(entry.data, ClosedData):
        return _("Conversation closed. Write again at any time to continue it.")
    return _("%(who)s closed the conversation: %(reason)s") % {"who": who, "reason": reason_text(entry.data.reason)}


def _assigned(entry: EntryRecord, *, viewer: Viewer, who: str) -> str:
    agent = entry.data.agent if isinstance(entry.data, AssignedData) else None
    team = entry.data.team if isinstance(entry.data, AssignedData) else None
    if agent is None and team:
        return _("%(who)s handed the conversation over to %(team)s") % {"who": who, "team": team_name(team)}
    if agent is None:
        return _("%(who)s put the conversation back into the queue") % {"who": who}
    if agent == entry.author.id:
        return _("%(who)s took the conversation") % {"who": who}
    return _("%(who)s gave the conversation to %(agent)s") % {"who": who, "agent": agent_name(agent, viewer=viewer)}
