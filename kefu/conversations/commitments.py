"""What an entry says to everyone, in the one form that transcripts commit to: the same at every export, in every language.

The salt is derived by key, so that nothing is stored for it, and given out only together with the words it hides.
"""

from kefu.conversations.data import MessageData
from kefu.conversations.kinds import HOLDS_WORDS, AuthorKind
from kefu.conversations.records import EntryRecord
from kefu.kit import crypto
from kefu.people import directory
from kefu.trust import transcripts

SALT = "trust.transcripts.salt"


def of(entry: EntryRecord, *, text: str = "") -> str:
    """The commitment: hex SHA-256 over salt and content. `text` is an event's sentence."""
    return transcripts.commitment(content(entry, text=text), salt=salt_of(entry))


def content(entry: EntryRecord, *, text: str = "") -> dict[str, object]:
    """Ready for JSON. Agents stand in it by their public id: names stand beside it, in the transcript's head."""
    told: dict[str, object] = {
        "number": entry.public_seq or 0,
        "at": entry.created_at.isoformat(timespec="milliseconds"),
        "kind": entry.kind.value,
        "by": author_of(entry),
        "version": entry.version,
        "text": entry.body if entry.kind in HOLDS_WORDS else "\n".join(part for part in (text, entry.body) if part),
    }
    if isinstance(entry.data, MessageData) and entry.data.files:
        told["files"] = [{"name": file.name, "bytes": file.bytes, "type": file.media_type} for file in entry.data.files]
    return told


def author_of(entry: EntryRecord) -> str:
    """`customer`, an agent's public id, or the name of what spoke by itself."""
    if entry.author.kind is AuthorKind.AGENT:
        card = directory.agent_card(entry.author.id)
        return card.public_id if card else AuthorKind.AGENT.value
    return entry.author.name or entry.author.kind.value


def salt_of(entry: EntryRecord) -> str:
    """64 hex digits, another for each entry and version."""
    return crypto.keyed_hash(SALT, f"{entry.conversation_public_id}:{entry.seq}:{entry.version}")
