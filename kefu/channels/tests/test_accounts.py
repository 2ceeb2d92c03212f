"""Our addresses: found in whatever letters, their secrets sealed and bound to them."""

import pytest
from django.test.utils import override_settings

from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.models import Account
from kefu.kit import data_key

pytestmark = pytest.mark.django_db

SUPPORT = AccountRecord(
    channel="email",
    address="Support@NW.example",
    label="Northwind Support",
    settings={"smtp_host": "mail.nw.example", "smtp_port": 465},
    secrets={"smtp_password": "correct horse"},
)


def test_an_account_is_there_once_and_found_in_any_letters() -> None:
    first = accounts.save(SUPPORT)
    again = accounts.save(SUPPORT)
    assert first == again
    assert accounts.account_at("email", " SUPPORT@nw.example ") == first == accounts.account(first.id)
    assert accounts.accounts_for("email") == [first]
    assert accounts.accounts_for("telegram") == []
    assert first.secrets == SUPPORT.secrets


def test_a_secret_lies_in_no_row_and_in_no_text_of_the_record() -> None:
    made = accounts.save(SUPPORT)
    row = Account.objects.get()
    assert b"correct horse" not in bytes(row.sealed or b"")
    assert "correct horse" not in str(row.settings)
    assert "correct horse" not in repr(made)


def test_a_secret_put_into_another_account_opens_for_nobody() -> None:
    accounts.save(SUPPORT)
    sealed = Account.objects.get().sealed
    Account.objects.create(channel="email", address="other@nw.example", label="Other", sealed=sealed)
    with pytest.raises(accounts.Unreadable, match="changed"):
        accounts.account_at("email", "other@nw.example")


def test_a_new_key_outside_takes_the_secrets_along() -> None:
    accounts.save(SUPPORT)
    old, new = data_key.texts()[0], "n" * 60
    with override_settings(DATA_KEY=f"{new}\n{old}"):
        assert accounts.wrap_anew() == 1
        assert accounts.wrap_anew() == 0
    with override_settings(DATA_KEY=new):
        found = accounts.account_at("email", SUPPORT.address)
    assert found
    assert found.secrets == SUPPORT.secrets
