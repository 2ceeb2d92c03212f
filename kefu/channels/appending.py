"""What a thing that came in becomes: whose it is, where it goes, and the entries it makes. Used by `taking_in` alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from kefu.channels import accounts, arrivals, bounds, intake, papers, registry, subjects
from kefu.channels.contract import Arrival, ArrivedFile, Channel, Inbound, NotReadable
from kefu.channels.models_arrivals import Arrived
from kefu.channels.threading import Claim, How, Lane, Place, Sender, place_of
from kefu.conversations import definitions, everywhere, log, rules
from kefu.conversations.data import NoteData, SortedData
from kefu.conversations.data_mail import MOST_ID_CHARS, MOST_SUBJECT_CHARS, MailHead
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Audience, Author, AuthorKind, Kind
from kefu.conversations.records import Draft, EntryRecord, Failed, Known, NewConversation, Outcome, Refused
from kefu.files import moving, uploads
from kefu.files.kinds import FileRef
from kefu.kit import clock, tongues
from kefu.kit.errors import Invalid, TooLarge
from kefu.kit.text import clean_body, clean_line
from kefu.people import directory, recognising
from kefu.people.capabilities import Capability
from kefu.trust import shield
from kefu.trust.mails.kinds import SenderVerdict

US = Author(AuthorKind.WATCHER, name="arrivals")
MOST_CLAIMS = 20
MOST_COPIED = 10
SEQ_OF_FIRST = 2  # of the message that a conversation is opened with
MOST_OPENED, OPENED_WITHIN = 5, timedelta(hours=1)  # by one sender; what follows goes into their open one
MOST_TOLD_A_DAY = 5  # that a conversation hears of strangers' mails
_NEVER = 2**62  # beyond every row: always a new conversation
_TEXT = "mail.txt"
_ALARMS = frozenset({MailNote.GUESSES, MailNote.LOOP})  # whoever watches over our own people is told of them


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The account (row) that it came in by, without what may not be read of it."""

    id: int
    channel: str
    language: str
    team: int | None = None
    category: str = ""  # of all that comes in by it


@dataclass(frozen=True, slots=True)
class Decided:
    """As it is written down: numbers of rows, names of enums. `conversation`: where it goes on; `named`: what it named;
    `papers`: files (ids) that are identity papers, of which kind."""

    lane: Lane
    customer: int = 0
    conversation: int | None = None
    named: int | None = None
    locale: str = "en"
    beyond: int = _NEVER
    notes: tuple[str, ...] = ()
    files: tuple[FileRef, ...] = ()
    lost: int = 0
    inline: Mapping[str, str] = field(default_factory=dict)  # what its page calls its pictures -> uploads (public ids)
    papers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Decided":
        files = tuple(FileRef(**each) for each in stored["files"])
        papers = tuple((upload_id, kind) for upload_id, kind in stored.get("papers", ()))
        told = {"lane": Lane(stored["lane"]), "notes": tuple(stored["notes"]), "files": files, "papers": papers}
        return cls(**{**stored, **told})


def decide(ours: Mailbox, arrival: Arrival, sender: Sender, *, peer: str = "") -> Decided:
    """`peer`: who brought it, where that is a stranger. NotReadable for what a person has to see to: it only says that it is from
    ourselves. TooMany for more than strangers may open."""
    if sender.is_ours and not sender.is_proved:
        raise NotReadable("says_it_is_us")
    place = place_of(sender, _claims(arrival))
    if place.lane is Lane.ECHO:
        return Decided(Lane.ECHO)
    alarms = bounds.opens(arrival, sender, peer=peer) if place.lane in {Lane.ANEW, Lane.ASIDE} else []
    alarms += bounds.guess_alarm(arrival, peer=peer)
    locale = tongues.guessed(f"{arrival.subject}\n{arrival.text}", otherwise=ours.language)
    customer = _customer(place, arrival, sender, locale)
    brought = _with_long_text(arrival)
    kept = _kept(customer, brought)
    goes_on = place.conversation if place.lane is Lane.GOES_ON else None
    seen = papers.seen(arrival, tuple(ref for _file, ref in kept), conversation=goes_on)
    return Decided(
        lane=place.lane,
        customer=customer,
        conversation=place.conversation if place.lane in {Lane.GOES_ON, Lane.OVERHEARD} else None,
        named=place.conversation if place.lane is Lane.ASIDE else None,
        locale=locale,
        beyond=0 if _is_flood(customer) else _NEVER,
        notes=tuple(each.value for each in (*_notes(sender, place, arrival, len(brought) - len(kept)), *alarms)),
        files=tuple(moving.named(ref) if ref.id in dict(seen) else ref for _file, ref in kept),
        lost=len(brought) - len(kept),
        inline={file.inline_id: ref.id for file, ref in kept if file.inline_id},
        papers=seen if place.lane is not Lane.OVERHEARD else (),
    )


def _of_team(entry: EntryRecord, team: int, arrival: Arrival) -> Draft:
    """What a mailbox of a team's opens is that team's."""
    data = SortedData(team=team)
    return Draft(entry.conversation, Kind.SORTED, US, data, audience=Audience.STAFF, key=f"{_key(arrival)}.team")


def append(ours: Mailbox, arrival: Arrival, decided: Decided) -> Outcome:
    """The entries; the outcome of the first. Called again, it finds them there."""
    first = _first(ours, arrival, decided)
    outcome = log.append([first, *_sorted(ours, arrival, decided, first)])[0]
    if isinstance(outcome, Refused | Failed):
        return outcome
    entry = outcome.entry if isinstance(outcome, Known) else outcome
    if decided.papers:
        papers.move(entry, decided.customer, decided.papers)
    drafts = [_of_team(entry, ours.team, arrival)] if ours.team and entry.seq <= SEQ_OF_FIRST else []
    drafts += [_note(entry.conversation, arrival, MailNote(each), decided) for each in decided.notes]
    if decided.named is not None and _may_tell(decided.named):
        told = _note(decided.named, arrival, MailNote.HEARD_OF, decided, words=entry.conversation_public_id)
        drafts.append(told)
    outcomes = log.append(drafts) if drafts else []
    return next((each for each in outcomes if isinstance(each, Failed)), outcome)


def _sorted(ours: Mailbox, arrival: Arrival, decided: Decided, first: Draft) -> Iterator[Draft]:
    """A new case comes into its category, and to its team, in the transaction that opens it: nobody else reads it before."""
    if not isinstance(first.conversation, NewConversation) or decided.beyond != _NEVER:
        return
    has = definitions.has_category
    own = ours.category if ours.category and has(ours.category) else ""
    about = own or subjects.category_of(arrival.subject, arrival.text, has=has)
    if about:
        told, key = SortedData(category=about), f"{_key(arrival)}.sorted"
        yield Draft(first.conversation, Kind.SORTED, US, told, Audience.STAFF, key=key)


def sender_of(channel: Channel, arrival: Arrival, verdict: SenderVerdict) -> Sender:
    """What was sealed for somebody else proves nothing here: whoever got it can bring it. NotReadable for what is from nobody."""
    if not arrival.sender:
        raise NotReadable("no_sender")
    is_same = verdict.sender is not None and verdict.sender.address.casefold() == arrival.sender.casefold()
    addressed = verdict.addressed or frozenset()
    known = accounts.ours(channel.key, {arrival.sender, *addressed})
    is_ours = arrival.sender in known
    is_to_us = verdict.addressed is None or is_ours or bool(known & addressed)
    return Sender(
        is_proved=verdict.is_proved and is_same and is_to_us,
        is_ours=is_ours,
        is_staffs=recognising.is_staffs(arrival.sender),
        is_machine=arrival.is_machine,
    )


def _claims(arrival: Arrival) -> list[Claim]:
    by_token = everywhere.rows_of(arrival.tokens[:MOST_CLAIMS])
    named = [(by_token[each], How.TOKEN) for each in arrival.tokens[:MOST_CLAIMS] if each in by_token]
    came = arrivals.conversations_of(arrival.answers[:MOST_CLAIMS])
    named += [(row, How.RECEIVED) for each in arrival.answers[:MOST_CLAIMS] for row in came.get(each, ())[:MOST_CLAIMS]]
    customers = everywhere.customers([row for row, _how in named])
    own = recognising.theirs(set(customers.values()), arrival.sender)
    return [Claim(row, how, customers[row] in own) for row, how in dict.fromkeys(named) if row in customers]


def _customer(place: Place, arrival: Arrival, sender: Sender, locale: str) -> int:
    if place.conversation is not None and place.lane in {Lane.GOES_ON, Lane.OVERHEARD}:
        return everywhere.customers([place.conversation])[place.conversation]
    is_proved = sender.is_proved and not sender.is_staffs
    return recognising.recognise(arrival.sender, is_proved=is_proved, locale=locale, name=arrival.sender_name)


def _is_flood(customer: int) -> bool:
    return len(everywhere.openings([customer], clock.now() - OPENED_WITHIN, most=MOST_OPENED)) >= MOST_OPENED


def _with_long_text(arrival: Arrival) -> Sequence[ArrivedFile]:
    """All of a text that is too long for a message, as the first file; without secrets, as its beginning will be."""
    if not _is_long(arrival):
        return arrival.files
    whole = ArrivedFile(_TEXT, shield.cut(arrival.text).text.encode())
    return (whole, *arrival.files)


def _kept(customer: int, files: Sequence[ArrivedFile]) -> list[tuple[ArrivedFile, FileRef]]:
    """Those that were taken in as uploads are. TooMany and TryAgain where none can be taken just now."""
    viewer, kept = recognising.as_sender(customer), []
    for file in files[: uploads.MAX_A_MESSAGE]:
        try:
            kept.append((file, uploads.receive(viewer, BytesIO(file.content), name=file.name)))
        except (Invalid, TooLarge):
            continue
    return kept


def _notes(sender: Sender, place: Place, arrival: Arrival, lost: int) -> list[MailNote]:
    is_new = place.lane in {Lane.ANEW, Lane.ASIDE}
    found = {
        MailNote.STAFF: sender.is_staffs,
        MailNote.UNPROVED: not sender.is_proved and not sender.is_staffs,
        MailNote.STRANGER: place.lane is Lane.ASIDE,
        MailNote.MACHINE: sender.is_machine and is_new,
        MailNote.LOST_FILES: lost > 0,
        MailNote.LONG: _is_long(arrival),
    }
    return [note for note, holds in found.items() if holds]


def _first(ours: Mailbox, arrival: Arrival, decided: Decided) -> Draft:
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
        account=ours.id,
    )
    channel = registry.channels()[ours.channel]
    head = MailHead(
        clean_line(arrival.subject, max_chars=MOST_SUBJECT_CHARS),
        _named(arrival.external_id),
        arrival.is_machine,
        _also_to(channel, arrival),
    )
    return intake.draft_of(channel, inbound, files=decided.files, mail=head)


def _also_to(channel: Channel, arrival: Arrival) -> tuple[str, ...]:
    """Whom Cc names besides us, masked: a stranger wrote it, so it is shown and never written to."""
    named = arrival.copied[:MOST_COPIED]
    ours = accounts.ours(channel.key, named)
    others = [each for each in named if each not in ours]
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


def _is_long(arrival: Arrival) -> bool:
    return len(clean_body(arrival.text)) > rules.MAX_BODY_CHARS


def _key(arrival: Arrival) -> str:
    return f"in.{arrival.digest[:48]}"
