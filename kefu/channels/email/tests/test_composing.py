"""A mail of ours: one source, two forms, no header and no tag that somebody else wrote, signed by its own domain."""

import base64
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kefu.channels.contract import AccountRecord, DeliveryError, Outbound, OutboundFile
from kefu.channels.email import composing, tokens
from kefu.kit import ids

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TOKEN = tokens.mint(ids.public_id(), b"k" * 32)
ACCOUNT = AccountRecord("email", "support@nw.example", "Northwind Support")
SAID = Outbound(
    account=ACCOUNT,
    to="carol@example.test",
    conversation=TOKEN[: tokens.ID_CHARS],
    external_id=f"<abc.{TOKEN}@nw.example>",
    body="It is here.\n\nBest",
    locale="en",
    brand="Northwind",
    verify_url="https://help.nw.example/verify",
    proof_code="K7QM-3XTE-9PA4",
    subject="My deposit",
    answers="<one@carol.example>",
    quoted="Where is it?",
)
INJECTED = [
    "hi\r\nBcc: all@evil.example",
    "hi\nBcc: all@evil.example",
    "hi\rBcc: all@evil.example",
    "hi\u2028Bcc: all@evil.example",
    "hi\x00\x0b\x85Bcc: all@evil.example",
    "=?utf-8?q?hi=0d=0aBcc:_all@evil.example?=",
    "==??utf-8?q?hi=0d=0aBcc:_all@evil.example?=",
    "=\x00?utf-8?b?aGkNCkJjYzogYWxsQGV2aWwuZXhhbXBsZQ==?=",
    "hi" * 5_000,
    "\u202etxt.exe",
]


def made(outbound: Outbound = SAID) -> EmailMessage:
    raw = composing.signed(composing.compose(outbound, token=TOKEN, now=NOW), outbound.account)
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_both_forms_say_the_same_and_answers_come_home() -> None:
    mail = made()
    assert mail.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        text = part(mail, kind)
        for word in ("It is here.", "K7QM-3XTE-9PA4", "https://help.nw.example/verify", "Where is it?"):
            assert word in text
    assert mail["Reply-To"] == f"Northwind Support <support+{TOKEN}@nw.example>"
    assert mail["References"].split() == [f"<thread.{TOKEN}@nw.example>", "<one@carol.example>"]
    assert mail["Message-ID"] == SAID.external_id
    assert "List-Unsubscribe" not in mail


def test_it_is_in_the_conversations_language() -> None:
    mail = made(replace(SAID, locale="zh-hans", body="已到账。", subject="", quoted="在哪里？"))
    assert mail["Content-Language"] == "zh-hans"
    assert mail["Subject"] == "您向 Northwind 提出的咨询"
    text = part(mail, "plain")
    assert "已到账。" in text
    assert "您写道：" in text
    assert "https://help.nw.example/verify" in text
    assert "We never" not in text


@pytest.mark.parametrize("text", INJECTED)
@pytest.mark.parametrize("name", ["subject", "answers", "brand", "label"])
def test_SEC_E04_nobody_writes_a_header_of_ours(name: str, text: str) -> None:
    said = {
        "subject": replace(SAID, subject=text),
        "answers": replace(SAID, answers=text),
        "brand": replace(SAID, brand=text, subject=""),
        "label": replace(SAID, account=replace(ACCOUNT, label=text)),
    }[name]
    plain, mail = made(), made(said)
    assert set(mail.keys()) <= set(plain.keys())
    assert len(mail.keys()) == len(set(mail.keys()))
    assert mail["Bcc"] is None
    raw = composing.compose(said, token=TOKEN, now=NOW).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@pytest.mark.parametrize(
    "to",
    [
        "",
        "carol",
        "carol@",
        "a b@x.example",
        "a@x.example\r\nBcc: b@x.example",
        "a@x.example, b@x.example",
        "卡@x.example",
    ],
)
def test_SEC_E04_nothing_goes_to_what_is_not_one_address(to: str) -> None:
    with pytest.raises(DeliveryError) as refused:
        made(replace(SAID, to=to))
    assert refused.value.permanent


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</blockquote><a href=//evil>"]
)
@pytest.mark.parametrize("name", ["body", "quoted", "proof_code", "verify_url"])
def test_SEC_F01_what_was_typed_is_text_in_the_html(name: str, text: str) -> None:
    said = {
        "body": replace(SAID, body=text),
        "quoted": replace(SAID, quoted=text),
        "proof_code": replace(SAID, proof_code=text),
        "verify_url": replace(SAID, verify_url=text),
    }[name]
    shown = part(made(said), "html")
    assert text not in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<a href=//" not in shown


def test_SEC_F05_a_mail_of_ours_loads_nothing() -> None:
    shown = part(made(), "html")
    assert not any(word in shown for word in ("src=", "url(", "<link", "<img", "<script", "<form"))


def test_what_nobody_wrote_says_so_and_quotes_nobody() -> None:
    mail = made(replace(SAID, is_automatic=True))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert "In-Reply-To" not in mail
    assert mail["References"] == f"<thread.{TOKEN}@nw.example>"
    assert mail["Subject"] == "Your request to Northwind"
    assert "Where is it?" not in part(mail, "plain") + part(mail, "html")


@pytest.mark.parametrize(
    "subject", ["Re: Re: My deposit", "RE: AW: My deposit", "回复：Re[2]: My deposit", "My deposit"]
)
def test_a_subject_is_kept_with_one_re(subject: str) -> None:
    assert made(replace(SAID, subject=subject))["Subject"] == "Re: My deposit"


def test_a_long_quotation_is_cut() -> None:
    quoted = composing.quote(replace(SAID, quoted="line\n" * 500))
    assert len(quoted) == composing.MAX_QUOTED_LINES + 1
    assert quoted[-1] == "…"


def test_files_go_as_links_that_expire() -> None:
    file = OutboundFile("report <1>.pdf", 2_400_000, "https://files.nw.example/m/abc/1/sig")
    mail = made(replace(SAID, files=(file,)))
    assert "report <1>.pdf (2.4 MB)\nhttps://files.nw.example/m/abc/1/sig" in part(mail, "plain").replace("\r\n", "\n")
    assert "report &lt;1&gt;.pdf" in part(mail, "html")
    assert not list(mail.iter_attachments())


def test_SEC_E06_it_is_signed_by_the_domain_it_comes_from() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    account = replace(ACCOUNT, settings={"dkim_selector": "kefu"}, secrets={"dkim_key": pem})
    said = replace(SAID, account=account, locale="zh-hans", body="已到账。" * 50, subject="充值" * 60)
    raw = composing.signed(composing.compose(said, token=TOKEN, now=NOW), account)
    asked: list[bytes] = []

    def record(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    assert dkim.verify(raw, dnsfunc=record)
    assert asked == [b"kefu._domainkey.nw.example."]
    assert not dkim.verify(raw.replace(b"Subject: ", b"Subject: x"), dnsfunc=record)
    for name in (b"Subject", b"From"):
        assert not dkim.verify(name + b": evil@x.example\r\n" + raw, dnsfunc=record)  # a second one on top


def test_a_key_that_is_none_is_told_and_not_shown() -> None:
    account = replace(ACCOUNT, settings={"dkim_selector": "kefu"}, secrets={"dkim_key": "no key"})
    with pytest.raises(DeliveryError, match="bad_account"):
        made(replace(SAID, account=account))
