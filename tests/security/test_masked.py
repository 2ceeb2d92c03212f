"""SEC-M01: a customer's UID, e-mail address and phone leave by no door in clear, and cannot be guessed through one either."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from conftest import an_agent, says
from kefu.conversations import log, queries
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people import limits, sessions
from kefu.people.access import Policy, Who, policy_of
from kefu.people.capabilities import Role
from kefu.people.identity import Identity
from kefu.people.models import Agent
from kefu.safeguards import requests_store
from kefu.safeguards.requests_store import Asked
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from tests.security.operations import OPEN
from tests.security.test_access import NAMES, addressed, patterns
from tests.security.test_exports import asked, fetched, made

pytestmark = pytest.mark.django_db(transaction=True)
UID, MAIL, PHONE = "55500017", "priya.whole@mail.example", "+8613877775566"
IN_CLEAR = re.compile("|".join((UID, re.escape(MAIL), "priya[.]whole", "1?3877775566", "138 ?7777 ?5566")))


@dataclass(frozen=True, slots=True)
class Case:
    chat: ConversationRecord
    agents: dict[Role, Agent]

    def desks(self) -> Iterator[tuple[Role, Client]]:
        for role, agent in self.agents.items():
            desk = Client()
            desk.force_login(agent)
            yield role, desk

    @property
    def names(self) -> dict[str, str]:
        return {
            **NAMES,
            "public_id": self.chat.public_id,
            "conversation_id": self.chat.public_id,
            "person_id": self.agents[Role.AGENT].public_id,
            "agent_id": self.agents[Role.AGENT].public_id,
            "field": "email",
            "seq": "1",
            "entry_id": "1",
            "key": "account-status",
        }


def told_by(answer: Any) -> str:
    """With what JSON and HTML do to signs undone."""
    body = b"".join(answer) if answer.streaming else answer.content
    return html.unescape(body.decode(errors="replace").replace("\\u002b", "+"))


@pytest.fixture
def case() -> Case:
    """Signed by the exchange, asked about everywhere, with an account request and a note."""
    agents = {role: an_agent(role.value.capitalize(), role) for role in Role}
    identity = Identity(uid=UID, jti="once", expires_at=clock.now(), name="Priya", email=MAIL, phone=PHONE)
    customer = sessions.start_customer_session(identity, locale="en").viewer
    entry = log.stored(log.open(customer.id, author=says(customer), body="where is it?", key=None, locale="en"))
    viewer = sessions.staff_viewer(agents[Role.AGENT], session="desk:test")
    log.assign(entry.conversation, author=says(viewer), agent=viewer.id)
    chat = queries.conversation_by_row(viewer, entry.conversation)
    requests_store.ask(viewer, chat, Asked("unfreeze", "cannot get in"))
    return Case(chat, agents)


def test_SEC_M01_no_page_of_the_desk_holds_one_in_clear_for_any_role(case: Case) -> None:
    seen = 0
    for role, desk in case.desks():
        for route, pattern in patterns(get_resolver("kefu.urls").url_patterns):
            declared = policy_of(pattern.callback)
            assert isinstance(declared, Policy)
            if declared.who is Who.ANYONE or route.startswith("api/"):
                continue
            answer = desk.get(addressed(route, case.names), {"box": "open", "q": "Priya"})
            found = IN_CLEAR.search(told_by(answer))
            assert found is None, (role, route, found)
            seen += answer.status_code == 200
    assert seen > 100


def test_SEC_M01_no_operation_of_the_api_answers_one_in_clear_to_staff(case: Case) -> None:
    seen = 0
    for agent in case.agents.values():
        program = Client(headers={"authorization": f"Bearer {admissions.api_token(agent.name)}"})
        for method, path in sorted(OPEN):
            if method != "GET":
                continue
            place = re.sub(r"{(\w+)}", lambda found: case.names.get(found.group(1), "a" * 26), path)
            answer = program.get(f"/api/v1{place}")
            found = IN_CLEAR.search(told_by(answer))
            assert found is None, (agent.role, path, found)
            seen += answer.status_code == 200
    assert seen > 30


def test_SEC_M01_no_export_and_no_row_of_the_journal_holds_one(case: Case) -> None:
    desk = dict(case.desks())[Role.LEAD]
    row, key = asked(desk)
    made()
    content = fetched(desk, row, key).content.decode()
    assert case.chat.public_id in content
    assert IN_CLEAR.search(content) is None
    assert IN_CLEAR.search(" ".join(JournalEntry.objects.values_list("detail", flat=True))) is None


@pytest.mark.parametrize(
    "part", [UID[:7], UID[1:], MAIL[:-1], "priya.whole", "@mail.example", PHONE, PHONE[-4:], "%", "_" * 8]
)
def test_SEC_M01_a_part_of_an_address_finds_nobody(case: Case, part: str) -> None:
    desk = dict(case.desks())[Role.ADMIN]
    assert desk.get("/desk/palette", {"q": part}).json()["customers"] == []
    assert "Priya" not in desk.get("/desk/search", {"q": part}, headers={"HX-Request": "true"}).content.decode()


def test_SEC_M01_neither_tags_sorting_nor_filters_take_an_address(case: Case) -> None:
    desk = dict(case.desks())[Role.AGENT]
    plain = desk.get("/desk/", {"box": "open"}).content.decode().count("Priya")
    assert plain
    for name in ("order", "sort", "uid", "email", "customer", "customer__addresses__value__startswith", "q"):
        for value in (UID, "uid", "-email", "x"):
            page = desk.get("/desk/", {"box": "open", name: value})
            assert (page.status_code, page.content.decode().count("Priya")) == (200, plain), (name, value)


def test_SEC_M01_what_is_masked_of_a_uid_cannot_be_guessed_at_the_speed_of_pages(
    case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """Four of its eight digits are shown: ten thousand tries would tell the rest."""
    desk, other = dict(case.desks())[Role.AGENT], dict(case.desks())[Role.LEAD]
    assert desk.get("/desk/palette", {"q": UID}).json()["customers"]
    for number in range(limits.LOOK_UPS.burst + 5):
        place = "/desk/palette" if number % 6 else "/desk/search"
        desk.get(place, {"q": f"4{number:03}{UID[4:]}"}, headers={"HX-Request": "true"})
    again = Client()
    again.force_login(case.agents[Role.AGENT])  # another browser is the same agent
    for mine in (desk, again):
        assert mine.get("/desk/palette", {"q": UID}).json()["customers"] == []
        page = mine.get("/desk/search", {"q": MAIL}).content.decode()
        assert ("Priya" in page, "looked up many" in page) == (False, True)
    assert desk.get("/desk/palette", {"q": "Priya"}).json()["customers"], "names are found as before"
    assert other.get("/desk/palette", {"q": UID}).json()["customers"], "and a colleague is not held up"
    told = JournalEntry.objects.filter(action="look_ups_refused")
    assert [row.actor_id for row in told] == [case.agents[Role.AGENT].pk]
    assert (UID in caplog.text, "one address after the other" in caplog.text) == (False, True)
