"""A socket passes rows that cannot be read, tells of each under its number, and goes on live."""

from collections.abc import Callable

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import hostile
from kefu.live.tests.conftest import Person
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("form", ["json", "html"])
def test_P9_a_resume_from_0_reads_over_broken_rows_without_a_gap_and_stays_live(
    join: Callable[..., Person],
    carol_token: str,
    carol: Viewer,
    alice_agent: Agent,
    alice: Viewer,
    chat: ConversationRecord,
    form: str,
) -> None:
    spoiled = hostile.plant(chat, by=carol)
    desk, customer = join(admissions.api_token("Alice")), join(carol_token)
    for person in (desk, customer):
        asked = form if person is desk else "json"
        person.send(type="subscribe", conversation=chat.public_id, after=0, format=asked)
        last = person.until("caught_up")["seq"]
        assert [entry["seq"] for entry in person.entries()] == list(range(1, last + 1))
        assert sum(entry["kind"] == "broken" for entry in person.entries()) == len(spoiled)
    news = log.stored(log.reply(chat.id, author=says(alice), body="and on"))
    assert desk.until("entry", seq=news.seq)
    assert customer.until("entry", seq=news.public_seq)["body"] == "and on"
