"""A push service on loopback, browsers that subscribed to it, and a clock that can be put forward."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from conftest import says
from kefu.conversations import log, react
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock, vapid
from kefu.people.access import Viewer
from kefu.watchers.notify import subscriptions
from kefu.watchers.notify.models import PushJob
from kefu.watchers.notify.tests.receiver import PushService, push_service
from kefu.watchers.notify.tests.scene import GRACE, writes

Subscribe = Callable[..., str]
Wait = Callable[[timedelta], None]
React = Callable[[], None]


@pytest.fixture
def service(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    settings.DATA = tmp_path_factory.mktemp("data")
    vapid.key.cache_clear()
    with push_service() as running:
        settings.PUSH_PLACES = (running.origin,)
        yield running
    vapid.key.cache_clear()


@pytest.fixture
def subscribe(service: PushService) -> Subscribe:
    def made(viewer: Viewer, name: str = "one") -> str:
        return subscriptions.subscribe(viewer, endpoint=service.endpoint(name), keys=service.browser.keys)

    return made


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Put our clock forward."""
    real, ahead = clock.now, timedelta(0)

    def now() -> datetime:
        return real() + ahead

    def put_forward(by: timedelta) -> None:
        nonlocal ahead
        ahead += by

    monkeypatch.setattr(clock, "now", now)
    return put_forward


@pytest.fixture
def react_now() -> React:
    def run() -> None:
        while react.run_pass():
            pass

    return run


@pytest.fixture
def mine(chat: ConversationRecord, alice: Viewer, bob: Viewer, react_now: React) -> ConversationRecord:
    """Carol's conversation is with Alice, and what has happened so far is told."""
    log.assign(chat.id, author=says(bob), agent=alice.id)
    react_now()
    PushJob.objects.all().delete()
    return chat


@pytest.fixture
def waiting(
    subscribe: Subscribe, mine: ConversationRecord, alice: Viewer, carol: Viewer, react_now: React, wait: Wait
) -> PushJob:
    """One push to Alice that is due now."""
    subscribe(alice)
    writes(carol, mine)
    react_now()
    wait(GRACE)
    return PushJob.objects.get()
