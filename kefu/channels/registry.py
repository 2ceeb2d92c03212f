"""The channels of wiring.py, by key."""

from functools import cache

from django.utils.module_loading import import_string

from kefu.channels.contract import Channel
from kefu.settings.wiring import CHANNELS


@cache
def channels() -> dict[str, Channel]:
    made: list[Channel] = [import_string(path)() for path in CHANNELS]
    return {channel.key: channel for channel in made}
