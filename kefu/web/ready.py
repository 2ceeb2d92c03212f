"""Whether this process can keep what it would acknowledge: it commits and writes for a proof, once a second at most."""

import logging
import threading
import time

from django.db import DatabaseError

from kefu.files import storage
from kefu.kit import db, turns
from kefu.trust import queues

logger = logging.getLogger(__name__)

LIVES_S = 1.0  # whoever asks within this time is told the same: strangers may ask, and must not cost a write each
PATIENCE_S = 2.0  # a disk that hangs holds one thread, not all of them

NO_DATABASE = "the database takes no writes"
NO_FILES = "the folder of files takes no writes"
CLOSED = "the doctor found something critical, and chats are not taken: the desk and `kefu queues` say why"
NO_ANSWER = "the last proof is still waiting for the disk"


class Proof:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lasts_until = 0.0
        self._lacking = ""

    def lacking(self) -> str:
        """What is in the way, in a few words; empty if all is well."""
        turns.give_away()
        if not self._lock.acquire(timeout=PATIENCE_S):
            return NO_ANSWER
        try:
            if time.monotonic() >= self._lasts_until:
                self._lacking = _tried()
                self._lasts_until = time.monotonic() + LIVES_S
            return self._lacking
        finally:
            self._lock.release()


def _tried() -> str:
    try:
        db.prove_durable()
        storage.prove_writable()
    except DatabaseError as error:
        logger.error("not ready: the database: %s", error)
        return NO_DATABASE
    except OSError as error:
        logger.error("not ready: the folder of files: %s", error)
        return NO_FILES
    return "" if queues.are_open() else CLOSED


proof = Proof()
