"""No page of the desk takes more than 12 queries, those that let the asker in among them, however much there is."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import a_customer, says
from kefu.conversations import definitions, log
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Box, Kind, Order, Priority
from kefu.conversations.records import ConversationRecord, Draft
from kefu.people.access import Viewer
from kefu.trust import teams
from kefu.web.desk.models import Lease, SavedView
from kefu.web.desk.view import PAGE_ENTRIES

pytestmark = pytest.mark.django_db

MOST = 12
NARROW = "&team=security&category=kyc&priority=3&locale=en&channel=livechat&tag=vip"
LISTS = [f"?box={box.value}&order={order.value}{narrow}" for box in Box for order in Order for narrow in ("", NARROW)]
PARTS = (
    "", "?box=team&order=waiting", "entries", "entries?after=0", "head", "others", "box", "macros", "history",
    "transcript", "merge", "split", "redactions?target=2", "report?target=2", "step", "checklist",
)  # fmt: skip
OTHERS = (
    "search?q=hello", "search?q=customer&said=note&state=open&mine=1&since=2020-01-01&until=2100-01-01",
    "palette?q=customer", "palette?q=aaaa", "notices", "macros/", "macros/new", "appeals", "colleagues?q=a", "files?ids=",
    "people/",
)  # fmt: skip


@pytest.fixture
def full(alice: Viewer, bob: Viewer, carol: Viewer, chat: ConversationRecord) -> ConversationRecord:
    """A desk with work on it; the conversation is long, was told of an account, and somebody else answers in it."""
    me, team = says(alice), teams.create("security", name="Security")
    definitions.put_category("kyc", names={"en": "Identity"})
    for agent in (alice, bob):
        teams.add(team.id, agent_id=agent.id)
    for number in range(12):
        customer = a_customer(f"customer-{number}").viewer
        opened = log.stored(log.open(customer.id, author=says(customer), body="hi", key=None, locale="en"))
        log.stored(log.assign(opened.conversation, author=me, agent=(alice, bob)[number % 2].id, team=team.id))
        log.stored(log.sort(opened.conversation, author=me, priority=Priority.URGENT, category="kyc"))
        log.stored(log.tag(opened.conversation, author=me, add=["vip"]))
        if number % 3 == 0:
            log.stored(log.reply(opened.conversation, author=me, body="hello"))
    log.stored(log.assign(chat.id, author=me, agent=alice.id, team=team.id))
    told = ParticularsData(category="kyc", uid="somebody-else")
    log.stored(log.append([Draft(chat.id, kind=Kind.PARTICULARS, author=says(carol), data=told)])[0])
    for number in range(PAGE_ENTRIES + 5):
        log.stored(log.reply(chat.id, author=says(carol if number % 2 else alice), body=f"line {number}"))
    log.stored(log.split(chat.id, entries=[2], author=me))
    Lease.objects.create(conversation_id=chat.id, agent_id=bob.id, expires_at="2100-01-01T00:00Z")
    SavedView.objects.create(owner_id=alice.id, name="Mine", filter={"box": "mine"})
    SavedView.objects.create(owner_id=bob.id, name="Ours", filter={"box": "team"}, is_shared=True)
    return chat


def addresses(chat: ConversationRecord) -> Iterator[str]:
    yield "/desk/"
    for each in LISTS:
        yield f"/desk/{each}"
        yield f"/desk/lines{each}"
        yield f"/desk/rows{each}&ids={chat.public_id}"
        yield f"/desk/rows{each}&first=1"
    yield from (f"/desk/c/{chat.public_id}/{part}" for part in PARTS)
    yield from (f"/desk/{part}" for part in OTHERS)


def test_P9_no_page_of_the_desk_takes_more_than_12_queries(
    alice_client: Client, bob_client: Client, full: ConversationRecord
) -> None:
    alice_client.get(f"/desk/c/{full.public_id}/")  # names and holds that are kept for a while are read
    over: dict[str, int] = {}
    tried = 0
    for client in (alice_client, bob_client):
        for address in addresses(full):
            with CaptureQueriesContext(connection) as counted:
                status = client.get(address).status_code
            tried += status == 200
            if len(counted) > MOST:
                over[address] = len(counted)
    assert over == {}
    assert tried > 2 * len(LISTS) * 3


def test_P9_the_first_page_of_a_fresh_process_reads_the_kept_names_beside(
    alice_client: Client, full: ConversationRecord
) -> None:
    with CaptureQueriesContext(connection) as cold:
        alice_client.get(f"/desk/c/{full.public_id}/?box=team")
    with CaptureQueriesContext(connection) as warm:
        alice_client.get(f"/desk/c/{full.public_id}/?box=team")
    assert len(warm) <= MOST
    assert len(cold) - len(warm) <= 7  # agents, teams, categories, fields, legal holds, mailboxes, promises merged
