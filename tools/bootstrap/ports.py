"""Loopback ports: which are taken, and where there is room."""

import socket

from tools.bootstrap.refusal import Refusal

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def first_of_free_row(count: int, *, start: int = 9000) -> int:
    """The first port of `count` free ones in a row. Refusal if there is none."""
    for first in range(start, 60_000, count):
        if all(is_free(first + step) for step in range(count)):
            return first
    raise Refusal("No free port was found on this machine.")


def require_row(port: int, *, count: int, command: str) -> None:
    """Refusal, with a row that is free, unless `count` ports from `port` on are."""
    for number in range(port, port + count):
        if not is_free(number):
            other = first_of_free_row(count)
            raise Refusal(f"Port {number} is taken: stop what uses it, or choose others with PORT={other} {command}.")
