"""Serves the sockets by uvicorn on uvloop: frames of 64 KiB at most, no compression, a ping every 20 s."""

import os
import sys
import threading
from typing import BinaryIO

import uvicorn
from django.conf import settings

FRAME_BYTES = 64 * 1024
PING_S = 20
GOODBYE_S = 5


def server() -> uvicorn.Server:
    config = uvicorn.Config(
        "kefu.asgi:application",
        host=settings.LISTEN,
        port=settings.LIVE_PORT,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        proxy_headers=bool(settings.TRUSTED_PROXIES),
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GOODBYE_S,
    )
    return uvicorn.Server(config)


def end_with_parent(server: uvicorn.Server) -> None:
    """Stop the server when standard input closes: only the parent holds its other end, so a kill -9 does it too."""
    threading.Thread(target=_end_at_eof, args=(server, sys.stdin.buffer), daemon=True, name="parent").start()


def _end_at_eof(server: uvicorn.Server, line_to_parent: BinaryIO) -> None:
    while os.read(line_to_parent.fileno(), 1024):
        pass
    server.should_exit = True
