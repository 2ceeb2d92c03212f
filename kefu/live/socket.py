"""The realtime edge as a bare ASGI application: handshake, hello, then one task that reads and one that sends.

uvicorn brings the bytes; nothing of a web framework stands between.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from kefu.kit.errors import Invalid, NotSignedIn
from kefu.live import errors, frames, limits, threads
from kefu.live.errors import SocketClosed
from kefu.live.hub import Hub
from kefu.live.outbox import Outbox
from kefu.live.receipts import Receipts
from kefu.live.session import Session
from kefu.live.tail import Tail
from kefu.live.writer import Writer
from kefu.people import sessions
from kefu.people.access import Viewer

logger = logging.getLogger(__name__)

PATHS = frozenset({"/live", "/live/"})

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class LiveEdge:
    """One per process. `lifespan` starts and drains it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.writer = Writer()
        self.receipts = Receipts()
        self.tail = Tail(self.hub, self.receipts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await _answer_http(scope, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.tail.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.writer.drain()
                await self.receipts.flush()
                self.tail.stop()
                await asyncio.to_thread(threads.rest)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # websocket.connect
        if scope["path"] not in PATHS or not _is_welcome(scope):
            await send({"type": "websocket.close", "code": 1008})  # before accept: 403
            return
        await send({"type": "websocket.accept"})
        try:
            viewer = await asyncio.wait_for(_hello(receive), limits.HELLO_WITHIN_S)
        except (TimeoutError, NotSignedIn):
            await _close(send, errors.NOT_SIGNED_IN)
        except DatabaseError as error:
            logger.warning("a hello waits for the database: %s", type(error).__name__)
            await _close(send, errors.RESTART)
        except SocketClosed as closed:
            await _close(send, closed.code)
        else:
            await self._serve(viewer, receive, send)

    async def _serve(self, viewer: Viewer, receive: Receive, send: Send) -> None:
        outbox = Outbox()
        session = Session(viewer, outbox=outbox, hub=self.hub, writer=self.writer, receipts=self.receipts)
        outbox.put(_welcome(viewer, session))
        reading = asyncio.create_task(_read(session, receive))
        sending = asyncio.create_task(_send_all(session, send))
        try:
            await asyncio.wait({reading, sending, outbox.closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            session.end()
            reading.cancel()
            sending.cancel()
            for problem in await asyncio.gather(reading, sending, return_exceptions=True):
                _tell_operator(problem)
            await _close(send, session.close_code)


def _is_welcome(scope: Scope) -> bool:
    """Our own pages, or programs without cookies. A socket is never signed in by a cookie, so none may even come along
    without the Origin that proves our page brought it."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin")
    if origin is None:
        return b"cookie" not in headers
    return bool(origin == settings.BASE_URL)


async def _hello(receive: Receive) -> Viewer:
    message = await receive()
    if message["type"] == "websocket.disconnect":
        raise SocketClosed(1000)
    try:
        frame = frames.parse(message.get("text") or "")
        if frame["type"] != "hello":
            raise SocketClosed(errors.NOT_THIS_PROTOCOL)
        token = frames.text_of(frame, "token", most=1_024)
    except Invalid as error:
        raise SocketClosed(errors.NOT_THIS_PROTOCOL) from error
    viewer = await threads.read(sessions.viewer_for_hello, token)
    if viewer is None:
        raise NotSignedIn
    return sessions.with_locale(viewer, frame.get("locale"))


def _welcome(viewer: Viewer, session: Session) -> bytes:
    told = limits.STAFF if viewer.is_staff else limits.CUSTOMER
    return frames.dump(
        "welcome",
        protocol=1,
        you={"kind": viewer.kind.value, "id": viewer.public_id, "name": viewer.name},
        limits={"frame_bytes": limits.MAX_FRAME_BYTES, "frames_per_s": told.frames_per_s, "burst": told.burst},
        reconnect={"min_ms": limits.RECONNECT_MIN_MS, "max_ms": limits.RECONNECT_MAX_MS},
    )


async def _read(session: Session, receive: Receive) -> None:
    try:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                raise SocketClosed(errors.NOT_THIS_PROTOCOL)
            await session.handle(text)
    except SocketClosed as closed:
        session.close_code = closed.code


async def _send_all(session: Session, send: Send) -> None:
    """Ends when the session leaves, or the reader takes nothing for too long."""
    outbox, loop, task = session.outbox, asyncio.get_running_loop(), asyncio.current_task()

    def give_up() -> None:
        session.close_code = errors.TOO_SLOW
        if task is not None:
            task.cancel()

    while (frame := await outbox.next()) is not None:
        if outbox.is_over():
            session.close_code = errors.TOO_SLOW
            return
        patience = loop.call_later(limits.STALLED_AFTER_S, give_up)  # a tenth of the price of asyncio.timeout
        try:
            await send({"type": "websocket.send", "text": frame.decode()})
        finally:
            patience.cancel()


def _tell_operator(problem: BaseException | None) -> None:
    """Of what no one foresaw; that a client is gone (OSError) is daily life."""
    if isinstance(problem, Exception) and not isinstance(problem, OSError):
        logger.error("a socket failed", exc_info=problem)


async def _close(send: Send, code: int) -> None:
    """The peer may be gone already, which is as good."""
    try:
        async with asyncio.timeout(1):
            await send({"type": "websocket.close", "code": code})
    except (RuntimeError, OSError, TimeoutError):
        logger.debug("closed already")


async def _answer_http(scope: Scope, send: Send) -> None:
    is_health = scope["path"] == "/healthz"
    await send(
        {
            "type": "http.response.start",
            "status": 200 if is_health else 404,
            "headers": [(b"content-type", b"text/plain"), (b"x-content-type-options", b"nosniff")],
        }
    )
    await send({"type": "http.response.body", "body": b"ok\n" if is_health else b"sockets only\n"})
