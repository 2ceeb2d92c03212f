"""The channels of wiring.py, by key."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from kefu.channels.contract import Channel


@cache
def channels() -> dict[str, Channel]:
    made: list[Channel] = [import_string(path)() for path in settings.CHANNELS]
    return {channel.key: channel for channel in made}
