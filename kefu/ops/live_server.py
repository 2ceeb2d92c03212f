"""Serves the sockets by uvicorn on uvloop: frames of 64 KiB at most, no compression, a ping every 20 s."""

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
