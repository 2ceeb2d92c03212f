"""Entries as frames, each rendered once for all who see the same thing."""

import orjson
from django.utils import timezone, translation

from kefu.conversations import words_cut
from kefu.conversations.kinds import Kind
from kefu.conversations.queries import numbered
from kefu.conversations.records import EntryRecord
from kefu.kit import zones
from kefu.people.access import Viewer
from kefu.ui import thread, told

_CACHE_SIZE = 4_096
_WORDS = frozenset({Kind.MESSAGE, Kind.NOTE})

_Key = tuple[int, int, bool, str, str, str, bool, bool]


class Renderer:
    """A bounded cache of finished frames; the oldest half goes when it is full."""

    def __init__(self) -> None:
        self._frames: dict[_Key, bytes] = {}

    def frame(self, entry: EntryRecord, *, viewer: Viewer, html: bool) -> bytes:
        """The `entry` frame this viewer sees."""
        worded = html or entry.kind not in _WORDS or words_cut.is_cut(entry.body)
        read_in = (viewer.locale, viewer.zone) if worded else ("", "")
        key = (
            entry.id,
            entry.version,
            entry.is_erased,
            viewer.kind.value,
            *read_in,
            html,
            thread.is_mine(entry, viewer),
        )
        made = self._frames.get(key)
        if made is None:
            made = _html_frame(entry, viewer) if html else _json_frame(entry, viewer, worded=worded)
            self._keep(key, made)
        return made

    def _keep(self, key: _Key, frame: bytes) -> None:
        if len(self._frames) >= _CACHE_SIZE:
            for old in list(self._frames)[: _CACHE_SIZE // 2]:
                del self._frames[old]
        self._frames[key] = frame


def _json_frame(entry: EntryRecord, viewer: Viewer, *, worded: bool) -> bytes:
    if not worded:
        return orjson.dumps({"type": "entry", **thread.entry_json(entry, viewer=viewer)})
    with translation.override(viewer.locale), timezone.override(zones.zone_of(viewer.zone)):
        return orjson.dumps({"type": "entry", **thread.entry_json(entry, viewer=viewer)})


def _html_frame(entry: EntryRecord, viewer: Viewer) -> bytes:
    frame = {
        "type": "entry",
        "conversation": entry.conversation_public_id,
        "seq": numbered(viewer, entry),
        "kind": entry.kind.value,
        "mine": thread.is_mine(entry, viewer),
        "version": entry.version,
        "html": thread.entry_html(entry, viewer=viewer),
    }
    target = told.target_of(entry, viewer=viewer)
    if target is not None:
        frame["target"] = target
    return orjson.dumps(frame)
