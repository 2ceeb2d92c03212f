"""What is said of mails that are ours, that only say so, and of those made to be taken for ours."""

import base64
import json
import time
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from bench.mails_slow import slow_mails
from kefu.kit.dns import NoAnswer
from kefu.trust.lookalike import entries
from kefu.trust.lookalike.prepared import prepare
from kefu.trust.mails.judging import Against, judge
from kefu.trust.mails.kinds import MailOutcome, MailVerdict, NotAMail, Why

FOLDER = Path(__file__).resolve().parents[4] / "bench" / "judged" / "mails"
OURS = {
    "domains": ["northwind.example"],
    "mails": ["support@northwind.example"],
    "mail_domains": ["mail.northwind.example"],
}
KNOWN = prepare(entries.read(json.dumps(OURS).encode()))
ZONE = {name: record.encode() for name, record in json.loads((FOLDER / "zone.json").read_text()).items()}
AGAINST = Against(KNOWN, ZONE.get, frozenset({"mailbox.example"}))

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
RECORD = b"v=DKIM1; k=rsa; p=" + base64.b64encode(PUBLIC)
PLAIN = b"From: Northwind <support@northwind.example>\r\nTo: a@b.example\r\nSubject: hi\r\nDate: x\r\n\r\nwords\r\n"


def signed(
    raw: bytes = PLAIN,
    *,
    domain: bytes = b"northwind.example",
    fields: tuple[bytes, ...] = (b"from", b"to", b"subject", b"date"),
) -> bytes:
    return bytes(dkim.sign(raw, b"k9", domain, PEM, include_headers=list(fields))) + raw


def judged(raw: bytes, *, record: bytes | None = RECORD) -> MailVerdict:
    return judge(raw, Against(KNOWN, lambda name: record if name.startswith("k9.") else None))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.eml")), ids=lambda file: file.stem)
def test_each_committed_mail_is_told_for_what_it_is(file: Path) -> None:
    verdict = judge(file.read_bytes(), AGAINST)
    assert (verdict.outcome is MailOutcome.OURS) == file.name.startswith("ours")
    if file.name.startswith("inside"):
        assert [each.outcome for each in verdict.inside] == [MailOutcome.OURS]


@pytest.mark.parametrize(("at", "length"), [(at, length) for at in (0, 20, 40, 57, 70, 84) for length in (1, 4)])
def test_no_byte_that_is_shown_can_be_changed(at: int, length: int) -> None:
    raw = signed()
    begins = raw.index(b"From:") + at
    changed = raw[:begins] + bytes(each ^ 1 for each in raw[begins : begins + length]) + raw[begins + length :]
    assert judged(raw).outcome is MailOutcome.OURS
    assert judged(changed).outcome is not MailOutcome.OURS


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (b"Subject: Urgent\r\n", Why.TWICE),
        (b"Reply-To: thief@evil.example\r\n", Why.PARTIAL),
        (b"Sender: thief@evil.example\r\n", Why.PARTIAL),
        (b"Content-Type: text/html\r\nContent-Type: text/plain\r\n", Why.TWICE),
        (b"X: y\rFrom: thief@evil.example\r\n", None),
    ],
)
def test_what_somebody_writes_above_our_signature_spoils_it(before: bytes, why: Why | None) -> None:
    verdict = judged(before + signed())
    assert verdict.outcome is not MailOutcome.OURS
    assert why is None or verdict.why == (why,)


def test_a_signature_of_a_host_below_or_beside_ours_proves_nothing() -> None:
    for domain in (b"evil.example", b"example", b"a.northwind.example", b"northwind.example.evil.example"):
        assert judged(signed(domain=domain)).why == (Why.OTHERS_SEAL,)


def test_a_key_that_is_not_there_now_is_told_apart_from_one_that_never_was() -> None:
    def silent(name: str) -> bytes | None:
        raise NoAnswer(name)

    assert judged(signed(), record=None).why == (Why.NO_KEY,)
    assert judge(signed(), Against(KNOWN, silent)).why == (Why.UNANSWERED,)
    assert judged(signed(), record=b"v=DKIM1; p=").outcome is MailOutcome.UNPROVED


def test_a_signature_that_leaves_out_who_or_what_is_shown_is_not_enough() -> None:
    assert judged(signed(fields=(b"from", b"subject"))).why == (Why.PARTIAL,)
    assert judged(bytes(dkim.sign(PLAIN, b"k9", b"northwind.example", PEM, length=True)) + PLAIN).why == (Why.PARTIAL,)


def test_names_of_keys_come_from_strangers_and_few_are_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []

    def ask(name: str) -> bytes | None:
        asked.append(name)
        return None

    judge(signed(), Against(KNOWN, ask))
    many = b"".join(signed()[: signed().index(b"From:")].replace(b"k9", b"k%d" % nth) for nth in range(50)) + PLAIN
    judge(many, Against(KNOWN, ask))
    assert len(asked) <= 3
    assert caplog.records == []


def test_bytes_that_are_no_mail_are_refused() -> None:
    for raw in (b"", b"hello", b"%PDF-1.7\r\n\r\n", "你好".encode(), b"\x00" * 100):
        with pytest.raises(NotAMail):
            judge(raw, AGAINST)


@given(st.binary(max_size=500), st.integers(0, 400))
def test_no_bytes_within_a_mail_break_its_judge_or_make_it_ours(junk: bytes, at: int) -> None:
    raw = (FOLDER / "ours-gmail-000.eml").read_bytes()
    spoilt = raw[: len(raw) - 300 + at % 200] + b"\x01" + junk
    assert judge(spoilt, AGAINST).outcome is not MailOutcome.OURS


def test_no_mail_holds_its_judge_up() -> None:
    for name, raw in slow_mails():
        began = time.process_time()
        assert judge(raw, AGAINST).outcome is not MailOutcome.OURS, name
        assert time.process_time() - began < 10, name
