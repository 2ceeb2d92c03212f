"""In-chat step-up by the exchange's app: asked by one of ours, answered by a signed callback, shown as passed or not."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from conftest import a_customer, an_agent
from kefu.conversations import log, queries
from kefu.conversations.kinds import Author, AuthorKind, CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.exchange import asking
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import CustomerSession
from kefu.people.sessions import StartedSession
from kefu.safeguards import stepups_links, stepups_work
from kefu.safeguards.models import StepUp
from kefu.safeguards.tests.stepped import APP, SECRET, App, Caller, customer, said, signed, tells
from kefu.trust import admissions, registry
from kefu.trust.models import Channel, JournalEntry
from kefu.ui import thread, transcript

pytestmark = pytest.mark.django_db(transaction=True)
ASK = {"level": 2, "reason": "account_data"}
MOST = 5


@pytest.fixture(autouse=True)
def app(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> App:
    settings.EXCHANGE_SECRET = SECRET
    settings.STEPUP_LEVELS = (2, 3)
    exchange = App()
    monkeypatch.setattr(asking, "current", lambda: exchange)
    Channel.objects.create(sort="domain", value="northwind.example", name="Northwind", proof="ours")
    registry.forget()
    return exchange


@pytest.fixture
def alice_calls(alice: Viewer) -> Caller:
    return Caller(admissions.api_token("Alice"))


@pytest.fixture
def carol_calls(carol_session: StartedSession) -> Caller:
    return customer(carol_session)


@pytest.fixture
def here(chat: ConversationRecord) -> str:
    return f"/conversations/{chat.public_id}/identity"


def row() -> StepUp:
    return StepUp.objects.order_by("-pk")[0]


def acts() -> list[str]:
    rows = JournalEntry.objects.filter(action__startswith="stepup_").order_by("id")
    return list(rows.values_list("action", flat=True))


def asked(caller: Caller, here: str, **changed: Any) -> str:
    sent = caller.call("POST", here, ASK | changed)
    assert sent.status_code == 201, sent.content
    return str(sent.json()["standing"]["ref"])


def last(viewer: Viewer, chat: ConversationRecord) -> dict[str, Any]:
    return thread.entry_json(queries.entries_for(viewer, chat)[-1], viewer=viewer)


def test_S62_approved_in_the_app_it_is_passed_and_staff_see_the_level_and_nothing_else(
    app: App,
    alice: Viewer,
    alice_calls: Caller,
    carol_calls: Caller,
    carol: Viewer,
    chat: ConversationRecord,
    here: str,
) -> None:
    ref = asked(alice_calls, here)
    (question, uid) = app.asked[0]
    card = carol_calls.call("GET", here).json()["card"]
    assert uid == "carol"
    assert question.key == ref
    assert question.number == card["number"]
    assert card["app_url"] == APP
    assert card["badge"] == question.badge
    assert card["asked_by"] == "A. of support"
    assert question.case == chat.public_id[:8]
    assert last(carol, chat)["kind"] == "identity_asked"
    assert tells(said(ref)).json() == {"state": "passed"}
    stepups_work.work(clock.now())
    for viewer in (alice, carol):
        told = last(viewer, chat)
        assert told["kind"] == "identity_checked"
        assert told["data"] == {"ref": ref, "outcome": "passed", "level": 2}
    standing = alice_calls.call("GET", here).json()["standing"]
    assert (standing["state"], standing["level"], standing["is_fresh"]) == ("passed", 2, True)
    assert carol_calls.call("GET", here).json() == {"standing": None, "card": None}
    assert acts() == ["stepup_asked", "stepup_sent", "stepup_passed"]


def test_S62_staff_are_never_told_the_number_the_link_or_how_it_was_answered(
    alice: Viewer, alice_calls: Caller, carol_session: StartedSession, chat: ConversationRecord, here: str
) -> None:
    ref = asked(alice_calls, here)
    tells(said(ref))
    stepups_work.work(clock.now())
    StepUp.objects.update(number="~~")
    seen = [alice_calls.call("GET", here).content.decode()]
    seen.append(alice_calls.call("GET", f"/conversations/{chat.public_id}/entries").content.decode())
    seen.append(alice_calls.call("GET", f"/conversations/{chat.public_id}/signed-transcript").getvalue().decode())
    wanted = transcript.Wanted(with_notes=True)
    seen.append(b"".join(transcript.response(alice, chat, wanted).streaming_content).decode())  # type: ignore[arg-type]
    seen.extend(str(each) for each in queries.entries_for(alice, chat))
    for text in seen:
        for secret in (APP, "~~", "app_url", "passkey", "nonce", "challenge"):
            assert secret not in text


def test_a_no_in_the_app_and_less_than_was_asked_for_are_failed(
    alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    for level, answer, reached in ((2, "refused", 2), (3, "approved", 2)):
        ref = asked(alice_calls, here, level=level)
        assert tells(said(ref, answer=answer, level=reached)).json() == {"state": "failed"}
    assert [each.reached for each in StepUp.objects.all()] == [0, 0]
    assert not alice_calls.call("GET", here).json()["standing"]["is_fresh"]


FORGED: dict[str, Callable[[bytes], dict[str, str]]] = {
    "no signature": lambda body: {},
    "another secret": lambda body: signed(body, secret="x" * 40),
    "another body": lambda body: signed(body + b" "),
    "another path": lambda body: signed(body, path="/kefu/v1/confirm"),
    "an old timestamp": lambda body: signed(body, late_s=61),
    "a timestamp of tomorrow": lambda body: signed(body, late_s=-3_600),
}


@pytest.mark.parametrize("lie", FORGED)
def test_SEC_G08_a_forged_callback_changes_nothing_and_writes_no_journal(
    lie: str, alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    ref = asked(alice_calls, here)
    body = json.dumps(said(ref)).encode()
    before = acts()
    assert tells({}, body=body, headers=FORGED[lie](body)).status_code == 401
    assert row().state == "pending"
    assert acts() == before
    assert tells(said(ref)).status_code == 200  # and the right one still counts


def test_SEC_G08_a_replayed_callback_is_refused_and_the_same_word_again_is_known(
    alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    ref = asked(alice_calls, here)
    body = json.dumps(said(ref)).encode()
    headers = signed(body)
    assert tells({}, body=body, headers=headers).status_code == 200
    again = tells({}, body=body, headers=headers)
    assert again.status_code == 401
    assert again.json()["error"]["code"] == "replayed"
    assert tells(said(ref)).json() == {"state": "passed"}  # it did not hear us
    other = tells(said(ref, level=3))
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "second"
    assert row().state == "passed"
    assert acts()[3:] == ["stepup_answer_replayed", "stepup_answer_second"]


def at_once(act: Callable[[], int], *, many: int) -> list[int]:
    """What each of so many who press together was answered."""
    barrier = threading.Barrier(many)
    codes: list[int] = []

    def press() -> None:
        try:
            barrier.wait()
            codes.append(act())
        finally:
            connection.close()  # a thread's own

    threads = [threading.Thread(target=press) for _ in range(many)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return codes


def test_SEC_G08_many_at_once_are_one(alice_calls: Caller, carol_session: StartedSession, here: str) -> None:
    ref = asked(alice_calls, here)
    body = json.dumps(said(ref)).encode()
    headers = signed(body)
    codes = at_once(lambda: int(tells({}, body=body, headers=headers).status_code), many=8)
    assert codes.count(200) == 1
    assert acts().count("stepup_passed") == 1
    assert set(codes) <= {200, 401, 503}


def test_SEC_G08_foreign_late_and_called_off_are_refused_each_with_its_own_row(
    alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    assert tells(said("a" * 26)).status_code == 404
    ref = asked(alice_calls, here)
    assert tells(said(ref, uid="mallory")).status_code == 404
    assert row().state == "pending"
    StepUp.objects.update(ends_at=clock.now())
    late = tells(said(ref))
    assert (late.status_code, late.json()["error"]["code"]) == (409, "late")
    stepups_work.work(clock.now())
    assert row().state == "expired"
    ref = asked(alice_calls, here)
    assert alice_calls.call("DELETE", here).status_code == 204
    off = tells(said(ref))
    assert (off.status_code, off.json()["error"]["code"]) == (409, "off")
    assert [each for each in acts() if "answer" in each] == [
        "stepup_answer_foreign",
        "stepup_answer_foreign",
        "stepup_answer_late",
        "stepup_answer_off",
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"key": 1}', b'{"key":"a","key":"b"}', b" " * 5_000])
def test_SEC_G08_what_is_rightly_signed_and_of_no_known_form_is_refused(body: bytes) -> None:
    assert tells({}, body=body, headers=signed(body)).status_code == 400


def test_SEC_G08_without_a_shared_secret_nobody_is_believed(settings: LazySettings) -> None:
    settings.EXCHANGE_SECRET = ""
    body = json.dumps(said("a" * 26)).encode()
    assert tells({}, body=body, headers=signed(body, secret="")).status_code == 401


def test_one_question_at_a_time_and_few_an_hour(
    app: App, alice_calls: Caller, carol_session: StartedSession, here: str, settings: LazySettings
) -> None:
    settings.STEPUPS_AN_HOUR = MOST
    for _ in range(MOST):
        asked(alice_calls, here)
        again = alice_calls.call("POST", here, ASK)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "asked_already")
        alice_calls.call("DELETE", here)
    codes = {alice_calls.call("POST", here, ASK).json()["error"]["code"] for _ in range(10)}
    assert codes == {"asked_often"}
    assert len(app.asked) == MOST


def test_two_agents_at_once_ask_once(app: App, alice_calls: Caller, carol_session: StartedSession, here: str) -> None:
    codes = at_once(lambda: int(alice_calls.call("POST", here, ASK).status_code), many=2)
    assert codes.count(201) == 1
    assert len(app.asked) == 1


def test_SEC_A01_outsiders_neither_ask_nor_see_nor_answer(
    alice_calls: Caller, carol_calls: Caller, mallory_session: StartedSession, here: str
) -> None:
    mallory, auditor = customer(mallory_session), Caller(_token("Otto", Role.AUDITOR))
    for caller in (mallory, carol_calls, auditor, Caller("")):
        assert caller.call("POST", here, ASK).status_code in {401, 403}
    ref = asked(alice_calls, here)
    for method in ("GET", "DELETE"):
        assert mallory.call(method, here).status_code == 404
    assert auditor.call("DELETE", here).status_code == 403
    assert row().state == "pending"
    assert auditor.call("GET", here).json()["standing"]["ref"] == ref


def test_a_guest_a_closed_case_and_an_unknown_level_are_not_asked(
    alice_calls: Caller, alice: Viewer, chat: ConversationRecord, here: str, app: App, settings: LazySettings
) -> None:
    guest = sessions.start_customer_session(None, locale="en")
    entry = log.stored(
        log.open(
            guest.viewer.id, author=Author(AuthorKind.CUSTOMER, guest.viewer.id), body="hi", key="k1234567", locale="en"
        )
    )
    there = f"/conversations/{entry.conversation_public_id}/identity"
    assert alice_calls.call("POST", there, ASK).status_code == 403
    settings.STEPUP_LEVELS = (2,)
    assert alice_calls.call("POST", here, ASK | {"level": 3}).status_code == 400
    assert alice_calls.call("POST", here, ASK | {"reason": "because"}).status_code == 400
    log.stored(log.close(chat.id, author=Author(AuthorKind.AGENT, alice.id), reason=CloseReason.SOLVED))
    assert alice_calls.call("POST", here, ASK).status_code == 409
    assert not app.asked
    assert not StepUp.objects.exists()


def test_where_nothing_can_be_asked_nobody_is(
    app: App, alice_calls: Caller, carol: Viewer, chat: ConversationRecord, here: str
) -> None:
    before = last(carol, chat)
    for url in (
        "",
        "https://northwind.example.evil.test/",
        "http://northwind.example/",
        "https://user@northwind.example/",
    ):
        app.url = url
        told = alice_calls.call("POST", here, ASK)
        assert (told.status_code, told.json()["error"]["code"]) == (409, "cannot_confirm")
        StepUp.objects.update(asked_at=clock.now() - timedelta(hours=2))
    stepups_work.work(clock.now())
    assert last(carol, chat) == before  # the customer never heard of it


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://northwlnd.example/", "https://northwind.example:8443/", "https://a\nb", "x" * 600],
)
def test_S62_a_link_that_is_no_official_channel_is_not_shown(url: str) -> None:
    assert stepups_links.vetted(url) == ""
    assert stepups_links.vetted("https://northwind.example/app?x=1") == "https://northwind.example/app?x=1"


def test_the_customer_may_say_no_in_the_chat(
    alice_calls: Caller, carol_calls: Caller, carol: Viewer, chat: ConversationRecord, here: str
) -> None:
    asked(alice_calls, here)
    assert carol_calls.call("DELETE", here).status_code == 204
    stepups_work.work(clock.now())
    assert last(carol, chat)["data"]["outcome"] == "failed"
    assert JournalEntry.objects.get(action="stepup_declined").actor_kind == "customer"


def test_nobody_answers_and_it_ends_once(
    alice: Viewer, alice_calls: Caller, chat: ConversationRecord, here: str
) -> None:
    asked(alice_calls, here)
    StepUp.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    for _ in range(3):
        stepups_work.work(clock.now())
    ends = [each for each in queries.entries_for(alice, chat) if each.kind == "identity_checked"]
    assert [each.data.outcome for each in ends] == ["expired"]  # type: ignore[union-attr]
    assert acts() == ["stepup_asked", "stepup_sent", "stepup_expired"]


def test_a_passed_one_grows_old_and_a_new_session_ends_it(
    alice_calls: Caller, carol_session: StartedSession, here: str
) -> None:
    ref = asked(alice_calls, here)
    tells(said(ref))

    def is_fresh() -> bool:
        return bool(alice_calls.call("GET", here).json()["standing"]["is_fresh"])

    assert is_fresh()
    StepUp.objects.update(settled_at=clock.now() - timedelta(minutes=15, seconds=1))
    assert not is_fresh()
    StepUp.objects.update(settled_at=clock.now())
    assert is_fresh()
    a_customer("carol2")  # somebody else's session says nothing
    assert is_fresh()
    CustomerSession.objects.create(
        customer_id=row().customer_id, token_hash="n", expires_at=clock.now() + timedelta(hours=1)
    )
    assert not is_fresh()


def test_SEC_L11_a_step_up_is_a_proof_only_where_one_was_passed_just_now(
    alice_client: Client, alice_calls: Caller, carol_session: StartedSession, chat: ConversationRecord, here: str
) -> None:
    sent = alice_client.post(f"/desk/c/{chat.public_id}/request", {"action": "reset_second_factor", "reason": "lost"})
    place, proof = sent.headers["Location"], {"act": "prove", "kind": "step_up", "reason": "confirmed in the chat"}
    assert alice_client.post(place, proof).status_code == 409
    ref = asked(alice_calls, here)
    assert alice_client.post(place, proof).status_code == 409
    tells(said(ref))
    assert alice_client.post(place, proof).status_code == 302


def _token(name: str, role: Role) -> str:
    an_agent(name, role)
    return admissions.api_token(name)
