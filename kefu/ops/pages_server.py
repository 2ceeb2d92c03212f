"""Serves desk, widget, API and files by waitress: a bounded pool of threads, bounded requests, bounded connections."""

import signal
import sys
import threading
from collections.abc import Iterable
from types import FrameType
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from waitress.server import create_server

from kefu.kit import db
from kefu.kit.turns import Turns
from kefu.ops import garbage
from kefu.search import index
from kefu.trust import guard, shield
from kefu.wsgi import application

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 8
CONNECTIONS = 1_000
AT_ONCE = 1
IDLE_S = 60
SWITCH_S = 0.0005  # Python's own 5 ms, times the pages being made, is what each statement of the reactions would wait
WARM_AFTER_S = 1.0  # by then it has said that it is ready
HEADER_BYTES = 32 * 1024
FORM_BYTES = 1024 * 1024  # what a multipart upload may add around its file


def serve(stop: threading.Event) -> None:
    """Serve until SIGTERM or Ctrl-C; `stop` is set the moment one arrives. Main thread only."""
    sys.setswitchinterval(SWITCH_S)
    garbage.collect_seldom()
    server = create_server(few_at_once(application) if db.is_sqlite() else application, **bounds())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ends(stop))
    warming = warm_soon()
    try:
        server.run()  # returns on SystemExit, after the requests under way
    finally:
        stop.set()
        server.close()
        warming.cancel()
        warming.join()  # some half second: native code that outlives the interpreter aborts the process


def few_at_once(application: "WSGIApplication") -> "WSGIApplication":
    """With the embedded database a page is nothing but work, and a second one at a time makes neither sooner.

    It would only slow down the reactions, which share the processor with the pages and hold the database meanwhile.
    What waits gives its turn away (`kit.turns`): two pictures to decode, or a scanner that hangs, keep no page from anybody.
    """
    turns = Turns(AT_ONCE)

    def taking_turns(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        with turns.taken():
            return application(environ, start_response)

    return taking_turns


def warm_soon() -> threading.Timer:
    """The first search and the first reply shall not spend their time on loading what all of them need."""
    timer = threading.Timer(WARM_AFTER_S, _warm)
    timer.name, timer.daemon = "warm", True
    timer.start()
    return timer


def _warm() -> None:
    try:
        index.warm()
        guard.warm()
        shield.warm()
    finally:
        connection.close()


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
