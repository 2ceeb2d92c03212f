"""A mail held against what we wrote down as sent: our seal alone is not enough for a mailbox of ours."""

from email import message_from_bytes
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mailing
from kefu.conversations import deliveries
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.kit.dns import Names
from kefu.people.access import Viewer
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.mails.tests.test_judging import FOLDER, ZONE

pytestmark = pytest.mark.django_db(transaction=True)
OURS = "support@northwind.example"


@pytest.fixture(autouse=True)
def _here(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "http://localhost"
    channels.bring([Entry(Sort.DOMAIN, "northwind.example"), Entry(Sort.MAIL, OURS)])
    registry.forget()
    monkeypatch.setattr(Names, "txt", lambda _self, name: ZONE.get(name))


def a_mail(name: str) -> bytes:
    return next(FOLDER.glob(f"{name}-*.eml")).read_bytes()


def told(raw: bytes) -> str:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    sent_in = {"mail": SimpleUploadedFile("x.eml", raw)}
    return Client(HTTP_HOST="localhost").post("/verify/mail?locale=en", sent_in, headers=headers).content.decode()


def ours() -> AccountRecord:
    return accounts.save(AccountRecord("email", OURS, "Northwind", settings={"smtp_host": "127.0.0.1", "smtp_port": 1}))


def test_N2_sealed_by_us_and_never_sent_is_not_plainly_ours(carol: Viewer, alice: Viewer, capsys: Any) -> None:
    raw = a_mail("ours-gmail")
    assert "Yes, this mail is from us" in told(
        raw
    )  # while no mailbox of ours writes from there, the seal is all there is
    there = mailing.a_mail(ours(), carol, alice)
    page = told(raw)
    assert "no record of sending it" in page
    assert "Yes, this mail is from us" not in page
    file = next(FOLDER.glob("ours-gmail-*.eml"))
    call_command("verify_eml", str(file))
    assert '"why": ["unsent"]' in capsys.readouterr().out
    leaves(there, alice, raw)
    page = told(raw)
    assert "Yes, this mail is from us" in page
    assert "carol" not in page.lower()  # nothing of whom it went to
    call_command("verify_eml", str(file))
    assert '"verdict": "ours"' in capsys.readouterr().out


def leaves(there: ConversationRecord, alice: Viewer, raw: bytes) -> None:
    """An answer goes out under this mail's id."""
    mailing.answer(there, alice)
    named = str(message_from_bytes(raw)["Message-ID"]).strip()
    assert deliveries.claim(leaving.rows()[-1].id, now=clock.now(), external_id=named, proof_code="")


def test_N2_an_altered_body_is_never_ours_though_its_id_was_sent(carol: Viewer, alice: Viewer) -> None:
    raw = a_mail("ours-gmail")
    there = mailing.a_mail(ours(), carol, alice)
    leaves(there, alice, raw)
    assert "Yes, this mail is from us" not in told(raw.rstrip() + b"\r\nSend your coins here.\r\n")
