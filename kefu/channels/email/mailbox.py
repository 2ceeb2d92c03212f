"""Reads a mailbox of ours over IMAP: what is new, in its order, and then waits for more (IDLE, RFC 2177). Changes nothing in it.

What was in it when it was first read stays out. A server that counts anew (another UIDVALIDITY), or another server, user or
folder, is read again from that day on, and the ledger knows what it has seen. What cannot be fetched stops nothing: a person is
told of it by its head.
"""

import hashlib
import imaplib
import ipaddress
import logging
import ssl
import threading
from collections.abc import Sequence
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
MOST_TRIES = 3  # at one mail that the server does not hand out, each after a pause
MOST_HEAD_BYTES = 64 * 1024
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
class Unfetched:
    """A mail that stays in the mailbox. `head`: what could be had of it. `why`: one short word. `size_bytes` 0: not known."""

    place: Place
    head: bytes = field(repr=False)
    why: str
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """Up to `last_uid` it was read; nothing that came to the mailbox before `since` is."""

    last_uid: int
    since: date


class Ledger(Protocol):
    """Where what was read goes, for one account."""

    most_bytes: int  # of one mail

    def begin(self, *, where: str, uid_validity: int, uid_next: int) -> Begun:
        """`where`: a digest of the server, user and folder: numbers of another one say nothing here."""

    def take(self, fetched: Fetched) -> None:
        """On return it is on disk. NoRoom, TooLong."""

    def park(self, unfetched: Unfetched) -> None:
        """On return a person will see that it is there. NoRoom."""

    def read_up_to(self, place: Place) -> None: ...


def is_wanted(account: AccountRecord) -> bool:
    return bool(account.settings.get("imap_host"))


def where(account: AccountRecord) -> str:
    """What is the same as long as the same mailbox is read."""
    told = (str(account.settings["imap_host"]).lower().rstrip("."), _user(account), _folder(account))
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _user(account: AccountRecord) -> str:
    return str(account.settings.get("imap_user") or account.address)


def _folder(account: AccountRecord) -> str:
    return str(account.settings.get("imap_folder") or "INBOX")


class Reader:
    """One account's mailbox, read until it is told to stop."""

    def __init__(self, account: AccountRecord, ledger: Ledger) -> None:
        self._account, self._ledger = account, ledger
        self._failed: dict[Place, int] = {}  # one at most: that which is next

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
        user = _user(self._account)
        token = self._account.secrets.get("imap_token", "")
        if token:
            box.oauth2_login(user, token)
        else:
            box.login(user, self._account.secrets.get("imap_password", ""))

    def _follow(self, box: IMAPClient, stop: threading.Event, came_through: threading.Event) -> None:
        chosen = box.select_folder(_folder(self._account), readonly=True)
        validity, following = int(chosen[b"UIDVALIDITY"]), int(chosen.get(b"UIDNEXT") or 1)
        begun = self._ledger.begin(where=where(self._account), uid_validity=validity, uid_next=following)
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
        new = sorted(each for each in uids if each > last)[:MOST_AT_ONCE]
        sizes = _sizes(box, new)
        for uid in new:
            if stop.is_set():
                return last
            self._take(box, Place(validity, uid), sizes.get(uid, 0))
            self._ledger.read_up_to(Place(validity, uid))
            last = uid
        return last

    def _take(self, box: IMAPClient, place: Place, size_bytes: int) -> None:
        if size_bytes > self._ledger.most_bytes:
            self._park(box, place, "too_long", size_bytes)
            return
        try:
            raw = _part(box, place.uid, "BODY.PEEK[]", b"BODY[]")
            if raw is not None:
                self._ledger.take(Fetched(place, raw))
        except TooLong:
            self._park(box, place, "too_long", size_bytes)
        except imaplib.IMAP4.abort:  # the connection is gone: it says nothing of the mail
            raise
        except (IMAPClientError, imaplib.IMAP4.error, ValueError, KeyError):
            self._failed = {place: self._failed.get(place, 0) + 1}
            if self._failed[place] < MOST_TRIES:
                raise
            self._park(box, place, "not_fetched", size_bytes)

    def _park(self, box: IMAPClient, place: Place, why: str, size_bytes: int) -> None:
        logger.error("mail %s in the mailbox of account %s is not taken: %s", place.uid, self._account.id, why)
        self._ledger.park(Unfetched(place, _head(box, place.uid), why, size_bytes))


def _sizes(box: IMAPClient, uids: Sequence[int]) -> dict[int, int]:
    """As far as the server says: whoever it says nothing of is found out when it is fetched."""
    try:
        found: dict[int, dict[bytes, Any]] = box.fetch(uids, ["RFC822.SIZE"]) if uids else {}
        return {uid: int(each.get(b"RFC822.SIZE") or 0) for uid, each in found.items()}
    except imaplib.IMAP4.abort:
        raise
    except (IMAPClientError, imaplib.IMAP4.error, ValueError, TypeError):
        return {}


def _part(box: IMAPClient, uid: int, asked: str, told: bytes) -> bytes | None:
    """Null where the mail is gone since it was listed. ValueError where it is there, and is not handed out."""
    found: dict[bytes, Any] | None = box.fetch([uid], [asked]).get(uid)
    if found is None:
        return None
    if not isinstance(found.get(told), bytes):
        raise ValueError("the server hands out nothing")
    return bytes(found[told])


def _head(box: IMAPClient, uid: int) -> bytes:
    """Empty where not even that is handed out."""
    try:
        return (_part(box, uid, "BODY.PEEK[HEADER]", b"BODY[HEADER]") or b"")[:MOST_HEAD_BYTES]
    except imaplib.IMAP4.abort:
        raise
    except (IMAPClientError, imaplib.IMAP4.error, ValueError, KeyError):
        return b""


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
