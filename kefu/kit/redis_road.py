"""Wake-ups between machines by Redis pub/sub. Knows when it hears nothing any more, so that others look for themselves."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from redis import RedisError

from kefu.kit import redis_link
from kefu.kit.wake import RoadBroken

logger = logging.getLogger(__name__)

PING_S = 0.5
SILENT_S = 2.0  # no answer to any ping for so long: frozen, or the line is dead
AGAIN_S = 0.5
REST_S = 1.0  # after a failure nothing is sent for so long: whoever wakes must not queue behind a Redis that is away


class RedisRoad:
    def __init__(self) -> None:
        self.hears = False
        self._client = redis_link.client()
        self._channel = redis_link.named("wake")
        self._resting_until = 0.0

    def send(self, message: str) -> None:
        if time.monotonic() < self._resting_until:
            raise RoadBroken("Redis was away a moment ago")
        try:
            self._client.publish(self._channel, message)
        except RedisError as error:
            self._resting_until = time.monotonic() + REST_S
            raise RoadBroken(f"Redis: {error}") from error

    def listen(self, heard: Callable[[str], None], stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._listen(heard, stop)
            except (RedisError, OSError) as error:
                if self.hears:
                    logger.warning("wake-ups interrupted: Redis: %s", error)
                self.hears = False
                stop.wait(AGAIN_S)

    def _listen(self, heard: Callable[[str], None], stop: threading.Event) -> None:
        """Until `stop` is set, or RedisError."""
        with self._client.pubsub() as ear:  # type: ignore[no-untyped-call]
            ear.subscribe(self._channel)
            last_heard = pinged = time.monotonic()
            while not stop.is_set():
                message = ear.get_message(timeout=PING_S / 2)
                now = time.monotonic()
                if message is not None:
                    last_heard = now
                    self._take(message, heard)
                elif now - last_heard > SILENT_S:
                    raise RedisError(f"silent for {SILENT_S} s")
                if now - pinged > PING_S:
                    ear.ping()
                    pinged = now

    def _take(self, message: dict[str, Any], heard: Callable[[str], None]) -> None:
        if message["type"] == "subscribe":
            self.hears = True
        elif message["type"] == "message":
            heard(message["data"])
