"""A password leaves only over a connection that is encrypted and whose other end is who it says."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kefu.channels.contract import AccountRecord, DeliveryError
from kefu.channels.email import client
from kefu.channels.tests import sink
from kefu.channels.tests.sink import Sink
from kefu.kit import clock

MAIL = b"From: support@nw.example\r\nSubject: hi\r\n\r\n.dot at the beginning\r\nend\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of 127.0.0.1, signed by itself; key and certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return place


@pytest.fixture
def server(certificate: Path) -> Iterator[Sink]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with sink.running(tls) as running:
        yield running


def mailbox(server: Sink, **more: str | int | bool) -> AccountRecord:
    told: dict[str, str | int | bool] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "starttls",
        "smtp_user": "support",
        **more,
    }
    return AccountRecord("email", "support@nw.example", "x", settings=told, secrets={"smtp_password": "secret"})


def submit(by: AccountRecord) -> None:
    client.submit(MAIL, sender="support@nw.example", to="carol@example.test", by=by)


def test_a_trusted_server_gets_it_encrypted_and_byte_for_byte(
    server: Sink, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "context", lambda: ssl.create_default_context(cafile=str(certificate)))
    submit(mailbox(server))
    assert server.mails == [MAIL]
    assert server.is_encrypted == [True]
    assert server.envelopes == [("mail FROM:<support@nw.example>", "rcpt TO:<carol@example.test>")]


def test_whom_nobody_vouches_for_is_told_nothing(server: Sink) -> None:
    with pytest.raises(DeliveryError, match="no_tls") as refused:
        submit(mailbox(server))
    assert not refused.value.permanent
    assert not server.signed_in
    assert not server.mails


def test_a_server_that_offers_no_encryption_is_told_nothing() -> None:
    with sink.running() as plain:
        with pytest.raises(DeliveryError, match="no_tls"):
            submit(mailbox(plain))
        assert not plain.signed_in


def test_in_clear_only_to_this_machine() -> None:
    with sink.running() as plain, pytest.raises(DeliveryError, match="bad_account"):
        submit(mailbox(plain, smtp_host="mail.nw.example", smtp_security="none"))


def test_a_server_that_is_away_is_tried_again() -> None:
    with sink.running() as plain:
        account = mailbox(plain, smtp_security="none")
    with pytest.raises(DeliveryError, match="unreachable") as refused:
        submit(account)
    assert not refused.value.permanent


def test_what_is_larger_than_the_server_takes_is_refused_before_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with sink.running() as plain:
        with pytest.raises(DeliveryError, match="too_big") as refused:
            client.submit(
                b"x" * 2_000_000, sender="a@nw.example", to="b@x.example", by=mailbox(plain, smtp_security="none")
            )
        assert refused.value.permanent
        assert not plain.envelopes
