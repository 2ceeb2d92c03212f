"""What a thing that came in is decided to become: whose it is, where it goes, which files it brings. Used by `settling` alone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from kefu.channels import arrivals, bounds, papers
from kefu.channels.contract import Arrival, ArrivedFile, NotReadable
from kefu.channels.tallies import Counting
from kefu.channels.threading import Claim, How, Lane, Place, Sender, place_of
from kefu.conversations import everywhere, rules
from kefu.conversations.data_notes import MailNote
from kefu.files import moving, uploads
from kefu.files.kinds import FileRef
from kefu.kit import clock, tongues
from kefu.kit.errors import Invalid, TooLarge
from kefu.kit.text import clean_body
from kefu.people import recognising
from kefu.people.recognising import Writer
from kefu.trust import shield
from kefu.trust.mails.kinds import SenderVerdict

MOST_CLAIMS = 20
MOST_COPIED = 10
MOST_OPENED, OPENED_WITHIN = 5, timedelta(hours=1)  # by one sender; what follows goes into their open one
NEVER = 2**62  # beyond every row: always a new conversation
_TEXT = "mail.txt"


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
    beyond: int = NEVER
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


def addresses_in(arrival: Arrival, verdict: SenderVerdict | None) -> set[str]:
    """All of which somebody asks whether it is one of ours."""
    addressed = verdict.addressed if verdict and verdict.addressed else ()
    shown = arrival.original.to if arrival.original else ()
    return {arrival.sender, *addressed, *shown, *arrival.copied[:MOST_COPIED]}


def sender_of(arrival: Arrival, verdict: SenderVerdict, *, known: Collection[str], staffs: Collection[str]) -> Sender:
    """What was sealed for somebody else proves nothing here: whoever got it can bring it. `known`: our own addresses, of those
    in it; `staffs`: those of our people."""
    is_same = verdict.sender is not None and verdict.sender.address.casefold() == arrival.sender.casefold()
    is_ours = arrival.sender in known
    is_to_us = verdict.addressed is None or is_ours or any(each in known for each in verdict.addressed)
    return Sender(
        is_proved=verdict.is_proved and is_same and is_to_us,
        is_ours=is_ours,
        is_staffs=arrival.sender in staffs,
        is_machine=arrival.is_machine,
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a thing belongs, before anybody knows whose it is. `peer`: who brought it, where that is a stranger."""

    ours: Mailbox
    arrival: Arrival
    sender: Sender
    place: Place
    locale: str
    alarms: tuple[MailNote, ...]


def placed(ours: Mailbox, arrival: Arrival, sender: Sender, *, peer: str, counting: Counting) -> Placed:
    """`peer`: who brought it, where that is a stranger. NotReadable for what a person has to see to: it only says that it is from
    ourselves. TooMany for more than strangers may open."""
    if sender.is_ours and not sender.is_proved:
        raise NotReadable("says_it_is_us")
    place = place_of(sender, _claims(arrival))
    if place.lane is Lane.ECHO:
        return Placed(ours, arrival, sender, place, ours.language, ())
    alarms = (
        bounds.opens(arrival, sender, peer=peer, counting=counting) if place.lane in {Lane.ANEW, Lane.ASIDE} else []
    )
    alarms += bounds.guess_alarm(arrival, peer=peer)
    locale = tongues.guessed(f"{arrival.subject}\n{arrival.text}", otherwise=ours.language)
    return Placed(ours, arrival, sender, place, locale, tuple(alarms))


def customers_of(things: Sequence[Placed]) -> list[int]:
    """Whose they are, in order; whoever is new is made. Nobody's (0) where our own mail has come back."""
    held = {each.place.conversation for each in things if each.place.lane in {Lane.GOES_ON, Lane.OVERHEARD}}
    theirs = everywhere.customers([row for row in held if row is not None])
    new = [each for each in things if each.place.lane in {Lane.ANEW, Lane.ASIDE}]
    made = iter(recognising.recognise_all([_writer(each) for each in new]) if new else [])
    return [
        next(made) if each.place.lane in {Lane.ANEW, Lane.ASIDE} else theirs.get(each.place.conversation or 0, 0)
        for each in things
    ]


def _writer(thing: Placed) -> Writer:
    is_proved = thing.sender.is_proved and not thing.sender.is_staffs
    return Writer(thing.arrival.sender, is_proved, thing.locale, thing.arrival.sender_name)


def floods(customers: Collection[int]) -> set[int]:
    """Of these customers (rows), those whose mails go into their open conversation: they have opened so many just now."""
    opened = everywhere.openings(customers, clock.now() - OPENED_WITHIN) if customers else []
    counts = Counter(customer for customer, _row, _at in opened)
    return {customer for customer, count in counts.items() if count >= MOST_OPENED}


def decide(thing: Placed, *, customer: int, is_flood: bool) -> Decided:
    """What becomes of it; its files are taken in."""
    arrival, sender, place = thing.arrival, thing.sender, thing.place
    if place.lane is Lane.ECHO:
        return Decided(Lane.ECHO)
    brought = _with_long_text(arrival)
    kept = _kept(customer, brought)
    goes_on = place.conversation if place.lane is Lane.GOES_ON else None
    seen = papers.seen(arrival, tuple(ref for _file, ref in kept), conversation=goes_on)
    return Decided(
        lane=place.lane,
        customer=customer,
        conversation=place.conversation if place.lane in {Lane.GOES_ON, Lane.OVERHEARD} else None,
        named=place.conversation if place.lane is Lane.ASIDE else None,
        locale=thing.locale,
        beyond=0 if is_flood else NEVER,
        notes=tuple(each.value for each in (*_notes(sender, place, arrival, len(brought) - len(kept)), *thing.alarms)),
        files=tuple(moving.named(ref) if ref.id in dict(seen) else ref for _file, ref in kept),
        lost=len(brought) - len(kept),
        inline={file.inline_id: ref.id for file, ref in kept if file.inline_id},
        papers=seen if place.lane is not Lane.OVERHEARD else (),
    )


def _claims(arrival: Arrival) -> list[Claim]:
    if not arrival.tokens and not arrival.answers:
        return []
    by_token = everywhere.rows_of(arrival.tokens[:MOST_CLAIMS])
    named = [(by_token[each], How.TOKEN) for each in arrival.tokens[:MOST_CLAIMS] if each in by_token]
    came = arrivals.conversations_of(arrival.answers[:MOST_CLAIMS])
    named += [(row, How.RECEIVED) for each in arrival.answers[:MOST_CLAIMS] for row in came.get(each, ())[:MOST_CLAIMS]]
    customers = everywhere.customers([row for row, _how in named])
    own = recognising.theirs(set(customers.values()), arrival.sender)
    return [Claim(row, how, customers[row] in own) for row, how in dict.fromkeys(named) if row in customers]


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


def _is_long(arrival: Arrival) -> bool:
    return len(clean_body(arrival.text)) > rules.MAX_BODY_CHARS
