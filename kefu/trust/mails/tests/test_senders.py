"""Whether a mail is from whom it says: by servers, by seals, by forwarders; never by what it says of itself."""

import base64
import time
from dataclasses import dataclass, replace

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from kefu.kit.suffixes import registered
from kefu.trust.mails.kinds import Checked, Envelope, SenderVerdict
from kefu.trust.mails.senders import judge_sender
from kefu.trust.mails.tests.zone import Zone

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
KEY = "v=DKIM1; k=rsa; p=" + base64.b64encode(PUBLIC).decode()
PLAIN = b"From: Carol <carol@mail.example>\r\nTo: a@b.example\r\nSubject: hi\r\nDate: x\r\n\r\nwords\r\n"
THERE = Envelope(peer="192.0.2.7", helo="mx.mail.example", sender="carol@mail.example")
ELSEWHERE = replace(THERE, peer="198.51.100.1")
ZONE = Zone(
    {
        ("k._domainkey.mail.example", "TXT"): [KEY],
        ("k._domainkey.eu.mail.example", "TXT"): [KEY],
        ("k._domainkey.evil.example", "TXT"): [KEY],
        ("k._domainkey.forwarder.example", "TXT"): [KEY],
        ("k._domainkey.strict.example", "TXT"): [KEY],
        ("k._domainkey.eu.strict.example", "TXT"): [KEY],
        ("mail.example", "TXT"): ["google-site-verification=1", "v=spf1 ip4:192.0.2.0/24 a:out.mail.example mx -all"],
        ("mail.example", "MX"): ["in.mail.example"],
        ("in.mail.example", "A"): ["203.0.113.5"],
        ("out.mail.example", "A"): ["203.0.113.9"],
        ("eu.mail.example", "TXT"): ["v=spf1 include:mail.example -all"],
        ("evil.example", "TXT"): ["v=spf1 ip4:198.51.100.0/24 -all"],
        ("twice.example", "TXT"): ["v=spf1 +all", "v=spf1 -all"],
        ("eu.strict.example", "TXT"): ["v=spf1 ip4:192.0.2.7 -all"],
        ("_dmarc.mail.example", "TXT"): ["v=DMARC1; p=reject; sp=none"],
        ("_dmarc.strict.example", "TXT"): ["v=DMARC1; p=reject; adkim=s; aspf=s"],
    }
)


def signed(
    raw: bytes = PLAIN, *, domain: str = "mail.example", length: bool = False, canonical: bytes = b"relaxed"
) -> bytes:
    fields = [b"from", b"to", b"subject", b"date"]
    return (
        bytes(
            dkim.sign(
                raw,
                b"k",
                domain.encode(),
                PEM,
                include_headers=fields,
                length=length,
                canonicalize=(canonical, canonical),
            )
        )
        + raw
    )


def expired() -> bytes:
    whole = dkim.DKIM(PLAIN)
    whole.include_headers = [b"from"]
    found = whole.sign(b"k", b"mail.example", PEM, include_headers=[b"from"])
    return bytes(found.replace(b"; s=k", b"; x=1000000000; s=k", 1)) + PLAIN


def from_(address: str) -> bytes:
    return PLAIN.replace(b"carol@mail.example", address.encode())


def judged(raw: bytes, envelope: Envelope = Envelope(), *, zone: Zone = ZONE) -> SenderVerdict:  # noqa: B008
    return judge_sender(raw, records=zone, envelope=envelope, trusted=frozenset({"forwarder.example"}))


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    raw: bytes
    envelope: Envelope
    spf: Checked
    dkim: Checked
    dmarc: Checked
    is_proved: bool
    zone: Zone = ZONE


N, P, F, U, B = Checked.NONE, Checked.PASS, Checked.FAIL, Checked.UNANSWERED, Checked.BROKEN
NO = Envelope()
STRICT = from_("carol@strict.example")
SILENT_KEY = replace(ZONE, silent=frozenset({"k._domainkey.mail.example"}))
SILENT_SPF = replace(ZONE, silent=frozenset({"mail.example"}))
SILENT_RULE = replace(ZONE, silent=frozenset({"_dmarc.mail.example"}))
MATRIX = [
    Case("nothing proves it", PLAIN, NO, N, N, F, False),
    Case("spf aligned", PLAIN, THERE, P, N, P, True),
    Case("spf by mx", PLAIN, replace(THERE, peer="203.0.113.5"), P, N, P, True),
    Case("spf by a", PLAIN, replace(THERE, peer="203.0.113.9"), P, N, P, True),
    Case("spf by include, aligned below", PLAIN, replace(THERE, sender="x@eu.mail.example"), P, N, P, True),
    Case("spf fails", PLAIN, ELSEWHERE, F, N, F, False),
    Case("spf of somebody else", PLAIN, replace(ELSEWHERE, sender="m@evil.example"), N, N, F, False),
    Case(
        "spf of a null sender by its server's name",
        PLAIN,
        replace(THERE, sender="", helo="mail.example"),
        P,
        N,
        P,
        True,
    ),
    Case("spf written twice", from_("c@twice.example"), replace(THERE, sender="c@twice.example"), B, N, N, False),
    Case("spf unanswered", PLAIN, THERE, U, N, U, False, SILENT_SPF),
    Case("spf unanswered, dkim holds", signed(), THERE, U, P, P, True, SILENT_SPF),
    Case("dkim relaxed", signed(), NO, N, P, P, True),
    Case("dkim simple", signed(canonical=b"simple"), NO, N, P, P, True),
    Case("dkim of the domain below", signed(domain="eu.mail.example"), NO, N, P, P, True),
    Case("dkim of somebody else", signed(domain="evil.example"), NO, N, N, F, False),
    Case("dkim of somebody else first, then ours", signed(signed(), domain="evil.example"), NO, N, P, P, True),
    Case("dkim of a part, and a tail", signed(length=True) + b"more\r\n", NO, N, F, F, False),
    Case("dkim, changed body", signed().replace(b"words", b"wards"), NO, N, F, F, False),
    Case("dkim expired", expired(), NO, N, F, F, False),
    Case("dkim unanswered", signed(), NO, N, U, U, False, SILENT_KEY),
    Case("strict: dkim of the domain below", signed(STRICT, domain="eu.strict.example"), NO, N, N, F, False),
    Case("strict: dkim of its own", signed(STRICT, domain="strict.example"), NO, N, P, P, True),
    Case("strict: spf of the domain below", STRICT, replace(THERE, sender="x@eu.strict.example"), N, N, F, False),
    Case("the rule is untold", signed(), NO, N, P, U, False, SILENT_RULE),
]


@pytest.mark.parametrize("case", MATRIX, ids=lambda case: case.name)
def test_SEC_D07_a_sender_is_proved_by_an_aligned_pass_alone(case: Case) -> None:
    told = judged(case.raw, case.envelope, zone=case.zone)
    assert (told.spf, told.dkim, told.dmarc, told.is_proved) == (case.spf, case.dkim, case.dmarc, case.is_proved)


def test_SEC_D07_the_matrix_has_24_mails() -> None:
    assert len(MATRIX) == 24


@pytest.mark.parametrize(
    "before",
    [
        b"Authentication-Results: mx.kefu.example; dkim=pass header.d=mail.example; dmarc=pass\r\n",
        b"AUTHENTICATION-results: localhost;\r\n\tspf=pass smtp.mailfrom=mail.example\r\n",
        b"Received-SPF: pass\r\nX-Kefu-Verified: yes\r\n",
        b"ARC-Seal: i=1; a=rsa-sha256; cv=none; d=forwarder.example; s=k; b=AAAA\r\n"
        b"ARC-Message-Signature: i=1; a=rsa-sha256; d=forwarder.example; s=k; h=from; bh=AAAA; b=AAAA\r\n"
        b"ARC-Authentication-Results: i=1; forwarder.example; dkim=pass header.d=mail.example\r\n",
    ],
)
def test_SEC_D06_what_a_mail_says_of_itself_proves_nothing(before: bytes) -> None:
    assert not judged(before * 3 + PLAIN).is_proved
    assert judged(before * 3 + signed()).is_proved


@pytest.mark.parametrize(("sealer", "is_proved"), [("forwarder.example", True), ("evil.example", False)])
def test_SEC_D07_only_a_forwarder_of_ours_vouches_for_what_it_changed(sealer: str, is_proved: bool) -> None:
    seen = b"Authentication-Results: " + sealer.encode() + b"; dkim=pass header.d=mail.example\r\n"
    changed = seen + signed().replace(b"words", b"words\r\n-- \r\na list")
    head = b"".join(dkim.arc_sign(changed, b"k", sealer.encode(), PEM, sealer.encode()))
    told = judged(head + changed)
    assert (told.is_proved, told.arc is Checked.PASS, told.dmarc) == (is_proved, is_proved, Checked.FAIL)


@pytest.mark.parametrize(
    "head",
    [
        b"From: mallory@evil.example\r\n",
        b"X: y\r\nFrom : mallory@evil.example\r\n",
        b"X: y\r\nfrom: mallory@evil.example\r\n",
    ],
)
def test_N18_two_senders_are_none(head: bytes) -> None:
    told = judged(head + signed())
    assert (told.sender, told.is_proved) == (None, False)


@pytest.mark.parametrize(
    "written",
    [
        '"carol@mail.example" <m@evil.example>',
        "=?utf-8?q?carol=40mail.example?= <m@evil.example>",
        "carol@mail.example <m@evil.example>",
        "m@evil.example (carol@mail.example)",
    ],
)
def test_N18_what_a_sender_is_called_is_not_who_they_are(written: str) -> None:
    raw = b"From: " + written.encode() + b"\r\nSubject: x\r\nTo: a@b.c\r\nDate: x\r\n\r\nwords\r\n"
    for domain in ("mail.example", "evil.example"):
        told = judged(signed(raw, domain=domain))
        is_carols = told.sender is not None and told.sender.host == "mail.example"
        assert not (told.is_proved and is_carols)


def test_a_suffix_that_all_share_is_nobodys() -> None:
    assert registered("a.b.mail.co.uk") == "mail.co.uk"
    assert registered("github.io") == "github.io"
    assert registered("carol.github.io") == "carol.github.io"
    assert registered("co.uk") == "co.uk"


def test_a_record_made_to_be_slow_is_broken() -> None:
    loop = {(f"{n}.loop.example", "TXT"): [f"v=spf1 include:{n + 1}.loop.example ?all"] for n in range(40)}
    began = time.monotonic()
    told = judged(from_("c@0.loop.example"), replace(THERE, sender="c@0.loop.example"), zone=Zone(loop))
    assert told.spf is Checked.BROKEN
    assert time.monotonic() - began < 1


def _der(*numbers: int) -> bytes:
    """An RSA key as PKCS#1 writes it, of whatever numbers."""
    parts = b"".join(_tagged(2, each.to_bytes(each.bit_length() // 8 + 1, "big")) for each in numbers)
    return _tagged(0x30, parts)


def _tagged(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x82]) + len(content).to_bytes(2, "big") + content


@pytest.mark.parametrize(("bits", "exponent_bits"), [(12_000, 12_000), (8_193, 17), (2_048, 2_048)])
def test_SEC_D12_a_key_made_to_be_slow_is_not_used(bits: int, exponent_bits: int) -> None:
    key = base64.b64encode(_der((1 << bits) - 1, (1 << exponent_bits) - 1)).decode()
    zone = Zone({**ZONE.said, ("k._domainkey.mail.example", "TXT"): [f"v=DKIM1; k=rsa; p={key}"]})
    began = time.process_time()
    verdict = judge_sender(signed(), records=zone)
    assert time.process_time() - began < 0.5
    assert (verdict.dkim, verdict.is_proved) == (Checked.FAIL, False)


def test_large_keys_of_honest_domains_are_used() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    public = private.public_key().public_numbers()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    whole = bytes(dkim.sign(PLAIN, b"k", b"mail.example", pem, include_headers=[b"from", b"to", b"subject"])) + PLAIN
    key = base64.b64encode(_der(public.n, public.e)).decode()
    zone = Zone({**ZONE.said, ("k._domainkey.mail.example", "TXT"): [f"k=rsa; p={key}"]})
    assert judge_sender(whole, records=zone).dkim is Checked.PASS
