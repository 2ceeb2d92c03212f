"""What was sent under a key, as a hash: so that a second use of it for something else is noticed. Used by `batch` alone."""

import hashlib

from kefu.conversations.data_facts import FACTS
from kefu.conversations.records import Draft
from kefu.kit import crypto

FORGOTTEN = ""  # the hash of what was removed: whatever comes again under its key is taken for it, and stored by nobody
CHARS = 32
_TOLD = "conversations.told-under-a-key"


def hash_of(draft: Draft) -> str:
    """Of kind, words and data. What is told of an account is hashed under a key of ours: a figure is soon guessed."""
    told = f"{draft.kind}\0{draft.body}\0{draft.data!r}"
    if draft.kind in FACTS:
        return crypto.keyed_hash(_TOLD, told)[:CHARS]
    return hashlib.blake2b(told.encode(), digest_size=CHARS // 2).hexdigest()
