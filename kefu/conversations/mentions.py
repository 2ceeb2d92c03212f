"""Colleagues named in an internal note: `@Alice Chen` becomes the id of whoever has that name."""

from dataclasses import replace

from kefu.conversations.data import Data, NoteData
from kefu.people import directory


def noted(data: Data, body: str) -> Data:
    """A note's data with those whom its words name; other data, and those whom an alarm, a reading or what came by mail is for,
    as it is: no stranger's words name anybody."""
    if not isinstance(data, NoteData):
        return data
    if any(each is not None for each in (data.alarm, data.reading, data.appeal, data.arrived)):
        return data
    return replace(data, mentions=tuple(directory.mentioned(body)) if "@" in body else ())
