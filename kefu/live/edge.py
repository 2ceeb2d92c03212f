"""The realtime edge of one process: the port it listens on, who may come in, and how it ends.

picows brings the bytes; nothing of a web framework stands between.
"""

import asyncio
import logging
from http import HTTPStatus

from django.conf import settings
from picows import WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener, ws_create_server

from kefu.kit import metrics
from kefu.live import errors, limits, threads
from kefu.live.cork import Cork
from kefu.live.hellos import Hellos
from kefu.live.hub import Hub
from kefu.live.outbox import Outbox
from kefu.live.receipts import Receipts
from kefu.live.session import Session
from kefu.live.socket import Socket
from kefu.live.tail import Tail
from kefu.live.writer import Writer
from kefu.people.access import Viewer

PATHS = frozenset({"/live", "/live/"})
LOOK_S = 10.0
LOOKS_AT_ONCE = 200
METRICS_PATHS = frozenset({"/metrics", "/live/metrics"})  # the second passes a proxy that hands /live to us
HANDSHAKE_S = 10
BACKLOG = 2_048
BUFFER_BYTES = 2_048  # to begin with; it grows for whoever sends more
GOODBYE_S = 3.0
_LOGGER = logging.LoggerAdapter(logging.getLogger("picows"))  # of a plain one it would make a copy a socket
PLAIN = {"content-type": "text/plain", "x-content-type-options": "nosniff"}


class LiveEdge:
    """One per process: `start`, then `stop`."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.cork = Cork()
        self.hellos = Hellos()
        self.writer = Writer()
        self.receipts = Receipts()
        self.tail = Tail(self.hub, self.receipts)
        self.sockets: set[Socket] = set()
        metrics.gauge("kefu_sockets_open", "Sockets that are connected.", lambda: len(self.sockets))
        metrics.gauge("kefu_sockets_signed_in", "Of them, those that said who they are.", lambda: len(self.hub.members))
        metrics.gauge("kefu_conversations_watched", "Conversations somebody listens to.", lambda: len(self.hub.rows()))

    async def start(self, *, host: str, port: int) -> None:
        """OSError if the port is taken."""
        self._server = await ws_create_server(
            self._answer,
            host,
            port,
            websocket_handshake_timeout=HANDSHAKE_S,
            enable_auto_ping=False,  # it would hold a task and a timer for each socket: `_look` asks them all
            logger_name=_LOGGER,
            max_frame_size=limits.MAX_FRAME_BYTES,
            read_buffer_init_size=BUFFER_BYTES,
            use_aiofastnet=False,
            backlog=BACKLOG,
        )
        self.tail.start()
        self._looking = asyncio.create_task(self._look())

    async def stop(self) -> None:
        """Take nothing more, answer what was taken once it is on disk, and send everybody to the next process."""
        self._server.close()
        for socket in self.sockets:
            socket.rest()
        await self.writer.drain()
        await self.receipts.flush()
        self.tail.stop()
        self._looking.cancel()
        await self._say_goodbye()
        await asyncio.to_thread(threads.rest)

    def session(self, viewer: Viewer, outbox: Outbox, line: Socket) -> Session:
        return Session(viewer, outbox=outbox, line=line, hub=self.hub, writer=self.writer, receipts=self.receipts)

    def _answer(self, request: WSUpgradeRequest) -> Socket | WSUpgradeResponseWithListener:
        path = request.path.partition(b"?")[0].decode("latin-1")
        if path == "/healthz":
            return _page(HTTPStatus.OK, b"ok\n")
        if path in METRICS_PATHS and metrics.may_ask(request.headers.get("authorization", "")):
            return _page(HTTPStatus.OK, metrics.told(), content_type=metrics.CONTENT_TYPE)
        if "upgrade" not in request.headers:
            return _page(HTTPStatus.NOT_FOUND, b"sockets only\n")
        if path not in PATHS or not _is_welcome(request):
            return _page(HTTPStatus.FORBIDDEN, b"")
        _say_connection_upgrade(request)
        return Socket(self)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            everyone = list(self.sockets)
            for start in range(0, len(everyone), LOOKS_AT_ONCE):
                for socket in everyone[start : start + LOOKS_AT_ONCE]:
                    socket.look()
                await asyncio.sleep(0)

    async def _say_goodbye(self) -> None:
        for socket in list(self.sockets):
            socket.hang_up(errors.RESTART)
        until = asyncio.get_running_loop().time() + GOODBYE_S
        while self.sockets and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)


def _is_welcome(request: WSUpgradeRequest) -> bool:
    """Our own pages, or programs without cookies. A socket is never signed in by a cookie, so none may even come along
    without the Origin that proves our page brought it."""
    origins = request.headers.getall("origin", [])
    if not origins:
        return "cookie" not in request.headers
    return list(origins) == [settings.BASE_URL]


def _say_connection_upgrade(request: WSUpgradeRequest) -> None:
    """Firefox says `keep-alive, Upgrade` (a list, RFC 9110 7.6.1), and picows 2.3 would refuse what is not the one word."""
    options = request.headers.get("connection", "").lower().split(",")
    if "upgrade" in [option.strip() for option in options]:
        request.headers["connection"] = "upgrade"


def _page(
    status: HTTPStatus, body: bytes, *, content_type: str = PLAIN["content-type"]
) -> WSUpgradeResponseWithListener:
    if status is HTTPStatus.OK:
        response = WSUpgradeResponse.create_ok_response(body, {**PLAIN, "content-type": content_type})
    else:
        response = WSUpgradeResponse.create_error_response(status, body, PLAIN)
    return WSUpgradeResponseWithListener(response, None)
