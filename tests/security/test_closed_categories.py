"""S42: what only one team works on is seen by its people and by who oversees: by nobody else, nowhere."""

import asyncio
import io
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from django.test import Client

from conftest import an_agent, as_viewer, says
from kefu.conversations import closing, definitions, findable, finding, joined, log, queries
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Box, Kind, Order
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Filter, NewConversation, Refused
from kefu.files import uploads
from kefu.files.tests import pictures
from kefu.kit.errors import NotFound
from kefu.live.cursor import Cursor
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import ClosedCategory
from kefu.trust import admissions, teams
from kefu.trust.models import JournalEntry
from kefu.watchers.notify import watch
from kefu.watchers.notify.jobs import Telling
from kefu.watchers.notify.rules import Reason

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "kumquat"


@pytest.fixture
def trained(alice: Viewer) -> int:
    definitions.put_category("security", names={"en": "Security"})
    definitions.put_category("deposit", names={"en": "Deposit"})
    team = teams.create("trained", name="Trained").id
    teams.add(team, agent_id=alice.id)
    closing.close(as_viewer(an_agent("root", Role.ADMIN)), "security", team=team)
    return team


@pytest.fixture
def shut(trained: int, chat: ConversationRecord, carol: Viewer, alice: Viewer) -> ConversationRecord:
    file = uploads.receive(carol, _picture(), name="what.jpg")
    said = log.stored(log.reply(chat.id, author=says(carol), body=f"{SECRET} was stolen", files=[file], key="words-1"))
    findable.keep(findable.look([said.id]))
    log.stored(log.sort(chat.id, author=says(alice), category="security"))
    return queries.conversation_by_row(alice, chat.id)


def _picture() -> Any:
    return io.BytesIO(pictures.photo("JPEG"))


def test_S42_it_comes_to_its_team_and_leaves_whoever_is_not_in_it(
    trained: int, chat: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    log.stored(log.assign(chat.id, author=says(bob), agent=bob.id))
    log.stored(log.sort(chat.id, author=says(bob), category="security"))
    there = queries.conversation_by_row(alice, chat.id)
    assert (there.team, there.assignee, there.category) == (trained, None, "security")


def test_S42_who_sees_it_on_every_surface_and_who_does_not(
    shut: ConversationRecord, alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer
) -> None:
    file = uploads_of(alice, shut)
    places = [
        "/desk/",
        "/desk/?box=unassigned",
        "/desk/?box=open&category=security",
        f"/desk/c/{shut.public_id}/",
        f"/desk/c/{shut.public_id}/papers",
        f"/desk/search?q={SECRET}",
        f"/desk/palette?q={shut.public_id[:12]}",
        f"/desk/files/{file}",
        f"/desk/files?id={file}",
    ]
    for place in places:
        told = bob_client.get(place)
        assert shut.public_id not in told.content.decode().replace(place, ""), place
        assert "was stolen" not in told.content.decode(), place
    assert bob_client.get(f"/desk/c/{shut.public_id}/").status_code == 404
    assert bob_client.get(f"/desk/files/{file}").status_code == 404
    assert bob_client.get(f"/desk/files?id={file}").json() == {"states": {}}
    assert alice_client.get(f"/desk/c/{shut.public_id}/").status_code == 200
    assert alice_client.get(f"/desk/files/{file}").status_code == 302
    assert finding.found(alice, finding.Sought(SECRET), budget=timedelta(seconds=30)).entries
    assert not finding.found(bob, finding.Sought(SECRET), budget=timedelta(seconds=30)).entries


def test_SEC_A01_0_programs_see_it(shut: ConversationRecord, bob_agent: Any, alice_agent: Any) -> None:
    for agent, sees in ((bob_agent, False), (alice_agent, True)):
        headers = {"authorization": f"Bearer {admissions.api_token(agent.name)}"}
        api = Client()
        assert (shut.public_id in api.get("/api/v1/conversations", headers=headers).content.decode()) is sees
        for place in ("", "/entries", "/signed-transcript"):
            answer = api.get(f"/api/v1/conversations/{shut.public_id}{place}", headers=headers)
            assert (answer.status_code == 200) is sees, (place, answer.content[:200])
        found = api.get(f"/api/v1/search?q={SECRET}", headers=headers)
        assert (
            sees or "was stolen" not in found.content.decode()
        )  # a search has so much time: whoever sees it may be told later


def test_SEC_A01_0_reads_of_the_log_find_it(
    shut: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    root = as_viewer(an_agent("boss", Role.ADMIN))
    auditor = as_viewer(an_agent("ada", Role.AUDITOR))
    for viewer, sees in (
        (alice, True),
        (root, True),
        (auditor, True),
        (bob, False),
        (as_viewer(an_agent("lea", Role.LEAD)), False),
    ):
        assert bool(queries.heads_for(viewer, [shut.id])) is sees
        assert bool(queries.public_ids_for(viewer, [shut.id])) is sees
        assert bool(queries.conversations_with(viewer, customer=shut.customer)) is sees
        assert bool(queries.newest_of_customers(viewer, [shut.customer])) is sees
        assert bool(queries.inbox_rows_for(viewer, [shut.public_id])) is sees
        assert bool(queries.conversations_found(viewer, customers=[shut.customer], prefix="")) is sees
        assert queries.counts_for(viewer)[Box.OPEN] == int(sees)
        for order in Order:
            assert bool(queries.inbox_for(viewer, Filter(Box.OPEN, order=order)).rows) is sees
        for read in (queries.conversation_for, queries.readable_for):
            if sees:
                assert read(viewer, shut.public_id).id == shut.id
            else:
                with pytest.raises(NotFound):
                    read(viewer, shut.public_id)
    assert queries.conversation_for(carol, shut.public_id).id == shut.id  # to its customer nothing changed


def test_SEC_A01_nothing_of_it_is_read_from_what_it_was_joined_to(
    trained: int, shut: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    anew = Draft(_anew(carol, shut), Kind.MESSAGE, says(carol), MessageData(), body="Something else", key="anew-1")
    other = log.stored(log.append([anew])[0])
    log.stored(log.merge(shut.id, into=other.conversation, author=says(alice)))
    for viewer, sees in ((alice, True), (bob, False)):
        into = queries.conversation_by_row(viewer, other.conversation)
        assert (SECRET in str(list(joined.stream(viewer, into)))) is sees
        assert (SECRET in str(joined.latest_for(viewer, into).lines)) is sees


def _anew(carol: Viewer, shut: ConversationRecord) -> Any:
    return NewConversation(carol.id, "livechat", "en", beyond=shut.id)


def test_S42_nobody_outside_writes_there_or_is_given_it_whatever_their_page_believes(
    shut: ConversationRecord, alice: Viewer, bob: Viewer
) -> None:
    assert log.reply(shut.id, author=says(bob), body="Hello") == Refused("not_found")
    assert log.sort(shut.id, author=says(bob), category="deposit") == Refused("not_found")
    assert log.assign(shut.id, author=says(alice), agent=bob.id) == Refused("not_in_team")
    log.stored(log.sort(shut.id, author=says(alice), category="deposit"))  # a member lets it go
    assert queries.conversation_for(bob, shut.public_id).category == "deposit"


def test_S42_it_rings_at_its_teams_desks_alone(shut: ConversationRecord, alice: Viewer, bob: Viewer) -> None:
    at = Telling(
        conversation=shut.id, conversation_public_id=shut.public_id, seq=1, reason=Reason.UNASSIGNED, agents=None
    )
    (told,) = watch._in_sight([at])
    assert told.agents == (alice.id,)
    assert watch._in_sight([replace(at, reason=Reason.MENTION, agents=(bob.id,))]) == []


def test_S42_an_open_socket_loses_it_with_the_entry_that_sorts_it(
    trained: int, chat: ConversationRecord, bob: Viewer, alice: Viewer
) -> None:
    reader = _Reader(bob)
    cursor = Cursor(cast("Any", reader), queries.conversation_by_row(bob, chat.id), after=chat.last_seq, html=False)
    cursor._is_pulling = False
    cursor._asked_at = 1e18  # asked a moment ago
    entry = log.stored(log.sort(chat.id, author=says(alice), category="security"))
    cursor.offer(entry)
    assert (reader.sent, reader.gone) == ([], [chat.public_id])


class _Reader:
    def __init__(self, viewer: Viewer) -> None:
        self.viewer, self.outbox = viewer, self
        self.sent: list[EntryRecord] = []
        self.gone: list[str] = []
        self.closing = self.is_full = False

    def render(self, entry: EntryRecord, *, html: bool) -> bytes:
        self.sent.append(entry)
        return b""

    def put(self, frame: bytes) -> None:
        del frame

    async def drained(self) -> None:
        return

    def lost(self, public_id: str) -> None:
        self.gone.append(public_id)

    def spawn(self, task: Coroutine[Any, Any, None]) -> None:
        asyncio.run(task)


def test_S42_only_an_administrator_says_so_and_the_journal_has_it(
    trained: int, alice_client: Client, bob: Viewer
) -> None:
    assert alice_client.post("/desk/categories/", {"category": "deposit", "team": trained}).status_code == 403
    assert set(ClosedCategory.objects.values_list("slug", flat=True)) == {"security"}
    admin = Client()
    admin.force_login(an_agent("boss", Role.ADMIN))
    assert admin.post("/desk/categories/", {"category": "deposit", "team": trained}).status_code == 302
    assert admin.post("/desk/categories/", {"category": "deposit", "team": 0}).status_code == 302
    assert set(ClosedCategory.objects.values_list("slug", flat=True)) == {"security"}
    acts = list(JournalEntry.objects.filter(detail="deposit").order_by("id").values_list("action", flat=True))
    assert acts[-2:] == ["category_closed", "category_opened"]


def uploads_of(alice: Viewer, shut: ConversationRecord) -> str:
    said = [each.data for each in queries.entries_for(alice, shut) if getattr(each.data, "files", ())]
    return str(said[0].files[0].id)  # type: ignore[union-attr]
