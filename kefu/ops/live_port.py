"""Whether the sockets answer, asked without loading what serves them."""

import socket

from django.conf import settings

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  whoever listens everywhere is asked at home


def listens() -> bool:
    host = ANY_ADDRESS.get(settings.LISTEN, settings.LISTEN)
    try:
        socket.create_connection((host, settings.LIVE_PORT), timeout=1).close()
    except OSError:
        return False
    return True
