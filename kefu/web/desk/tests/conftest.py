"""A mailbox of ours, and the server that its mails leave by: for tests of mail at the desk."""

from collections.abc import Iterator
from typing import Any

import pytest

from kefu.channels import accounts, senders
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mails, sink
from kefu.channels.tests.mails import ZONE
from kefu.channels.tests.sink import Sink


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Sink]:
    monkeypatch.setattr(senders, "records", lambda: ZONE)
    settings.MAIL_COPY_DOMAINS = ("partner.example",)
    with sink.running() as running:
        yield running


@pytest.fixture
def support(server: Sink) -> AccountRecord:
    told: dict[str, str | int | bool] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "none",
    }
    return accounts.save(AccountRecord("email", mails.SUPPORT, "Northwind Support", settings=told))
