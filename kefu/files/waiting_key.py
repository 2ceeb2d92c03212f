"""The key of what waits for more than one request: this process's own, or one that all processes share through Redis."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from kefu.files import sealed
from kefu.settings.wiring import REDIS_KEY


class Key(Protocol):
    def current(self) -> bytes:
        """32 bytes. Busy where it cannot be told just now."""


class Own:
    def current(self) -> bytes:
        return sealed.own_key()


@cache
def chosen() -> Key:
    """As the settings say."""
    if not settings.REDIS_URL:
        return Own()
    made: Key = import_string(REDIS_KEY)()
    return made


def current() -> bytes:
    return chosen().current()
