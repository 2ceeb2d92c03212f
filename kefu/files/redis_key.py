"""The key of files that arrive, for all processes together. Loaded only where KEFU_REDIS_URL names one.

Half of it is a number of chance in Redis, half the installation's secret: neither opens anything alone. Redis may lose its
half: the first process that asks again puts back the one it knows.
"""

import hashlib
import hmac
import logging
import re
import secrets
import time

from redis import RedisError

from kefu.files import sealed
from kefu.files.errors import Busy
from kefu.kit import crypto, redis_link

logger = logging.getLogger(__name__)

LIFE_S = 48 * 3_600  # twice that of an unfinished upload; begun anew whenever somebody asks
FRESH_S = 20.0
AGAIN_S = 5
_HALF = re.compile(rf"[0-9a-f]{{{2 * sealed.KEY_BYTES}}}")


class SharedKey:
    def __init__(self) -> None:
        self._redis = redis_link.client()
        self._half, self._asked_at = "", float("-inf")

    def current(self) -> bytes:
        """Busy where Redis does not answer a process that has never asked before."""
        if time.monotonic() - self._asked_at > FRESH_S:
            self._ask()
        return hmac.digest(crypto.key_for("files.waiting"), bytes.fromhex(self._half), hashlib.sha256)

    def _ask(self) -> None:
        name = redis_link.named("files", "waiting")
        try:
            self._redis.set(name, self._half or secrets.token_hex(sealed.KEY_BYTES), nx=True)
            half = str(self._redis.getex(name, ex=LIFE_S))
            if _HALF.fullmatch(half) is None:  # thrown out between the two, or put there by somebody else
                raise RedisError("no half of a key lies there")
        except RedisError as error:
            if not self._half:
                raise Busy(retry_after_s=AGAIN_S) from error
            logger.warning("the key of files that arrive was not looked at again: Redis: %s", error)
        else:
            self._half = half
        self._asked_at = time.monotonic()
