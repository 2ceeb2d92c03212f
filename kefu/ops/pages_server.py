"""Serves desk, widget, API and files by waitress: a bounded pool of threads, bounded requests, bounded connections."""

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from waitress.server import create_server

from kefu.wsgi import application

THREADS = 8
CONNECTIONS = 1_000
IDLE_S = 60
HEADER_BYTES = 32 * 1024
FORM_BYTES = 1024 * 1024  # what a multipart upload may add around its file


def serve(stop: threading.Event) -> None:
    """Serve until SIGTERM or Ctrl-C; `stop` is set the moment one arrives. Main thread only."""
    server = create_server(application, **bounds())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ends(stop))
    try:
        server.run()  # returns on SystemExit, after the requests under way
    finally:
        stop.set()
        server.close()


def bounds() -> dict[str, Any]:
    return {
        "host": settings.LISTEN,
        "port": settings.PORT,
        "threads": THREADS,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_S,
        "max_request_header_size": HEADER_BYTES,
        "max_request_body_size": settings.UPLOAD_MAX_BYTES + FORM_BYTES,
        "asyncore_use_poll": True,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
        **_trusted_proxy(),
    }


def _trusted_proxy() -> dict[str, Any]:
    """One address whose X-Forwarded-For and -Proto are believed; everybody else's are cut off."""
    if not settings.TRUSTED_PROXIES:
        return {}
    if len(settings.TRUSTED_PROXIES) > 1:
        raise ImproperlyConfigured("KEFU_TRUSTED_PROXIES: name the one address that the proxy connects from.")
    return {
        "trusted_proxy": settings.TRUSTED_PROXIES[0],
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _ends(stop: threading.Event) -> Any:
    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        raise SystemExit

    return end
