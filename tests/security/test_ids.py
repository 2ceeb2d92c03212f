"""SEC-B05: a thousand ids of every sort: 128 random bits each, no order to be seen, and none of the caller's choosing."""

import base64
import copy
from collections.abc import Sequence
from itertools import pairwise

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import log, queries
from kefu.conversations.data import MessageData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft, NewConversation
from kefu.files import uploads
from kefu.files.errors import FileNotReady
from kefu.files.models import Upload
from kefu.kit import ids
from kefu.kit.errors import NotFound
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.sessions import StartedSession
from tests.security.house import House, stored

pytestmark = pytest.mark.django_db

MANY = 1_000
SIGMA = (MANY / 4) ** 0.5  # of how often one bit of MANY random ones is set


def guests() -> list[StartedSession]:
    return [sessions.start_customer_session(None, locale="en") for _ in range(MANY)]


def chats_of(people: Sequence[StartedSession]) -> list[str]:
    """One batch, as the sockets' writer makes them."""
    drafts = [
        Draft(
            NewConversation(customer=one.viewer.id, origin="livechat", locale="en", page=""),
            Kind.MESSAGE,
            says(one.viewer),
            MessageData(),
            body="hello",
        )
        for one in people
    ]
    return [log.stored(outcome).conversation_public_id for outcome in log.append(drafts)]


def uploads_like(row: Upload) -> list[str]:
    """A thousand more rows, each with the id that every new row gets."""
    rows = [copy.copy(row) for _ in range(MANY)]
    for one in rows:
        one.pk, one.stored_as = None, ids.public_id()
        one.public_id = Upload._meta.get_field("public_id").get_default()
    return [one.public_id for one in Upload.objects.bulk_create(rows)]


def from_base32(drawn: Sequence[str]) -> list[bytes]:
    return [base64.b32decode(value.upper() + "======") for value in drawn]


def look_random(drawn: Sequence[bytes], *, bits: int) -> bool:
    """Each bit is set about half the time, no two begin alike, and they rise about as often as they fall."""
    numbers = [int.from_bytes(value, "big") for value in drawn]
    set_bits = [sum(number >> bit & 1 for number in numbers) for bit in range(bits)]
    rises = sum(one < other for one, other in pairwise(numbers))
    return (
        all(len(value) * 8 == bits for value in drawn)
        and len({value[:6] for value in drawn}) == len(drawn)
        and all(abs(count - MANY / 2) < 7 * SIGMA for count in set_bits)
        and abs(rises - MANY / 2) < 7 * SIGMA
    )


def test_SEC_B05_a_thousand_ids_and_tokens_of_each_sort_are_random(house: House) -> None:
    people = guests()
    tokens = [one.token.removeprefix(sessions.CUSTOMER_PREFIX) for one in people]
    assert look_random([base64.urlsafe_b64decode(token + "=") for token in tokens], bits=256)
    assert look_random(from_base32([one.viewer.public_id for one in people]), bits=128)
    assert look_random(from_base32(chats_of(people)), bits=128)
    assert look_random(from_base32(uploads_like(Upload.objects.get(public_id=house.upload))), bits=128)


def test_SEC_B05_ids_that_count_or_tell_the_time_would_be_noticed() -> None:
    assert not look_random([number.to_bytes(16, "big") for number in range(MANY)], bits=128)
    assert not look_random([number.to_bytes(6, "big") + bytes(10) for number in range(MANY)], bits=128)
    assert not look_random([b"0" * 15 + bytes([number % 256]) for number in range(MANY)], bits=128)


def test_SEC_B05_a_thousand_foreign_ids_open_nothing(house: House, mallory: Viewer) -> None:
    chats = chats_of(guests())
    files = uploads_like(Upload.objects.get(public_id=house.upload))
    for chat, file in zip(chats, files, strict=True):
        with pytest.raises(NotFound):
            queries.conversation_for(mallory, chat)
        with pytest.raises(FileNotReady):
            uploads.refs(mallory, [file])
        with pytest.raises(NotFound):
            uploads.link(file, viewer=mallory)


def test_SEC_B05_nobody_chooses_an_id(house: House, chat: ConversationRecord, client: Client) -> None:
    own = "a" * 26
    for name in ("id", "public_id", "conversation", "token", "seq", "session", "customer"):
        for role, path, body in (
            ("nobody", "/sessions", {"identity": None}),
            ("outsider", "/conversations", {"client_msg_id": "x" * 12, "body": "x"}),
            ("owner", f"/conversations/{chat.public_id}/entries", {"client_msg_id": "x" * 12, "body": "x"}),
        ):
            before = stored()
            assert house.call(role, "POST", path, {**body, name: own}).status_code == 400, (path, name)
            assert stored() == before
    assert house.call("owner", "GET", f"/conversations/{own}").status_code == 404
    chosen = {"authorization": f"Bearer {sessions.CUSTOMER_PREFIX}{'A' * 43}"}
    assert client.get("/api/v1/me", headers=chosen).status_code == 401
