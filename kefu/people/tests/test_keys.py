"""A customer's data key: what is sealed under it opens for that customer and field alone, and for nobody once it is destroyed."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections, transaction
from pytest_django.fixtures import Settings

from kefu.kit import data_key
from kefu.people import keys
from kefu.people.access import Viewer
from kefu.people.models import Customer, DataKey, KeyRing

WORDS, ABOUT = "Zo\u00eb \u5f20\u4f1f".encode(), "tests.table.field"


def test_what_is_sealed_opens_for_its_customer_and_field_alone(carol: Viewer, mallory: Viewer) -> None:
    sealed = keys.sealed(carol.id, WORDS, about=ABOUT)
    assert keys.opened(carol.id, sealed, about=ABOUT) == WORDS
    assert keys.opened(carol.id, keys.sealed(carol.id, b"", about=ABOUT), about=ABOUT) == b""
    keys.sealed(mallory.id, b"theirs", about=ABOUT)
    for customer, about in ((mallory.id, ABOUT), (carol.id, "tests.table.other")):
        with pytest.raises(keys.Damaged):
            keys.opened(customer, sealed, about=about)


def test_the_same_words_never_look_the_same_and_tell_nothing(carol: Viewer) -> None:
    pieces = {keys.sealed(carol.id, WORDS, about=ABOUT) for _ in range(20)}
    assert len(pieces) == 20
    assert not any(part.encode() in piece for piece in pieces for part in WORDS.decode().split())
    assert {piece[:2] for piece in pieces} == {b"s1"}


def test_every_changed_byte_is_noticed(carol: Viewer) -> None:
    sealed = keys.sealed(carol.id, WORDS, about=ABOUT)
    for at in range(len(sealed)):
        with pytest.raises(keys.Damaged):
            keys.opened(carol.id, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], about=ABOUT)
        with pytest.raises(keys.Damaged):
            keys.opened(carol.id, sealed[:at], about=ABOUT)


def test_a_destroyed_key_opens_nothing_and_never_comes_back(carol: Viewer, mallory: Viewer) -> None:
    sealed, other = keys.sealed(carol.id, WORDS, about=ABOUT), keys.sealed(mallory.id, WORDS, about=ABOUT)
    before = bytes(DataKey.objects.get(customer=carol.id).wrapped)
    assert not keys.is_destroyed(carol.id)
    assert keys.destroy(carol.id)
    assert keys.is_destroyed(carol.id)
    assert not keys.destroy(carol.id)
    after = bytes(DataKey.objects.get(customer=carol.id).wrapped)
    assert len(after) == len(before)
    assert set(after) == {0}
    for _ in range(2):
        with pytest.raises(keys.Destroyed):
            keys.opened(carol.id, sealed, about=ABOUT)
        with pytest.raises(keys.Destroyed):
            keys.sealed(carol.id, WORDS, about=ABOUT)
    assert keys.opened(mallory.id, other, about=ABOUT) == WORDS
    assert not keys.is_destroyed(mallory.id)


def test_a_customer_who_never_had_a_key_gets_none_once_it_was_destroyed(db: None) -> None:
    guest = Customer.objects.create().pk
    assert keys.destroy(guest)
    with pytest.raises(keys.Destroyed):
        keys.sealed(guest, WORDS, about=ABOUT)
    assert not keys.destroy(guest + 1_000), "nobody"
    with pytest.raises(keys.Destroyed):
        keys.opened(guest + 1_000, b"s1" + bytes(40), about=ABOUT)


@pytest.mark.django_db(transaction=True)
def test_what_destroyed_it_and_was_undone_destroyed_nothing() -> None:
    customer = Customer.objects.create().pk
    sealed = keys.sealed(customer, WORDS, about=ABOUT)
    with transaction.atomic():
        assert keys.destroy(customer)
        transaction.set_rollback(True)
    assert keys.opened(customer, sealed, about=ABOUT) == WORDS


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_made_in_vain_is_not_used_again() -> None:
    customer = Customer.objects.create().pk
    with transaction.atomic():
        keys.sealed(customer, WORDS, about=ABOUT)
        transaction.set_rollback(True)
    sealed = keys.sealed(customer, WORDS, about=ABOUT)
    keys.forget()
    assert keys.opened(customer, sealed, about=ABOUT) == WORDS


@pytest.mark.django_db(transaction=True)
def test_another_process_serves_a_destroyed_key_for_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    customer = Customer.objects.create().pk
    sealed = keys.sealed(customer, WORDS, about=ABOUT)
    keys.opened(customer, sealed, about=ABOUT)
    DataKey.objects.filter(customer=customer).update(wrapped=bytes(70))  # as another process does
    assert keys.CACHE_LIVES_S <= 5
    assert keys.opened(customer, sealed, about=ABOUT) == WORDS
    now[0] += keys.CACHE_LIVES_S
    with pytest.raises(keys.Destroyed):
        keys.opened(customer, sealed, about=ABOUT)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_key() -> None:
    customer, made, barrier = Customer.objects.create().pk, [], threading.Barrier(4)

    def seal() -> None:
        barrier.wait()
        made.append(keys.sealed(customer, WORDS, about=ABOUT))
        connections.close_all()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys.forget()
    assert [keys.opened(customer, sealed, about=ABOUT) for sealed in made] == [WORDS] * 4


@pytest.mark.django_db(transaction=True)
def test_a_list_of_customers_costs_one_query_and_the_next_look_none(django_assert_num_queries: Any) -> None:
    customers = [Customer.objects.create().pk for _ in range(50)]
    pieces = {customer: keys.sealed(customer, WORDS, about=ABOUT) for customer in customers}
    keys.forget()
    for queries in (1, 0):
        with django_assert_num_queries(queries):
            ring = keys.ring(customers)
            assert {ring.opened(customer, sealed, about=ABOUT) for customer, sealed in pieces.items()} == {WORDS}


@pytest.mark.django_db(transaction=True)
def test_a_process_keeps_a_bounded_number_of_keys(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(keys, "MOST_CACHED", 3)
    customers = [Customer.objects.create().pk for _ in range(5)]
    keys.ring(customers, or_make=True)
    with django_assert_num_queries(0):
        keys.ring(customers[2:])
    with django_assert_num_queries(1):
        keys.ring(customers[:2])


def test_a_digest_is_keyed_and_of_its_field_alone(settings: Settings, carol: Viewer) -> None:
    told = keys.digest("u-1", about="one")
    assert told == keys.digest("u-1", about="one")
    assert len(told) == 64
    assert (
        len({told, keys.digest("u-1", about="two"), keys.digest("u-2", about="one"), keys.digest("one\0u-1", about="")})
        == 4
    )
    KeyRing.objects.all().delete()
    keys.forget()
    settings.DATA_KEY = "another-" + "z" * 60
    assert keys.digest("u-1", about="one") != told


def test_the_database_holds_no_key_in_clear(carol: Viewer) -> None:
    keys.sealed(carol.id, WORDS, about=ABOUT)
    wrapped = bytes(DataKey.objects.get(customer=carol.id).wrapped)
    outside = data_key.given()[0]
    assert data_key.name_in(wrapped) == outside.name
    key = outside.unwrapped(wrapped, about=f"customer:{carol.id}")
    assert len(key) == 32
    assert key not in wrapped
    with pytest.raises(ValueError):
        outside.unwrapped(wrapped, about=f"customer:{carol.id + 1}")


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """An installation whose key lies in its data folder."""
    settings.DATA, settings.DATA_KEY, settings.REDIS_URL = tmp_path, "", ""
    keys.forget()
    return tmp_path / "keys"


def test_the_first_start_makes_the_key_and_no_other_start_does(folder: Path, db: None) -> None:
    keys.ready()
    file = folder / "data-key"
    made = file.read_text()
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert len(made.strip()) >= 50
    keys.ready()
    assert file.read_text() == made
    assert [each.name for each in folder.iterdir()] == ["data-key"]


def test_without_the_key_it_refuses_to_start_and_makes_no_other(folder: Path, db: None) -> None:
    customer = Customer.objects.create().pk
    sealed = keys.sealed(customer, WORDS, about=ABOUT)
    kept = (folder / "data-key").rename(folder / "away")
    keys.forget()
    with pytest.raises(CommandError, match=r"Put it back from where you keep it.*a new one opens nothing"):
        call_command("pages")
    assert not (folder / "data-key").exists()
    with pytest.raises(keys.NotHeld):
        keys.opened(customer, sealed, about=ABOUT)
    with pytest.raises(ImproperlyConfigured):
        keys.sealed(Customer.objects.create().pk, WORDS, about=ABOUT)
    kept.rename(folder / "data-key")
    assert keys.opened(customer, sealed, about=ABOUT) == WORDS


def test_another_key_in_its_place_is_refused(folder: Path, db: None) -> None:
    keys.ready()
    (folder / "data-key").write_text("n" * 60)
    with pytest.raises(ImproperlyConfigured, match="not here"):
        keys.ready()
    (folder / "data-key").write_text("short")
    with pytest.raises(ImproperlyConfigured, match="50 characters or more"):
        keys.ready()


def test_several_machines_make_no_key_of_their_own(folder: Path, settings: Settings, db: None) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"
    with pytest.raises(ImproperlyConfigured, match="on every machine"):
        keys.ready()
    assert not folder.exists()
