"""Hands a mail to the account's submission server (RFC 6409): the only file of this channel that speaks to the outside.

Encrypted always; in clear only to a relay on this machine. Each answer becomes a DeliveryError that says what to do about it.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kefu.channels.contract import AccountRecord, DeliveryError
from kefu.kit.text import clean_line

TIMEOUT_S = 15.0  # of one command
LAST_ANSWER_S = 120.0  # it writes the mail to its disk, and looks into it
PORTS = {"tls": 465, "starttls": 587, "none": 25}
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
MAX_SAID_CHARS = 160


def submit(raw: bytes, *, sender: str, to: str, by: AccountRecord) -> None:
    """The server has taken it when this returns. DeliveryError otherwise; uncertain from the moment all of it was handed over."""
    with connected(by) as server:
        if server.has_extn("size") and 0 < _limit(server) < len(raw):
            raise DeliveryError("too_big", permanent=True)
        _expect(server.mail(sender), 250)
        _expect(server.rcpt(to), 250, 251)
        _expect(server.docmd("DATA"), 354)
        _hand_over(server, raw)


@contextmanager
def connected(by: AccountRecord) -> Iterator[smtplib.SMTP]:
    """Encrypted and signed in. DeliveryError if that cannot be."""
    try:
        server = _open(by)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        raise DeliveryError("no_tls") from error
    except OSError as error:  # whatever smtplib raises is one
        raise DeliveryError("unreachable") from error
    try:
        _sign_in(server, by)
        yield server
    except OSError as error:  # whatever smtplib raises is one
        raise DeliveryError("unreachable") from error
    finally:
        with suppress(OSError):
            server.quit()
        server.close()


def context() -> ssl.SSLContext:
    """Certificates are checked against the system's list (SSL_CERT_FILE adds a house's own)."""
    return ssl.create_default_context()


def _open(by: AccountRecord) -> smtplib.SMTP:
    host, security = str(by.settings.get("smtp_host", "")), str(by.settings.get("smtp_security", "starttls"))
    port = int(by.settings.get("smtp_port") or PORTS.get(security, 0))
    if not host or security not in PORTS or (security == "none" and host not in HERE):
        raise DeliveryError("bad_account")
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context())
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    try:
        if security == "starttls":
            server.starttls(context=context())
    except BaseException:
        server.close()
        raise
    return server


def _sign_in(server: smtplib.SMTP, by: AccountRecord) -> None:
    server.ehlo_or_helo_if_needed()
    user, password = str(by.settings.get("smtp_user", "")), by.secrets.get("smtp_password", "")
    if not user:
        return
    try:
        server.login(user, password)
    except smtplib.SMTPServerDisconnected:
        raise
    except (smtplib.SMTPException, UnicodeError) as error:  # whatever it says might repeat what we said
        raise DeliveryError("refused_sign_in") from error


def _hand_over(server: smtplib.SMTP, raw: bytes) -> None:
    """Lost before the answer to the last dot, nobody knows whether it was taken (RFC 1047)."""
    lines = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    stuffed = b"." + stuffed if stuffed.startswith(b".") else stuffed
    try:
        server.send(stuffed + b".\r\n")
        if server.sock is not None:
            server.sock.settimeout(LAST_ANSWER_S)
        answer = server.getreply()
    except OSError as error:
        raise DeliveryError("answer_lost", is_uncertain=True) from error
    _expect(answer, 250)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    """4xx: later (RFC 5321, 4.2.1); 5xx: never."""
    if answer[0] in codes:
        return
    raise DeliveryError(_said(answer), permanent=answer[0] >= 500)


def _said(answer: tuple[int, bytes]) -> str:
    code, words = answer
    return f"{code} {clean_line(words.decode('utf-8', 'replace'), max_chars=MAX_SAID_CHARS)}"


def _limit(server: smtplib.SMTP) -> int:
    told = server.esmtp_features.get("size", "")
    return int(told) if told.isdecimal() else 0
