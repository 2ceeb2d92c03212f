"""A conversation as people read it: its own log, the logs merged into it, and the entries split off to it.

No entry moves: each log is read by its own cursor, and they are put in the order of time. Nothing is shown twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import merge
from itertools import islice

from kefu.conversations import queries, store
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.kit import ids
from kefu.kit.errors import Invalid
from kefu.people.access import Viewer

PAGE = 200


class Place(StrEnum):
    """Why an entry stands in a view."""

    OWN = "own"
    MERGED = "merged"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Source:
    """A log that a view reads: all of it, or the entries (by `seq`) that were split off."""

    conversation: ConversationRecord
    place: Place
    only: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in a view. `shown_in`: it was split off, and stands in the conversation with this public id now."""

    entry: EntryRecord
    place: Place
    shown_in: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The newest lines before a place. `before` continues it (public id -> number in that log); empty at the beginning."""

    lines: Sequence[Line]
    before: Mapping[str, int]
    sources: Sequence[Source]


@dataclass(frozen=True, slots=True)
class _View:
    sources: list[Source]
    split_off: dict[tuple[int, int], str]  # (conversation, seq) -> where it is shown

    def line(self, source: Source, entry: EntryRecord) -> Line:
        return Line(entry, source.place, self.split_off.get((entry.conversation, entry.seq), ""))


_Item = tuple[Source, EntryRecord]


def latest_for(
    viewer: Viewer,
    conversation: ConversationRecord,
    *,
    before: Mapping[str, int] | None = None,
    limit: int = 100,
    tied: Sequence[ConversationRecord] | None = None,
) -> Page:
    """The newest lines of a view, in ascending order. `tied`: what `queries.beside` found, if it was asked already."""
    view = _view(viewer, conversation, tied)
    known = [source for source in view.sources if before is None or source.conversation.public_id in before]
    walks = [_backward(viewer, source, before, limit + 1) for source in known]
    found = list(islice(merge(*walks, key=_in_time, reverse=True), limit + 1))
    taken = found[:limit][::-1]
    positions = _positions(viewer, known, before, taken) if len(found) > limit else {}
    return Page([view.line(*item) for item in taken], positions, view.sources)


def cursor_of(before: Mapping[str, int]) -> str:
    """Where a page ended, as one word for an address."""
    return ".".join(f"{public_id}:{number}" for public_id, number in before.items())


def read_cursor(text: str) -> dict[str, int] | None:
    """What `cursor_of` made; None for nothing. Invalid if it is not one of ours."""
    if not text:
        return None
    pairs = [part.partition(":") for part in text.split(".")]
    if not all(ids.is_public_id(name) and number.isascii() and number.isdecimal() for name, _, number in pairs):
        raise Invalid
    return {name: int(number[:10]) for name, _, number in pairs}


def stream(viewer: Viewer, conversation: ConversationRecord) -> Iterator[Line]:
    """All lines of a view from the beginning, read as they are asked for."""
    view = _view(viewer, conversation)
    walks = [_forward(viewer, source) for source in view.sources]
    return (view.line(*item) for item in merge(*walks, key=_in_time))


def _view(viewer: Viewer, conversation: ConversationRecord, tied: Sequence[ConversationRecord] | None = None) -> _View:
    """Which logs the view reads. One query where nothing was ever joined, one more for each further step of merges."""
    whole = {conversation.id: conversation}
    split: list[ConversationRecord] = []
    level: list[ConversationRecord] = [conversation]
    while level:
        tied = tied if tied is not None else queries.tied_to(viewer, [one.id for one in level])
        split += [one for one in tied if one.joins.split_from in {it.id for it in level}]
        level = [one for one in tied if one.joins.merged_into in whole and one.id not in whole]
        whole |= {one.id: one for one in level}
        tied = None
    sources = [Source(one, Place.OWN if one.id == conversation.id else Place.MERGED) for one in whole.values()]
    split_off = {
        (one.joins.split_from or 0, seq): one.public_id
        for one in split
        if one.id not in whole
        for seq in one.joins.split_seqs
    }
    return _View([*sources, *_borrowed(viewer, whole)], split_off)


def _borrowed(viewer: Viewer, whole: Mapping[int, ConversationRecord]) -> list[Source]:
    """The entries that were split off to one of these, unless their log is read anyway."""
    only: dict[int, frozenset[int]] = {}
    for one in whole.values():
        row = one.joins.split_from
        if row is not None and row not in whole:
            only[row] = only.get(row, frozenset()) | frozenset(one.joins.split_seqs)
    heads = queries.heads_for(viewer, sorted(only))  # a log that is not the viewer's to see is left out
    return [Source(heads[row], Place.SPLIT, seqs) for row, seqs in only.items() if row in heads]


def _forward(viewer: Viewer, source: Source) -> Iterator[_Item]:
    if source.only is not None:
        yield from _few(viewer, source)
        return
    after = 0
    while found := queries.entries_for(viewer, source.conversation, after=after, limit=PAGE):
        for entry in found:
            yield source, entry
        after = queries.numbered(viewer, found[-1])


def _backward(viewer: Viewer, source: Source, before: Mapping[str, int] | None, size: int) -> Iterator[_Item]:
    end = (before or {}).get(source.conversation.public_id)
    if source.only is not None:
        found = [item for item in _few(viewer, source) if end is None or queries.numbered(viewer, item[1]) < end]
        yield from reversed(found)
        return
    while entries := queries.latest_entries_for(viewer, source.conversation, before=end, limit=size):
        for entry in reversed(entries):
            yield source, entry
        end = queries.numbered(viewer, entries[0])
        if end <= 1:
            return


def _few(viewer: Viewer, source: Source) -> Iterator[_Item]:
    for entry in store.entries_at(source.conversation.id, sorted(source.only or ())):
        if queries.numbered(viewer, entry):
            yield source, entry


def _in_time(item: _Item) -> tuple[object, int, int]:
    entry = item[1]
    return (entry.created_at, entry.conversation, entry.seq)


def _positions(
    viewer: Viewer, sources: Sequence[Source], before: Mapping[str, int] | None, taken: Sequence[_Item]
) -> dict[str, int]:
    """Where each log's cursor stands after a page."""
    heads = [source.conversation for source in sources]
    ends = {head.public_id: queries.newest(viewer, head) + 1 for head in heads} | dict(before or {})
    for _source, entry in reversed(taken):
        ends[entry.conversation_public_id] = queries.numbered(viewer, entry)
    return ends
