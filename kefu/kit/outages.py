"""Tells an outage of what lies under us (the database away, no room on the disk) from a fault of our own."""

import errno
import logging

from django.db import InterfaceError, OperationalError

from kefu.kit.errors import TryAgain

logger = logging.getLogger(__name__)

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
RETRY_AFTER_S = 5.0
OUTAGES = (OperationalError, InterfaceError, OSError)  # to be caught; `refusal` says which of them are


def refusal(error: BaseException) -> TryAgain | None:
    """What people are told of an outage: nothing was stored, the same again will do. None for any other error."""
    if not is_outage(error):
        return None
    logger.error("an outage: %s: %s", type(error).__name__, error)
    return TryAgain(retry_after_s=RETRY_AFTER_S)


def is_outage(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    return isinstance(error, OperationalError | InterfaceError)
