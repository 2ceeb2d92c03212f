"""Of whom a mail would go to soon, whose page is open is written down; nobody else's."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest

from conftest import says
from kefu.conversations import away, log, react
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import leaving
from kefu.kit import clock
from kefu.live import here, threads
from kefu.live.hub import Hub, Member
from kefu.people.access import Viewer


@dataclass(eq=False)
class Connected:
    viewer: Viewer
    outbox: list[bytes] = field(default_factory=list)


@pytest.mark.django_db(transaction=True)
def test_whose_page_is_open_is_here_and_a_stranger_or_one_of_ours_is_not(
    chat: ConversationRecord, carol: Viewer, mallory: Viewer, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.stored(log.reply(chat.id, author=says(alice), body="It is here."))
    react.run_pass()
    hub = Hub()
    hub.members |= {cast(Member, Connected(mallory)), cast(Member, Connected(alice))}
    soon = clock.now() + away.gathers() - timedelta(seconds=10)
    monkeypatch.setattr(clock, "now", lambda: soon)
    asyncio.run(here.tell(hub))
    assert [row.here_at for row in leaving.noted()] == [None]
    hub.members.add(cast(Member, Connected(carol)))
    asyncio.run(here.tell(hub))
    assert [row.here_at for row in leaving.noted()] == [soon]
    threads.rest()  # PostgreSQL drops no database that somebody is connected to
