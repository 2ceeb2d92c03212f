"""The desk, the API and downloads with rows in the log that cannot be read: each is said to be so, the rest is there."""

import json
import re
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from conftest import a_name, says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.conversations.tests import hostile
from kefu.kit import db, ids
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db

SEQ = re.compile(r'data-seq="(\d+)"')
BROKEN = "This entry cannot be shown: what is stored here is damaged."


@pytest.fixture
def spoiled(chat: ConversationRecord, carol: Viewer) -> list[int]:
    return hostile.plant(chat, by=carol)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer).decode()


def test_P9_every_screen_of_a_conversation_shows_what_is_broken_as_such_and_all_the_rest(
    alice_client: Client, chat: ConversationRecord, spoiled: list[int]
) -> None:
    last = 3 + 2 * len(spoiled)
    for part in ("", "entries", "entries?after=0"):
        page = read(alice_client, f"/desk/c/{chat.public_id}/{part}")
        assert page.count(BROKEN) >= len(spoiled)
        assert [int(seq) for seq in SEQ.findall(page)] == list(range(1, last + 1))
        assert "the last good one" in page
    assert read(alice_client, f"/desk/c/{chat.public_id}/history?all=1").count(BROKEN) == len(spoiled)
    assert BROKEN in read(alice_client, f"/desk/c/{chat.public_id}/history")
    for kind in ("text", "html"):
        told = read(alice_client, f"/desk/c/{chat.public_id}/transcript?kind={kind}&notes=yes")
        assert told.count(BROKEN) == len(spoiled)
        assert "the last good one" in told


def test_P9_the_list_and_the_palette_show_a_conversation_that_ends_in_a_broken_row(
    alice_client: Client, chat: ConversationRecord, carol: Viewer
) -> None:
    bad = log.stored(log.reply(chat.id, author=says(carol), body="spoiled"))
    hostile.spoil(bad.id, hostile.WRONG[0])
    for address in ("/desk/?box=open", "/desk/lines?box=open", f"/desk/rows?box=open&ids={chat.public_id}"):
        assert BROKEN in read(alice_client, address)
    assert BROKEN in read(alice_client, "/desk/palette?q=carol")


def test_P9_customers_with_hostile_names_stand_in_every_list(
    alice_client: Client, chat: ConversationRecord, carol: Viewer
) -> None:
    kept: list[Callable[[], None]] = [
        partial(a_name, carol.id, name)
        for name in ("<img src=x onerror=alert(1)>", "a\u202egpj.exe", "long" * 20, "a\0b", "x" * 100_000)
    ]
    kept += [partial(hostile.rename, carol.id, sql) for sql in ("NULL", "'s1'", "'no sealed name'")]
    if db.is_sqlite():
        numbers = ("CAST(X'ff00fe' AS TEXT)", "X'ff00fe'", "7.5", f"X'{'73' * 100_000}'")
        kept += [partial(hostile.rename, carol.id, sql) for sql in numbers]
    for keep in kept:
        keep()
        for address in ("/desk/?box=open", f"/desk/c/{chat.public_id}/", f"/desk/c/{chat.public_id}/history"):
            page = read(alice_client, address)
            assert "充值两小时了还没到" in page or "history" in address, keep
            assert "<img src=x" not in page
            assert "\u202e" not in page
        assert read(alice_client, f"/desk/c/{chat.public_id}/transcript?kind=text")
        assert read(alice_client, "/desk/palette?q=chen") is not None


def test_P9_a_file_that_is_gone_and_has_a_hostile_name_hides_nothing(
    alice_client: Client, chat: ConversationRecord, carol: Viewer
) -> None:
    name = '"><img src=x onerror=alert(1)>/../..\u202egpj.exe'
    row = ids.public_id()
    gone = {
        "id": row,
        "name": name,
        "media_type": "image/png",
        "width": 10**9,
        "height": 1,
        "bytes": 10**15,
    }
    entry = log.stored(log.reply(chat.id, author=says(carol), body="see the picture"))
    hostile.spoil(entry.id, hostile.Wrong("data", f"'{json.dumps({'files': [gone]})}'"))
    page = read(alice_client, f"/desk/c/{chat.public_id}/")
    assert "充值两小时了还没到" in page
    assert "<img src=x" not in page
    assert "see the picture" in page
    assert alice_client.get("/desk/files", {"ids": row}).status_code < 500
    assert "onerror=alert" in read(alice_client, f"/desk/c/{chat.public_id}/transcript?kind=text")
