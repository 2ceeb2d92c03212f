"""One client's socket: frames in, frames out, one after the other. What they mean is the session's business."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Protocol

from django.db import DatabaseError
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from kefu.kit.errors import Invalid, NotSignedIn
from kefu.live import cork, errors, frames, limits
from kefu.live.errors import SocketClosed
from kefu.live.hellos import Hellos
from kefu.live.outbox import Outbox
from kefu.live.session import Session
from kefu.people import sessions
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)

# looked up once: a member of an enum costs as much as a call, for every frame
TEXT, BINARY, CLOSE = WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CLOSE
BEATS = (WSMsgType.PING, WSMsgType.PONG)

MAX_BACKLOG = 32
PING_AFTER, LOST_AFTER = 2, 4  # quiet looks of the edge
MAX_PARTS = 64
GOODBYE_S = 2.0


class House(Protocol):
    """What a socket needs of the edge it belongs to."""

    sockets: "set[Socket]"
    cork: cork.Cork
    hellos: Hellos

    def session(self, viewer: Viewer, outbox: Outbox, line: "Socket") -> Session: ...


class Socket(WSListener):
    """Handles a frame when the one before is done, so that a sender's order is kept."""

    # there may be ten thousand: nothing is made for one before it is needed
    __slots__ = (
        "_backlog",
        "_held",
        "_held_bytes",
        "_house",
        "_is_over",
        "_is_reading",
        "_loop",
        "_parts",
        "_quiet",
        "_session",
        "_timer",
        "_transport",
        "_work",
        "outbox",
    )

    def __init__(self, house: House) -> None:
        self._house = house
        self._session: Session | None = None
        self._parts: list[bytes] = []
        self._backlog: list[str] = []
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._work: asyncio.Task[None] | None = None
        self._is_over = False
        self._is_reading = True
        self._quiet = 0
        self.outbox = Outbox(self)

    # -- the wire -----------------------------------------------------------------------------------------------------
    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(limits.HELLO_WITHIN_S, self.hang_up, errors.NOT_SIGNED_IN)
        self._house.sockets.add(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        self._quiet = 0
        msg_type = frame.msg_type
        if msg_type is CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
        elif self._is_over or msg_type in BEATS:
            return
        else:
            self._receive(frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._end()
        self._house.sockets.discard(self)

    def pause_writing(self) -> None:
        self.outbox.pause()

    def resume_writing(self) -> None:
        self.outbox.resume()

    def write(self, frame: bytes) -> None:
        if not self._held:
            self._house.cork.hold(self)
        self._held.append(frame)
        self._held_bytes += len(frame)
        if self._held_bytes >= cork.MOST_BYTES:
            self.let_go()

    def let_go(self) -> None:
        """Everything held leaves; nothing if it went before, or nobody is there to read it."""
        held, self._held, self._held_bytes = self._held, [], 0
        if not held or self._transport.is_disconnected:
            return
        if len(held) == 1:
            self._transport.send(TEXT, held[0])
        else:
            self._transport.underlying_transport.write(cork.framed(held))

    def hang_up(self, code: int) -> None:
        """Say why, and give the peer a moment to say goodbye itself: closing at once could take our last words away."""
        if self._is_over:
            return
        self.let_go()
        self._end()
        self._transport.send_close(code)  # type: ignore[arg-type]  # 4000-4999 are ours to give, and not in its enum
        self._loop.call_later(GOODBYE_S, self._transport.disconnect, False)

    def look(self) -> None:
        """One of the edge's regular looks: who said nothing for two of them is asked, who does not answer is gone."""
        self._quiet += 1
        if self._quiet == PING_AFTER:
            self._transport.send_ping()
        elif self._quiet >= LOST_AFTER:
            self.hang_up(errors.LOST)

    def rest(self) -> None:
        """Take nothing more; what was taken is still answered."""
        self._backlog.clear()
        self._read(on=False)

    def _read(self, *, on: bool) -> None:
        if on is self._is_reading or self._transport.is_disconnected:
            return
        self._is_reading = on
        wire = self._transport.underlying_transport
        if on:
            wire.resume_reading()
        else:
            wire.pause_reading()

    def _end(self) -> None:
        self._is_over = True
        self._timer.cancel()
        self._backlog.clear()
        self.outbox.close()
        if self._session is not None:
            self._session.end()
        if self._work is not None and self._work is not asyncio.current_task():
            self._work.cancel()

    # -- frames -------------------------------------------------------------------------------------------------------
    def _receive(self, frame: WSFrame) -> None:
        try:
            text = self._text_of(frame)
            if text is None:
                return
            if self._work is None:
                self._take(text)
            else:
                self._backlog.append(text)
                if len(self._backlog) >= MAX_BACKLOG:
                    self._read(on=False)
        except UnicodeDecodeError:
            self.hang_up(errors.NOT_UTF8)
        except SocketClosed as closed:
            self.hang_up(closed.code)

    def _text_of(self, frame: WSFrame) -> str | None:
        """The text of a whole message; None while parts are missing."""
        if frame.msg_type is BINARY:
            raise SocketClosed(errors.NOT_THIS_PROTOCOL)
        if frame.fin and not self._parts:
            return frame.get_payload_as_utf8_text()
        self._parts.append(frame.get_payload_as_bytes())
        if len(self._parts) > MAX_PARTS or sum(map(len, self._parts)) > limits.MAX_FRAME_BYTES:
            raise SocketClosed(errors.TOO_LARGE)
        if not frame.fin:
            return None
        whole, self._parts = b"".join(self._parts), []
        return whole.decode()

    def _take(self, text: str) -> None:
        self._timer.cancel()  # it said something in time; that others come in a crowd is not its fault
        work = self._hello(text) if self._session is None else self._session.handle(text)
        if work is not None:
            self._work = self._loop.create_task(self._finish(work))

    async def _finish(self, work: Awaitable[None]) -> None:
        """What could not be done at once, and then what came in meanwhile."""
        try:
            await work
            while self._backlog and not self._is_over and self._session is not None:
                more = self._session.handle(self._backlog.pop(0))
                if more is not None:
                    await more
            self._read(on=True)
        except SocketClosed as closed:
            self.hang_up(closed.code)
        except Exception:
            logger.exception("a socket failed")
            self.hang_up(errors.BROKEN)
        finally:
            self._work = None

    async def _hello(self, text: str) -> None:
        try:
            viewer = await self._viewer_for(text)
        except NotSignedIn:
            self.hang_up(errors.NOT_SIGNED_IN)
        except DatabaseError as error:
            logger.warning("a hello waits for the database: %s", type(error).__name__)
            self.hang_up(errors.RESTART)
        else:
            if not self._is_over:
                self._session = self._house.session(viewer, self.outbox, self)
                self.outbox.put(_welcome(viewer, sockets=len(self._house.sockets)))

    async def _viewer_for(self, text: str) -> Viewer:
        try:
            frame = frames.parse(text)
            if frame["type"] != "hello":
                raise SocketClosed(errors.NOT_THIS_PROTOCOL)
            token = frames.text_of(frame, "token", most=1_024)
        except Invalid as error:
            raise SocketClosed(errors.NOT_THIS_PROTOCOL) from error
        viewer = await self._house.hellos.viewer_for(token)
        if viewer is None:
            raise NotSignedIn
        return sessions.with_zone(sessions.with_locale(viewer, frame.get("locale")), frame.get("zone"))


def _welcome(viewer: Viewer, *, sockets: int) -> bytes:
    told = limits.STAFF if viewer.is_staff else limits.CUSTOMER
    return frames.dump(
        "welcome",
        protocol=1,
        you={"kind": viewer.kind.value, "id": viewer.public_id, "name": viewer.name},
        limits={"frame_bytes": limits.MAX_FRAME_BYTES, "frames_per_s": told.frames_per_s, "burst": told.burst},
        reconnect={"min_ms": limits.RECONNECT_MIN_MS, "max_ms": limits.reconnect_max_ms(sockets)},
    )
