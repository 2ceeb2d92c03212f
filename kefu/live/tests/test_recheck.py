"""What no hint told is found by looking: in the conversations somebody listens to, and in the lists of the desks."""

import asyncio
from typing import cast

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.kit import wake
from kefu.live.hub import Hub, Member
from kefu.live.recheck import Recheck
from kefu.people.access import Viewer


@pytest.fixture
def desk() -> tuple[Hub, Recheck]:
    hub = Hub()
    hub.inbox.add(cast(Member, object()))
    return hub, Recheck(hub)


def looked(desk: tuple[Hub, Recheck]) -> list[str]:
    """Which conversations the desks are told of now."""
    hub, recheck = desk
    asyncio.run(recheck.once())
    found, hub._changed = list(hub._changed), {}
    return found


@pytest.mark.django_db(transaction=True)
def test_a_list_hears_of_what_no_hint_told_and_once(
    desk: tuple[Hub, Recheck], chat: ConversationRecord, bob: Viewer
) -> None:
    assert looked(desk) == [chat.public_id]
    assert looked(desk) == []
    log.close(chat.id, author=says(bob), reason=CloseReason.SOLVED)
    assert looked(desk) == [chat.public_id]
    assert looked(desk) == []


@pytest.mark.django_db(transaction=True)
def test_what_a_hint_told_is_not_told_again(desk: tuple[Hub, Recheck], chat: ConversationRecord) -> None:
    desk[1].heard(chat.id, chat.last_seq)
    assert looked(desk) == []


def test_the_memory_of_hints_is_bounded(desk: tuple[Hub, Recheck], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kefu.live.recheck.MAX_HEARD", 100)
    for row in range(1_000):
        desk[1].heard(row, 1)
    assert len(desk[1]._heard) == 100


def test_hearing_nothing_is_known_of_the_road(monkeypatch: pytest.MonkeyPatch) -> None:
    road = wake.NoRoad()
    monkeypatch.setattr(wake, "_road", road)
    assert not wake.is_deaf()
    monkeypatch.setattr(wake.NoRoad, "hears", False)
    assert wake.is_deaf()
