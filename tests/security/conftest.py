"""Everybody around one conversation; and no test inherits another's rate limits."""

from typing import Any

import pytest

from kefu.conversations.records import ConversationRecord
from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.sessions import StartedSession
from tests.security.house import House


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())


@pytest.fixture
def house(chat: ConversationRecord, carol_session: StartedSession, mallory_session: StartedSession) -> House:
    return House(chat, carol_session, mallory_session)


@pytest.fixture
def factors_are_demanded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As installations have it; the other tests sign in by less. No try is forgiven by the time a slow run takes."""
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets(clock_s=lambda: 0.0))
    settings.SECOND_FACTOR = dict.fromkeys(Role, "any")
