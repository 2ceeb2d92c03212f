"""The few named people of the tests: Alice and Bob at the desk, Carol the customer, Mallory outside."""

import secrets
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser

from kefu.channels import accounts, parked
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import Author, AuthorKind
from kefu.conversations.records import ConversationRecord
from kefu.exchange import facts, outward
from kefu.kit import clock
from kefu.knowledge import calibrated, crowd
from kefu.people import directory, fields, keys, limits, sessions, teams
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.people.models import Agent, Customer
from kefu.people.sessions import StartedSession
from kefu.safeguards import holds
from kefu.trust import admissions, registry
from kefu.watchers.sla import clocks
from tests import emptying, journaled
from tools import browser

emptying.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """bin/test finds the files of these legs by their text, so that no test has such a mark from elsewhere."""
    for item in items:
        for mark in ("browser", "chain", "clamav", "faults", "mail", "sso"):
            if item.get_closest_marker(mark) and f"pytest.mark.{mark}" not in item.path.read_text():
                raise pytest.UsageError(f"{item.nodeid} is marked {mark}, and its file does not say so")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a process: a second one would not start beside it."""
    if browser.path() is None:
        pytest.skip(browser.LACKING)
    with browser.launched() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_cards() -> Iterator[None]:
    keepers = (
        directory.forget_cards,
        keys.forget,
        teams.forget,
        definitions.forget,
        facts.forget,
        registry.forget,
        outward.forget,
        holds.forget,
        calibrated.forget,
        accounts.forget,
        clocks.carriers.forget,
        parked.forget,
        cache.clear,
    )
    for forget in keepers:
        forget()
    yield
    for forget in keepers:
        forget()


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test inherits how often another one called: rows, and so sessions, get the same numbers again."""
    monkeypatch.setattr(limits, "buckets", limits.MemoryBuckets())
    monkeypatch.setattr(crowd, "crowd", crowd.Crowd())


@pytest.fixture(autouse=True)
def _own_folder_of_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test's database begins anew, which heads of another one would call rolled back."""
    monkeypatch.setattr(settings, "JOURNAL_FOLDER", settings.JOURNAL_FOLDER / secrets.token_hex(8))


@pytest.fixture(autouse=True)
def _staff_leave_rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever staff change by a request stands in the journal, in whichever test it happens."""
    faults: list[str] = []
    journaled.install(monkeypatch, faults)
    yield
    if faults:
        pytest.fail("\n".join(faults))


def an_agent(name: str, role: Role = Role.AGENT) -> Agent:
    return admissions.create(name, email=f"{name.lower()}@northwind.test", role=role, alias=f"{name[0]}. of support")


def as_viewer(agent: Agent) -> Viewer:
    token = admissions.api_token(agent.name)
    viewer = sessions.viewer_for_token(token)
    if viewer is None:
        raise LookupError(agent.name)
    return viewer


def a_customer(uid: str, *, name: str = "", locale: str = "en") -> StartedSession:
    identity = Identity(
        uid=uid, jti=f"jti-{uid}", expires_at=clock.now(), name=name or uid, email=f"{uid}@example.test"
    )
    return sessions.start_customer_session(identity, locale=locale)


def a_name(customer: int, name: str) -> None:
    """Kept of this customer as it is, whatever it is; what they are found by stays as it was."""
    sealed = fields.sealed_name(keys.ring([customer], or_make=True), customer, name)
    Customer.objects.filter(pk=customer).update(sealed_name=sealed)


@pytest.fixture
def alice_agent(db: None) -> Agent:
    return an_agent("Alice")


@pytest.fixture
def bob_agent(db: None) -> Agent:
    return an_agent("Bob", Role.LEAD)


@pytest.fixture
def alice(alice_agent: Agent) -> Viewer:
    return as_viewer(alice_agent)


@pytest.fixture
def bob(bob_agent: Agent) -> Viewer:
    return as_viewer(bob_agent)


@pytest.fixture
def alice_client(alice_agent: Agent) -> Client:
    client = Client()
    client.force_login(alice_agent)
    return client


@pytest.fixture
def bob_client(bob_agent: Agent) -> Client:
    client = Client()
    client.force_login(bob_agent)
    return client


@pytest.fixture
def carol_session(db: None) -> StartedSession:
    return a_customer("carol", name="Carol Chen", locale="zh-hans")


@pytest.fixture
def mallory_session(db: None) -> StartedSession:
    return a_customer("mallory", name="Mallory")


@pytest.fixture
def carol(carol_session: StartedSession) -> Viewer:
    return carol_session.viewer


@pytest.fixture
def mallory(mallory_session: StartedSession) -> Viewer:
    return mallory_session.viewer


@pytest.fixture
def carol_token(carol_session: StartedSession) -> str:
    return carol_session.token


@pytest.fixture
def mallory_token(mallory_session: StartedSession) -> str:
    return mallory_session.token


def says(viewer: Viewer) -> Author:
    return Author(kind=AuthorKind.CUSTOMER if viewer.is_customer else AuthorKind.AGENT, id=viewer.id)


@pytest.fixture
def chat(carol: Viewer) -> ConversationRecord:
    """Carol wrote once; nobody has answered yet."""
    outcome = log.open(
        carol.id, author=says(carol), body="充值两小时了还没到", key="carol-first-message", locale="zh-hans"
    )
    entry = log.stored(outcome)
    return queries.conversation_for(carol, entry.conversation_public_id)
