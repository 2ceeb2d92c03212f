"""What we say in a conversation that came by mail is put on its way with it, taken once, settled once, sent anew by a person."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import says
from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.conversations import deliveries, log, personal, queries
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead, UndeliverableData
from kefu.conversations.deliveries import Outcome
from kefu.conversations.kinds import SYSTEM, Author, AuthorKind, DeliveryStatus, Kind
from kefu.conversations.models import Delivery
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, NewConversation
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Address
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)
NOW = clock.now


@pytest.fixture
def mailed(carol: Viewer, alice: Viewer) -> ConversationRecord:
    """Carol wrote a mail to support; her address is known."""
    account = accounts.save(AccountRecord(channel="email", address="support@nw.example", label="Northwind Support"))
    place = NewConversation(carol.id, "email", "en", account=account.id)
    data = MessageData(mail=MailHead(subject="My deposit", message_id="<one@carol.example>"))
    entry = log.stored(
        log.append([Draft(place, Kind.MESSAGE, says(carol), data, body="Where is it?", key="mail-0001")])[0]
    )
    return queries.conversation_by_row(alice, entry.conversation)


def answer(mailed: ConversationRecord, alice: Viewer, body: str = "It is here.") -> EntryRecord:
    return log.stored(log.reply(mailed.id, author=says(alice), body=body, key=f"answer-{body}"))


def claimed(row: int) -> bool:
    return deliveries.claim(row, now=NOW(), external_id=f"<{row}@nw.example>", proof_code="") is not None


def notes_of_failure(mailed: ConversationRecord, alice: Viewer) -> list[UndeliverableData]:
    found = queries.entries_for(alice, mailed)
    return [entry.data for entry in found if isinstance(entry.data, UndeliverableData)]


def test_an_answer_to_a_mail_is_put_on_its_way_once_however_often_it_is_sent(
    mailed: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    assert not Delivery.objects.exists()  # the customer's own words go nowhere
    entry = answer(mailed, alice)
    answer(mailed, alice)
    row = Delivery.objects.get()
    assert (row.entry_id, row.channel, row.status) == (entry.id, "email", DeliveryStatus.PENDING)
    assert deliveries.due(NOW(), limit=10) == [row.pk]
    assert deliveries.address_of(row.pk, customer=carol.id) == "carol@example.test"
    assert b"carol" not in bytes(row.sealed)
    log.stored(log.note(mailed.id, author=says(alice), body="among us"))
    log.stored(log.reply(mailed.id, author=says(carol), body="thanks", key="mail-0002"))
    assert Delivery.objects.count() == 1


def test_a_chat_is_asked_nothing_about_deliveries(chat: ConversationRecord, alice: Viewer) -> None:
    with CaptureQueriesContext(connection) as asked:
        log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    assert not any("delivery" in query["sql"] or "people_address" in query["sql"] for query in asked.captured_queries)
    assert not Delivery.objects.exists()


def test_whom_no_address_is_known_of_gets_a_row_that_says_so(mailed: ConversationRecord, alice: Viewer) -> None:
    Address.objects.all().delete()
    entry = answer(mailed, alice)
    told = deliveries.newest_for([entry.id])[entry.id]
    assert (told.status, told.error, told.permanent) == (DeliveryStatus.FAILED, "no_address", True)
    assert not deliveries.due(NOW(), limit=10)
    assert not deliveries.send_again(told.id, agent=alice.id)


def test_P4_one_claim_of_two_is_given(mailed: ConversationRecord, alice: Viewer) -> None:
    answer(mailed, alice)
    (row,) = deliveries.due(NOW(), limit=10)
    assert claimed(row)
    assert not claimed(row)
    assert not deliveries.due(NOW(), limit=10)


def test_P4_what_was_claimed_by_a_process_that_ended_is_never_sent_by_itself(
    mailed: ConversationRecord, alice: Viewer
) -> None:
    answer(mailed, alice)
    (row,) = deliveries.due(NOW(), limit=10)
    assert claimed(row)
    assert deliveries.give_up_stale(NOW()) == 0
    later = NOW() + deliveries.STALE_AFTER + timedelta(seconds=1)
    assert deliveries.give_up_stale(later) == 1
    assert not deliveries.due(later, limit=10)
    assert [told.status for told in notes_of_failure(mailed, alice)] == [DeliveryStatus.UNCERTAIN]


def test_a_second_try_keeps_the_id_of_the_first(mailed: ConversationRecord, alice: Viewer) -> None:
    entry = answer(mailed, alice)
    (row,) = deliveries.due(NOW(), limit=10)
    claimed(row)
    first = deliveries.newest_for([entry.id])[entry.id].external_id
    later = NOW() + timedelta(minutes=1)
    deliveries.settle(row, Outcome(DeliveryStatus.PENDING, "unreachable", again_at=later), now=NOW())
    assert not deliveries.due(NOW(), limit=10)
    assert deliveries.due(later, limit=10) == [row]
    assert deliveries.claim(row, now=later, external_id="<other@nw.example>", proof_code="")
    told = deliveries.newest_for([entry.id])[entry.id]
    assert (told.external_id, told.attempts) == (first, 2)
    assert deliveries.by_external_id(told.account, first) == told
    assert deliveries.by_external_id(told.account, "") is None


def test_P7_a_bounce_is_told_once_and_one_press_sends_anew_once(mailed: ConversationRecord, alice: Viewer) -> None:
    entry = answer(mailed, alice)
    (row,) = deliveries.due(NOW(), limit=10)
    claimed(row)
    assert deliveries.settle(row, Outcome(DeliveryStatus.SENT), now=NOW())
    assert deliveries.bounced(row, error="550 no such user")
    assert not deliveries.bounced(row, error="550 no such user")
    told = notes_of_failure(mailed, alice)
    assert [(each.target, each.status, each.error) for each in told] == [
        (entry.seq, DeliveryStatus.BOUNCED, "550 no such user")
    ]
    assert deliveries.send_again(row, agent=alice.id)
    assert not deliveries.send_again(row, agent=alice.id)
    (again,) = deliveries.due(NOW(), limit=10)
    assert again != row
    assert deliveries.newest_for([entry.id])[entry.id].nth == 2
    assert JournalEntry.objects.filter(action="sent_again", subject_id=mailed.id).count() == 1


def test_what_is_on_its_way_or_arrived_is_not_sent_anew(mailed: ConversationRecord, alice: Viewer) -> None:
    answer(mailed, alice)
    (row,) = deliveries.due(NOW(), limit=10)
    assert not deliveries.send_again(row, agent=alice.id)
    claimed(row)
    assert not deliveries.send_again(row, agent=alice.id)
    deliveries.settle(row, Outcome(DeliveryStatus.SENT), now=NOW())
    assert deliveries.delivered(row)
    assert not deliveries.send_again(row, agent=alice.id)


def test_what_a_rule_says_is_known_as_automatic(mailed: ConversationRecord, alice: Viewer) -> None:
    author = Author(AuthorKind.WATCHER, name="cases")
    for number, by in enumerate((author, SYSTEM)):
        log.stored(
            log.append([Draft(mailed.id, Kind.MESSAGE, by, MessageData(), body="News.", key=f"news-{number}")])[0]
        )
    answer(mailed, alice)
    assert list(Delivery.objects.order_by("pk").values_list("is_automatic", flat=True)) == [True, True, False]


def test_a_person_who_is_erased_leaves_no_delivery(mailed: ConversationRecord, alice: Viewer, carol: Viewer) -> None:
    answer(mailed, alice)
    scope = personal.scope_of(carol.id, carol.public_id)
    copied = [told for name, told in personal.Conversations().told(scope) if name == "mails"]
    assert [(told["number"], told["status"]) for told in copied] == [(3, "pending")]
    assert personal.Conversations().erase(scope)["conversations.Delivery"] == 1
    assert not Delivery.objects.exists()


def test_what_another_has_tried_meanwhile_and_put_off_is_not_taken(mailed: ConversationRecord, alice: Viewer) -> None:
    """Seen as due by two, tried by one: the other comes late, and the moment of the next try is not there yet."""
    answer(mailed, alice)
    row = Delivery.objects.get().pk
    assert claimed(row)
    later = NOW() + timedelta(minutes=5)
    deliveries.settle(row, Outcome(DeliveryStatus.PENDING, "unreachable", again_at=later), now=NOW())
    assert not claimed(row)
    assert Delivery.objects.get().attempts == 1
    Delivery.objects.update(next_try_at=NOW(), attempts=deliveries.MAX_ATTEMPTS)
    assert not claimed(row), "it was tried often enough"


@pytest.mark.parametrize("status", [DeliveryStatus.FAILED, DeliveryStatus.UNCERTAIN, DeliveryStatus.BOUNCED])
def test_what_was_settled_by_somebody_who_ended_before_telling_is_told_later(
    status: DeliveryStatus, mailed: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(BaseException):
        """The process ends here."""

    def cut(*given: object) -> None:
        raise Cut

    answer(mailed, alice)
    row = Delivery.objects.get().pk
    assert claimed(row)
    if status is DeliveryStatus.BOUNCED:
        deliveries.settle(row, Outcome(DeliveryStatus.SENT), now=NOW())
    is_report = status is DeliveryStatus.BOUNCED
    outcome = Outcome(status, "no such user")
    ends = partial(deliveries.bounced, row, error="no such user")
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_tell", cut)
        with pytest.raises(Cut):
            ends() if is_report else deliveries.settle(row, outcome, now=NOW())
    assert notes_of_failure(mailed, alice) == []
    assert deliveries.tell_again() == 1
    assert [(each.status, each.error) for each in notes_of_failure(mailed, alice)] == [(status, "no such user")]
    assert deliveries.tell_again() == 0
    Delivery.objects.update(is_untold=True)  # ended between the entry and its mark
    assert deliveries.tell_again() == 1
    assert len(notes_of_failure(mailed, alice)) == 1
