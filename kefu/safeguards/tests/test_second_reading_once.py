"""A second reading is sent once and by two: past crashes, double clicks, two readers at once, and straight to the table."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from conftest import an_agent, as_viewer
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord, Failed
from kefu.kit import clock
from kefu.kit.errors import KefuError
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import second_reading, second_work
from kefu.safeguards.kinds import ReadingState
from kefu.safeguards.models import SecondReading
from kefu.safeguards.tests.test_second_reading import WORDS, case, decide, said, state, write

__all__ = ["case"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_S46_a_crash_between_approving_and_sending_loses_nothing_and_sends_once(
    alice_client: Client, bob_client: Client, carol: Viewer, case: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(alice_client, case)
    with monkeypatch.context() as broken:
        broken.setattr(log, "append", lambda drafts: [Failed("OperationalError") for _ in drafts])
        assert decide(bob_client).status_code == 503
    assert (state(), said(carol, case).count(WORDS)) == (ReadingState.APPROVED, 0)
    assert second_work.send(clock.now()) == 0
    assert [second_work.send(clock.now() + timedelta(minutes=1)) for _ in range(2)] == [1, 0]
    assert (state(), said(carol, case).count(WORDS)) == (ReadingState.SENT, 1)
    SecondReading.objects.update(
        state=ReadingState.APPROVED, body=WORDS, entry=None
    )  # cut off right after the log's commit
    assert second_work.send(clock.now() + timedelta(minutes=1)) == 1
    assert said(carol, case).count(WORDS) == 1


def test_S46_two_readers_at_once_send_it_once(
    alice_client: Client, bob: Viewer, carol: Viewer, case: ConversationRecord
) -> None:
    write(alice_client, case)
    public_id = SecondReading.objects.get().public_id
    readers = [replace(each, session="desk:test") for each in (bob, as_viewer(an_agent("Dora", Role.LEAD)))]
    barrier, outcomes = Barrier(2), []

    def approve(reader: Viewer) -> None:
        barrier.wait(10)
        try:
            second_reading.approve(reader, public_id, seen=99, knows_news=True)
            outcomes.append("sent")
        except KefuError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[each]) for each in readers]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(outcomes) == ["decided", "sent"]
    assert said(carol, case).count(WORDS) == 1


def test_S46_the_database_itself_takes_no_reading_by_its_writer(alice_client: Client, case: ConversationRecord) -> None:
    write(alice_client, case)
    row = SecondReading.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondReading.objects.filter(pk=row.pk).update(state="approved", decided_by=row.author_id)


def test_S46_the_same_key_with_other_words_is_refused_and_many_at_once_are_too_many(
    alice_client: Client, case: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_reading, "MOST_WAITING", 2)
    assert write(alice_client, case).status_code == 200
    assert write(alice_client, case, body="other words").status_code == 409
    assert write(alice_client, case, key="key-00000002").status_code == 200
    assert write(alice_client, case, key="key-00000003").status_code == 409
