"""What a release before kept in clear is sealed by the upgrade: whole, in batches, also after it was killed in the middle."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from pytest_django.fixtures import Settings

from kefu.kit import clock
from kefu.people import contact, directory, keys, names, sessions
from kefu.people.identity import Identity
from kefu.people.migrations import _sealing_0009
from kefu.people.models import Address, Customer

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = {
    "Ada Lovelace": ("NW-1", "Ada@Example.test", "+44 20 7946 0000"),
    "张大伟": ("NW-2", "zhang@example.test", ""),
    "": ("NW-3", "", ""),
}


def to(step: str) -> Apps:
    executor = MigrationExecutor(connection)
    return executor.migrate([("people", step)]).apps


@pytest.fixture
def before() -> Iterator[Apps]:
    """The tables of the release before; afterwards those of this one, whatever happened."""
    yield to("0007_keys")
    with connection.cursor() as cursor:
        for table in ("namepart", "address", "customersession", "datakey", "customer"):
            cursor.execute(f"DELETE FROM people_{table}")
    call_command("migrate", verbosity=0, no_backup=True)  # what leans on it was taken back too


def filled(apps: Apps) -> dict[str, int]:
    """As the release before wrote it. Name -> row."""
    customers: Any = apps.get_model("people", "Customer")
    addresses: Any = apps.get_model("people", "Address")
    parts: Any = apps.get_model("people", "NamePart")
    found: dict[str, int] = {}
    for name, values in TOLD.items():
        customer = customers.objects.create(name=name, proof="signed")
        for kind, value in zip(("uid", "email", "phone"), values, strict=True):
            if value:
                addresses.objects.create(customer=customer, kind=kind, value=value, proof="signed")
        parts.objects.bulk_create(parts(customer=customer, part=word.encode().hex()) for word in name.split())
        found[name] = customer.pk
    customers.objects.create()  # a guest
    return found


def everything() -> str:
    """All rows of this room's tables, as text and as the digits of their bytes."""
    with connection.cursor() as cursor:
        found = []
        for table in ("people_customer", "people_address", "people_namepart", "people_datakey", "people_keyring"):
            cursor.execute(f"SELECT * FROM {table}")
            found += [
                bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v)
                for row in cursor.fetchall()
                for v in row
            ]
    return " ".join(found)


def assert_all_is_there(rows: dict[str, int]) -> None:
    call_command("migrate", verbosity=0, no_backup=True)  # today's code wants today's columns
    for name, values in TOLD.items():
        for field, value in zip(("uid", "email", "phone", "name"), (*values, name), strict=True):
            assert contact.value(rows[name], field) == value
            assert not value or value not in everything()
            assert not value or value.encode().hex() not in everything()
    assert names.customers_named("love", limit=3) == [rows["Ada Lovelace"]]
    assert names.customers_named("大伟", limit=3) == [rows["张大伟"]]
    assert directory.customers_at("ada@example.TEST", limit=3) == [rows["Ada Lovelace"]]
    again = Identity("NW-2", jti="after the upgrade", expires_at=clock.now(), name="张大伟", email="zhang@example.test")
    assert sessions.start_customer_session(again, locale="en").viewer.id == rows["张大伟"]


def test_what_was_clear_is_sealed_and_found_as_before(before: Apps) -> None:
    rows = filled(before)
    assert "Lovelace" in everything()
    to("0010_nothing_in_clear")
    assert_all_is_there(rows)


def test_an_upgrade_that_ends_in_the_middle_goes_on_where_it_was(before: Apps, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = filled(before)
    monkeypatch.setattr(_sealing_0009, "BATCH", 1)
    write = _sealing_0009._Batch.write
    written: list[Any] = []

    def until_the_second(batch: Any, *arguments: Any) -> None:
        if len(written) == 1:
            raise KeyboardInterrupt
        written.append(batch)
        write(batch, *arguments)

    monkeypatch.setattr(_sealing_0009._Batch, "write", until_the_second)
    with pytest.raises(KeyboardInterrupt):
        to("0009_seal")
    monkeypatch.setattr(_sealing_0009._Batch, "write", write)
    keys.forget()
    assert "Lovelace" not in everything()
    assert "zhang@example.test" in everything()
    to("0010_nothing_in_clear")
    assert_all_is_there(rows)


def test_what_the_release_before_changes_meanwhile_is_sealed_too(before: Apps) -> None:
    rows = filled(before)
    customers: Any = to("0009_seal").get_model("people", "Customer")
    customers.objects.filter(pk=rows["张大伟"]).update(name="张小伟")
    to("0010_nothing_in_clear")
    assert contact.value(rows["张大伟"], "name") == "张小伟"
    assert names.customers_named("小伟", limit=3) == [rows["张大伟"]]
    assert names.customers_named("大伟", limit=3) == []


def test_from_then_on_no_row_takes_anything_in_clear_and_the_release_before_makes_no_second_customer(
    before: Apps,
) -> None:
    rows = filled(before)
    to("0010_nothing_in_clear")
    clear = (
        f"UPDATE people_customer SET name = 'Ada' WHERE id = {rows['Ada Lovelace']}",
        f"UPDATE people_address SET value = 'NW-1' WHERE customer_id = {rows['Ada Lovelace']}",
        f"INSERT INTO people_namepart (customer_id, part) VALUES ({rows['Ada Lovelace']}, '616461')",
        f"INSERT INTO people_address (customer_id, kind, value, proof) VALUES ({rows['']}, 'phone', '1', 'signed')",
    )
    for sql in clear:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Address.objects.count() == 6


def test_a_step_back_throws_nothing_away(before: Apps) -> None:
    rows = filled(before)
    to("0010_nothing_in_clear")
    with pytest.raises(IrreversibleError, match="sealed"):
        to("0007_keys")
    assert contact.value(rows["Ada Lovelace"], "name") == "Ada Lovelace"


def test_without_a_key_nothing_is_changed(before: Apps, settings: Settings, tmp_path: Any) -> None:
    filled(before)
    settings.DATA, settings.DATA_KEY, settings.REDIS_URL = tmp_path, "", "redis://127.0.0.1:1"
    with pytest.raises(Exception, match="on every machine alike"):
        to("0010_nothing_in_clear")
    assert "0008" not in str(
        MigrationExecutor(connection).loader.applied_migrations.keys() & {("people", "0008_sealed_columns")}
    )
    assert "Lovelace" in everything()


def test_a_guest_has_no_key(before: Apps) -> None:
    filled(before)
    to("0010_nothing_in_clear")
    assert Customer.objects.filter(data_key=None).count() == 1
