"""Why a socket is closed; the numbers stand in docs/protocol.md.

SocketClosed
"""


class SocketClosed(Exception):
    """Ends a socket's reading loop with a close code."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


LOST = 1001
NOT_UTF8, TOO_LARGE, BROKEN, RESTART = 1007, 1009, 1011, 1012
NOT_THIS_PROTOCOL, NOT_SIGNED_IN, TOO_SLOW, TOO_MANY_FRAMES = 4400, 4401, 4408, 4429
