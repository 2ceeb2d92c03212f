"""Colleagues named in an internal note: `@Alice Chen` becomes the id of whoever has that name."""

from dataclasses import replace

from kefu.conversations.data import Data, NoteData
from kefu.people import directory


def noted(data: Data, body: str) -> Data:
    """A note's data with those whom its words name; other data, and whom an alarm or a reading is for, as it is."""
    if not isinstance(data, NoteData) or data.alarm is not None or data.reading is not None:
        return data
    return replace(data, mentions=tuple(directory.mentioned(body)) if "@" in body else ())
