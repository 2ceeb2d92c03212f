"""The committed threads played through the door for mail: where each mail of a client's goes. In a process with a database.

The corpus bears no seals: a sender counts as proved where `proved` stands in `senders.verdict`'s place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.threads import Ours, Theirs, Thread, filled
from kefu.channels import accounts, arrivals, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord, Channel
from kefu.channels.email import reading, tokens
from kefu.channels.models_arrivals import Arrived
from kefu.conversations import log
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Author, AuthorKind, Kind
from kefu.conversations.records import Draft, NewConversation
from kefu.kit import clock, crypto
from kefu.kit.mailwords import mailboxes
from kefu.people import sessions
from kefu.people.identity import Identity
from kefu.trust.mails.kinds import Checked, SenderVerdict

SUPPORT = "support@nw.test"
EVE = "eve@elsewhere.test"


@dataclass(frozen=True, slots=True)
class Case:
    """What a thread's first mail of ours is of: its row, its public id."""

    row: int
    public_id: str


@dataclass(frozen=True, slots=True)
class Played:
    """A mail of the client's, and what became of it."""

    step: Theirs
    arrived: Arrived
    case: Case
    raw: bytes

    @property
    def is_right(self) -> bool:
        """From another mailbox than the client's own it comes to our people, told which case it names."""
        if self.step.case == "new":
            return self.arrived.conversation not in {None, self.case.row} and self.arrived.named is None
        if self.arrived.outcome == Arrived.Outcome.ASIDE:
            return self.arrived.named == self.case.row and self.step.sender != ""
        return self.arrived.conversation == self.case.row


def proved(channel: Channel, brought: Brought, *, is_last_try: bool) -> SenderVerdict:
    """As if each sender's domain had sealed its mail."""
    del channel, is_last_try
    found = mailboxes(reading.read(brought.raw).sender)
    return SenderVerdict(found[0] if found else None, dkim=Checked.PASS)


def mailbox() -> AccountRecord:
    return accounts.save(AccountRecord("email", SUPPORT, "Northwind Support"))


def case_of(thread: Thread, number: int, account: AccountRecord) -> Case:
    first = thread.steps[0]
    assert isinstance(first, Ours)
    identity = Identity(uid=f"uid-{number}", jti=f"j{number}", expires_at=clock.now(), name="C", email=first.to)
    customer = sessions.start_customer_session(identity, locale="en").viewer.id
    place = NewConversation(customer, "email", "en", account=account.id, beyond=2**62)
    author = Author(AuthorKind.CUSTOMER, customer)
    entry = log.stored(
        log.append([Draft(place, Kind.MESSAGE, author, MessageData(), body="hi", key=f"k{number:09}")])[0]
    )
    return Case(entry.conversation, entry.conversation_public_id)


def played(thread: Thread, case: Case, account: AccountRecord) -> Iterator[Played]:
    names: dict[str, str] = {}
    for step in thread.steps:
        if isinstance(step, Ours):
            names |= names_of(step, case)
            continue
        raw = filled(step.raw, names)
        yield Played(step, taken_in(raw, account), case, raw)


def names_of(step: Ours, case: Case) -> Mapping[str, str]:
    """What was really sent, for what the corpus has in its place."""
    token = tokens.mint(case.public_id, crypto.key_for(tokens.PURPOSE))
    sent = tokens.message_id(token, "nw.test").strip("<>")
    return {step.id: sent, step.address: tokens.reply_address(SUPPORT, token)}


def taken_in(raw: bytes, account: AccountRecord) -> Arrived:
    row = arrivals.accept(account.id, Brought(raw))
    assert taking_in.take_in(row)
    return Arrived.objects.get(pk=row)


def by_eve(mail: Played, number: int) -> bytes:
    """The same mail, with its token and all it names, from a proved stranger."""
    sender = reading.read(mail.raw).sender
    return mail.raw.replace(sender.encode(), EVE.replace("eve", f"eve{number}").encode()) if sender else b""
