"""How a mailbox of ours is set up: the fields, what may stand in them, and the try."""

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kefu.channels.contract import AccountRecord
from kefu.channels.email import client, composing, mailbox, trial
from kefu.channels.form import Field, Part, Setup, Sort, Told, Unfit

SMTP_PORTS, IMAP_PORTS = frozenset({25, 465, 587, 2525}), frozenset({993})
MAX_SELECTOR_CHARS = 63
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SECURITY = (
    ("tls", _("TLS from the first byte (usual port: 465)")),
    ("starttls", _("STARTTLS (usual port: 587)")),
    ("none", _("none: only for a relay on this very machine (usual port: 25)")),
)
_PASSWORD_ANEW = _("Where it goes to was changed: please give the password once more.")


class MailSetup(Setup):
    label = _("Add a mailbox")
    parts = (
        Part(
            _("Sending mails"),
            (
                Field("smtp_host", _("Server that takes our mails"), is_required=True),
                Field("smtp_security", _("Encryption"), Sort.CHOICE, choices=_SECURITY, default="tls"),
                Field("smtp_port", _("Port"), Sort.NUMBER, hint=_("Empty: the usual one.")),
                Field("smtp_user", _("User name"), hint=_("Empty: a relay that asks for none.")),
                Field("smtp_password", _("Password"), Sort.SECRET),
                Field(
                    "dkim_selector",
                    _("DKIM selector"),
                    hint=_("Kefu signs what it sends with a key it makes. Empty: the server signs."),
                    default="kefu",
                ),
                Field(
                    "plus_addresses",
                    _("The server takes addresses with a +"),
                    Sort.FLAG,
                    hint=_("Answers come home more surely by support+...@ addresses."),
                    default="yes",
                ),
            ),
            told=_("The server's certificate is checked."),
        ),
        Part(
            _("Reading mails"),
            (
                Field("imap_host", _("IMAP server"), hint=_("Empty: mail comes in another way.")),
                Field("imap_port", _("Port"), Sort.NUMBER, hint=_("Empty: the usual one.")),
                Field("imap_user", _("User name"), hint=_("Empty: the address.")),
                Field("imap_folder", _("Folder"), hint=_("Empty: INBOX.")),
                Field("imap_oauth", _("What follows is a token (OAuth 2)"), Sort.FLAG),
                Field("imap_password", _("Password or token"), Sort.SECRET),
            ),
            told=_("TLS always (port 993). What lies in the mailbox already stays out, and nothing in it is changed."),
        ),
    )

    def address(self, given: str) -> str:
        if not composing.is_mailbox(given):
            raise Unfit("address", _("This is no e-mail address that can be used: name@example.com."))
        return given

    def read(self, given: Mapping[str, str], known: AccountRecord | None) -> Told:
        sending, reading = _sending(given), _reading(given)
        secrets = {name: value for name, value in (known.secrets if known else {}).items() if name == "dkim_key"}
        before = known or AccountRecord("email", "", "")
        if sending["smtp_user"]:
            same = _is_same(before, sending, ("smtp_host", "smtp_port", "smtp_security", "smtp_user"))
            secrets["smtp_password"] = _secret(given, before, "smtp_password", ("smtp_password",), is_same=same)
        if reading:
            name = "imap_token" if given.get("imap_oauth") else "imap_password"
            same = _is_same(before, reading, ("imap_host", "imap_port", "imap_user"))
            secrets[name] = _secret(given, before, "imap_password", (name,), is_same=same)
        return Told({**sending, **reading}, secrets)

    def given(self, account: AccountRecord) -> Mapping[str, str]:
        oauth = "yes" if account.secrets.get("imap_token") else ""
        return {**super().given(account), "imap_oauth": oauth}

    def faults(self, account: AccountRecord) -> Iterator[str]:
        return trial.faults_of(account)

    def records(self, account: AccountRecord) -> Sequence[tuple[str, str]]:
        try:
            return (trial.dkim_record(account),)
        except ValueError:
            return ()


def _sending(given: Mapping[str, str]) -> dict[str, str | int | bool]:
    security = given.get("smtp_security", "")
    if security not in client.PORTS:
        raise Unfit("smtp_security", _("Please choose one of the list."))
    host = _host(given, "smtp_host")
    if not host:
        raise Unfit("smtp_host", _("Please name the server."))
    if security == "none" and host not in client.HERE:
        raise Unfit(
            "smtp_security", _("Without encryption only a server on this machine is used: choose TLS or STARTTLS.")
        )
    return {
        "smtp_host": host,
        "smtp_port": _port(given, "smtp_port", usual=client.PORTS[security], allowed=SMTP_PORTS),
        "smtp_security": security,
        "smtp_user": _line(given, "smtp_user"),
        "dkim_selector": _selector(given),
        "plus_addresses": bool(given.get("plus_addresses")),
    }


def _reading(given: Mapping[str, str]) -> dict[str, str | int | bool]:
    host = _host(given, "imap_host")
    if not host:
        return {}
    return {
        "imap_host": host,
        "imap_port": _port(given, "imap_port", usual=mailbox.IMAPS, allowed=IMAP_PORTS),
        "imap_user": _line(given, "imap_user"),
        "imap_folder": _line(given, "imap_folder") or "INBOX",
    }


def _secret(given: Mapping[str, str], known: AccountRecord, field: str, names: Sequence[str], *, is_same: bool) -> str:
    """What was typed, else what is kept: but never for another place than the one it was given for."""
    typed = given.get(field, "")
    if len(typed) > 4_096 or not typed.isprintable():
        raise Unfit(field, _("This is too long, or holds signs that no password has."))
    kept = next((known.secrets[name] for name in names if name in known.secrets), "") if is_same else ""
    if not typed and not kept:
        raise Unfit(field, _PASSWORD_ANEW if known.id else _("Please give the password."))
    return typed or kept


def _is_same(known: AccountRecord, told: Mapping[str, str | int | bool], names: Sequence[str]) -> bool:
    return all(known.settings.get(name) == told[name] for name in names)


def _host(given: Mapping[str, str], name: str) -> str:
    """Empty for none. A server's name or address; whoever hands out addresses inside a data centre is no mail server."""
    host = given.get(name, "").strip().rstrip(".").casefold()
    if not host:
        return ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if not _HOST.fullmatch(host) or ".." in host:
            raise Unfit(name, _("This is no server's name: mail.example.com.")) from None
        return host
    if address.is_link_local or address.is_multicast or address.is_unspecified or address.is_reserved:
        raise Unfit(name, _("No mail server is at such an address."))
    return host


def _port(given: Mapping[str, str], name: str, *, usual: int, allowed: frozenset[int]) -> int:
    """Of mail servers alone: else a form would try out whatever answers inside the house."""
    typed = given.get(name, "").strip()
    port = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1
    if not typed:
        return usual
    if port not in allowed | frozenset(settings.MAIL_PORTS):
        listed = ", ".join(str(each) for each in sorted(allowed))
        raise Unfit(
            name,
            _("Mail servers' ports alone: %(listed)s. KEFU_MAIL_PORTS on the server adds others.") % {"listed": listed},
        )
    return port


def _selector(given: Mapping[str, str]) -> str:
    selector = given.get("dkim_selector", "").strip()
    is_fit = selector.replace("-", "").isalnum() and selector.isascii() and len(selector) <= MAX_SELECTOR_CHARS
    if selector and not is_fit:
        raise Unfit(
            "dkim_selector", _("A selector is made of letters, digits and hyphens, as one part of a host's name.")
        )
    return selector


def _line(given: Mapping[str, str], name: str) -> str:
    typed = given.get(name, "").strip()
    if len(typed) > 254 or not typed.isprintable():
        raise Unfit(name, _("This is too long, or more than one line."))
    return typed
