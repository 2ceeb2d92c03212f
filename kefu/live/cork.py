"""What sockets are sent within a turn of the loop leaves together: an entry, and the word that one's own is stored, in one write.

To write into a socket costs more than to make what is written; without this a message costs three writes, with it one or two.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

MOST_BYTES = 65_536  # so much of one socket waits for nothing
_TEXT = 0x81  # the last part of a text, which is the only one
_IN_TWO_BYTES, _IN_EIGHT_BYTES = 126, 127  # where the length stands


class Corked(Protocol):
    """A wire that collects."""

    def let_go(self) -> None: ...


class Cork:
    """One per loop. What it holds goes at the end of the next turn: the log's entries come in one turn, the answers to
    those who sent them in the one that follows."""

    def __init__(self) -> None:
        self._held: list[Corked] = []

    def hold(self, line: Corked) -> None:
        """`line` has something to send; it is told once to let it go."""
        if not self._held:
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._pop)
        self._held.append(line)

    def _pop(self) -> None:
        held, self._held = self._held, []
        for line in held:
            line.let_go()


def framed(messages: Sequence[bytes]) -> bytes:
    """Text messages one after the other, as a server sends them (RFC 6455 5.2: each whole, none masked)."""
    parts: list[bytes] = []
    for message in messages:
        parts += (_head(len(message)), message)
    return b"".join(parts)


def _head(size: int) -> bytes:
    if size < _IN_TWO_BYTES:
        return bytes((_TEXT, size))
    if size < 2**16:
        return bytes((_TEXT, _IN_TWO_BYTES)) + size.to_bytes(2, "big")
    return bytes((_TEXT, _IN_EIGHT_BYTES)) + size.to_bytes(8, "big")
