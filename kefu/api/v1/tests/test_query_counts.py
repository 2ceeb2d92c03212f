"""No list of the API takes more than 12 queries, nor more for many rows than for one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import a_customer, says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db

MOST = 12
LISTS = (
    "/conversations?box=open",
    "/conversations?box=open&order=waiting&assignee=me&priority=normal&tag=vip",
    "/boxes",
    "/agents",
    "/teams",
    "/categories",
    "/fields",
    "/tags",
    "/appeals",
)


def costs(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(f"/api/v1{path}").status_code in {200, 403}, path
    return len(counted)


def test_P9_lists_for_staff_cost_as_much_for_many_as_for_one(
    alice: Viewer, bob_agent: Agent, chat: ConversationRecord
) -> None:
    client = Client(HTTP_AUTHORIZATION=f"Bearer {admissions.api_token('Bob')}")
    paths = [*LISTS, f"/conversations/{chat.public_id}", f"/conversations/{chat.public_id}/entries"]
    few = {path: (costs(client, path), costs(client, path))[1] for path in paths}
    for number in range(8):
        customer = a_customer(f"customer-{number}").viewer
        opened = log.stored(log.open(customer.id, author=says(customer), body="hi", key=None, locale="en"))
        log.stored(log.assign(opened.conversation, author=says(alice), agent=alice.id))
        log.stored(log.reply(chat.id, author=says(alice), body="hi"))
    many = {path: (costs(client, path), costs(client, path))[1] for path in paths}
    assert many == few
    assert max(many.values()) <= MOST


def test_P9_a_customers_list_of_many_conversations_costs_as_much_as_one(
    carol: Viewer, carol_token: str, chat: ConversationRecord
) -> None:
    client = Client(HTTP_AUTHORIZATION=f"Bearer {carol_token}")
    one = (costs(client, "/conversations"), costs(client, "/conversations"))[1]
    for number in range(8):
        log.stored(log.open(carol.id, author=says(carol), body="hi", key=None, locale="en", origin=f"other{number}"))
    listed = client.get("/api/v1/conversations").json()["conversations"]
    assert len(listed) == 9
    assert all(line["last_message"]["body"] for line in listed)
    assert costs(client, "/conversations") == one <= MOST
