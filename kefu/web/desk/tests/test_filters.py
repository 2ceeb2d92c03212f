"""Lists narrowed and sorted by their address, and kept under a name."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from conftest import a_customer, says
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import Priority
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent, Team
from kefu.web.desk.models import SavedView

pytestmark = pytest.mark.django_db(transaction=True)

LINE = re.compile(r'data-line="([a-z2-7]{26})"')
VIEW = re.compile(r"view=([a-z2-7]{26})")


def opened(alice: Viewer, name: str, *, locale: str = "en") -> ConversationRecord:
    viewer = a_customer(f"uid-{name}", name=name).viewer
    entry = log.stored(log.open(viewer.id, author=says(viewer), body="hi", key=f"open-{name}", locale=locale))
    return queries.conversation_for(alice, entry.conversation_public_id)


def lines_of(client: Client, query: str) -> list[str]:
    answer = client.get(f"/desk/?{query}")
    assert answer.status_code == 200
    return LINE.findall(answer.content.decode())


@pytest.fixture
def payments(alice_agent: Agent) -> Team:
    team = Team.objects.create(slug="payments", name="Payments")
    alice_agent.teams.add(team)
    return team


def test_each_filter_leaves_what_fits_and_they_narrow_together(
    alice_client: Client, alice: Viewer, payments: Team
) -> None:
    definitions.put_category("deposit", names={"en": "Deposit", "zh-hans": "充值"})
    fits, other = opened(alice, "fits", locale="zh-hans"), opened(alice, "other")
    who = says(alice)
    log.stored(log.sort(fits.id, author=who, team=payments.pk, priority=Priority.HIGH, category="deposit"))
    log.stored(log.tag(fits.id, author=who, add=["VIP"]))
    assert set(lines_of(alice_client, "box=open")) == {fits.public_id, other.public_id}
    narrow = ["team=payments", "category=deposit", "priority=2", "locale=zh-hans", "tag=vip"]
    for query in [*narrow, "&".join(narrow)]:
        assert lines_of(alice_client, f"box=open&{query}") == [fits.public_id], query
    assert lines_of(alice_client, "box=team") == [fits.public_id]
    for query in ("team=gone", "category=gone", "tag=gone", "channel=pigeon", "priority=0"):
        assert lines_of(alice_client, f"box=open&{query}") == [], query


def test_rows_that_change_come_only_where_they_fit(alice_client: Client, alice: Viewer) -> None:
    urgent = opened(alice, "urgent")
    address = f"/desk/rows?box=open&priority=3&ids={urgent.public_id}"
    assert LINE.findall(alice_client.get(address).content.decode()) == []
    log.stored(log.sort(urgent.id, author=says(alice), priority=Priority.URGENT))
    assert LINE.findall(alice_client.get(address).content.decode()) == [urgent.public_id]


def test_what_is_nobodys_is_shown_longest_waiting_first_unless_asked_otherwise(
    alice_client: Client, alice: Viewer
) -> None:
    first, second = opened(alice, "first"), opened(alice, "second")
    log.stored(log.note(first.id, author=says(alice), body="the newest thing that happened"))
    assert lines_of(alice_client, "box=unassigned") == [first.public_id, second.public_id]
    log.stored(log.note(second.id, author=says(alice), body="newer still"))
    assert lines_of(alice_client, "box=unassigned") == [first.public_id, second.public_id]
    assert lines_of(alice_client, "box=unassigned&order=newest") == [second.public_id, first.public_id]
    assert lines_of(alice_client, "box=open") == [second.public_id, first.public_id]


def test_an_address_that_is_not_ours_still_leads_to_a_list(alice_client: Client, alice: Viewer) -> None:
    mine = opened(alice, "mine")
    log.stored(log.assign(mine.id, author=says(alice), agent=alice.id))
    assert lines_of(alice_client, "box=nonsense&priority=9&order=backwards") == [mine.public_id]


def test_a_view_is_kept_renamed_moved_and_removed(alice_client: Client) -> None:
    for name in ("Deposits", "Chinese"):
        made = alice_client.post("/desk/views", {"name": name, "box": "open", "locale": "zh-hans"})
        assert made.headers["Location"].startswith("/desk/?box=open&locale=zh-hans&view=")
    view = VIEW.findall(made.headers["Location"])[0]
    names = [row.name for row in SavedView.objects.order_by("position")]
    assert names == ["Deposits", "Chinese"]
    alice_client.post(f"/desk/views/{view}", {"up": "1"})
    alice_client.post(f"/desk/views/{view}", {"name": "中文"})
    assert [row.name for row in SavedView.objects.order_by("position")] == ["中文", "Deposits"]
    page = alice_client.get(made.headers["Location"]).content.decode()
    assert '<h2 class="list__title truncate">中文</h2>' in page
    removed = alice_client.post(f"/desk/views/{view}/removal")
    assert removed.headers["Location"] == "/desk/?box=open&locale=zh-hans"
    assert SavedView.objects.count() == 1


def test_leads_share_views_with_all_and_agents_keep_theirs(
    alice_client: Client, bob_client: Client, alice: Viewer
) -> None:
    bob_client.post("/desk/views", {"name": "Everybody's", "box": "open", "shared": "1"})
    alice_client.post("/desk/views", {"name": "Alice's own", "box": "open"})
    assert alice_client.post("/desk/views", {"name": "Shared", "box": "open", "shared": "1"}).status_code == 403
    assert "Everybody&#x27;s" in alice_client.get("/desk/?box=open").content.decode()
    assert "Alice&#x27;s own" not in bob_client.get("/desk/?box=open").content.decode()
    shared = SavedView.objects.get(is_shared=True)
    assert alice_client.post(f"/desk/views/{shared.public_id}", {"name": "x"}).status_code == 404
    assert alice_client.post(f"/desk/views/{shared.public_id}/removal").status_code == 404
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["Alice's own", "Everybody's"]


def test_a_view_holds_only_what_an_address_could_say(alice_client: Client, alice: Viewer) -> None:
    mine = opened(alice, "mine")
    alice_client.post("/desk/views", {"name": "x", "box": "open", "order": "; DROP", "evil": "1"})
    row = SavedView.objects.get()
    assert row.filter == {"box": "open"}
    SavedView.objects.update(filter={"box": ["odd"], "team": {"a": 1}, "later": True})
    log.stored(log.assign(mine.id, author=says(alice), agent=alice.id))
    assert alice_client.get("/desk/?box=open").status_code == 200
    assert alice_client.post("/desk/views", {"name": "  ", "box": "open"}).status_code == 400


def test_outsiders_keep_no_views(client: Client, mallory_token: str) -> None:
    bearer = {"Authorization": f"Bearer {mallory_token}"}
    assert client.post("/desk/views", {"name": "x"}).status_code == 401
    assert client.post("/desk/views", {"name": "x"}, headers=bearer).status_code == 403
    assert SavedView.objects.count() == 0


def test_a_snoozed_one_stands_in_its_own_list_with_the_moment_it_comes_back(
    alice_client: Client, alice: Viewer
) -> None:
    asleep = opened(alice, "asleep")
    log.stored(log.snooze(asleep.id, author=says(alice), until=clock.now() + timedelta(hours=1)))
    assert lines_of(alice_client, "box=open") == lines_of(alice_client, "box=unassigned") == []
    assert "Comes back" in alice_client.get("/desk/?box=snoozed").content.decode()
    assert lines_of(alice_client, "box=snoozed") == [asleep.public_id]
