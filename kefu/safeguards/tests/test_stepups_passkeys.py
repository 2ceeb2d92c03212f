"""In-chat step-up by passkey: made on a page of ours, shown on another, and every lie a device or a stranger could tell."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.test import Client

from conftest import a_customer
from kefu.conversations.records import ConversationRecord
from kefu.exchange import asking
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.sessions import StartedSession
from kefu.safeguards.models import StepUp
from kefu.safeguards.tests.stepped import App, Caller, customer, page_of, said, tells
from kefu.trust import admissions
from kefu.trust.models import CustomerPasskey, JournalEntry
from tests.security.device import PRESENT, Device

pytestmark = pytest.mark.django_db(transaction=True)
ASK = {"level": 2, "reason": "account_data"}
OURS = {"Origin": settings.BASE_URL, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> App:
    """An exchange without an app that could be asked."""
    settings.PASSKEY_REST_S = 0
    settings.STEPUP_LEVELS = (2, 3)
    exchange = App(url="")
    monkeypatch.setattr(asking, "current", lambda: exchange)
    return exchange


@pytest.fixture
def alice_calls(alice: Viewer) -> Caller:
    return Caller(admissions.api_token("Alice"))


@pytest.fixture
def here(chat: ConversationRecord) -> str:
    return f"/conversations/{chat.public_id}/identity"


def post(path: str, **sent: Any) -> Any:
    return Client().post(path, sent, headers=OURS)


def a_device() -> Device:
    return Device(origin=settings.BASE_URL, rp_id=settings.BASE_HOST)


def page_of_passkeys(caller: Caller) -> str:
    return page_of(caller.call("GET", "/passkeys").json()["page"])


def with_a_passkey(caller: Caller, device: Device | None = None) -> Device:
    device, page = device or a_device(), page_of_passkeys(caller)
    told = {"publicKey": post(f"{page}/options").json()["publicKey"]}
    assert post(page, credential=device.creates(told)).status_code == 200
    return device


def asked(alice_calls: Caller, carol_calls: Caller, here: str) -> str:
    """The page where Carol is led from the chat."""
    sent = alice_calls.call("POST", here, ASK)
    assert sent.status_code == 201, sent.content
    return page_of(carol_calls.call("GET", here).json()["card"]["passkey_url"])


def shown(page: str, device: Device) -> int:
    told = post(f"{page}/options")
    return int(post(page, credential=device.shows(told.json())).status_code)


def state() -> str:
    return StepUp.objects.order_by("-pk")[0].state


@pytest.fixture
def carol_calls(carol_session: StartedSession) -> Caller:
    return customer(carol_session)


def test_S62_a_passkey_made_after_a_proved_sign_in_confirms_and_is_level_two(
    alice_calls: Caller, carol_calls: Caller, here: str
) -> None:
    device = with_a_passkey(carol_calls)
    device.counter += 1
    page = asked(alice_calls, carol_calls, here)
    assert "A. of support" in Client().get(page, follow=True).content.decode()
    assert state() == "pending"  # whoever only looks confirms nothing
    assert shown(page, device) == 200
    standing = alice_calls.call("GET", here).json()["standing"]
    assert (standing["state"], standing["level"]) == ("passed", 2)
    rows = JournalEntry.objects.filter(action__in=("passkey_added", "stepup_passed"))
    assert [each.actor_kind for each in rows] == ["customer", "customer"]


LIES: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "https://evil.test"},
    "an origin that ends like ours": {"origin": "http://evil.testserver"},
    "another site's id": {"rp_id": "evil.test"},
    "nobody verified": {"flags": PRESENT},
    "nobody there": {"flags": 0},
    "a counter that stands still": {"counter": 2},
    "a counter that went back": {"counter": 1},
    "another's handle": {"handle": "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh"},
}


@pytest.mark.parametrize("lie", LIES)
def test_SEC_S07_a_passkey_that_lies_confirms_nothing(
    lie: str, alice_calls: Caller, carol_calls: Caller, here: str
) -> None:
    device = a_device()
    device.counter = 2
    with_a_passkey(carol_calls, device)
    page = asked(alice_calls, carol_calls, here)
    device.counter = 3
    for name, value in LIES[lie].items():
        setattr(device, name, value)
    assert shown(page, device) == 400
    assert state() == "pending"
    copied = JournalEntry.objects.filter(action="passkey_copied").count()
    assert copied == ("counter" in lie)


def test_SEC_S07_an_answer_serves_one_challenge_and_one_question(
    alice_calls: Caller, carol_calls: Caller, here: str
) -> None:
    device = with_a_passkey(carol_calls)
    page = asked(alice_calls, carol_calls, here)
    device.counter += 1
    first = device.shows(post(f"{page}/options").json())
    post(f"{page}/options")  # asked anew: the first challenge is gone
    assert post(page, credential=first).status_code == 400
    assert post(page, credential=first).status_code == 400  # and so is the second, used up by that try
    alice_calls.call("DELETE", here)
    other = asked(alice_calls, carol_calls, here)
    post(f"{other}/options")
    device.counter += 1
    assert post(other, credential=first).status_code == 400
    assert state() == "pending"
    device.counter += 1
    told = post(f"{other}/options").json()
    right = device.shows(told)
    assert post(other, credential=right).status_code == 200
    assert post(other, credential=right).status_code == 409


def test_SEC_A01_nobody_confirms_for_another(
    alice_calls: Caller, carol_calls: Caller, mallory_session: StartedSession, here: str
) -> None:
    with_a_passkey(carol_calls)
    mallory = customer(mallory_session)
    mallorys = with_a_passkey(mallory)
    mallorys.handle = None  # a device need not say for whom it keeps the key
    page = asked(alice_calls, carol_calls, here)
    assert shown(page, mallorys) == 400
    assert mallory.call("GET", here).status_code == 404
    assert Client().get(page[:-6] + "aaaaaa").status_code == 404
    assert state() == "pending"


def test_S62_the_link_ends_with_the_session_and_with_the_question(
    alice_calls: Caller, carol_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    device = with_a_passkey(carol_calls)
    page, keys = asked(alice_calls, carol_calls, here), page_of_passkeys(carol_calls)
    StepUp.objects.update(ends_at=clock.now())
    assert Client().get(page, follow=True).status_code == 409
    assert post(f"{page}/options").status_code == 409
    StepUp.objects.update(ends_at=clock.now() + timedelta(minutes=5))
    assert Client().get(page, follow=True).status_code == 200
    sessions.end(carol_session.viewer.session)
    assert {Client().get(each).status_code for each in (page, keys)} == {404}
    assert post(page, credential=device.shows({"publicKey": {"challenge": "AAAA"}})).status_code == 404
    assert state() == "pending"


def test_S62_a_new_passkey_rests_before_it_counts(
    alice_calls: Caller, carol_calls: Caller, here: str, settings: LazySettings
) -> None:
    settings.PASSKEY_REST_S = 24 * 3600
    device = with_a_passkey(carol_calls)
    assert alice_calls.call("POST", here, ASK).json()["error"]["code"] == "cannot_confirm"
    CustomerPasskey.objects.update(made_at=clock.now() - timedelta(hours=24))
    device.counter += 1
    assert shown(asked(alice_calls, carol_calls, here), device) == 200


def test_level_three_takes_the_app(app: App, alice_calls: Caller, carol_calls: Caller, here: str) -> None:
    with_a_passkey(carol_calls)
    assert alice_calls.call("POST", here, ASK | {"level": 3}).json()["error"]["code"] == "cannot_confirm"


def test_passed_with_a_passkey_the_app_says_nothing_more(
    alice_calls: Caller, carol_calls: Caller, here: str, settings: LazySettings
) -> None:
    settings.EXCHANGE_SECRET = "shared-shared-shared-shared-shared-shared"
    device = with_a_passkey(carol_calls)
    device.counter += 1
    page = asked(alice_calls, carol_calls, here)
    ref = StepUp.objects.get().public_id
    assert shown(page, device) == 200
    assert tells(said(ref, answer="refused")).status_code == 409
    assert state() == "passed"


def test_S62_guests_make_no_passkey_and_links_of_others_open_nothing(carol_calls: Caller) -> None:
    guest = customer(sessions.start_customer_session(None, locale="en"))
    page = page_of_passkeys(guest)
    assert post(f"{page}/options").status_code == 403
    assert Client().get("/passkeys/nonsense").status_code == 404
    confirm = page.replace("/passkeys/", "/confirm/")  # a ticket of one page is none of the other
    assert Client().get(confirm).status_code == 404
    assert not CustomerPasskey.objects.exists()


def test_S62_another_site_cannot_post_here(carol_calls: Caller) -> None:
    page = page_of_passkeys(carol_calls)
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert Client().post(f"{page}/options", headers=headers).status_code == 403
    assert not CustomerPasskey.objects.exists()


def test_a_challenge_makes_one_passkey_and_there_are_five_at_most(carol_calls: Caller) -> None:
    page, device = page_of_passkeys(carol_calls), a_device()
    told = {"publicKey": post(f"{page}/options").json()["publicKey"]}
    made = device.creates(told)
    assert post(page, credential=made).status_code == 200
    assert post(page, credential=made).status_code == 400
    assert post(page, credential=a_device().creates(told)).status_code == 400
    assert post(page, credential="{").status_code == 400
    with_a_passkey(customer(a_customer("dan")), a_device())
    for _ in range(4):
        with_a_passkey(carol_calls)
    assert post(f"{page}/options").status_code == 409
    assert len(carol_calls.call("GET", "/passkeys").json()["passkeys"]) == 5


def test_a_passkey_of_hers_is_taken_away_and_nobody_elses(carol_calls: Caller, mallory_session: StartedSession) -> None:
    with_a_passkey(carol_calls)
    (key,) = carol_calls.call("GET", "/passkeys").json()["passkeys"]
    mallorys = page_of_passkeys(customer(mallory_session))
    assert post(mallorys, act="remove", passkey=key["id"]).status_code == 404
    assert CustomerPasskey.objects.count() == 1
    assert post(page_of_passkeys(carol_calls), act="remove", passkey=key["id"]).status_code == 200
    assert not CustomerPasskey.objects.exists()
