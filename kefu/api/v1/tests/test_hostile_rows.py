"""What programs are told of rows that cannot be read."""

import json

import pytest
from django.test import Client

from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import hostile
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.trust import admissions

pytestmark = pytest.mark.django_db


def test_P9_lists_entries_and_transcripts_hold_broken_rows_in_their_place(
    chat: ConversationRecord, carol: Viewer, carol_token: str, alice_agent: Agent
) -> None:
    spoiled = hostile.plant(chat, by=carol)
    for token in (admissions.api_token("Alice"), carol_token):
        calls = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
        listed = json.loads(calls.get("/api/v1/conversations?box=open").content)["conversations"]
        assert [line["conversation"]["id"] for line in listed] == [chat.public_id]
        read = json.loads(calls.get(f"/api/v1/conversations/{chat.public_id}/entries?limit=100").content)
        assert [entry["seq"] for entry in read["entries"]] == list(range(1, read["last"] + 1))
        broken = [entry for entry in read["entries"] if entry["kind"] == "broken"]
        assert len(broken) == len(spoiled)
        assert all("damaged" in entry["text"] or "已损坏" in entry["text"] for entry in broken)
        assert all(entry["body"] == "" and entry["data"] == {} for entry in broken)
        told = b"".join(calls.get(f"/api/v1/conversations/{chat.public_id}/transcript"))
        assert "the last good one" in told.decode()
