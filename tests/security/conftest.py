"""Everybody around one conversation; and no test inherits another's rate limits."""

from typing import Any, BinaryIO

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.files import reencode
from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.sessions import StartedSession
from tests.security.house import House


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())


_decoded: dict[tuple[str, int, bytes], tuple[str, bytes, bytes]] = {}


@pytest.fixture(autouse=True)
def _each_picture_is_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every house stands with the same photo, and the decoder is a process of its own."""
    decode = reencode._child

    def once(kind: str, max_side_px: int, source: bytes, full: BinaryIO, thumb: BinaryIO) -> str:
        key = (kind, max_side_px, source)
        if key in _decoded:
            said, *pictures = _decoded[key]
            for file, picture in zip((full, thumb), pictures, strict=True):
                file.write(picture)
                file.flush()
            return said
        said = decode(kind, max_side_px, source, full, thumb)
        for file in (full, thumb):
            file.seek(0)
        _decoded[key] = (said, full.read(), thumb.read())
        return said

    monkeypatch.setattr(reencode, "_child", once)


@pytest.fixture
def house(chat: ConversationRecord, carol_session: StartedSession, mallory_session: StartedSession) -> House:
    return House(chat, carol_session, mallory_session)


@pytest.fixture
def factors_are_demanded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As installations have it; the other tests sign in by less. No try is forgiven by the time a slow run takes."""
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    settings.SECOND_FACTOR = dict.fromkeys(Role, "any")
