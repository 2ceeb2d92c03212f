"""The public page of kept promises: only where it is switched on, with the figures of the clocks."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from kefu.kit import clock
from kefu.watchers.sla import clocks

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def test_nobody_sees_it_unless_it_is_switched_on(client: Client, settings: LazySettings) -> None:
    assert client.get("/help/en/promises").status_code == 404
    settings.SHOW_PROMISES = True
    assert client.get("/help/en/promises").status_code == 200
    settings.MAIL_PROMISE_HOURS = 0
    assert client.get("/help/en/promises").status_code == 404


@pytest.mark.parametrize(("code", "says"), [("en", "within 24 hours"), ("zh-cn", "24 小时内")])
def test_it_says_what_was_kept_and_what_was_not(client: Client, settings: LazySettings, code: str, says: str) -> None:
    settings.SHOW_PROMISES = True
    at = clock.now() - timedelta(days=14)
    for conversation, answered in ((1, at + timedelta(hours=2)), (2, at + timedelta(hours=23)), (3, at + 2 * DAY)):
        clocks.start(conversation, at=at, promise=DAY)
        clocks.answered(conversation, at=answered)
    clocks.start(4, at=at, promise=DAY)
    clocks.void(4, True)
    html = client.get(f"/help/{code}/promises").content.decode()
    assert says in html
    assert "<b>66.67 %</b></td><td>2</td><td>1</td>" in html
