"""One row that nobody can read never stops a list, a resume, a page, an export or a reaction: it is shown as broken."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from conftest import a_name, says
from kefu.conversations import log, queries, react
from kefu.conversations.kinds import Kind
from kefu.conversations.models import Entry
from kefu.conversations.records import ConversationRecord
from kefu.files.models import Upload
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db

A_FILE: dict[str, object] = {"id": 5, "name": None, "media_type": [], "width": "wide", "height": {}, "bytes": -1}
HOSTILE: dict[str, tuple[str, str | bytes]] = {
    "a kind of another release": ("kind", "teleported"),
    "an audience nobody knows": ("audience", "the press"),
    "an author of no kind": ("author_kind", "ghost"),
    "data that is no JSON": ("data", "{"),
    "data that is a list": ("data", "[1, 2]"),
    "data that is null": ("data", "null"),
    "files that are a text": ("data", '{"files": "abc"}'),
    "a file of wrong types": ("data", json.dumps({"files": [A_FILE]})),
    "a file without a name": ("data", '{"files": [{"id": "x"}]}'),
    "a moment that is none": ("created_at", "yesterday"),
    "words that are a number": ("body", b"\x00\x01"),
}


@pytest.fixture
def log_of_three(chat: ConversationRecord, carol: Viewer) -> ConversationRecord:
    log.stored(log.reply(chat.id, author=says(carol), body="the hostile one"))
    log.stored(log.reply(chat.id, author=says(carol), body="the one after"))
    return chat


def spoil(column: str, value: str | bytes) -> int:
    """The number of the row that was spoiled, past every check of ours."""
    row = Entry.objects.get(body="the hostile one")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE conversations_entry SET {column} = %s WHERE id = %s", [value, row.pk])
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    return row.seq


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_row_is_shown_as_broken_and_the_rest_loads(
    log_of_three: ConversationRecord, alice: Viewer, carol: Viewer, alice_client: Client, carol_token: str, name: str
) -> None:
    seq = spoil(*HOSTILE[name])
    for viewer in (alice, carol):
        found = queries.entries_for(viewer, log_of_three)
        assert [entry.body for entry in found if entry.body][-1] == "the one after"
        assert [entry.kind for entry in found].count(Kind.BROKEN) == 1
        numbers = [queries.numbered(viewer, entry) for entry in found]
        assert numbers == list(range(1, len(found) + 1))
    place = f"/api/v1/conversations/{log_of_three.public_id}"
    bearer = {"Authorization": f"Bearer {carol_token}"}
    told = Client().get(f"{place}/entries", headers=bearer).json()["entries"]
    assert "damaged" in next(entry for entry in told if entry["kind"] == "broken")["text"]
    for path in (f"{place}/transcript", f"{place}/thread"):
        answer = Client().get(path, headers=bearer)
        words = b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert b"the one after" in words, path
    for path in ("/desk/", f"/desk/c/{log_of_three.public_id}/"):
        answer = alice_client.get(path)
        assert answer.status_code == 200, (path, answer.content[:300])
    assert b"the one after" in answer.content
    assert b"damaged" in answer.content
    assert log.stored(log.reply(log_of_three.id, author=says(alice), body="it goes on")).seq == seq + 2


@pytest.mark.parametrize("name", HOSTILE)
def test_SEC_R14_a_hostile_row_stops_no_reaction_to_another(log_of_three: ConversationRecord, name: str) -> None:
    spoil(*HOSTILE[name])
    while react.run_pass():
        pass
    assert not Entry.objects.filter(reacted_at=None).exists()


@pytest.mark.parametrize(
    "spoiled", [{"name": "\u202e\x00<script>" * 8}, {"media_type": "application/x-doom"}, {"state": "eaten"}]
)
def test_a_hostile_attachment_is_told_and_the_conversation_loads(
    log_of_three: ConversationRecord,
    alice_client: Client,
    carol: Viewer,
    carol_token: str,
    spoiled: dict[str, str],
    a_file: Callable[[Viewer], Upload],
) -> None:
    row = a_file(carol)
    file = {
        "id": row.public_id,
        "name": "a.txt",
        "media_type": "text/plain",
        "width": 0,
        "height": 0,
        "bytes": 9,
        **spoiled,
    }
    file.pop("state", None)
    Entry.objects.filter(body="the hostile one").update(data={"files": [file]})
    Upload.objects.filter(pk=row.pk).update(conversation_id=log_of_three.id, **spoiled)
    asked = {"files": [row.public_id], "variant": "full"}
    bearer = {"Authorization": f"Bearer {carol_token}"}
    answer = Client().post("/api/v1/files/links", json.dumps(asked), content_type="application/json", headers=bearer)
    assert answer.status_code in {200, 404}
    page = alice_client.get(f"/desk/c/{log_of_three.public_id}/")
    assert page.status_code == 200
    assert b"the one after" in page.content
    assert b"<script>" * 2 not in page.content


def test_a_hostile_name_stops_no_list(log_of_three: ConversationRecord, alice_client: Client) -> None:
    a_name(log_of_three.customer, "\u202e\x07'\"><script>{{7*7}}" + "长" * 50)
    for path in ("/desk/", f"/desk/c/{log_of_three.public_id}/"):
        page = alice_client.get(path)
        assert page.status_code == 200
        assert b"><script>{{" not in page.content


@pytest.fixture
def a_file() -> Callable[[Viewer], Upload]:
    def make(viewer: Viewer) -> Upload:
        return Upload.objects.create(
            owner_kind=viewer.kind,
            owner_id=viewer.id,
            name="a.txt",
            media_type="text/plain",
            width=0,
            height=0,
            bytes=9,
            sha256="0" * 64,
            stored_as="hostile-row",
        )

    return make
