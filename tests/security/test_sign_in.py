"""The desk's door: what each role must show, what guessing costs, and that nothing shown once works twice."""

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.test import Client

from conftest import an_agent
from kefu.kit import clock
from kefu.people import limits
from kefu.people.capabilities import Role
from kefu.people.models import Agent, SigninLink
from kefu.trust import admissions, factors
from kefu.trust.models import JournalEntry
from tests.security.device import Device
from tests.security.door import PASSWORD, Door, code_of, with_an_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("factors_are_demanded")]

COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def alice_door(alice_agent: Agent) -> Door:
    admissions.change_password(alice_agent.pk, password=PASSWORD)
    alice_agent.refresh_from_db()
    return Door(alice_agent)


class Still:
    """A clock that moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def passes(self, **time_: float) -> None:
        self.moment += timedelta(**time_)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Still:
    return Still(monkeypatch)


# -- who may do what before the second factor -------------------------------------------------------------------------
def test_SEC_S04_a_password_alone_leads_to_adding_a_factor_and_nowhere_else(alice_door: Door, chat: Any) -> None:
    assert alice_door.types().status_code == 302
    inside = [f"/desk/c/{chat.public_id}/", "/desk/", "/account/", "/desk/rows", "/desk/lines"]
    for path in inside:
        assert alice_door.client.get(path).headers.get("Location") == "/account/protection", path
    for path in (f"/desk/c/{chat.public_id}/messages", "/desk/ticket", "/account/session-endings"):
        assert alice_door.client.post(path, {"body": "x", "key": "k" * 20}).status_code == 403, path
    assert alice_door.client.get("/account/protection").status_code == 200
    cookie = alice_door.cookie
    assert alice_door.adds(Device(origin="http://localhost:8000")).status_code == 302
    assert alice_door.is_in()
    assert alice_door.cookie != cookie, "what opens more is another session"
    old = Client()
    old.cookies[COOKIE] = cookie
    assert old.get("/desk/").status_code == 401


def test_SEC_S04_between_password_and_code_nobody_is_signed_in_and_the_cookie_changes_twice(alice_agent: Agent) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    assert door.types(next="/desk/?box=open").headers["Location"] == "/sign-in/second-factor"
    halfway = door.cookie
    assert not door.is_in()
    assert door.client.get("/account/").status_code == 401
    assert door.codes(code_of(secret)).headers["Location"] == "/desk/?box=open"
    assert door.is_in()
    assert door.cookie != halfway
    door.client.cookies[COOKIE] = halfway
    assert door.client.get("/sign-in/second-factor").headers["Location"] == "/sign-in"


def test_SEC_S04_who_waits_for_ten_minutes_or_was_changed_meanwhile_begins_anew(
    alice_agent: Agent, still: Still
) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    door.types()
    still.passes(minutes=11)
    assert door.codes(code_of(secret)).headers["Location"] == "/sign-in"
    door.types()
    admissions.disable(alice_agent.pk)
    assert door.codes(code_of(secret)).headers["Location"] == "/sign-in"
    assert not door.is_in()


@pytest.mark.parametrize(("demand", "gets_in"), [("none", True), ("any", True), ("passkey", False)])
def test_each_role_shows_what_the_operator_demands(
    alice_agent: Agent, settings: Any, demand: str, gets_in: bool
) -> None:
    settings.SECOND_FACTOR = {**dict.fromkeys(Role, "any"), "agent": demand}
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    door.types()
    door.codes(code_of(secret))
    assert door.is_in() is gets_in
    if demand == "passkey":
        assert "authenticator" not in door.client.get("/account/protection").content.decode().lower().split("<form")[0]
        door.adds(Device(origin=settings.BASE_URL))
        assert door.is_in()


def test_a_link_stands_for_a_password_and_never_for_the_second_factor(alice_agent: Agent, settings: Any) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    assert door.uses_link().headers["Location"] == "/sign-in/second-factor"
    assert not door.is_in()
    door.codes(code_of(secret))
    assert door.is_in()
    settings.LINK_IS_ENOUGH = True
    demo = Door(alice_agent)
    demo.uses_link()
    assert demo.is_in()


# -- guessing -----------------------------------------------------------------------------------------------------------
def test_SEC_S07_fifty_passwords_from_fifty_addresses_are_slowed_down_at_the_account(alice_door: Door) -> None:
    def tries(email: str, number: int, password: str) -> Any:
        return Client(REMOTE_ADDR=f"203.0.113.{number}").post("/sign-in", {"email": email, "password": password})

    known = [tries(alice_door.agent.email, number, f"guess {number}") for number in range(50)]
    unknown = [tries("nobody@northwind.test", number, f"guess {number}") for number in range(50)]
    assert (
        [answer.status_code for answer in known]
        == [answer.status_code for answer in unknown]
        == [422] * 10 + [429] * 40
    )
    assert int(known[-1].headers["Retry-After"]) > 10
    assert "Too many tries" in known[-1].content.decode()
    assert tries(alice_door.agent.email, 60, PASSWORD).status_code == 429, "not even the right one"
    assert Client(REMOTE_ADDR="203.0.113.99").get("/sign-in").status_code == 200


def test_SEC_S07_codes_are_counted_over_sessions_and_addresses(alice_agent: Agent) -> None:
    secret = with_an_app(alice_agent)
    statuses = []
    for number in range(12):
        door = Door(alice_agent, Client(REMOTE_ADDR=f"203.0.113.{number}"))
        door.client.post(admissions.signin_link(alice_agent.name))
        statuses.append(door.codes("000000").status_code)
    assert statuses == [422] * 6 + [429] * 6
    assert door.codes(code_of(secret)).status_code == 429


def test_SEC_S07_one_address_is_slowed_down_over_all_accounts(alice_door: Door) -> None:
    statuses = [
        alice_door.client.post("/sign-in", {"email": f"a{number}@b.test", "password": "x"}).status_code
        for number in range(80)
    ]
    assert statuses[:60] == [422] * 60
    assert statuses[60:] == [429] * 20


def test_SEC_S07_a_code_works_once_and_an_older_one_not_at_all(alice_agent: Agent, still: Still) -> None:
    secret = with_an_app(alice_agent)
    door = Door(alice_agent)
    still.passes(seconds=90)
    code, older = code_of(secret), code_of(secret, steps=-1)
    door.types()
    assert door.codes(code).status_code == 302
    for again in (code, older):
        door.types()
        assert door.codes(again).status_code == 422
    still.passes(seconds=30)
    door.types()
    assert door.codes(code).status_code == 422, "still within the tolerance of the clock, and used"
    assert door.codes(code_of(secret)).status_code == 302


def test_SEC_S07_a_recovery_code_works_once_and_new_codes_end_the_old(alice_agent: Agent) -> None:
    with_an_app(alice_agent)
    first, *_ = old = factors.make_recovery_codes(alice_agent)
    door = Door(alice_agent)
    door.types()
    assert door.codes(f"{first[:5]} {first[5:]}").status_code == 302
    assert door.is_in()
    door.types()
    assert door.codes(first).status_code == 422
    fresh = factors.make_recovery_codes(alice_agent)
    assert door.codes(old[1]).status_code == 422
    assert door.codes(fresh[1]).status_code == 302
    assert JournalEntry.objects.filter(action="recovery_code_used").count() == 2


def test_SEC_S07_the_person_is_told_of_failed_tries_at_the_next_sign_in(alice_agent: Agent) -> None:
    secret, stranger, door = with_an_app(alice_agent), Door(alice_agent), Door(alice_agent)
    for number in range(4):
        stranger.types(f"guess {number}")
    door.types()
    landed = door.codes(code_of(secret)).headers["Location"]
    assert landed.startswith("/account/?failures=4")
    page = door.client.get(landed).content.decode()
    assert "4 tries to sign in as you failed" in page
    assert "A wrong password was tried" in page
    assert door.uses_link().status_code == 302  # and told once
    assert door.codes(code_of(secret, steps=1)).headers["Location"] == "/desk/"


# -- telling nothing ------------------------------------------------------------------------------------------------------
def test_SEC_S05_nobody_learns_which_addresses_are_ours(alice_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = an_agent("Bob")
    admissions.change_password(bob.pk, password=PASSWORD)
    admissions.disable(bob.pk)
    no_password = an_agent("Dora")
    kinds = ["nobody@northwind.test", alice_door.agent.email, bob.email, no_password.email]
    took: dict[str, list[float]] = {email: [] for email in kinds}
    pages = set()
    for _ in range(200):
        for email in kinds:
            monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())
            began = time.perf_counter()
            answer = Client().post("/sign-in", {"email": email, "password": "not that one"})
            took[email].append(time.perf_counter() - began)
            said = re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"', "", answer.content.decode())
            pages.add((answer.status_code, said.replace(email, "...")))
    assert len(pages) == 1
    usual = [statistics.mean(sorted(times)[:180]) for times in took.values()]  # without the machine's own pauses
    assert max(usual) - min(usual) < max(0.005, 0.1 * min(usual))  # the second for a machine with much else to do


def test_SEC_S05_each_kind_of_refusal_costs_one_hash(alice_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    hasher = hashers.get_hasher("default")
    encode = type(hasher).encode

    def counting(self: Any, *given: Any) -> str:
        counted.append("one")
        return str(encode(self, *given))

    monkeypatch.setattr(type(hasher), "encode", counting)
    dora = an_agent("Dora")
    for email in (alice_door.agent.email, "nobody@northwind.test", dora.email):
        counted.clear()
        Client().post("/sign-in", {"email": email, "password": "x"})
        assert len(counted) == 1, email


@pytest.mark.parametrize(
    "twin", ["alıce@northwind.test", "alİce@northwind.test", "aliſe@northwind.test", "ａlice@northwind.test"]
)
def test_SEC_S05_a_twin_of_an_address_is_another_address(alice_door: Door, twin: str) -> None:
    assert Client().post("/sign-in", {"email": twin, "password": PASSWORD}).status_code == 422


def test_SEC_S05_there_is_no_reset_to_ask_for_and_no_host_to_poison(
    client: Client, alice_agent: Agent, settings: Any
) -> None:
    for path in (
        "/password/reset",
        "/accounts/password/reset/",
        "/account/password/reset/",
        "/sign-up",
        "/accounts/signup/",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/sign-in", headers={"host": "evil.test"}).status_code == 400
    assert admissions.signin_link(alice_agent.name).startswith("/sign-in/link/")


@pytest.mark.parametrize("token", ["", "%20", "None", "null", "0", "a" * 43, "%00", "../sign-in"])
def test_SEC_S06_no_link_but_the_one_that_was_made_opens_anything(alice_agent: Agent, token: str) -> None:
    SigninLink.objects.create(agent=alice_agent, token_hash="", expires_at=clock.now() + timedelta(hours=1))
    answer = Client().post(f"/sign-in/link/{token}")
    assert answer.status_code in {404, 405}
    assert not answer.cookies.get(COOKIE)


def test_SEC_S06_a_link_dies_by_use_by_time_and_with_its_owner(alice_agent: Agent, still: Still) -> None:
    used, old, of_one_disabled = (admissions.signin_link("Alice", minutes=60) for _ in range(3))
    assert Client().post(used).status_code == 302
    assert Client().post(used).status_code == 404
    admissions.disable(alice_agent.pk)
    admissions.enable(alice_agent.pk)
    assert Client().post(of_one_disabled).status_code == 404
    old = admissions.signin_link("Alice", minutes=60)
    still.passes(hours=1, seconds=1)
    assert Client().post(old).status_code == 404
    bob = an_agent("Bob")
    own = Client()
    own.post(admissions.signin_link("Bob"))
    assert own.session["_auth_user_id"] == str(bob.pk)


# -- changing one's factors ---------------------------------------------------------------------------------------------
def test_who_signed_in_a_while_ago_shows_again_who_they_are_before_factors_change(
    alice_agent: Agent, still: Still
) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    door.types()
    door.codes(code_of(secret))
    still.passes(minutes=11)
    asked = "/account/confirmation?next="
    for path in ("/account/passkeys", "/account/recovery-codes", "/account/password"):
        assert door.client.get(path).headers["Location"].startswith(asked), path
    for path in ("/account/factor-removals", "/account/passkeys/options", "/account/recovery-codes"):
        assert door.client.post(path).headers["Location"].startswith(asked), path
    assert door.client.post("/account/confirmation", {"password": PASSWORD}).status_code == 422, "the code is stronger"
    sent = {"code": code_of(secret), "next": "/account/passkeys"}
    assert door.client.post("/account/confirmation", sent).headers["Location"] == "/account/passkeys"
    assert door.client.get("/account/passkeys").status_code == 200


def test_the_last_factor_that_a_role_demands_cannot_be_removed(alice_agent: Agent, bob_agent: Agent) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    with_an_app(bob_agent)
    door.types()
    door.codes(code_of(secret))
    (app,) = factors.factors_of(alice_agent)
    (of_bob,) = factors.factors_of(bob_agent)
    assert door.client.post("/account/factor-removals", {"factor": of_bob.handle}).status_code == 404
    assert "kept=1" in door.client.post("/account/factor-removals", {"factor": app.handle}).headers["Location"]
    assert factors.kinds_of(alice_agent) == {"totp"}
    door.adds(Device(origin="http://localhost:8000"))
    door.client.post("/account/factor-removals", {"factor": app.handle})
    assert factors.kinds_of(alice_agent) == {"passkey"}


def test_recovery_codes_are_shown_once(alice_agent: Agent) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    door.types()
    door.codes(code_of(secret))
    shown = door.client.post("/account/recovery-codes").content.decode()
    assert len(re.findall(r"<li>\d{5} \d{5}</li>", shown)) == 10
    assert not re.findall(r"\d{5} \d{5}", door.client.get("/account/recovery-codes").content.decode())


def test_no_secret_lies_open_in_a_table_or_in_the_log(alice_agent: Agent, caplog: pytest.LogCaptureFixture) -> None:
    secret, door = with_an_app(alice_agent), Door(alice_agent)
    codes = factors.make_recovery_codes(alice_agent)
    door.types("a wrong password of Alice's")
    door.types()
    door.codes("123456")
    door.codes(code_of(secret))
    rows = str(list(JournalEntry.objects.values())) + str([row.data for row in alice_agent.authenticator_set.all()])
    for told in (secret, *codes, PASSWORD, "a wrong password of Alice's"):
        assert told not in rows + caplog.text
