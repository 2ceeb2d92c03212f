"""Reads a mailbox of ours over IMAP: what is new, in its order, and then waits for more (IDLE, RFC 2177). Changes nothing in it.

What was in it when it was first read stays out. A server that counts anew (another UIDVALIDITY) is read again from that day
on, and the ledger knows what it has seen.
"""

import imaplib
import ipaddress
import logging
import ssl
import threading
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from kefu.channels.contract import AccountRecord, NoRoom, TooLong

logger = logging.getLogger(__name__)

WAITS_S = (5.0, 15.0, 60.0, 300.0, 600.0)  # before the next try, the more have failed in a row
PATIENCE_S = 60.0  # for one answer
IDLE_FOR_S = 540.0  # servers hang up after half an hour, networks sooner
LOOK_EVERY_S = 5.0  # whether to stop
POLL_S = 30.0  # where there is no IDLE
IMAPS = 993
MOST_AT_ONCE = 500
_FAULTS = (IMAPClientError, imaplib.IMAP4.error, OSError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Place:
    uid_validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    place: Place
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Begun:
    """Up to `last_uid` it was read; nothing that came to the mailbox before `since` is."""

    last_uid: int
    since: date


class Ledger(Protocol):
    """Where what was read goes, for one account."""

    def begin(self, *, uid_validity: int, uid_next: int) -> Begun: ...
    def take(self, fetched: Fetched) -> None:
        """On return it is on disk. NoRoom, TooLong."""

    def read_up_to(self, place: Place) -> None: ...


def is_wanted(account: AccountRecord) -> bool:
    return bool(account.settings.get("imap_host"))


class Reader:
    """One account's mailbox, read until it is told to stop."""

    def __init__(self, account: AccountRecord, ledger: Ledger) -> None:
        self._account, self._ledger = account, ledger

    def run(self, stop: threading.Event) -> None:
        """Connects again, with growing pauses, whatever the server does."""
        failed = 0
        while not stop.is_set():
            came_through = threading.Event()
            try:
                with self._connected() as box:
                    self._follow(box, stop, came_through)
            except (*_FAULTS, NoRoom) as error:
                failed = 0 if came_through.is_set() else failed
                logger.warning("the mailbox of account %s: %s", self._account.id, type(error).__name__)
                stop.wait(WAITS_S[min(failed, len(WAITS_S) - 1)])
                failed += 1

    def _connected(self) -> IMAPClient:
        told = self._account.settings
        host, port = str(told["imap_host"]), int(told.get("imap_port") or IMAPS)
        is_tls = bool(told.get("imap_tls", True))
        if not is_tls and not _is_here(host):
            raise ValueError("a password goes over TLS, or to this very machine")
        context = ssl.create_default_context() if is_tls else None
        box = IMAPClient(host, port, ssl=is_tls, ssl_context=context, timeout=PATIENCE_S)
        try:
            self._sign_in(box)
        except BaseException:
            box.shutdown()
            raise
        return box

    def _sign_in(self, box: IMAPClient) -> None:
        user = str(self._account.settings.get("imap_user") or self._account.address)
        token = self._account.secrets.get("imap_token", "")
        if token:
            box.oauth2_login(user, token)
        else:
            box.login(user, self._account.secrets.get("imap_password", ""))

    def _follow(self, box: IMAPClient, stop: threading.Event, came_through: threading.Event) -> None:
        folder = str(self._account.settings.get("imap_folder") or "INBOX")
        chosen = box.select_folder(folder, readonly=True)
        validity = int(chosen[b"UIDVALIDITY"])
        begun = self._ledger.begin(uid_validity=validity, uid_next=int(chosen.get(b"UIDNEXT") or 1))
        last = begun.last_uid
        can_wait = box.has_capability("IDLE")
        while not stop.is_set():
            last = self._take_new(box, validity, last, begun.since, stop)
            came_through.set()
            if can_wait:
                _wait(box, stop)
            else:
                stop.wait(POLL_S)
                box.noop()

    def _take_new(self, box: IMAPClient, validity: int, last: int, since: date, stop: threading.Event) -> int:
        since -= timedelta(days=1)  # servers go by the day of their own zone
        uids = box.search(["UID", f"{last + 1}:*", "SINCE", since])
        for uid in sorted(each for each in uids if each > last)[:MOST_AT_ONCE]:
            if stop.is_set():
                return last
            self._take(box, Place(validity, uid))
            self._ledger.read_up_to(Place(validity, uid))
            last = uid
        return last

    def _take(self, box: IMAPClient, place: Place) -> None:
        found: dict[bytes, Any] = box.fetch([place.uid], ["BODY.PEEK[]"]).get(place.uid, {})
        raw = found.get(b"BODY[]")
        if not isinstance(raw, bytes):  # gone since it was listed
            return
        try:
            self._ledger.take(Fetched(place, raw))
        except TooLong:
            logger.error("a mail of %s bytes in the mailbox of account %s is not taken", len(raw), self._account.id)


def _wait(box: IMAPClient, stop: threading.Event) -> None:
    """Until there is something new, or it is time to ask."""
    box.idle()
    try:
        waited = 0.0
        while waited < IDLE_FOR_S and not stop.is_set():
            if any(_is_new(each) for each in box.idle_check(timeout=LOOK_EVERY_S)):
                break
            waited += LOOK_EVERY_S
    finally:
        box.idle_done()


def _is_new(answer: Any) -> bool:
    return isinstance(answer, tuple) and len(answer) > 1 and answer[1] in {b"EXISTS", b"RECENT"}


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
