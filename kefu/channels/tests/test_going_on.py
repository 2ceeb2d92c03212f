"""A chat whose customer has left: what they have not read comes by mail, once, and their answer comes back into the chat."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from conftest import a_customer, says
from kefu.channels import accounts, delivery, going_on, senders
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mailing, sink
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives
from kefu.channels.tests.sink import Sink
from kefu.conversations import away, deliveries, log, marks, proofs, queries, react
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import DeliveryStatus, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, NewConversation
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.models import Address, Proof
from kefu.trust import teams

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Sink]:
    with sink.running() as running:
        yield running


@pytest.fixture
def ours(server: Sink) -> AccountRecord:
    return mailing.mailbox(server)


@pytest.fixture
def left(ours: AccountRecord, carol: Viewer, alice: Viewer, chat: ConversationRecord) -> ConversationRecord:
    """Carol's chat, whose page is closed."""
    react.run_pass()
    return chat


def answer(chat: ConversationRecord, alice: Viewer, body: str) -> EntryRecord:
    said = log.stored(log.reply(chat.id, author=says(alice), body=body))
    react.run_pass()
    return said


def later(minutes: float) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


def time_goes_by(minutes: float) -> None:
    """What the worker does meanwhile, each half minute."""
    for step in range(int(minutes * 2) + 1):
        while going_on.work(later(step / 2)):
            pass
        delivery.work(later(step / 2))


def reads(carol: Viewer, chat: ConversationRecord) -> None:
    found = queries.conversation_for(carol, chat.public_id)
    marks.record([m for m in [marks.mark_of(carol, found, read=found.last_public_seq)] if m])


def mails(server: Sink) -> list[EmailMessage]:
    found = [message_from_bytes(raw, policy=policy.default) for raw in server.mails]
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_what_was_said_to_who_left_comes_as_one_mail_in_order(
    server: Sink, left: ConversationRecord, alice: Viewer
) -> None:
    first, second = answer(left, alice, "We look into it."), answer(left, alice, "It is here.")
    log.note(left.id, author=says(alice), body="a canary for staff")
    time_goes_by(9)
    assert not server.mails
    time_goes_by(40)
    (mail,) = mails(server)
    text = text_of(mail)
    assert text.startswith(f"We look into it.\n({proofs.code_of(first)})\n\nIt is here.\n")
    assert proofs.code_of(second) in text
    assert mail["To"] == "carol@example.test"
    assert "canary" not in text
    assert "Auto-Submitted" not in mail
    assert "/verify/chat-mails/" in text
    row = deliveries.newest_for([first.id, second.id])
    assert [(each.entry, each.status) for each in row.values()] == [(second.id, DeliveryStatus.SENT)]


def test_who_has_read_it_gets_no_mail(server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer) -> None:
    answer(left, alice, "It is here.")
    reads(carol, left)
    time_goes_by(20)
    assert not leaving.rows()
    answer(left, alice, "Anything else?")
    time_goes_by(20)
    assert [text_of(mail).split("\n")[0] for mail in mails(server)] == ["Anything else?"]


def test_who_comes_back_before_it_leaves_gets_no_mail(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    entry = answer(left, alice, "It is here.")
    assert going_on.work(later(11)) == 1
    assert deliveries.newest_for([entry.id])[entry.id].status is DeliveryStatus.PENDING
    reads(carol, left)
    delivery.work(later(12))
    assert deliveries.newest_for([entry.id])[entry.id].status is DeliveryStatus.SEEN
    assert not server.mails
    time_goes_by(60)
    assert not server.mails
    assert [each.kind for each in queries.entries_for(alice, left)].count(Kind.UNDELIVERABLE) == 0


def test_who_has_a_page_open_has_not_left(server: Sink, left: ConversationRecord, alice: Viewer) -> None:
    answer(left, alice, "It is here.")
    going_on.work(later(3))
    assert away.soon_due(later(10), limit=10) == {left.id: left.customer}
    away.still_here([left.id], now=later(11))
    going_on.work(later(11))
    assert not leaving.rows()
    going_on.work(later(12))
    assert len(leaving.rows()) == 1


def test_who_writes_in_the_chat_is_there_and_who_writes_a_mail_is_not(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    answer(left, alice, "Which network?")
    log.open(carol.id, author=says(carol), body="TRON", key="carol-second", locale="en")
    time_goes_by(30)
    assert not server.mails


def test_the_answer_by_mail_comes_home_and_goes_on_soon(
    monkeypatch: pytest.MonkeyPatch, server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    answer(left, alice, "Which network?")
    time_goes_by(11)
    (mail,) = mails(server)
    named = str(mail["References"])
    row = arrives(Written(to=SUPPORT, body="TRON", answers=(str(mail["Message-ID"]), named)))
    assert row.conversation == left.id
    found = queries.conversation_for(carol, left.public_id)
    said = [each.body for each in queries.entries_for(carol, found) if each.kind is Kind.MESSAGE]
    assert said == ["充值两小时了还没到", "Which network?", "TRON"]
    answer(left, alice, "Thank you.")
    time_goes_by(3)
    assert [text_of(each).split("\n")[0] for each in mails(server)] == ["Which network?", "Thank you."]
    assert str(mails(server)[1]["In-Reply-To"]) != ""
    reads(carol, left)
    log.open(carol.id, author=says(carol), body="and I am back", key="carol-back", locale="en")
    answer(left, alice, "Welcome.")
    time_goes_by(3)
    assert len(server.mails) == 2  # who is back is waited for as ever


def test_killed_between_any_two_steps_it_goes_once(server: Sink, left: ConversationRecord, alice: Viewer) -> None:
    """Two workers look at the same time, and each step is made again."""
    answer(left, alice, "It is here.")
    going_on.work(later(3))
    one, other = away.looked_at(left.id, now=later(11)), away.looked_at(left.id, now=later(11))
    assert one is not None
    assert other is not None
    account = going_on.account_of(None)
    assert account is not None
    assert away.bring(one, channel="email", account=account.id, now=later(11))
    assert not away.bring(other, channel="email", account=account.id, now=later(11))
    react.run_pass()
    time_goes_by(30)
    assert len(server.mails) == 1


def test_what_is_said_while_it_is_brought_on_its_way_is_not_lost(
    server: Sink, left: ConversationRecord, alice: Viewer
) -> None:
    answer(left, alice, "It is here.")
    going_on.work(later(3))
    stretch = away.looked_at(left.id, now=later(11))
    assert stretch is not None
    answer(left, alice, "And here is the rest.")
    account = going_on.account_of(None)
    assert account is not None
    assert not away.bring(stretch, channel="email", account=account.id, now=later(11))
    time_goes_by(30)
    (mail,) = mails(server)
    assert "It is here." in text_of(mail)
    assert "And here is the rest." in text_of(mail)


def test_no_stranger_is_written_to(server: Sink, ours: AccountRecord, alice: Viewer) -> None:
    """Neither who has no address, nor an address that nobody but its writer said is theirs."""
    guest = sessions.start_customer_session(None, locale="en").viewer
    unproved = a_customer("mallory").viewer
    Address.objects.filter(customer=unproved.id, kind="email").update(proof=Proof.NONE)
    for viewer in (guest, unproved):
        said = log.stored(log.open(viewer.id, author=says(viewer), body="hi", key=f"hi-{viewer.id:08}", locale="en"))
        log.stored(log.reply(said.conversation, author=says(alice), body="Hello."))
        assert not going_on.is_reached(viewer.id)
    react.run_pass()
    time_goes_by(30)
    assert not leaving.rows()
    assert going_on.is_reached(a_customer("carol").viewer.id)


def test_who_called_it_off_gets_none_and_may_have_them_again(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    ticket = going_on.stop_url(carol.id).rpartition("/")[2]
    away.choose(going_on.customer_of(ticket), is_wanted=False)
    answer(left, alice, "It is here.")
    time_goes_by(30)
    assert not leaving.rows()
    away.choose(carol.id, is_wanted=True)
    answer(left, alice, "Once more.")
    time_goes_by(30)
    assert len(server.mails) == 1
    with pytest.raises(NotFound):
        going_on.customer_of(ticket[:-2] + "xx")


def test_it_leaves_by_the_mailbox_of_its_team(
    server: Sink, left: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    team = teams.create("security", name="Security")
    own = accounts.save(AccountRecord("email", "security@nw.example", "Northwind Security", team=team.id))
    other = accounts.account_at("email", "support@nw.example")
    assert other is not None
    log.stored(log.sort(left.id, author=says(bob), team=team.id))
    answer(left, alice, "It is here.")
    going_on.work(later(3))
    going_on.work(later(15))
    (row,) = leaving.rows()
    assert row.account == own.id
    assert going_on.account_of(None) == other
    accounts.save(replace(own, is_open=False))
    assert going_on.account_of(team.id) == other


def test_a_merged_chat_is_mailed_once_and_not_what_was_read_where_it_goes_on(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer, bob: Viewer
) -> None:
    place = NewConversation(carol.id, "livechat", "en", beyond=left.id)
    opened = log.append(
        [Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="another one", key="carol-other1")]
    )
    other = log.stored(opened[0])
    answer(left, alice, "It is here.")
    log.stored(log.merge(left.id, into=other.conversation, author=says(bob)))
    log.stored(log.reply(other.conversation, author=says(alice), body="And here."))
    react.run_pass()
    time_goes_by(30)
    assert [text_of(mail).split("\n")[0] for mail in mails(server)] == ["It is here.", "And here."]
    time_goes_by(30)
    assert len(server.mails) == 2


def test_what_was_read_where_a_merged_chat_goes_on_is_not_mailed(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer, bob: Viewer
) -> None:
    place = NewConversation(carol.id, "livechat", "en", beyond=left.id)
    opened = log.append(
        [Draft(place, Kind.MESSAGE, says(carol), MessageData(), body="another one", key="carol-other1")]
    )
    other = log.stored(opened[0])
    answer(left, alice, "It is here.")
    log.stored(log.merge(left.id, into=other.conversation, author=says(bob)))
    reads(carol, queries.conversation_for(carol, other.conversation_public_id))
    time_goes_by(30)
    assert not server.mails


def test_nothing_goes_where_it_is_off_or_no_mailbox_is_open(
    settings: Any, server: Sink, left: ConversationRecord, ours: AccountRecord, alice: Viewer
) -> None:
    settings.CHAT_MAIL_AFTER_S = 0
    answer(left, alice, "It is here.")
    assert not away.due(later(60), limit=10)
    settings.CHAT_MAIL_AFTER_S = 600
    accounts.save(AccountRecord("email", ours.address, ours.label, is_open=False))
    answer(left, alice, "Still here.")
    time_goes_by(30)
    assert not leaving.rows()


def test_what_was_taken_back_is_in_no_mail(server: Sink, left: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    first = answer(left, alice, "a slip of the pen")
    answer(left, alice, "It is here.")
    going_on.work(later(3))
    going_on.work(later(15))
    log.stored(log.redact(left.id, author=says(bob), target=first.seq))
    delivery.work(later(16))
    (mail,) = mails(server)
    assert text_of(mail).startswith("It is here.\n")


def test_what_is_too_much_for_one_mail_goes_with_the_next(
    server: Sink, left: ConversationRecord, alice: Viewer
) -> None:
    drafts = [
        Draft(left.id, Kind.MESSAGE, says(alice), MessageData(), body=f"part {number:02}") for number in range(60)
    ]
    log.append(drafts)
    react.run_pass()
    time_goes_by(40)
    said = "\n".join(text_of(mail) for mail in mails(server))
    assert len(server.mails) == 2
    assert [said.count(f"part {number:02}\n") for number in range(60)] == [1] * 60


def test_who_reads_by_a_program_that_tells_no_marks_gets_nothing_old(
    server: Sink, left: ConversationRecord, carol: Viewer, alice: Viewer
) -> None:
    """Whoever wrote below it has seen it, however long the talk."""
    for number in range(60):
        log.append(
            [
                Draft(left.id, Kind.MESSAGE, says(alice), MessageData(), body=f"old {number}"),
                Draft(left.id, Kind.MESSAGE, says(carol), MessageData(), body=f"yes {number}"),
            ]
        )
    answer(left, alice, "The newest.")
    time_goes_by(20)
    (mail,) = mails(server)
    assert text_of(mail).startswith("The newest.\n")
    assert "old" not in text_of(mail)
