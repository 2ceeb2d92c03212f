"""What an operator does with our own mailboxes: set one up, look at all, try whether it would work. Behind `kefu mailbox`."""

import base64
from collections.abc import Iterator
from dataclasses import replace

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction

from kefu.channels import accounts
from kefu.channels.contract import AccountRecord, DeliveryError
from kefu.channels.email import client, composing
from kefu.kit import clock
from kefu.kit.dns import Names, NoAnswer
from kefu.people import keys
from kefu.trust import journal, registry
from kefu.trust.lookalike.kinds import Sort

CHANNEL = "email"
IMAP = "imap_"  # how settings and secrets of reading begin
DKIM_BITS = 2_048
_WHY = {
    "unreachable": "the server does not answer at {host}, port {port}",
    "no_tls": "no encrypted connection that can be trusted: the certificate does not fit, or there is none",
    "refused_sign_in": "the server does not accept the user name or the password",
    "bad_account": "host, port or security is missing; without encryption only a server on this machine is used",
}


def save(account: AccountRecord, *, is_signed: bool) -> AccountRecord:
    """Made or changed; `is_signed`: with a DKIM key, made on first need. What is not told stays as it was."""
    keys.ready()
    known = accounts.account_at(CHANNEL, account.address)
    secrets = {**(known.secrets if known else {}), **account.secrets}
    if is_signed and "dkim_key" not in secrets:
        secrets["dkim_key"] = _new_key()
    settings = {**(imap_of(known) if known else {}), **account.settings}
    with transaction.atomic():
        saved = accounts.save(replace(account, settings=settings, secrets=secrets))
        _write("mailbox_changed" if known else "mailbox_added", saved)
    return saved


def put(account: AccountRecord) -> AccountRecord:
    """Changed as it is told, whole."""
    with transaction.atomic():
        saved = accounts.save(account)
        _write("mailbox_changed", saved)
    return saved


def imap_of(account: AccountRecord) -> dict[str, str | int | bool]:
    """Where its mail is read from."""
    return {name: value for name, value in account.settings.items() if name.startswith(IMAP)}


def without_imap(account: AccountRecord) -> AccountRecord:
    settings = {name: value for name, value in account.settings.items() if not name.startswith(IMAP)}
    secrets = {name: value for name, value in account.secrets.items() if not name.startswith(IMAP)}
    return replace(account, settings=settings, secrets=secrets)


def put_out_of_use(account: AccountRecord, *, is_open: bool) -> AccountRecord:
    with transaction.atomic():
        saved = accounts.save(replace(account, is_open=is_open))
        _write("mailbox_opened" if is_open else "mailbox_closed", saved)
    return saved


def faults_of(account: AccountRecord, *, names: Names | None = None) -> Iterator[str]:
    """Sentences on what would keep its mails from arriving, each with what to do. Speaks to its server and to name servers."""
    yield from _of_server(account)
    yield from _of_names(account, names or Names(within_s=8.0))
    listed = {entry.value for entry in registry.valid_now(Sort.MAIL)}
    if account.address not in listed:
        yield f"{account.address} is not in the registry of official channels: customers who check it are told it is unknown."


def dkim_record(account: AccountRecord) -> tuple[str, str]:
    """Name and content of the text record that its signatures are checked with. ValueError where it signs nothing."""
    selector, key = str(account.settings.get("dkim_selector", "")), account.secrets.get("dkim_key", "")
    if not selector or not key:
        raise ValueError(account.address)
    private = serialization.load_pem_private_key(key.encode(), password=None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    told = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    return f"{selector}._domainkey.{composing.domain_of(account.address)}", told


def _of_server(account: AccountRecord) -> Iterator[str]:
    try:
        with client.connected(account):
            pass
    except DeliveryError as error:
        host, port = account.settings.get("smtp_host", "?"), account.settings.get("smtp_port", "?")
        yield f"It cannot send: {_WHY.get(error.reason, error.reason).format(host=host, port=port)}."


def _of_names(account: AccountRecord, names: Names) -> Iterator[str]:
    domain = composing.domain_of(account.address)
    try:
        name, told = dkim_record(account)
        if _squeezed(names.txt(name)) != _squeezed(told.encode()):
            yield f'DKIM: the text record {name} must be "{told}".'
    except ValueError:
        yield "DKIM: Kefu signs nothing for it. Unless its server does, run `kefu mailbox add` again with --dkim-selector."
    except NoAnswer:
        yield "DKIM: the name servers did not answer; run this again."
    try:
        if not (names.txt(f"_dmarc.{domain}") or b"").startswith(b"v=DMARC1"):
            yield f"DMARC: _dmarc.{domain} has no policy, so anybody's forgery passes for yours."
    except NoAnswer:
        yield "DMARC: the name servers did not answer; run this again."


def _squeezed(record: bytes | None) -> bytes:
    """Without what does not matter in it: spaces, and the kind of key, which is RSA if nothing is said."""
    return (record or b"").replace(b" ", b"").replace(b"k=rsa;", b"").rstrip(b";")


def _new_key() -> str:
    made = rsa.generate_private_key(public_exponent=65_537, key_size=DKIM_BITS)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _write(action: str, account: AccountRecord) -> None:
    journal.write([journal.Act(clock.now(), "operator", 0, action, "mailbox", account.id, account.address[:200])])
