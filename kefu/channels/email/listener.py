"""Takes mails over SMTP or LMTP: within bounds, for addresses of ours alone, and only once they are on disk.

Whatever goes wrong here for a while is said as such (4xx), so that the server that brings a mail keeps it and comes again.
"""

import asyncio
import ipaddress
import logging
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session, syntax
from aiosmtpd.smtp import Envelope as Said

from kefu.channels.contract import NoRoom, TooLong
from kefu.channels.email.crowd import Crowd, Guest

logger = logging.getLogger(__name__)

MOST_RECEIVERS = 50
IDLE_S, DATA_S = 60.0, 60.0  # without a byte, or within one command; until what was handed over is on disk
MAIL_WITHIN_S, SESSION_WITHIN_S = 300.0, 1_800.0  # all of one mail, however its bytes trickle; all of a session
MOST_LINE_BYTES = 256 * 1024  # programs write pages in one line; RFC 5321 allows 1,000
IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
P = TypeVar("P")
R = TypeVar("R")
_OK = "250 2.0.0 Taken"
_LATER = "451 4.3.0 Not taken just now. Please try again later"
_CLOSED = "550 5.2.1 This mailbox is closed and reads nothing any more. Please write to the address on our website"
_BUSY = "421 4.7.0 Too many sessions. Please try again later"


class Known(StrEnum):
    """What an address is to us."""

    OPEN = "open"
    CLOSED = "closed"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail as it was handed over. `peer` is empty where a relay of ours brought it: then it says nothing of who sent it."""

    raw: bytes
    peer: str
    helo: str
    sender: str
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class House:
    """What stands behind the door; each may block, and all run in one thread. `knows`: whether we have this address. `take`: on
    return it is on disk; TooLong, NoRoom, or any other error where it is not. `end`: the door is closed.
    """

    knows: Callable[[str], Known]
    take: Callable[[Taken], None]
    most_bytes: int
    relays: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network] = ()
    end: Callable[[], None] = lambda: None


class Door:
    """The answers to each step of a session, for `aiosmtpd`."""

    def __init__(self, house: House, *, answers_each: bool, thread: Executor | None = None) -> None:
        """`answers_each`: LMTP wants an answer for every receiver."""
        self._house, self._answers_each, self._thread = house, answers_each, thread

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Said, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if len(envelope.rcpt_tos) >= MOST_RECEIVERS:
            return "452 4.5.3 Too many receivers"
        try:
            known = await self._in_thread(self._house.knows, address)
        except Exception:
            logger.exception("an address could not be looked up")
            return _LATER
        if known is not Known.OPEN:
            return _CLOSED if known is Known.CLOSED else "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Said) -> str:
        del server
        said = await self._taken(session, envelope)
        return "\r\n".join([said] * len(envelope.rcpt_tos)) if self._answers_each else said

    async def _taken(self, session: Session, envelope: Said) -> str:
        taken = Taken(
            raw=bytes(envelope.original_content or b""),
            peer=self.peer_of(session.peer),
            helo=(session.host_name or "")[:255],
            sender=(envelope.mail_from or "")[:320],
            receivers=tuple(envelope.rcpt_tos),
        )
        try:
            await asyncio.wait_for(self._in_thread(self._house.take, taken), DATA_S)
        except TooLong:
            return "552 5.3.4 Longer than what is taken here"
        except NoRoom:
            return "452 4.3.1 No room just now. Please try again later"
        except Exception:
            logger.exception("a mail could not be taken")
            return _LATER
        return _OK

    async def _in_thread(self, job: Callable[[P], R], given: P) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, job, given)

    def peer_of(self, name: object) -> str:
        """Empty for relays of ours: then it says nothing of who sent it."""
        address = address_of(name)
        return "" if address is None or is_relay(address, self._house.relays) else str(address)


class Listener:
    """Listens until it is closed. Runs on the event loop that starts it."""

    def __init__(self, house: House, *, is_lmtp: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self._house, self._is_lmtp, self._tls = house, is_lmtp, tls
        self._crowd = Crowd()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mail-door")  # and so one connection to the database
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """The port it listens at. OSError where it cannot."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._house.end)
        self._thread.shutdown(wait=False)

    def _guest(self, name: object) -> Guest:
        address = address_of(name)
        return Guest(neighbours(address), is_relay=address is None or is_relay(address, self._house.relays))

    def _session(self) -> asyncio.Protocol:
        kind: type[Any] = _Lmtp if self._is_lmtp else _Smtp
        made: asyncio.Protocol = kind(
            Door(self._house, answers_each=self._is_lmtp, thread=self._thread),
            self._guest,
            self._crowd,
            data_size_limit=self._house.most_bytes,
            enable_SMTPUTF8=True,
            ident="ready",
            hostname="kefu",
            timeout=IDLE_S,
            tls_context=self._tls,
        )
        return made


class _Bounded(SMTP):
    """Within the bounds of its crowd: so many sessions at once, so many bytes in memory, so long for one mail."""

    line_length_limit = MOST_LINE_BYTES

    def __init__(self, door: Door, guest_of: Callable[[object], Guest], crowd: Crowd, **told: Any) -> None:
        super().__init__(door, **told)
        self._guest_of, self._crowd = guest_of, crowd
        self._is_taking, self._heard_at = False, 0.0
        self._ends: list[asyncio.TimerHandle] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        guest = self._guest_of(transport.get_extra_info("peername"))
        if not self._crowd.let_in(self, guest):  # who is in stays in: after STARTTLS
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(f"{_BUSY}\r\n".encode())
            transport.close()
            return
        if not self._ends:
            self._ends.append(self.loop.call_later(SESSION_WITHIN_S, self._hang_up))
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        for each in self._ends:
            each.cancel()
        if self._crowd.let_out(self):
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """What a mail takes here while it comes; where there is no room for it, whoever brings it comes again."""
        if self._is_taking:
            if not self._crowd.may_hold(self, data):
                self._hang_up()
                return
            if self.loop.time() - self._heard_at > 1:
                self._heard_at = self.loop.time()
                self._reset_timeout()
        super().data_received(data)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        self._is_taking = True
        ends = self.loop.call_later(MAIL_WITHIN_S, self._hang_up)
        try:
            await super().smtp_DATA(arg)
        finally:
            ends.cancel()
            self._is_taking = False
            self._crowd.let_go(self)

    def _hang_up(self) -> None:
        """Said in the middle, which whoever brings a mail takes for "later"."""
        if isinstance(self.transport, asyncio.WriteTransport) and not self.transport.is_closing():
            self.transport.write(f"{_BUSY}\r\n".encode())
            self.transport.close()


class _Smtp(_Bounded):
    """RFC 5321."""


class _Lmtp(_Bounded, LMTP):
    """RFC 2033."""


def address_of(name: object) -> IpAddress | None:
    """Of a peer as a socket names it."""
    try:
        return ipaddress.ip_address(str(name[0]).partition("%")[0] if isinstance(name, tuple) else "")
    except ValueError:
        return None


def is_relay(address: IpAddress, relays: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """A server of ours: named in the settings, or in a network of our own."""
    return not address.is_global or any(address in network for network in relays)


def neighbours(address: IpAddress | None) -> str:
    """Whom to count together: of IPv6 everybody has a whole network."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or "")
