"""SEC-R04, each place alone: no room for files, for what passes by, for the database. Told to come back; reading goes on."""

import errno
import tempfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client

from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.files import arrivals, storage
from kefu.kit import outages
from kefu.people.models import AgentSession, CustomerSession

pytestmark = pytest.mark.django_db

FULL = OSError(errno.ENOSPC, "No space left on device")
DATABASE_FULL = OperationalError("database or disk is full")


def failing(error: Exception) -> Callable[..., None]:
    def fails(*args: object, **kwargs: object) -> None:
        raise error

    return fails


@pytest.mark.parametrize(
    ("room", "name"),
    [(tempfile, "TemporaryFile"), (storage, "incoming"), (arrivals, "copy")],
    ids=["temp", "files", "copy"],
)
def test_SEC_R04_a_file_for_which_there_is_no_room_is_asked_for_again(
    carol_token: str, monkeypatch: pytest.MonkeyPatch, room: object, name: str
) -> None:
    monkeypatch.setattr(room, name, failing(FULL))
    file = SimpleUploadedFile("a.txt", b"a statement\n" * 50, content_type="text/plain")
    answer = Client().post("/api/v1/files", {"file": file}, headers={"Authorization": f"Bearer {carol_token}"})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "try_again"
    assert int(answer.headers["Retry-After"]) > 0


def test_SEC_R04_a_sign_in_that_cannot_be_kept_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CustomerSession.objects, "create", failing(DATABASE_FULL))
    answer = Client().post("/api/v1/sessions", {"identity": None}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "try_again")


def test_SEC_R04_a_fault_of_our_own_is_not_called_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outages.refusal(ValueError("ours")) is None
    assert outages.refusal(OSError(errno.EACCES, "Permission denied")) is None
    monkeypatch.setattr(CustomerSession.objects, "create", failing(OSError(errno.EACCES, "Permission denied")))
    answer = Client(raise_request_exception=False).post(
        "/api/v1/sessions", {"identity": None}, content_type="application/json"
    )
    assert answer.status_code == 500


def test_SEC_R04_the_desk_is_read_on_though_nothing_can_be_written(
    alice_client: Client, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    AgentSession.objects.update(seen_at=chat.created_at - timedelta(minutes=5))
    monkeypatch.setattr(QuerySet, "update", failing(DATABASE_FULL))
    for path in ("/desk/", f"/desk/c/{chat.public_id}/"):
        assert alice_client.get(path).status_code == 200, path


def test_SEC_R04_what_the_desk_cannot_store_is_asked_for_again_in_words(
    alice_client: Client, chat: ConversationRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "append", failing(DATABASE_FULL))
    answer = alice_client.post(f"/desk/c/{chat.public_id}/closure", {"reason": "solved"})
    assert answer.status_code == 503, answer.content[:300]
    assert b"again in a moment" in answer.content
