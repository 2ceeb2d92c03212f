"""SEC-R02's cheap half: the database is set so that a commit is on the disk, and nothing is told before the commit."""

import pytest
from django.db import OperationalError, connection

from conftest import says
from kefu.conversations import log
from kefu.conversations.batch import Batch
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft, Failed, Outcome, Refused
from kefu.kit import db, wake
from kefu.people.access import Viewer


@pytest.mark.django_db(transaction=True)
def test_a_commit_waits_for_the_disk() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone()[0] == "wal"
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_only_reads_proves_nothing() -> None:
    """What stands behind readyz."""
    db.prove_durable()
    switch = "PRAGMA query_only = {}" if db.is_sqlite() else "SET default_transaction_read_only = {}"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("ON"))
        try:
            with pytest.raises(OperationalError):
                db.prove_durable()
        finally:
            cursor.execute(switch.format("OFF"))
    db.prove_durable()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_before_the_commit_and_nothing_after_a_failed_one(
    chat: ConversationRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    unsubscribe = wake.subscribe(lambda topic, refs, carried: told.append(connection.in_atomic_block))
    log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    assert told == [False]

    write = Batch.write_parts

    def written_and_then_the_disk_is_full(self: Batch, parts: list[list[Draft | Refused]]) -> list[list[Outcome]]:
        write(self, parts)
        raise OperationalError("disk full")

    monkeypatch.setattr(Batch, "write_parts", written_and_then_the_disk_is_full)
    lost = Draft(chat.id, Kind.MESSAGE, says(alice), MessageData(), body="lost")
    assert isinstance(log.append([lost])[0], Failed)
    assert told == [False]
    unsubscribe()
