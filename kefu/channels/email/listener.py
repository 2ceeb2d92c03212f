"""Takes mails over SMTP or LMTP: within bounds, for addresses of ours alone, and only once they are on disk.

Whatever goes wrong here for a while is said as such (4xx), so that the server that brings a mail keeps it and comes again.
"""

import asyncio
import ipaddress
import logging
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Said

from kefu.channels.contract import NoRoom, TooLong

logger = logging.getLogger(__name__)

MOST_SESSIONS, MOST_OF_A_PEER = 40, 20
MOST_RECEIVERS = 50
IDLE_S, DATA_S = 60.0, 60.0
MOST_LINE_BYTES = 256 * 1024  # programs write pages in one line; RFC 5321 allows 1,000
_OK = "250 2.0.0 Taken"
_LATER = "451 4.3.0 Not taken just now. Please try again later"
_BUSY = "421 4.7.0 Too many sessions. Please try again later"


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
    """What stands behind the door; each may block. `knows`: whether we have this address. `take`: on return it is on disk;
    TooLong, NoRoom, or any other error where it is not.
    """

    knows: Callable[[str], bool]
    take: Callable[[Taken], None]
    most_bytes: int
    relays: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network] = ()


class Door:
    """The answers to each step of a session, for `aiosmtpd`."""

    def __init__(self, house: House, *, answers_each: bool) -> None:
        """`answers_each`: LMTP wants an answer for every receiver."""
        self._house, self._answers_each = house, answers_each

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Said, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if len(envelope.rcpt_tos) >= MOST_RECEIVERS:
            return "452 4.5.3 Too many receivers"
        try:
            is_known = await asyncio.to_thread(self._house.knows, address)
        except Exception:
            logger.exception("an address could not be looked up")
            return _LATER
        if not is_known:
            return "550 5.1.1 No such mailbox here"
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
            await asyncio.wait_for(asyncio.to_thread(self._house.take, taken), DATA_S)
        except TooLong:
            return "552 5.3.4 Longer than what is taken here"
        except NoRoom:
            return "452 4.3.1 No room just now. Please try again later"
        except Exception:
            logger.exception("a mail could not be taken")
            return _LATER
        return _OK

    def peer_of(self, name: object) -> str:
        """Empty for relays of ours, and for what can only be one: a server of our own network."""
        try:
            address = ipaddress.ip_address(str(name[0]) if isinstance(name, tuple) else "")
        except ValueError:
            return ""
        is_near = not address.is_global or any(address in network for network in self._house.relays)
        return "" if is_near else str(address)


class Listener:
    """Listens until it is closed. Runs on the event loop that starts it."""

    def __init__(self, house: House, *, is_lmtp: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self._house, self._is_lmtp, self._tls = house, is_lmtp, tls
        self._sessions: dict[object, str] = {}
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """The port it listens at. OSError where it cannot."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def _session(self) -> asyncio.Protocol:
        kind: type[Any] = _Lmtp if self._is_lmtp else _Smtp
        made: asyncio.Protocol = kind(
            Door(self._house, answers_each=self._is_lmtp),
            self._sessions,
            data_size_limit=self._house.most_bytes,
            enable_SMTPUTF8=True,
            ident="ready",
            hostname="kefu",
            timeout=IDLE_S,
            tls_context=self._tls,
        )
        return made


class _Bounded(SMTP):
    """At most so many at once, of one peer and of all."""

    line_length_limit = MOST_LINE_BYTES

    def __init__(self, door: Door, sessions: dict[object, str], **told: Any) -> None:
        super().__init__(door, **told)
        self._sessions_open = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        name = transport.get_extra_info("peername")
        peer = str(name[0]) if isinstance(name, tuple) else ""
        is_again = self in self._sessions_open  # after STARTTLS
        of_peer = sum(each == peer for each in self._sessions_open.values())
        if not is_again and (len(self._sessions_open) >= MOST_SESSIONS or of_peer >= MOST_OF_A_PEER):
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(f"{_BUSY}\r\n".encode())
            transport.close()
            return
        self._sessions_open[self] = peer
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._sessions_open.pop(self, None) is not None:
            super().connection_lost(error)


class _Smtp(_Bounded):
    """RFC 5321."""


class _Lmtp(_Bounded, LMTP):
    """RFC 2033."""
