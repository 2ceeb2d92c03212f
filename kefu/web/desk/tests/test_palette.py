"""What the palette asks the server for: conversations by a part of the customer's name, or by their number."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import a_customer, a_name, says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people import names, sessions
from kefu.people.identity import Identity
from kefu.web.desk import palette

pytestmark = pytest.mark.django_db(transaction=True)


def found(client: Client, text: str) -> list[str]:
    return [each["who"] for each in client.get("/desk/palette", {"q": text}).json()["conversations"]]


def test_a_customer_is_found_by_two_chinese_signs_and_by_any_part_of_a_latin_name(
    alice_client: Client, chat: ConversationRecord
) -> None:
    viewer = a_customer("uid-ouyang", name="欧阳明月").viewer
    log.stored(log.open(viewer.id, author=says(viewer), body="你好", key="ouyang", locale="zh-hans"))
    assert found(alice_client, "明月") == ["欧阳明月"]
    assert found(alice_client, "rol ch") == ["Carol Chen"]
    assert found(alice_client, "nobody") == found(alice_client, "") == found(alice_client, "%") == []


def test_a_customer_leads_to_what_they_wrote_last(alice_client: Client, chat: ConversationRecord) -> None:
    answer = alice_client.get("/desk/palette", {"q": "chen"}).json()["customers"]
    assert [each["who"] for each in answer] == ["Carol Chen"]
    assert answer[0]["url"] == f"/desk/c/{chat.public_id}/"
    assert "4821" not in str(answer[0]["id"])


def test_names_are_looked_up_by_the_index_and_by_no_walk_through_all_customers(
    alice_client: Client, chat: ConversationRecord
) -> None:
    alice_client.get("/desk/palette", {"q": "chen"})
    with CaptureQueriesContext(connection) as asked:
        alice_client.get("/desk/palette", {"q": "chen car"})
    assert len(asked) <= 12
    plans = [plan_of(each["sql"]) for each in asked if "people_namepart" in each["sql"]]
    assert plans
    assert all("customers_by_name" in plan and "SCAN people_namepart" not in plan for plan in plans)


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " | ".join(str(row[-1]) for row in cursor.fetchall())


def test_a_new_name_replaces_the_old_one(alice_client: Client) -> None:
    viewer = a_customer("uid-renamed", name="Ada Byron").viewer
    log.stored(log.open(viewer.id, author=says(viewer), body="hi", key="renamed", locale="en"))
    assert found(alice_client, "byr") == ["Ada Byron"]
    renamed = Identity("uid-renamed", jti="again", expires_at=clock.now(), name="Ada Lovelace")
    sessions.start_customer_session(renamed, locale="en")
    assert found(alice_client, "byr") == []
    assert found(alice_client, "love") == ["Ada Lovelace"]
    assert names.customers_named("ada love", limit=3) == [viewer.id]


def test_whom_a_release_without_the_index_signed_in_or_renamed_is_found_from_the_next_sign_in_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    viewer = a_customer("uid-between", name="Ada Byron").viewer
    a_name(viewer.id, "Ada Lovelace")  # and its parts stay what they were
    monkeypatch.setattr(names, "LATELY", 0)
    assert names.customers_named("love", limit=3) == []
    again = Identity("uid-between", jti="again", expires_at=clock.now(), name="Ada Lovelace")
    sessions.start_customer_session(again, locale="en")
    assert names.customers_named("love", limit=3) == [viewer.id]
    assert names.customers_named("byr", limit=3) == []


def test_a_conversation_is_found_by_the_beginning_of_its_number(alice_client: Client, chat: ConversationRecord) -> None:
    answer = alice_client.get("/desk/palette", {"q": chat.public_id[:8].upper()}).json()["conversations"]
    assert [each["id"] for each in answer] == [chat.public_id]
    assert alice_client.get(answer[0]["url"]).status_code == 200
    assert found(alice_client, chat.public_id[:3]) == []  # too few to mean a number


def test_it_stays_a_handful(alice_client: Client) -> None:
    for number in range(palette.MOST + 2):
        viewer = a_customer(f"uid-{number}", name=f"Wang {number}").viewer
        log.stored(log.open(viewer.id, author=says(viewer), body="hi", key=f"open-{number}", locale="en"))
    assert len(found(alice_client, "wang")) == palette.MOST


def test_outsiders_find_nobody(client: Client, mallory_token: str, chat: ConversationRecord) -> None:
    assert client.get("/desk/palette?q=Carol").status_code == 401
    bearer = {"Authorization": f"Bearer {mallory_token}"}
    refused = client.get("/desk/palette?q=Carol", headers=bearer)
    assert refused.status_code == 403
    assert "Carol" not in refused.content.decode()
