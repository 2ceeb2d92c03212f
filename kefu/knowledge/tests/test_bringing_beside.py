"""Articles are brought while people write: whoever waits for the database has a turn soon."""

import threading

import pytest
from django.db import connection, transaction

from kefu.exchange import starter
from kefu.kit import db
from kefu.knowledge import library, library_files
from kefu.knowledge.models import Section


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not db.is_sqlite(), reason="PostgreSQL has no lock of the whole database")
def test_between_two_of_its_transactions_who_waits_has_a_turn() -> None:
    starter.load_starter()
    brought, written = threading.Event(), 0

    def writes() -> None:
        nonlocal written
        while not brought.is_set():
            with transaction.atomic():
                Section.objects.filter(slug="none").update(position=written)
            written += 1
            brought.wait(0.001)
        connection.close()

    found = library_files.read(library_files.BUNDLED)
    other = threading.Thread(target=writes)
    other.start()
    library.bring(found)
    brought.set()
    other.join()

    assert written >= 2 * len(found.articles) // library.AT_ONCE  # some of it is not in a transaction at all
