"""Our own addresses, as they are set up by an operator or an administrator, and tried. Each change is a row of the journal."""

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.channels import accounts, registry
from kefu.channels.contract import AccountRecord
from kefu.channels.email import composing, trial
from kefu.channels.form import Setup, Told
from kefu.kit import clock
from kefu.kit.dns import Names
from kefu.kit.errors import NotFound, TooMany
from kefu.people import keys
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.trust import journal
from kefu.trust import registry as official
from kefu.trust.lookalike.kinds import Sort

CHANNEL = "email"
IMAP = "imap_"  # how settings and secrets of reading begin
DKIM_BITS = 2_048
CHECK_S = 25.0  # as long as a page waits for other servers
MOST_CHECKS = 2  # at once, in this process
_checks = threading.Semaphore(MOST_CHECKS)


@dataclass(frozen=True, slots=True)
class Address:
    """What a form says of an address of any channel, beside the channel's own fields."""

    channel: str
    address: str
    label: str
    team: int | None
    language: str
    category: str = ""  # slug: what all that comes in by it is about


def save(account: AccountRecord, *, is_signed: bool) -> AccountRecord:
    """Made or changed; `is_signed`: with a DKIM key, made on first need. What is not told stays as it was."""
    keys.ready()
    known = accounts.account_at(CHANNEL, account.address)
    secrets = {**(known.secrets if known else {}), **account.secrets}
    settings = {**(imap_of(known) if known else {}), **account.settings}
    whole = replace(account, settings=settings, secrets=secrets)
    return _saved(_signing(whole) if is_signed else whole, is_known=known is not None)


def save_for(viewer: Viewer, address: Address, told: Told, *, known: AccountRecord | None) -> AccountRecord:
    """The same by somebody at the desk: what was filled in is all of it."""
    require(viewer, Capability.MANAGE_MAILBOXES)
    keys.ready()
    about = {"category": address.category} if address.category else {}
    made = AccountRecord(
        address.channel,
        address.address,
        address.label,
        team=address.team,
        language=address.language,
        is_open=known.is_open if known else True,
        settings={**about, **told.settings},
        secrets=told.secrets,
    )
    made = _signing(made) if told.settings.get("dkim_selector") else made
    return _saved(made, is_known=known is not None, by=viewer.id)


def put(account: AccountRecord) -> AccountRecord:
    """Changed as it is told, whole."""
    return _saved(account, is_known=True)


def imap_of(account: AccountRecord) -> dict[str, str | int | bool]:
    """Where its mail is read from."""
    return {name: value for name, value in account.settings.items() if name.startswith(IMAP)}


def without_imap(account: AccountRecord) -> AccountRecord:
    settings = {name: value for name, value in account.settings.items() if not name.startswith(IMAP)}
    secrets = {name: value for name, value in account.secrets.items() if not name.startswith(IMAP)}
    return replace(account, settings=settings, secrets=secrets)


def put_out_of_use(account: AccountRecord, *, is_open: bool, viewer: Viewer | None = None) -> AccountRecord:
    """`viewer`: who does it at the desk; none: an operator."""
    if viewer is not None:
        require(viewer, Capability.MANAGE_MAILBOXES)
    with transaction.atomic():
        saved = accounts.save(replace(account, is_open=is_open))
        _write("mailbox_opened" if is_open else "mailbox_closed", saved, by=viewer.id if viewer else 0)
    return saved


def setups() -> dict[str, Setup]:
    """Of the channels whose addresses can be set up, by the channel's key."""
    return {key: each.setup for key, each in registry.channels().items() if each.setup is not None}


def all_for(viewer: Viewer) -> list[AccountRecord]:
    require(viewer, Capability.MANAGE_MAILBOXES)
    return [each for channel in setups() for each in accounts.accounts_for(channel)]


def account_for(viewer: Viewer, row: int) -> AccountRecord:
    """NotFound."""
    found = next((each for each in all_for(viewer) if each.id == row), None)
    if found is None:
        raise NotFound
    return found


def faults_of(account: AccountRecord, *, names: Names | None = None) -> Iterator[str]:
    """Sentences on what would keep its mails from arriving, each with what to do. Speaks to its server and to name servers."""
    yield from trial.faults_of(account, names=names)
    yield from _of_registry(account)


def checked_for(viewer: Viewer, account: AccountRecord) -> list[str]:
    """The same within `CHECK_S`, however slow other servers are; that it was asked is written down. TooMany beside others."""
    require(viewer, Capability.MANAGE_MAILBOXES)
    found = [*_tried(setups()[account.channel], account), *_of_registry(account)]
    with transaction.atomic():
        accounts.checked(account.id, faults=len(found))
        _write("mailbox_checked", account, by=viewer.id)
    return found


def dkim_record(account: AccountRecord) -> tuple[str, str]:
    return trial.dkim_record(account)


def _tried(setup: Setup, account: AccountRecord) -> list[str]:
    if not _checks.acquire(blocking=False):
        raise TooMany
    told: queue.Queue[str | None] = queue.Queue()
    language = translation.get_language() or "en"

    def run() -> None:
        try:
            with translation.override(language):
                for each in setup.faults(account):
                    told.put(each)
        finally:
            _checks.release()
            told.put(None)

    threading.Thread(target=run, name="mailbox-check", daemon=True).start()
    return list(_heard(told, ends=time.monotonic() + CHECK_S))


def _heard(told: "queue.Queue[str | None]", *, ends: float) -> Iterator[str]:
    """Until it says that it is through, or takes too long."""
    while True:
        try:
            heard = told.get(timeout=max(0.0, ends - time.monotonic()))
        except queue.Empty:
            yield _(
                "Not everything answered within %(count)d seconds: a server is slow, or something swallows what we say."
            ) % {"count": CHECK_S}
            return
        if heard is None:
            return
        yield heard


def _of_registry(account: AccountRecord) -> Iterator[str]:
    listed = {entry.value for entry in official.valid_now(Sort.MAIL)}
    if account.address not in listed:
        yield _(
            "%(address)s is not in the registry of official channels: customers who check it are told it is unknown."
        ) % {"address": account.address}


def _signing(account: AccountRecord) -> AccountRecord:
    """With a key for its signatures. Addresses of one domain with one selector share it: their record can hold only one."""
    if "dkim_key" in account.secrets:
        return account
    place = (composing.domain_of(account.address), account.settings.get("dkim_selector"))
    others = (each for each in accounts.accounts_for(account.channel) if each.secrets.get("dkim_key"))
    same = (each for each in others if (composing.domain_of(each.address), each.settings.get("dkim_selector")) == place)
    shared = next((each.secrets["dkim_key"] for each in same), "")
    return replace(account, secrets={**account.secrets, "dkim_key": shared or _new_key()})


def _saved(account: AccountRecord, *, is_known: bool, by: int = 0) -> AccountRecord:
    with transaction.atomic():
        saved = accounts.save(account)
        _write("mailbox_changed" if is_known else "mailbox_added", saved, by=by)
    return saved


def _new_key() -> str:
    made = rsa.generate_private_key(public_exponent=65_537, key_size=DKIM_BITS)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _write(action: str, account: AccountRecord, *, by: int) -> None:
    """`by`: who of our people; 0: an operator."""
    kind = "agent" if by else "operator"
    journal.write([journal.Act(clock.now(), kind, by, action, "mailbox", account.id, account.address[:200])])
