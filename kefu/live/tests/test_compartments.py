"""SEC-M01: whoever is confined to regions hears nothing of other customers over the socket, not even an id."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from conftest import an_agent, says
from kefu.conversations import closing, definitions, log, queries, react, seers
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.live import closed_now
from kefu.live.tests.conftest import Person
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.trust import admissions, teams
from kefu.trust import compartments as confining

Join = Callable[..., Person]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_known_of_closed_categories() -> Iterator[None]:
    closed_now.known.are_any = True
    yield
    closed_now.known.are_any = True


def a_customer_of(region: str) -> sessions.StartedSession:
    told = Identity(f"uid-{region}", f"jti-{region}-{time.monotonic()}", clock.now(), f"From {region}", region=region)
    return sessions.start_customer_session(told, locale="en")


def writes(viewer: Viewer, body: str) -> ConversationRecord:
    entry = log.stored(log.open(viewer.id, author=says(viewer), body=body, key=None, locale="en"))
    return queries.conversation_for(viewer, entry.conversation_public_id)


def confined(name: str, *regions: str) -> str:
    """A new agent's token."""
    an_agent(name)
    confining.confine_agent(name, regions=regions, shift="")
    return admissions.api_token(name)


def listening(person: Person) -> Person:
    person.send(type="subscribe_inbox")
    person.send(type="ping")
    person.until("pong")
    return person


def heard(person: Person) -> str:
    """Everything until now, as it came."""
    time.sleep(1.3)  # two rounds of the lists
    person.send(type="ping")
    person.until("pong")
    return json.dumps(person.seen)


def all_told() -> None:
    while react.run_pass():
        pass


def test_SEC_M01_a_desk_outside_a_region_hears_nothing_of_it_not_even_an_id(join: Join) -> None:
    here, there = a_customer_of("TW"), a_customer_of("JP")
    tokens = {
        "TW": confined("Tai", "TW"),
        "JP": confined("Jun", "JP"),
        "all": admissions.api_token(an_agent("Ann").name),
    }
    desks = {region: listening(join(token)) for region, token in tokens.items()}
    chats = {"TW": writes(here.viewer, "first words"), "JP": writes(there.viewer, "first words")}
    all_told()
    customer, colleague = join(here.token), join(tokens["all"])
    for person in (customer, colleague):
        person.send(type="subscribe", conversation=chats["TW"].public_id, after=0)
        person.until("caught_up")
    customer.send(type="typing", conversation=chats["TW"].public_id, on=True)
    colleague.send(type="presence", conversation=chats["TW"].public_id, here=True)
    customer.send(type="read", conversation=chats["TW"].public_id, seq=1)
    log.stored(log.assign(chats["TW"].id, author=says(sessions_viewer("Ann")), agent=sessions_viewer("Tai").id))
    all_told()
    said = {region: heard(desk) for region, desk in desks.items()}
    assert all(chat.public_id in said["all"] for chat in chats.values())
    assert chats["TW"].public_id in said["TW"]
    assert chats["JP"].public_id not in said["TW"]
    assert chats["JP"].public_id in said["JP"]
    assert chats["TW"].public_id not in said["JP"]
    assert not any(word in said["JP"] for word in ("From TW", '"typing"', '"presence"', '"assigned"'))
    rung = [frame["conversation"] for frame in desks["JP"].seen if frame["type"] == "notice"]
    assert rung == [chats["JP"].public_id], "what is nobody's yet rings where it may be seen"


def sessions_viewer(name: str) -> Viewer:
    return sessions.staff_viewer(admissions.named(name), session="desk:test")


def test_SEC_M01_what_names_a_conversation_outside_is_answered_as_if_there_were_none(join: Join) -> None:
    chat = writes(a_customer_of("TW").viewer, "hello")
    outside, nothing = join(confined("Jun", "JP")), "a" * 26
    for frame in (
        {"type": "subscribe", "after": 0},
        {"type": "typing", "on": True},
        {"type": "presence", "here": True},
    ):
        for public_id in (chat.public_id, nothing):
            outside.send(**frame, conversation=public_id)
        first, second = outside.until("error"), outside.until("error")
        assert (first["code"], second["code"]) == ("not_found", "not_found"), frame


def test_SEC_M01_a_customer_whose_region_changes_is_taken_from_an_open_socket_though_nothing_is_said(
    join: Join,
) -> None:
    customer = a_customer_of("TW")
    chat = writes(customer.viewer, "hello")
    desk = join(confined("Tai", "TW"))
    desk.send(type="subscribe", conversation=chat.public_id, after=0)
    desk.until("caught_up")
    again = Identity("uid-TW", "jti-moved", clock.now(), "From TW", region="JP")
    sessions.start_customer_session(again, locale="en")
    assert desk.until("gone", timeout=6)["conversation"] == chat.public_id
    seen = len(desk.seen)
    log.stored(log.reply(chat.id, author=says(customer.viewer), body="after the move"))
    heard(desk)
    assert [frame["type"] for frame in desk.seen[seen:]] == ["pong"]


def test_SEC_M01_whoever_is_confined_to_less_is_cut_off_within_seconds(join: Join) -> None:
    desk = join(confined("Tai", "TW"))
    confining.confine_agent("Tai", regions=["JP"], shift="")
    assert desk.closed_with(6) == 4401


def test_S42_what_is_sorted_to_another_team_leaves_a_list_once_and_is_never_named_there_again(
    join: Join, closed_category: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outsider, insider = listening(join(admissions.api_token(an_agent("Out").name))), sessions_viewer("Inn")
    customer = a_customer_of("TW").viewer
    chat = writes(customer, "hello")
    outsider.until("inbox", changed=[chat.public_id])
    log.stored(log.sort(chat.id, author=says(insider), category=closed_category))
    outsider.until("inbox", changed=[chat.public_id])
    monkeypatch.setattr(seers, "JUST_NOW", timedelta())  # it was a while ago
    seen = len(outsider.seen)
    log.stored(log.reply(chat.id, author=says(customer), body="and more"))
    heard(outsider)
    assert chat.public_id not in json.dumps(outsider.seen[seen:])


@pytest.fixture
def closed_category(db: None) -> str:
    definitions.put_category("security", names={"en": "Security"})
    team = teams.create("inside", name="Inside")
    teams.add(team.id, agent_id=an_agent("Inn").pk)
    boss = sessions.staff_viewer(an_agent("Boss", Role.ADMIN), session="desk:test")
    closing.close(boss, "security", team=team.id)
    return "security"
