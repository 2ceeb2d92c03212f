"""A mail that was merged with a chat, or split: its answers still leave, and what the customer answers lands where it is read."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from conftest import a_customer, says
from kefu.channels import accounts, arrivals, delivery, senders, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests import mails, sink
from kefu.channels.tests.mails import ZONE, Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import joined, log, queries, words
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import AuthorKind, Kind
from kefu.conversations.records import ConversationRecord, EntryRecord, Refused
from kefu.kit import clock
from kefu.kit.mailparse import parse
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class House:
    """A mailbox whose server is a sink, Carol who writes to it and chats, and Alice who answers."""

    server: Sink
    account: AccountRecord
    carol: Viewer
    alice: Viewer
    count: int = 0
    reply_to: list[str] = field(default_factory=list)

    def next(self, what: str) -> str:
        self.count += 1
        return f"{what} number {self.count}"

    def mail(self, to: str = mails.SUPPORT) -> int:
        """Carol writes a mail; the row of the conversation it landed in."""
        raw = mails.raw(Written(to=to, body=self.next("a mail")))
        row = arrivals.accept(self.account.id, Brought(raw))
        taking_in.work(clock.now())
        return Arrived.objects.get(pk=row).conversation or 0

    def chat(self, row: int | None = None) -> int:
        author, body, key = says(self.carol), self.next("a word"), self.next("chat")
        if row is None:
            return log.stored(log.open(self.carol.id, locale="en", author=author, body=body, key=key)).conversation
        return log.stored(log.reply(row, author=author, body=body, key=key)).conversation

    def answer(self, row: int) -> EntryRecord:
        """Alice answers; what leaves has left."""
        entry = log.stored(log.reply(row, author=says(self.alice), body=self.next("an answer")))
        self.server.mails.clear()
        delivery.work(clock.now())
        self.reply_to += [parse(raw).first("reply-to").rpartition("<")[2].rstrip(">") for raw in self.server.mails]
        return entry

    def head(self, row: int) -> ConversationRecord:
        return queries.conversation_by_row(self.alice, row)

    def merge(self, row: int, *, into: int) -> None:
        log.stored(log.merge(row, into=into, author=says(self.alice)))

    def reads(self, row: int) -> list[EntryRecord]:
        """Carol's words as they stand in a view, in the order of time."""
        lines = joined.latest_for(self.alice, self.head(row), limit=500).lines
        shown = [line.entry for line in lines if line.entry.kind is Kind.MESSAGE]
        return [entry for entry in shown if entry.author.kind is AuthorKind.CUSTOMER]


@pytest.fixture
def house(alice: Viewer, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    carol = a_customer("carol").viewer
    with sink.running() as server:
        settings: Mapping[str, str | int | bool] = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_security": "none",
        }
        account = accounts.save(AccountRecord("email", mails.SUPPORT, "Northwind Support", settings=settings))
        yield House(server, account, carol, alice)


def by_mail(entry: EntryRecord) -> bool:
    return isinstance(entry.data, MessageData) and entry.data.mail is not None


def test_S123_a_mail_merged_into_a_chat_is_still_answered_by_mail_and_back(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.answer(mailed)
    house.merge(mailed, into=chat)
    house.answer(chat)
    (raw,) = house.server.mails
    assert parse(raw).first("subject") == "Re: My deposit"
    assert b"> a mail number" in raw
    assert house.mail(house.reply_to[0]) == chat, "by the token it had before the merge"
    assert house.mail(house.reply_to[1]) == chat
    house.answer(chat)
    assert len(house.server.mails) == 1


def test_who_goes_on_in_the_chat_is_answered_there(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.merge(mailed, into=chat)
    house.chat(chat)
    house.answer(chat)
    assert house.server.mails == []


def test_the_undo_of_a_merge_brings_home_what_is_answered_to_mails_of_the_time_between(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.merge(mailed, into=chat)
    house.answer(chat)
    log.stored(log.unmerge(mailed, author=says(house.alice)))
    assert house.mail(house.reply_to[0]) == mailed
    house.answer(mailed)
    assert len(house.server.mails) == 1
    house.chat(chat)
    house.answer(chat)
    assert house.server.mails == []


def test_the_undo_of_a_merge_says_what_of_the_time_between_stays_where(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.merge(mailed, into=chat)
    house.answer(chat)
    assert house.mail(house.reply_to[0]) == chat
    assert house.mail(house.reply_to[0]) == chat
    log.stored(log.unmerge(mailed, author=says(house.alice)))
    found = {}
    for row in (chat, mailed):
        newest = queries.entries_for(house.alice, house.head(row), limit=500)[-1]
        found[row] = words.event_text(newest, viewer=house.alice)
    assert found[mailed].endswith("2 messages that came meanwhile stay in the other one.")
    assert found[chat].endswith("2 messages that came meanwhile stay here.")
    assert [each.conversation for each in house.reads(chat)] == [chat] * 3
    house.merge(mailed, into=chat)
    log.stored(log.unmerge(mailed, author=says(house.alice)))
    last = queries.entries_for(house.alice, house.head(mailed), limit=500)[-1]
    assert "meanwhile" not in words.event_text(last, viewer=house.alice)


def test_a_chat_merged_into_a_mail_goes_on_by_mail(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.merge(chat, into=mailed)
    house.answer(mailed)
    assert len(house.server.mails) == 1
    assert house.mail(house.reply_to[0]) == mailed


def test_what_is_split_off_a_mail_is_answered_by_mail_under_its_own_token(house: House) -> None:
    mailed = house.mail()
    split = log.stored(log.split(mailed, entries=[house.reads(mailed)[0].seq], author=says(house.alice)))
    new = getattr(split.data, "conversation", 0)
    house.answer(new)
    (raw,) = house.server.mails
    assert parse(raw).first("subject") == "Re: My deposit"
    assert house.mail(house.reply_to[0]) == new
    log.stored(log.unsplit(new, author=says(house.alice)))
    assert house.mail(house.reply_to[0]) == mailed


def test_a_mail_split_off_the_chat_it_was_merged_into_comes_home_to_where_it_is_read(house: House) -> None:
    chat, mailed = house.chat(), house.mail()
    house.merge(mailed, into=chat)
    house.mail(mails.reply_to(house.head(mailed).public_id))
    landed = next(each for each in house.reads(chat) if by_mail(each) and each.conversation == chat)
    split = log.stored(log.split(chat, entries=[landed.seq], author=says(house.alice)))
    new = getattr(split.data, "conversation", 0)
    house.answer(new)
    assert len(house.server.mails) == 1
    assert house.mail(house.reply_to[-1]) == new


@pytest.mark.parametrize("seed", range(5))
def test_however_conversations_are_joined_and_parted_no_mail_stops(house: House, seed: int) -> None:
    """Whoever wrote last by mail gets the answer by mail, once; and what they answer lands where the answer was written."""
    chance = random.Random(seed)
    rows = {house.mail(), house.chat()}
    for _ in range(12):
        _any_act(house, rows, chance)
        standing = sorted(row for row in rows if house.head(row).joins.merged_into is None)
        row = chance.choice(standing)
        said = house.reads(row)
        if not said or _was_parted(house, row):
            continue
        house.answer(row)
        if by_mail(said[-1]):
            assert len(house.server.mails) == 1
            assert house.mail(house.reply_to[-1]) == row
        elif house.head(row).account is None:
            assert house.server.mails == []


def _was_parted(house: House, row: int) -> bool:
    """A chat that a mail was taken out of again: what landed in it meanwhile is answered where its customer chats."""
    own = house.head(row)
    return own.account is None and any(
        entry.kind is Kind.UNMERGED for entry in queries.entries_for(house.alice, own, limit=500)
    )


def _any_act(house: House, rows: set[int], chance: random.Random) -> None:
    one, other = chance.choice(sorted(rows)), chance.choice(sorted(rows))
    match chance.randrange(7):
        case 0:
            rows.add(house.mail())
        case 1:
            house.chat(one)
        case 2 | 3:
            outcome = log.merge(one, into=other, author=says(house.alice))
            assert not isinstance(outcome, Refused) or outcome.code in {"merged", "pointless"}
        case 4:
            log.unmerge(one, author=says(house.alice))
        case 5:
            own = [entry for entry in house.reads(one) if entry.conversation == one]
            if own:
                split = log.split(one, entries=[chance.choice(own).seq], author=says(house.alice))
                rows.add(getattr(getattr(split, "data", None), "conversation", one))
        case 6:
            log.unsplit(one, author=says(house.alice))
