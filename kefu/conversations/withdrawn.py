"""What an entry carried before it was changed or taken out: its code as a hash, and the commitment of what is gone.

Words are kept nowhere. Written inside the transaction that changes the entry, for `log`; read by `proving`, and by
`ui/signed.py` for signed files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kefu.conversations import commitments, proofs
from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.kinds import Audience
from kefu.conversations.records import EntryRecord
from kefu.conversations.store import ENTRIES
from kefu.kit import db
from kefu.trust.proofs import withdrawn_hash

TABLE = "conversations_withdrawn"
_ONCE = "(entry_id, version) DO NOTHING"


@dataclass(frozen=True, slots=True)
class Before:
    """Where and when something was said that reads otherwise now. `number` counts as customers do."""

    conversation: str
    number: int
    version: int
    at: datetime


def keep(entry: EntryRecord, *, is_removed: bool, text: str = "") -> None:
    """Call it with the entry as it stood, before its words are rewritten. What only staff saw leaves nothing.

    `text`: an event's sentence, as it stands in a signed file.
    """
    if entry.audience is not Audience.EVERYONE:
        return
    code = proofs.code_of(entry)
    hashed = withdrawn_hash(code, place=entry.conversation_public_id) if code else ""
    committed = commitments.of(entry, text=text) if is_removed else ""
    if hashed or committed:
        row = (entry.id, entry.version, hashed, committed)
        db.insert_rows(TABLE, "entry_id, version, code_hash, commitment", [row], or_else=_ONCE)


def carried(code: str, *, places: Sequence[str]) -> Before | None:
    """The entry that carried this code in one of these conversations (public ids) before it was changed."""
    if not places:
        return None
    condition, params = db.among("w.code_hash", [withdrawn_hash(code, place=place) for place in places])
    sql = (
        f"SELECT c.public_id, e.public_seq, w.version, e.created_at FROM {TABLE} w JOIN {ENTRIES} e ON e.id = w.entry_id"
        f" JOIN {CONVERSATIONS} c ON c.id = e.conversation_id WHERE {condition}"
    )
    for conversation, number, version, at in db.rows(sql, params):
        moment = db.from_moment(at)
        if moment is not None:
            return Before(conversation, number, version, moment)
    return None


def commitments_of(entries: Sequence[EntryRecord]) -> dict[int, str]:
    """Of these entries (by row), those that were taken out: the commitment of what stood there."""
    if not entries:
        return {}
    condition, params = db.among("entry_id", [entry.id for entry in entries])
    return dict(db.rows(f"SELECT entry_id, commitment FROM {TABLE} WHERE commitment <> '' AND {condition}", params))
