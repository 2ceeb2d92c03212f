"""One conversation with everybody around it, and a picture of every row, to see that refusals change nothing."""

import json
import uuid
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client

from conftest import an_agent
from kefu.conversations import definitions
from kefu.conversations.kinds import FieldKind
from kefu.conversations.records import ConversationRecord, FieldRecord
from kefu.files.tests import pictures
from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.sessions import StartedSession
from kefu.trust import admissions, badges
from kefu.trust import teams as staff_teams
from kefu.watchers.notify import subscriptions
from kefu.watchers.notify.tests.receiver import UserAgent


class House:
    """One conversation of the owner's with an agent's answer and a picture, and a token for each role."""

    def __init__(self, chat: ConversationRecord, owner: StartedSession, outsider: StartedSession) -> None:
        self.clients: dict[str, Client] = {}
        self.owner = owner.viewer
        self.tokens = {"nobody": "", "owner": owner.token, "outsider": outsider.token}
        for role in Role:
            agent = an_agent(role.value.capitalize(), role)
            self.tokens[role.value] = admissions.api_token(agent.name)
            if role is not Role.AUDITOR:  # nobody hands anything to one
                self.agent = agent.public_id
        place = f"/conversations/{chat.public_id}/entries"
        self.upload = self.call("owner", "POST", "/files", "a picture").json()["id"]
        picture = {"client_msg_id": "picture-1", "files": [self.upload]}
        assert self.call("owner", "POST", place, picture).status_code == 201
        answer = self.call("agent", "POST", place, {"client_msg_id": "answer-01", "body": "Hello Carol"})
        begun = self.call("owner", "POST", "/uploads", {"name": "a.txt", "bytes": 10}).json()["id"]
        browser = subscriptions.subscribe(
            owner.viewer, endpoint="https://fcm.googleapis.com/fcm/send/owner", keys=UserAgent().keys
        )
        staff_teams.create("security", name="Security")
        definitions.put_category("kyc", names={"en": "KYC"})
        definitions.put_field(FieldRecord(slug="coin", names={"en": "Coin"}, kind=FieldKind.TEXT, choices={}))
        self.names = {
            "conversation_id": chat.public_id,
            "seq": str(answer.json()["seq"]),
            "subscription_id": browser,
            "copy_id": browser,
            "slug": "security",
            "key": "deposit-confirmations",
            "agent_id": self.agent,
            "tag": "vip",
            "field": "coin",
            "upload_id": begun,
            "item": "1",
            "number": badges.card_of(agent.pk).badge,  # type: ignore[union-attr]
            "other": "",
        }

    def client(self, role: str) -> Client:
        if role not in self.clients:
            token = self.tokens[role]
            self.clients[role] = Client(headers={"authorization": f"Bearer {token}"} if token else {})
        return self.clients[role]

    def call(self, role: str, method: str, path: str, body: object = None) -> Any:
        client = self.client(role)
        if body == "a picture":
            file = SimpleUploadedFile("photo.png", pictures.photo("PNG"), content_type="image/png")
            return client.post(f"/api/v1{path}", {"file": file})
        if body == "a piece":
            headers = {"upload-offset": "0"}
            return client.generic("PATCH", f"/api/v1{path}", b"12345", "application/partial-upload", headers=headers)
        text = json.dumps(body) if body is not None else ""
        text = text.replace("{agent}", self.agent).replace("{upload}", getattr(self, "upload", ""))
        text = text.replace("{other}", getattr(self, "names", {}).get("other", ""))
        text = text.replace("x" * 12, uuid.uuid4().hex)
        return client.generic(method, f"/api/v1{path}", text, "application/json")


def stored() -> str:
    """Every row of ours that a refused call must not touch."""
    rooms = ("conversations", "files", "people", "trust", "safeguards", "notify")
    tables = [model._meta for room in rooms for model in apps.get_app_config(room).get_models()]
    found: list[object] = []
    with connection.cursor() as cursor:
        for each in tables:
            cursor.execute(f'SELECT * FROM "{each.db_table}" ORDER BY "{each.pk.column}"')
            found.append((each.db_table, [tuple(map(_plain, row)) for row in cursor.fetchall()]))
    return repr(found)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


class RowEncoder(DjangoJSONEncoder):
    """Of rows as they are stored: bytes as their digits."""

    def default(self, o: Any) -> Any:
        return bytes(o).hex() if isinstance(o, bytes | memoryview) else super().default(o)


def forget_calls() -> None:
    """Nobody has called too often yet; the next test begins so by itself."""
    limits.buckets = limits.MemoryBuckets()
