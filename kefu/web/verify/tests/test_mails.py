"""A whole mail at /verify, as somebody brings it who is not sure."""

import logging
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kefu.kit.dns import Names
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.trust.mails.tests.test_judging import FOLDER, ZONE

SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BASE_URL = "http://localhost"  # type: ignore[attr-defined]
    settings.MAIL_FORWARDERS = ("mailbox.example",)  # type: ignore[attr-defined]
    channels.bring([Entry(Sort.DOMAIN, "northwind.example"), Entry(Sort.MAIL, "support@northwind.example")])
    registry.forget()
    monkeypatch.setattr(Names, "txt", lambda _self, name: ZONE.get(name))


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def brought(reader: Client, raw: bytes, *, locale: str = "en", status: int = 200) -> str:
    answer = reader.post(f"/verify/mail?locale={locale}", {"mail": SimpleUploadedFile("x.eml", raw)}, headers=SENT)
    assert answer.status_code == status
    assert answer["Cache-Control"] == "private, no-store"
    return str(answer.content.decode())


def of(name: str) -> bytes:
    file: Path = next(FOLDER.glob(f"{name}-*.eml"))
    return file.read_bytes()


@pytest.mark.parametrize(
    ("name", "shown", "said"),
    [
        ("ours-gmail", "ours", "Yes, this mail is from us"),
        ("ours-sealed", "ours", "vouches for it"),
        ("forged-unsigned", "lookalike", "It is not signed. All our mails are."),
        ("forged-body", "lookalike", "it was changed"),
        ("forged-alike", "lookalike", "it only looks like ours"),
        ("inside-gmail", "unknown", "A mail of ours, sent on by somebody."),
        ("forged-alibi", "lookalike", "A mail of ours, sent on by somebody."),
    ],
)
def test_a_mail_gets_its_verdict_in_words(reader: Client, name: str, shown: str, said: str) -> None:
    page = brought(reader, of(name))
    assert f'class="verdict verdict--{shown}"' in page
    assert said in page


def test_it_is_told_in_chinese(reader: Client) -> None:
    assert "是的，这封邮件是我们发的" in brought(reader, of("ours-qq"), locale="zh-CN")
    unproved = brought(reader, of("forged-results"), locale="zh-CN")
    assert "没有任何证据表明这封邮件是我们发的" in unproved
    assert "问问我们" in unproved


def test_what_is_no_mail_is_told_what_to_do(reader: Client) -> None:
    assert "Save it from your mail program" in brought(reader, b"hello", status=400)
    nothing = reader.post("/verify/mail", {}, headers=SENT)
    assert (nothing.status_code, "Choose the mail" in nothing.content.decode()) == (400, True)
    assert "larger than 10 MB" in brought(reader, b"x" * (11 * 1024**2), status=413)


def test_a_mail_of_others_may_be_reported_by_its_sender(reader: Client) -> None:
    page = brought(reader, of("forged-alike"))
    assert 'action="/verify/reports' in page
    assert 'name="text" value="support@n' in page


def test_words_of_a_mail_are_shown_as_words_and_stand_in_no_log(
    reader: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = brought(reader, b"From: <x@y.example>\r\nSubject: <script>alert(1)</script> SECRETWORD\r\n\r\nhi")
    assert "<script>alert" not in page
    assert "SECRETWORD" not in caplog.text


def test_another_page_cannot_send_one(reader: Client) -> None:
    mail = {"mail": SimpleUploadedFile("x.eml", of("ours-gmail"))}
    answer = reader.post(
        "/verify/mail", mail, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
