"""The table by which conversations of a tag are found: written with the entry that tags, read by `queries`."""

from collections.abc import Iterable

from kefu.conversations.columns import CONVERSATIONS
from kefu.conversations.data import TaggedData
from kefu.conversations.records import EntryRecord
from kefu.kit import db

TAGS, TAGGINGS = "conversations_tag", "conversations_tagging"
FEW = 5_000

# A tag that few carry is read from its own list; one that many carry is looked for along a list in order, where it is
# soon found. Each as a condition that is known before the first row is read; each takes the slug once.
_ROW = f"(SELECT id FROM {TAGS} WHERE slug = %s)"
_COUNTED = f"(SELECT count(*) FROM (SELECT 1 FROM {TAGGINGS} WHERE tag_id = {_ROW} LIMIT {FEW + 1}) counted)"
IS_RARE, IS_COMMON = f"{_COUNTED} <= {FEW}", f"{_COUNTED} > {FEW}"
# SQLite makes this list before it knows that it is not wanted: so it has an end
HAS_RARE = f"id IN (SELECT conversation_id FROM {TAGGINGS} WHERE tag_id = {_ROW} LIMIT {FEW})"
HAS_COMMON = (
    f"EXISTS (SELECT 1 FROM {TAGGINGS} tagged WHERE tagged.tag_id = {_ROW}"
    f" AND tagged.conversation_id = {CONVERSATIONS}.id)"
)


def write(entries: Iterable[EntryRecord]) -> None:
    """Follow these TAGGED entries, in order. Must run inside the transaction that appends them."""
    changes = [(entry.conversation, entry.data) for entry in entries if isinstance(entry.data, TaggedData)]
    if not changes:
        return
    slugs = {slug for _, data in changes for slug in data.added}  # in one order, or two writers wait for each other
    db.run_many(f"INSERT INTO {TAGS} (slug) VALUES (%s) ON CONFLICT DO NOTHING", [(slug,) for slug in sorted(slugs)])
    for conversation, data in changes:
        _unlink(conversation, data.removed)
        _link(conversation, data.added)


def _link(conversation: int, slugs: tuple[str, ...]) -> None:
    sql = (
        f"INSERT INTO {TAGGINGS} (tag_id, conversation_id) SELECT id, %s FROM {TAGS} WHERE slug = %s"
        " ON CONFLICT DO NOTHING"
    )
    db.run_many(sql, [(conversation, slug) for slug in slugs])


def _unlink(conversation: int, slugs: tuple[str, ...]) -> None:
    sql = f"DELETE FROM {TAGGINGS} WHERE conversation_id = %s AND tag_id = (SELECT id FROM {TAGS} WHERE slug = %s)"
    db.run_many(sql, [(conversation, slug) for slug in slugs])
