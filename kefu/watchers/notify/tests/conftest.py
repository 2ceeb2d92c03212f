"""A push service on loopback, browsers that subscribed to it, and a clock that can be put forward."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from kefu.conversations import react
from kefu.kit import clock, vapid
from kefu.people.access import Viewer
from kefu.watchers.notify import subscriptions
from kefu.watchers.notify.tests.receiver import PushService, push_service

Subscribe = Callable[..., str]
Wait = Callable[[timedelta], None]


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
def react_now() -> Callable[[], None]:
    def run() -> None:
        while react.run_pass():
            pass

    return run
