"""SEC-M01, SEC-M03: whoever is confined to regions sees no other customer by any door; to a shift, nothing whole outside it.

Every page of the desk, every operation of the API, lists, searches, exports and what sockets ask are taken as each role.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from conftest import an_agent, as_viewer, says
from kefu.conversations import finding, log, queries, react
from kefu.conversations.finding import Sought
from kefu.conversations.kinds import Box
from kefu.conversations.records import ConversationRecord, Filter
from kefu.kit import clock
from kefu.kit.errors import Invalid, NotFound
from kefu.people import compartments, sessions
from kefu.people.access import OffShift, Policy, Viewer, Who, policy_of
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.people.models import Agent, Customer
from kefu.safeguards import exports_making, reveals
from kefu.safeguards.models import Reveal, RevealAlarm
from kefu.trust import admissions, badges, teams
from kefu.trust import compartments as confining
from kefu.trust.models import JournalEntry
from kefu.trust.sealing import standing
from tests.security.house import forget_calls
from tests.security.operations import OPEN, STAFF
from tests.security.test_access import NAMES, addressed, patterns
from tests.security.test_exports import asked, fetched
from tests.security.test_masked import told_by
from tests.security.vault_house import Sender, arrived, opens

pytestmark = pytest.mark.django_db(transaction=True)
NAME, WORDS, NOTED = "Quillon Marchbanks", "zugzwangcanary has not come", "notedcanary of ours"
TAIPEI = "Asia/Taipei mon-fri 09:00-18:00"
MONDAY_NOON = datetime(2026, 11, 30, 12, 0, tzinfo=ZoneInfo("Asia/Taipei"))


@dataclass(frozen=True, slots=True)
class House:
    chat: ConversationRecord
    owner: sessions.StartedSession
    agents: dict[Role, Agent]

    def confined(self, *regions: str, shift: str = "") -> None:
        for agent in self.agents.values():
            confining.confine_agent(agent.name, regions=regions, shift=shift)

    def desk(self, role: Role) -> Client:
        client = Client()
        client.force_login(Agent.objects.get(pk=self.agents[role].pk))
        return client

    def viewer(self, role: Role) -> Viewer:
        return sessions.staff_viewer(Agent.objects.get(pk=self.agents[role].pk), session="desk:test")

    @property
    def names(self) -> dict[str, str]:
        here, agent = self.chat.public_id, self.agents[Role.AGENT].public_id
        found = {"public_id": here, "conversation_id": here, "person_id": agent, "agent_id": agent}
        return {**NAMES, **found, "field": "email", "seq": "1", "entry_id": "1", "key": "account-status"}


def a_customer_of(region: str, *, uid: str = "881001", name: str = NAME) -> sessions.StartedSession:
    told = Identity(uid, f"jti-{uid}-{region}", clock.now(), name, f"{uid}@example.test", region=region)
    return sessions.start_customer_session(told, locale="en")


@pytest.fixture
def house() -> House:
    agents = {role: an_agent(role.value.capitalize(), role) for role in Role}
    owner = a_customer_of("TW")
    entry = log.stored(log.open(owner.viewer.id, author=says(owner.viewer), body=WORDS, key=None, locale="en"))
    alice = as_viewer(agents[Role.AGENT])
    log.stored(log.assign(entry.conversation, author=says(alice), agent=alice.id))
    log.stored(log.note(entry.conversation, author=says(alice), body=NOTED))
    while react.run_pass():
        pass
    return House(queries.conversation_by_row(alice, entry.conversation), owner, agents)


def read_by(house: House, role: Role) -> list[tuple[str, str]]:
    """(where, what is told there) over every page of the desk and every operation that only looks."""
    desk, told = house.desk(role), []
    asks = ({"box": "open", "q": "Quillon"}, {"box": "mine", "q": "zugzwangcanary"}, {"q": "881001"})
    for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
        declared = policy_of(pattern.callback)
        assert isinstance(declared, Policy)
        if route.startswith("desk/") and declared.who is not Who.ANYONE:
            for ask in asks:
                forget_calls()
                told.append((f"{route} {ask}", told_by(desk.get(addressed(route, house.names), ask))))
    program = Client(headers={"authorization": f"Bearer {admissions.api_token(house.agents[role].name)}"})
    for method, path in OPEN:
        if method == "GET":
            place = "/api/v1" + "".join(path).format_map(_Names(house.names))
            told.append((path, told_by(program.get(place, {"q": "zugzwangcanary"}))))
    return told


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "a" * 26


def tells(told: list[tuple[str, str]]) -> set[str]:
    return {place for place, text in told for word in ("Marchbanks", WORDS, NOTED) if word in text}


@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
def test_SEC_M01_no_page_and_no_operation_tells_of_a_customer_outside_the_compartment(house: House, role: Role) -> None:
    before = tells(read_by(house, role))
    assert len(before) > 15, "there is something to be kept from"
    house.confined("JP", "KR")
    assert tells(read_by(house, role)) == set()
    house.confined("TW")
    assert tells(read_by(house, role)) == before, "inside, nothing is missing"


def test_SEC_M01_lists_counters_search_and_what_sockets_ask_are_confined(house: House) -> None:
    here = house.chat
    for regions, sees in ((("JP",), False), (("JP", "TW"), True), (("unknown",), False)):
        house.confined(*regions)
        for role in (Role.AGENT, Role.LEAD, Role.ADMIN, Role.AUDITOR):
            viewer = house.viewer(role)
            listed = [row.conversation.id for row in queries.inbox_for(viewer, Filter(box=Box.OPEN)).rows]
            assert (here.id in listed) is sees
            assert queries.counts_for(viewer)[Box.OPEN] == int(sees)
            assert bool(queries.inbox_rows_for(viewer, [here.public_id])) is sees
            assert bool(queries.heads_for(viewer, [here.id])) is sees
            assert bool(queries.public_ids_for(viewer, [here.id])) is sees
            assert bool(queries.conversations_with(viewer, customer=here.customer)) is sees
            assert bool(queries.conversations_found(viewer, customers=[here.customer], prefix="")) is sees
            assert bool(queries.newest_of_customers(viewer, [here.customer])) is sees
            assert bool(finding.found(viewer, Sought("zugzwangcanary")).entries) is sees
            for reader in (queries.conversation_for, queries.readable_for):
                if sees:
                    assert reader(viewer, here.public_id).id == here.id
                else:
                    with pytest.raises(NotFound):
                        reader(viewer, here.public_id)


def test_SEC_M01_no_act_reaches_a_conversation_outside_the_compartment(house: House) -> None:
    house.confined("JP")
    program = Client(headers={"authorization": f"Bearer {admissions.api_token(house.agents[Role.ADMIN].name)}"})
    entries, tried = queries.newest(house.owner.viewer, _own(house)), 0
    for (method, path), (who, *_rest) in OPEN.items():
        if method != "GET" and "{conversation_id}" in path and who >= STAFF:
            place = "/api/v1" + path.format_map(_Names(house.names))
            answer = program.generic(method, place, "{}", content_type="application/json")
            assert 400 <= answer.status_code < 500, (path, answer.status_code)
            tried += 1
    desk = house.desk(Role.ADMIN)
    for route, _pattern in patterns(get_resolver("kefu.urls").url_patterns):
        if route.startswith("desk/c/<str:public_id>/"):
            assert desk.post(addressed(route, house.names)).status_code in {400, 403, 404, 405}, route
            tried += 1
    assert tried > 25
    assert queries.newest(house.owner.viewer, _own(house)) == entries


def _own(house: House) -> ConversationRecord:
    return queries.conversation_for(house.owner.viewer, house.chat.public_id)


def test_SEC_M09_an_export_holds_nobody_outside_the_compartment_of_whoever_asked(house: House) -> None:
    other = a_customer_of("JP", uid="881002", name="Inside Ichiro").viewer
    log.stored(log.open(other.id, author=says(other), body="hi", key=None, locale="en"))
    for regions, names in ((("JP",), {"Ichiro"}), (("JP", "TW"), {"Ichiro", "Marchbanks"})):
        house.confined(*regions)
        desk = house.desk(Role.LEAD)
        row, key = asked(desk)
        while exports_making.make(clock.now()):
            pass
        content = fetched(desk, row, key).content.decode()
        assert {each for each in ("Ichiro", "Marchbanks") if each in content} == names


def test_a_team_confines_all_who_are_in_it_now_and_later_and_each_is_signed_out(house: House) -> None:
    east = teams.create("east", name="East")
    agent, desk = house.agents[Role.AGENT], house.desk(Role.AGENT)
    assert desk.get("/desk/").status_code == 200
    confining.confine_team(east.id, regions=["TW", "JP"], shift=TAIPEI)
    assert desk.get("/desk/").status_code == 200, "not theirs yet"
    teams.add(east.id, agent_id=agent.pk)
    assert desk.get("/desk/").status_code == 401
    assert house.viewer(Role.AGENT).compartment.regions == frozenset({"TW", "JP"})
    confining.confine_agent(agent.name, regions=["JP", "CN"], shift="")
    both = house.viewer(Role.AGENT).compartment
    assert both.regions == frozenset({"JP"}), "what lies in both"
    assert len(both.shifts) == 1
    teams.remove(east.id, agent_id=agent.pk)
    assert house.viewer(Role.AGENT).compartment.regions == frozenset({"JP", "CN"})
    confining.confine_agent(agent.name, regions=[], shift="")
    assert house.viewer(Role.AGENT).compartment == compartments.EVERYWHERE
    acts = JournalEntry.objects.filter(action__startswith="compartment_").values_list("action", flat=True)
    assert list(acts) == ["compartment_set", "compartment_set", "compartment_ended"]


@pytest.fixture(autouse=True)
def _provable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    monkeypatch.setattr(badges, "on_shift", set)


def not_now() -> str:
    begins = clock.now() + timedelta(hours=2)
    return f"UTC mon-sun {begins:%H:%M}-{begins + timedelta(hours=3):%H:%M}"


def test_SEC_M03_outside_the_shift_nothing_is_revealed_opened_or_exported_and_those_who_watch_are_told(
    house: House,
) -> None:
    house.confined("TW", shift="UTC mon-sun 00:00-00:00")
    agent = house.desk(Role.AGENT)
    paper = arrived(agent, house.chat, Sender(house.owner))
    place = f"/desk/c/{house.chat.public_id}/reveals/email"
    shown = agent.post(place, {"why": "identity"}, headers={"HX-Request": "true"})
    assert "881001@example.test" in shown.content.decode()
    house.confined("TW", shift=not_now())
    agent, lead = house.desk(Role.AGENT), house.desk(Role.LEAD)
    with pytest.raises(OffShift):
        reveals.shown_for(house.viewer(Role.AGENT), house.chat, field="email")
    refused = agent.post(place, {"why": "identity"}, headers={"HX-Request": "true"})
    assert (refused.status_code, "881001@" in refused.content.decode()) == (403, False)
    assert "shift is not on" in refused.content.decode()
    assert opens(agent, paper).status_code == 403
    assert lead.post("/desk/exports/", {"box": "open", "purpose": "x", "form": "csv"}).status_code == 403
    assert Reveal.objects.count() == 1
    told = RevealAlarm.objects.order_by("id").values_list("agent_id", "rule")
    assert set(told) == {(house.agents[role].pk, "off_shift") for role in (Role.AGENT, Role.LEAD)}
    acts = JournalEntry.objects.filter(action="off_shift_refused").values_list("detail", flat=True)
    assert sorted(each.split()[0] for each in acts) == ["export", "papers", "reveal"]
    assert agent.get(f"/desk/c/{house.chat.public_id}/").status_code == 200, "customers are answered all the same"


def test_a_paper_and_its_looks_are_nobody_s_outside_the_region(house: House) -> None:
    agent = house.desk(Role.AGENT)
    paper = arrived(agent, house.chat, Sender(house.owner))
    house.confined("JP")
    agent = house.desk(Role.AGENT)
    assert agent.get(f"/desk/papers/{paper}/").status_code == 404
    assert opens(agent, paper).status_code == 404
    assert (
        agent.post(f"/desk/c/{house.chat.public_id}/papers", {"kind": "passport", "why": "why not"}).status_code == 404
    )


def test_the_region_is_the_one_the_exchange_signed_last_and_goes_with_the_customer(house: House) -> None:
    assert Customer.objects.get(pk=house.chat.customer).region == "TW"
    again = Identity("881001", "jti-again", clock.now(), NAME, region="JP")
    sessions.start_customer_session(again, locale="en")
    assert Customer.objects.get(pk=house.chat.customer).region == "JP"


def test_the_command_says_what_it_did_and_what_is_wrong_with_a_compartment(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("confine", "Agent", "--regions", "tw,jp", "--shift", TAIPEI)
    assert "JP TW | Asia/Taipei mon-fri 09:00-18:00" in capsys.readouterr().out
    for wrong in ("Asia/Nowhere mon-fri 09:00-18:00", "Asia/Taipei someday 09:00-18:00", "Asia/Taipei mon 9-18"):
        with pytest.raises(Invalid):
            confining.confine_agent("Agent", regions=[], shift=wrong)
    with pytest.raises(Invalid):
        confining.confine_agent("Agent", regions=["Taiwan"], shift="")
    assert house.viewer(Role.AGENT).compartment.regions == frozenset({"TW", "JP"})


@pytest.mark.parametrize(
    ("shift", "hours", "is_on"),
    [
        (TAIPEI, 0, True),
        (TAIPEI, 6, False),
        (TAIPEI, -3, True),
        (TAIPEI, -4, False),
        (TAIPEI, -48, False),
        ("Asia/Taipei sun 22:00-06:00", -7, True),
        ("Asia/Taipei sun 22:00-06:00", -6, False),
        ("Asia/Taipei sat-mon 11:00-13:00", 0, True),
        ("Europe/London mon 04:00-04:01", 0, True),
    ],
)
def test_a_shift_is_on_by_its_own_zone_over_midnight_and_around_the_week(shift: str, hours: int, is_on: bool) -> None:
    compartment = compartments.read(f" | {shift}")
    assert compartment.lets_now(MONDAY_NOON + timedelta(hours=hours)) is is_on


def test_what_cannot_be_read_confines_to_nowhere() -> None:
    assert compartments.read("TW | nonsense").regions == frozenset()
