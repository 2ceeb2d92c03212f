"""Everybody around one conversation; and no test inherits another's rate limits."""

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.people import limits
from kefu.people.sessions import StartedSession
from tests.security.house import House


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())


@pytest.fixture
def house(chat: ConversationRecord, carol_session: StartedSession, mallory_session: StartedSession) -> House:
    return House(chat, carol_session, mallory_session)
