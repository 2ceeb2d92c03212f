"""Links for whoever reads us outside: signed, good for a week, for whoever holds the message. No session stands behind them."""

import base64
import hashlib
import hmac

from django.conf import settings

from kefu.files import storage
from kefu.files.kinds import Condition, State, Variant
from kefu.files.models import Upload
from kefu.files.uploads import Opened, condition_of
from kefu.kit import clock, crypto, ids
from kefu.kit.errors import NotFound

LIFE_S = 7 * 24 * 3_600
FOLDER = "m"
_PURPOSE = "files.mailed"


def link(upload_id: str) -> str:
    """An absolute address on the content origin. Whoever asks sends it to a customer whose conversation it stands in."""
    expires = str(int(clock.now().timestamp()) + LIFE_S)
    return "/".join([settings.CONTENT_URL, FOLDER, upload_id, expires, _signature(upload_id, expires)])


def opened(upload_id: str, expires: int, signature: str) -> Opened:
    """NotFound if it is forged, too old, taken back, not checked yet, among our people alone, or in no conversation."""
    left_s = expires - int(clock.now().timestamp())
    is_ours = crypto.same(_signature(upload_id, str(expires)), signature)
    if not is_ours or left_s <= 0 or not ids.is_public_id(upload_id):
        raise NotFound
    row = Upload.objects.filter(public_id=upload_id, conversation__isnull=False, staff_only=False).first()
    if row is None or row.state == State.WITHDRAWN or condition_of(row) not in {Condition.READY, Condition.UNSCANNED}:
        raise NotFound
    try:
        file = storage.opened(row.stored_as, variant=Variant.FULL)
    except FileNotFoundError as error:
        raise NotFound from error
    return Opened(file, row.name, row.media_type, left_s=left_s, is_picture=False)


def _signature(upload_id: str, expires: str) -> str:
    digest = hmac.digest(crypto.key_for(_PURPOSE), f"{upload_id}/{expires}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
