"""The few questions before the first words, by REST and by socket."""

import pytest
from django.test import Client

from kefu.conversations import queries
from kefu.conversations.kinds import Kind
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_categories_are_named_in_the_language_asked_for(client: Client) -> None:
    for locale, name in (("zh-hans", "充值"), ("en", "Deposit"), ("fr", "Deposit")):
        offered = client.get(f"/api/v1/categories?locale={locale}").json()["categories"]
        assert {"slug": "deposit", "name": name} in offered
    assert client.get("/api/v1/categories?locale=<script>").status_code in {400, 422}


def test_what_is_proved_is_not_asked_again(client: Client, carol_token: str) -> None:
    form = client.get("/api/v1/form", headers=bearer(carol_token)).json()
    assert set(form) == {"uid_masked", "email_masked", "phone_masked"}


def test_a_first_message_brings_what_was_told(client: Client, carol_token: str, carol: Viewer) -> None:
    first = {"client_msg_id": "told-before-1", "body": "hello", "particulars": {"category": "deposit", "uid": "777"}}
    for status in (201, 200):
        answer = client.post("/api/v1/conversations", first, "application/json", headers=bearer(carol_token))
        assert answer.status_code == status
    chat = queries.conversation_for(carol, answer.json()["conversation"]["id"])
    assert [entry.kind for entry in queries.entries_for(carol, chat)] == [Kind.PARTICULARS, Kind.MESSAGE]


def test_who_is_not_a_customer_is_asked_nothing(client: Client) -> None:
    assert client.get("/api/v1/form").status_code == 401
    assert client.post("/api/v1/form/comparison", {"uid": "1"}, "application/json").status_code == 401


def test_the_comparison_says_what_differs_and_never_what_is_right(client: Client, carol_token: str) -> None:
    typed = {"uid": "surely-another"}
    answer = client.post("/api/v1/form/comparison", typed, "application/json", headers=bearer(carol_token))
    assert set(answer.json()) == {"unlike"}
    refused = client.post("/api/v1/form/comparison", {"role": "admin"}, "application/json", headers=bearer(carol_token))
    assert refused.status_code in {400, 422}
