"""`kefu rotate_data_key`: a new key outside the database opens all, the old one nothing, and whoever is in the middle goes on."""

import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from conftest import a_customer
from kefu.kit import data_key
from kefu.ops.doctor import fields as doctor
from kefu.ops.doctor.finding import Verdict
from kefu.people import contact, directory, keys, rotation
from kefu.people.models import Customer, DataKey, KeyRing
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An installation whose key lies in its data folder."""
    settings.DATA, settings.DATA_KEY, settings.REDIS_URL = tmp_path, "", ""
    keys.forget()
    yield tmp_path / "keys" / "data-key"
    KeyRing.objects.all().delete()


def rotated() -> str:
    out = StringIO()
    call_command("rotate_data_key", stdout=out, stderr=StringIO())
    return out.getvalue()


def known(customer: int) -> tuple[str, str, list[int]]:
    keys.forget()
    return (
        contact.value(customer, "name"),
        contact.value(customer, "uid"),
        directory.customers_at("uid-1@example.test", limit=2),
    )


def test_the_new_key_opens_all_and_the_old_one_nothing(folder: Path) -> None:
    customer = a_customer("uid-1", name="Ada").viewer.id
    gone = a_customer("uid-2", name="Gone").viewer.id
    keys.destroy(gone)
    before, old = known(customer), folder.read_text()
    told = rotated()
    assert known(customer) == before == ("Ada", "uid-1", [customer])
    assert "1 were wrapped anew" in told
    assert "no backup of before is to be restored" in told
    assert "no longer in" in told
    assert old.strip() not in folder.read_text()
    assert (folder.stat().st_mode & 0o777) == 0o600
    assert keys.is_destroyed(gone)
    assert JournalEntry.objects.get(action="data_key_rotated").actor_kind == "operator"
    folder.write_text(old)
    keys.forget()
    with pytest.raises(keys.NotHeld):
        keys.ring([customer]).opened(customer, b"s1" + bytes(40), about="x")
    assert doctor.keys_open().verdict is Verdict.CRITICAL


def test_what_ends_in_the_middle_serves_on_and_is_finished_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    customers = [a_customer(f"uid-{n}", name=f"Name {n}").viewer.id for n in range(1, 6)]
    monkeypatch.setattr(rotation, "BATCH", 2)
    batch = rotation._batch

    def once(rows: list[int], leading: data_key.Outside) -> int:
        monkeypatch.setattr(rotation, "_batch", lambda *again: pytest.fail("killed"))
        return batch(rows, leading)

    monkeypatch.setattr(rotation, "_batch", once)
    with pytest.raises(pytest.fail.Exception):
        rotated()
    assert {contact.value(customer, "name") for customer in customers} == {f"Name {n}" for n in range(1, 6)}
    assert doctor.outside_key().verdict is Verdict.WARN
    newcomer = a_customer("uid-new", name="New").viewer.id
    assert DataKey.objects.get(customer=newcomer).under == data_key.given()[0].name
    monkeypatch.setattr(rotation, "_batch", batch)
    assert "3 were wrapped anew" in rotated()
    assert len(data_key.given()) == 1
    assert {contact.value(customer, "name") for customer in customers} == {f"Name {n}" for n in range(1, 6)}


def test_several_machines_are_told_what_to_set_and_when_the_old_one_may_go(settings: Settings) -> None:
    customer = a_customer("uid-1", name="Ada").viewer.id
    old = settings.DATA_KEY
    with pytest.raises(CommandError, match="in front of the old one in KEFU_DATA_KEY"):
        rotated()
    settings.DATA_KEY = f"{'new-' * 15}\n{old}"
    later = a_customer("uid-2", name="Between").viewer.id
    assert DataKey.objects.get(customer=later).under == data_key.of(old).name, "machines that lack the new one go on"
    assert "Take the old key out of KEFU_DATA_KEY" in rotated()
    settings.DATA_KEY = "new-" * 15
    assert known(customer) == ("Ada", "uid-1", [customer])
    assert contact.value(later, "name") == "Between"
    assert Customer.objects.filter(data_key__under=data_key.of(old).name).count() == 0


def test_a_key_in_place_of_the_old_one_wraps_nothing_anew(settings: Settings) -> None:
    a_customer("uid-1", name="Ada")
    settings.DATA_KEY = "new-" * 15
    keys.forget()
    with pytest.raises(CommandError, match="not here"):
        rotated()


def test_a_list_shows_those_whose_key_is_not_here_without_a_name(settings: Settings) -> None:
    customer = a_customer("uid-1", name="Ada").viewer.id
    settings.DATA_KEY = "new-" * 15
    assert directory.customer_names([customer]) == {customer: ""}
    card = directory.customer_card(customer)
    assert (card.name, card.uid_masked, dict(card.proved)) == ("", "", {})
    assert doctor.keys_open().verdict is Verdict.CRITICAL


@pytest.mark.usefixtures("folder")
def test_one_key_that_somebody_changed_keeps_no_other_from_being_wrapped_anew() -> None:
    hurt, well = (a_customer(f"uid-{n}", name=f"Name {n}").viewer.id for n in (1, 2))
    changed = bytearray(bytes(DataKey.objects.get(pk=hurt).wrapped))
    changed[-1] ^= 1
    DataKey.objects.filter(pk=hurt).update(wrapped=bytes(changed))
    data_key.write_file(["n" * 64, *data_key.texts()])
    rotation.lead()
    done = rotation.wrap_anew()
    assert (done.wrapped, done.left) == (1, 1)
    assert DataKey.objects.get(pk=well).under == done.leading
