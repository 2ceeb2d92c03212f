"""The one thing that an exchange tells us unasked: what its customer answered in the app. Read here, believed nowhere else.

Its bytes are signed as our own questions are; whoever changes, forges or keeps one back beyond the clocks' bound is refused.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from kefu.exchange.contract import codec
from kefu.exchange.contract.codec import BadShape
from kefu.exchange.contract.confirm import Confirmed
from kefu.exchange.http import signing, strict_json
from kefu.exchange.http.signing import WrongSignature
from kefu.kit import clock, metrics

PATH = "/api/v1/exchange/confirmations"
MAX_BYTES = 4 * 1024

logger = logging.getLogger(__name__)
_refused = metrics.counter(
    "kefu_exchange_callbacks_refused", "What came as the exchange's word and was not signed as such.", ()
)


@dataclass(frozen=True, slots=True)
class Callback:
    """`nonce_hash` tells one sending from another."""

    answer: Confirmed
    nonce_hash: str


def read(headers: Mapping[str, str], *, path: str, body: bytes) -> Callback:
    """WrongSignature before a byte is parsed, or where no secret is shared; BadShape for what the contract does not know."""
    if not settings.EXCHANGE_SECRET:
        raise WrongSignature("no secret is shared with an exchange")
    if len(body) > MAX_BYTES:
        raise BadShape("the body", f"at most {MAX_BYTES} bytes")
    known = {name: headers.get(name, "") for name in (signing.TIMESTAMP, signing.NONCE, signing.SIGNATURE)}
    secrets, now_s = signing.secrets_of(settings.EXCHANGE_SECRET), clock.now().timestamp()
    signing.secret_of_request(secrets, known, path=path, body=body, now_s=now_s)
    answer = codec.from_json(Confirmed, strict_json.read(body))
    return Callback(answer, hashlib.sha256(known[signing.NONCE].encode()).hexdigest())


def refused(why: str) -> None:
    """Into the log and the metrics, never into the journal, which anybody could fill then."""
    _refused.inc()
    logger.warning("a confirmation was refused: %s", why)
