"""The entries that a thing that came in makes, once it is decided what it becomes. Used by `settling` alone."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kefu.channels import intake, papers, registry, subjects
from kefu.channels.contract import Arrival, Inbound
from kefu.channels.deciding import MOST_COPIED, NEVER, Decided, Mailbox
from kefu.channels.models_arrivals import Arrived
from kefu.channels.threading import Lane
from kefu.conversations import definitions, everywhere, log, rules
from kefu.conversations.data import NoteData, SortedData
from kefu.conversations.data_mail import MOST_ID_CHARS, MOST_SUBJECT_CHARS, MailHead
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import Draft, EntryRecord, Failed, NewConversation, Outcome, Refused
from kefu.kit import clock
from kefu.kit.text import clean_body, clean_line
from kefu.people import directory, recognising
from kefu.people.capabilities import Capability
from kefu.trust import shield

US = Author(AuthorKind.WATCHER, name="arrivals")
SEQ_OF_FIRST = 2  # of the message that a conversation is opened with
MOST_TOLD_A_DAY = 5  # that a conversation hears of strangers' mails
_ALARMS = frozenset({MailNote.GUESSES, MailNote.LOOP})  # whoever watches over our own people is told of them


@dataclass(frozen=True, slots=True)
class Thing:
    """What goes into the log. `known`: those of all the addresses in it that are our own."""

    ours: Mailbox
    arrival: Arrival
    decided: Decided
    known: Collection[str] = ()


def append(things: Sequence[Thing]) -> list[Outcome]:
    """The entries, all in one transaction and then their notes; the outcome of each one's first. Called again, it finds them.
    Whatever is refused opens nothing."""
    firsts = [(thing, _first(thing)) for thing in things]
    outcomes = [each[0] for each in log.append_parts([[first, *_sorted(thing, first)] for thing, first in firsts])]
    pairs = zip(things, outcomes, strict=True)
    entries = {at: (thing, log.stored(each)) for at, (thing, each) in enumerate(pairs) if _is_in(each)}
    beside = [(at, draft) for at, (thing, entry) in entries.items() for draft in _beside(thing, entry)]
    for (at, _draft), told in zip(beside, log.append([draft for _at, draft in beside]) if beside else [], strict=True):
        if isinstance(told, Failed):
            outcomes[at] = told
    return outcomes


def _is_in(outcome: Outcome) -> bool:
    return not isinstance(outcome, Refused | Failed)


def _beside(thing: Thing, entry: EntryRecord) -> Iterator[Draft]:
    """What our people are told of it, and whose it is; its papers begin to move."""
    arrival, decided = thing.arrival, thing.decided
    if decided.papers:
        papers.move(entry, decided.customer, decided.papers)
    if thing.ours.team and entry.seq <= SEQ_OF_FIRST:
        yield _of_team(entry, thing.ours.team, arrival)
    for each in decided.notes:
        yield _note(entry.conversation, arrival, MailNote(each), decided)
    if decided.named is not None and _may_tell(decided.named):
        yield _note(decided.named, arrival, MailNote.HEARD_OF, decided, words=entry.conversation_public_id)


def _of_team(entry: EntryRecord, team: int, arrival: Arrival) -> Draft:
    """What a mailbox of a team's opens is that team's."""
    data = SortedData(team=team)
    return Draft(entry.conversation, Kind.SORTED, US, data, audience=Audience.STAFF, key=f"{_key(arrival)}.team")


def _sorted(thing: Thing, first: Draft) -> Iterator[Draft]:
    """A new case comes into its category, and to its team, in the transaction that opens it: nobody else reads it before."""
    ours, arrival = thing.ours, thing.arrival
    if not isinstance(first.conversation, NewConversation) or thing.decided.beyond != NEVER:
        return
    has = definitions.has_category
    own = ours.category if ours.category and has(ours.category) else ""
    about = own or subjects.category_of(arrival.subject, arrival.text, has=has)
    if about:
        told, key = SortedData(category=about), f"{_key(arrival)}.sorted"
        yield Draft(first.conversation, Kind.SORTED, US, told, Audience.STAFF, key=key)


def _first(thing: Thing) -> Draft:
    arrival, decided = thing.arrival, thing.decided
    body = clean_body(arrival.text)[: rules.MAX_BODY_CHARS] or clean_line(arrival.subject, max_chars=MOST_SUBJECT_CHARS)
    if decided.lane is Lane.OVERHEARD and decided.conversation is not None:
        data = NoteData(files=decided.files, arrived=MailNote.MACHINE_SAID)
        said = shield.cut(body).text[: rules.MAX_BODY_CHARS]
        return Draft(decided.conversation, Kind.NOTE, US, data, Audience.STAFF, body=said, key=_key(arrival))
    inbound = Inbound(
        sender=decided.customer,
        external_id=_key(arrival),
        body=body,
        thread=decided.conversation,
        locale=recognising.locale_of(decided.locale),
        beyond=decided.beyond,
        account=thing.ours.id,
    )
    head = MailHead(
        clean_line(arrival.subject, max_chars=MOST_SUBJECT_CHARS),
        _named(arrival.external_id),
        arrival.is_machine,
        _also_to(arrival, known=thing.known),
    )
    return intake.draft_of(registry.channels()[thing.ours.channel], inbound, files=decided.files, mail=head)


def _also_to(arrival: Arrival, *, known: Collection[str]) -> tuple[str, ...]:
    """Whom Cc names besides us, masked: a stranger wrote it, so it is shown and never written to."""
    others = [each for each in arrival.copied[:MOST_COPIED] if each not in known]
    return tuple(dict.fromkeys(clean_line(directory.masked_email(each), max_chars=80) for each in others))


def _named(external_id: str) -> str:
    return f"<{external_id}>" if external_id and len(external_id) <= MOST_ID_CHARS - 2 else ""


def _note(conversation: int, arrival: Arrival, note: MailNote, decided: Decided, *, words: str = "") -> Draft:
    """The words are what the note names, never what a stranger wrote."""
    if note is MailNote.STRANGER and decided.named is not None:
        words = everywhere.public_ids([decided.named]).get(decided.named, "")
    if note is MailNote.LOST_FILES:
        words = str(decided.lost)
    key = f"{_key(arrival)}.{note.value}"
    watching = directory.staff_with(Capability.WATCH_REVEALS) if note in _ALARMS else ()
    data = NoteData(arrived=note, mentions=tuple(watching))
    return Draft(conversation, Kind.NOTE, US, data, Audience.STAFF, body=words or note.value, key=key)


def _may_tell(named: int) -> bool:
    since = clock.now() - timedelta(days=1)
    return Arrived.objects.filter(named=named, at__gte=since).count() <= MOST_TOLD_A_DAY


def _key(arrival: Arrival) -> str:
    return f"in.{arrival.digest[:48]}"
