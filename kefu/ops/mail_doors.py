"""The doors that mail comes in by, as threads of the worker: a listener (SMTP or LMTP), and a reader for each IMAP mailbox."""

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from kefu.channels import accounts, arrivals
from kefu.channels.arrivals import Brought
from kefu.channels.contract import AccountRecord, Crowded
from kefu.channels.email import mailbox
from kefu.channels.email.listener import House, Known, Listener, Taken
from kefu.channels.email.mailbox import MOST_HEAD_BYTES, Begun, Fetched, Place, Unfetched
from kefu.kit import db
from kefu.settings.mail import Listen
from kefu.trust.mails.kinds import Envelope

logger = logging.getLogger(__name__)

AGAIN_S = 30.0
LOOK_S = 60.0  # for mailboxes that were added or taken away
KNOWN_S, MOST_KNOWN = 5.0, 1_000
_CHANNEL = "email"
_READING = 2_061
P = ParamSpec("P")
T = TypeVar("T")


def open_until(stop: threading.Event) -> None:
    """Start what the settings and the accounts ask for; it ends soon after `stop` is set."""
    if settings.MAIL_LISTEN is not None:
        threading.Thread(target=_listen, args=(settings.MAIL_LISTEN, stop), name="mail-listener", daemon=True).start()
    threading.Thread(target=Readers().run, args=(stop,), name="mailboxes", daemon=True).start()


def house() -> House:
    """What stands behind the listener."""
    addresses = Addresses()
    return House(
        knows=_with_database(addresses.known),
        take=_with_database(partial(take, addresses)),
        most_bytes=arrivals.MOST_BYTES,
        relays=settings.MAIL_RELAYS,
        end=connections.close_all,
    )


def take(addresses: "Addresses", taken: Taken) -> None:
    """On return it is on disk."""
    account = next(filter(None, map(addresses.row, taken.receivers)), None)
    if account is None:
        raise LookupError("no receiver of ours")  # it was there a moment ago: said as a trouble that passes
    envelope = Envelope(taken.peer, taken.helo, taken.sender)
    arrivals.accept(account, Brought(taken.raw, envelope, taken.receivers))


class Addresses:
    """What addresses are to us, looked up once in some seconds. For one thread."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Known, int | None]] = {}
        self._since = 0.0

    def known(self, address: str) -> Known:
        return self._looked_up(address)[0]

    def row(self, address: str) -> int | None:
        """Of the open account that it belongs to."""
        return self._looked_up(address)[1]

    def _looked_up(self, address: str) -> tuple[Known, int | None]:
        if time.monotonic() - self._since > KNOWN_S or len(self._known) >= MOST_KNOWN:
            self._known, self._since = {}, time.monotonic()
        name = address.casefold()
        if name not in self._known:
            found = accounts.known_for(_CHANNEL, address)
            is_open = found is not None and found.is_open
            known = Known.NOT if found is None else Known.OPEN if is_open else Known.CLOSED
            self._known[name] = (known, found.id if found is not None and is_open else None)
        return self._known[name]


def _with_database(job: Callable[P, T]) -> Callable[P, T]:
    """In the door's own thread, which keeps its connection: one that broke is made anew."""

    def run(*given: P.args, **told: P.kwargs) -> T:
        close_old_connections()
        return job(*given, **told)

    return run


def _listen(wanted: Listen, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            asyncio.run(_listening(wanted, stop))
        except OSError as error:  # another worker of this machine has the port: it is taken over when that one ends
            logger.warning("the mail listener waits: %s", error)
        stop.wait(AGAIN_S)


async def _listening(wanted: Listen, stop: threading.Event) -> None:
    listener = Listener(house(), is_lmtp=wanted.is_lmtp, tls=_tls())
    await listener.start(wanted.host, wanted.port)
    try:
        while not stop.is_set():
            await asyncio.sleep(1)
    finally:
        await listener.close()


def _tls() -> ssl.SSLContext | None:
    if not settings.MAIL_CERT:
        return None
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(settings.MAIL_CERT, settings.MAIL_CERT_KEY or None)
    return made


class Readers:
    """A thread for each account with a mailbox; of many processes one reads it. Changed accounts count within a minute."""

    def __init__(self) -> None:
        self._running: dict[int, tuple[AccountRecord, threading.Thread, threading.Event]] = {}

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self.look()
            except (DatabaseError, accounts.Unreadable) as error:  # it is away, or a key is: the next look may find it
                logger.warning("mailboxes could not be looked up: %s", type(error).__name__)
            close_old_connections()
            stop.wait(LOOK_S)
        self.end()

    def look(self) -> int:
        """Start and end what the accounts ask for; how many mailboxes are read now."""
        wanted = {each.id: each for each in accounts.accounts_for(_CHANNEL) if mailbox.is_wanted(each)}
        for row, (record, thread, over) in list(self._running.items()):
            if wanted.get(row) != record:
                over.set()
            if not thread.is_alive():
                del self._running[row]
        for row in wanted.keys() - self._running.keys():
            over = threading.Event()
            thread = threading.Thread(target=_read, args=(wanted[row], over), name=f"mailbox-{row}", daemon=True)
            self._running[row] = (wanted[row], thread, over)
            thread.start()
        return len(self._running)

    def end(self) -> None:
        for _record, _thread, over in self._running.values():
            over.set()


def _read(account: AccountRecord, over: threading.Event) -> None:
    try:
        with db.held(_READING, str(account.id)) as is_ours:
            if is_ours:
                mailbox.Reader(account, Ledger(account.id)).run(over)
    finally:  # whatever ends it, the next look starts it again
        connections.close_all()


class Ledger:
    """The ledger as a mailbox's reader sees it."""

    most_bytes = arrivals.MOST_BYTES

    def __init__(self, account: int) -> None:
        self._account, self._where = account, ""

    def begin(self, *, where: str, uid_validity: int, uid_next: int) -> Begun:
        close_old_connections()
        self._where = where
        return Begun(*arrivals.begin(self._account, where=where, uid_validity=uid_validity, uid_next=uid_next))

    def take(self, fetched: Fetched) -> None:
        close_old_connections()
        try:
            arrivals.accept(self._account, Brought(fetched.raw, place=_pair(fetched.place)))
        except Crowded:  # nobody here can be told to come again, and those behind it must not wait
            head = fetched.raw[:MOST_HEAD_BYTES].partition(b"\r\n\r\n")[0]
            self.park(Unfetched(fetched.place, head, "crowded", len(fetched.raw)))

    def park(self, unfetched: Unfetched) -> None:
        close_old_connections()
        head = Brought(_told_of(unfetched), place=_pair(unfetched.place))
        arrivals.park(self._account, head, why=unfetched.why, where=self._where)

    def read_up_to(self, place: Place) -> None:
        arrivals.read_up_to(self._account, where=self._where, uid_validity=place.uid_validity, uid=place.uid)


def _pair(place: Place) -> tuple[int, int]:
    return place.uid_validity, place.uid


def _told_of(unfetched: Unfetched) -> bytes:
    """What a person reads who has it shown: where it lies, above what it says of itself."""
    size = f"; its server says {unfetched.size_bytes} bytes" if unfetched.size_bytes else ""
    return (
        f"X-Kefu-Not-Fetched: it lies in the mailbox as number {unfetched.place.uid}{size}\r\n".encode()
        + unfetched.head
    )
