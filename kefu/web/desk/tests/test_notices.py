"""An agent's choices about notices, and their browsers: theirs alone, with and without scripts."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kefu.kit import clock
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.watchers.notify import preferences, subscriptions
from kefu.watchers.notify.models import PushJob, Subscription
from kefu.watchers.notify.rules import Reason, Sound
from kefu.watchers.notify.tests.receiver import UserAgent

pytestmark = pytest.mark.django_db(transaction=True)

CHOSEN: Mapping[str, Any] = {
    "rings": ["mine", "mention"],
    "pushes": ["mention"],
    "sound": "knock",
    "volume": "35",
    "silence": "off",
    "is_quiet": "on",
    "starts": "22:00",
    "ends": "07:30",
    "days": ["0", "4"],
    "zone": "Asia/Shanghai",
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(name: str = "one", agent: UserAgent | None = None) -> str:
    keys = (agent or UserAgent()).keys
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{name}"
    return json.dumps(
        {"endpoint": endpoint, "expirationTime": None, "keys": {"p256dh": keys.p256dh, "auth": keys.auth}}
    )


def enrol(client: Client, sent: str) -> Any:
    return client.post("/desk/notices/browsers", sent, "application/json", headers={"user-agent": FIREFOX})


def test_choices_are_kept_and_are_ones_own(
    alice_client: Client, bob_client: Client, alice: Viewer, bob: Viewer
) -> None:
    assert alice_client.post("/desk/notices", CHOSEN).status_code == 302
    hers = preferences.preferences_for(alice)
    assert sorted(hers.rings) == [Reason.MENTION, Reason.MINE]
    assert sorted(hers.pushes) == [Reason.MENTION]
    assert (hers.sound, hers.volume) == (Sound.KNOCK, 35)
    assert hers.quiet is not None
    assert (hers.quiet.zone, sorted(hers.quiet.days)) == ("Asia/Shanghai", [0, 4])
    assert preferences.preferences_for(bob) == preferences.DEFAULT
    page = alice_client.get("/desk/notices").content.decode()
    assert 'value="22:00"' in page
    assert '<option value="Asia/Shanghai" selected>' in page
    assert '<option value="Asia/Shanghai" selected>' not in bob_client.get("/desk/notices").content.decode()


def test_hours_that_are_switched_off_are_remembered(alice_client: Client, alice: Viewer) -> None:
    alice_client.post("/desk/notices", {name: value for name, value in CHOSEN.items() if name != "is_quiet"})
    assert preferences.preferences_for(alice).quiet is None
    assert 'value="22:00"' in alice_client.get("/desk/notices").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Mars/Base"}, {"volume": "101"}, {"sound": "siren"}, {"starts": "25:00"}, {"days": []}, {"rings": ["x"]}],
)
def test_what_cannot_be_meant_is_said_and_what_was_chosen_is_still_there(
    alice_client: Client, alice: Viewer, wrong: Mapping[str, Any]
) -> None:
    answer = alice_client.post("/desk/notices", {**CHOSEN, **wrong})
    assert answer.status_code == 422
    assert "Not kept yet" in answer.content.decode()
    assert '<option value="morning"' in answer.content.decode()
    assert preferences.preferences_for(alice) == preferences.DEFAULT


def test_do_not_disturb_ends_by_itself_and_is_kept_by_other_changes(alice_client: Client, alice: Viewer) -> None:
    alice_client.post("/desk/notices", {**CHOSEN, "silence": "60"})
    until = preferences.preferences_for(alice).silent_until
    assert until is not None
    assert timedelta(minutes=59) < until - clock.now() <= timedelta(minutes=60)
    told = alice_client.get("/desk/notices/told").json()
    assert any(start <= clock.now().timestamp() * 1000 + 1000 <= end for start, end in told["quiet"])
    alice_client.post("/desk/notices", {**CHOSEN, "silence": "keep"})
    assert preferences.preferences_for(alice).silent_until == until
    alice_client.post("/desk/notices", {**CHOSEN, "silence": "off"})
    assert preferences.preferences_for(alice).silent_until is None


def test_the_open_desk_learns_what_rings_and_when_it_is_quiet(alice_client: Client) -> None:
    alice_client.post("/desk/notices", {**CHOSEN, "days": list("0123456")})
    told = alice_client.get("/desk/notices/told").json()
    assert (told["rings"], told["sound"], told["volume"], told["pushes"]) == (["mention", "mine"], "knock", 35, False)
    assert 2 <= len(told["quiet"]) <= 3
    assert all(end - start == 9.5 * 3_600_000 for start, end in told["quiet"])


def test_a_browser_is_enrolled_shown_tried_and_removed(alice_client: Client) -> None:
    given = enrol(alice_client, browser())
    assert given.status_code == 201
    assert "Firefox · Linux" in alice_client.get("/desk/notices").content.decode()
    place = f"/desk/notices/browsers/{given.json()['id']}"
    assert alice_client.post(f"{place}/trial").status_code == 302
    assert PushJob.objects.get().conversation_id is None
    assert alice_client.get("/desk/notices/told").json()["pushes"] is True
    assert alice_client.post(f"{place}/removal").status_code == 302
    assert not Subscription.objects.exists()


def test_the_browser_of_another_is_neither_seen_nor_tried_nor_removed(alice_client: Client, bob_client: Client) -> None:
    place = f"/desk/notices/browsers/{enrol(alice_client, browser()).json()['id']}"
    assert "Firefox · Linux" not in bob_client.get("/desk/notices").content.decode()
    assert bob_client.post(f"{place}/trial").status_code == 404
    assert bob_client.post(f"{place}/removal").status_code == 404
    assert enrol(bob_client, browser(agent=UserAgent(auth=b"another secret 1"))).status_code == 403
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "{}",
        '{"endpoint": 1, "keys": {"p256dh": "a", "auth": "b"}}',
        '{"endpoint": "https://evil.test/", "keys": {"p256dh": "a", "auth": "b"}}',
        browser().replace("updates.push.services.mozilla.com", "169.254.169.254"),
        "x" * 5_000,
    ],
)
def test_what_no_browser_sends_is_refused(alice_client: Client, sent: str) -> None:
    assert enrol(alice_client, sent).status_code == 400
    assert not Subscription.objects.exists()


def test_signing_out_ends_what_the_browser_was_told(alice_client: Client, alice_agent: Agent) -> None:
    enrol(alice_client, browser())
    alice_client.post("/sign-out")
    assert subscriptions.sweep() == 1


def test_the_worker_is_served_where_its_pages_are_and_is_never_kept() -> None:
    for address in ("/desk/worker.js", "/chat-worker.js"):
        answer = Client().get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert 'fetch"' not in answer.content.decode()
        assert "caches" not in answer.content.decode()


def test_a_receipt_that_nobody_was_given_changes_nothing_and_tells_nothing(alice_client: Client) -> None:
    place = enrol(alice_client, browser()).json()["id"]
    alice_client.post(f"/desk/notices/browsers/{place}/trial")
    for receipt in ("a" * 26, "nonsense", "../x"):
        assert Client(enforce_csrf_checks=True).post(f"/push/receipts/{receipt}").status_code in {204, 404}
    assert PushJob.objects.get().status == PushJob.Status.WAITING
