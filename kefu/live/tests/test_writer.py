"""The writer between the sockets' loop and the log."""

import asyncio
from collections.abc import Callable

import pytest

from kefu.conversations import log
from kefu.conversations.records import Draft, Failed, Outcome
from kefu.live.writer import Writer

PATIENCE_S = 5


@pytest.fixture(autouse=True)
def a_log_that_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "append", lambda drafts: [Failed("refused") for _ in drafts])


@pytest.fixture
def draft() -> Draft:
    return object.__new__(Draft)  # nothing looks into it


def test_a_sender_who_cannot_be_answered_stops_nobody(draft: Draft, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Outcome] = []

    def breaks(outcome: Outcome) -> None:
        raise RuntimeError("its socket has gone")

    async def scenario() -> None:
        writer = Writer()
        writer.add(draft, breaks)
        writer.add(draft, heard.append)
        await _until(lambda: len(heard) == 1)
        writer.add(draft, heard.append)
        await _until(lambda: len(heard) == 2)
        await writer.drain()

    asyncio.run(scenario())
    assert "could not be answered" in caplog.text


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.01)
