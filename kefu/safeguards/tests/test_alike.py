"""SEC-M03: whoever looks for one kind of customers trips in the same shift; honest work, however one-sided, trips nothing."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from conftest import an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.data_notes import Alarm
from kefu.conversations.records import ConversationRecord
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.people.identity import Identity
from kefu.people.models import Agent, Customer, Team
from kefu.safeguards import alike, reveals
from kefu.safeguards.alike import Traits
from kefu.safeguards.models import Reveal, RevealAlarm
from kefu.trust.sealing import standing

REGIONS = {"TW": 35, "JP": 20, "KR": 12, "VN": 10, "US": 8, "DE": 6, "BR": 5, "": 4}
LEVELS = {0: 60, 1: 18, 2: 10, 3: 6, 4: 3, 5: 2, 6: 1}
HONEST_SHIFTS = 2_000


def customer(luck: random.Random, *, region: str = "", least_level: int = 0) -> Traits:
    """One of a house's, or one of a kind."""
    level = luck.choices(list(LEVELS), list(LEVELS.values()))[0]
    return alike.traits(max(level, least_level), region or luck.choices(list(REGIONS), list(REGIONS.values()))[0])


def house(luck: random.Random, count: int = 400) -> list[Traits]:
    return [customer(luck) for _each in range(count)]


def asks_until(shift: Sequence[Traits], groups: Sequence[Sequence[Traits]]) -> int:
    """At which ask of the shift it trips; 0: never."""
    return next((n for n in range(1, len(shift) + 1) if alike.is_odd(shift[:n], groups)), 0)


def test_SEC_M03_whoever_looks_for_one_level_or_one_country_trips_within_twenty_customers() -> None:
    luck = random.Random(1)
    known = [house(luck), house(luck)]
    for kind in ({"region": "BR"}, {"region": "KR"}, {"least_level": 4}):
        shift = [customer(luck, **kind) for _each in range(60)]
        assert 0 < asks_until(shift, known) <= 20, kind


def test_SEC_M03_hidden_among_as_much_honest_work_it_trips_in_the_same_shift() -> None:
    luck = random.Random(2)
    shift = [customer(luck, least_level=4) if n % 3 else customer(luck) for n in range(90)]
    assert 0 < asks_until(shift, [house(luck)]) <= 30


def test_two_thousand_honest_shifts_trip_nothing() -> None:
    luck = random.Random(3)
    known = [house(luck), house(luck)]
    shifts = [[customer(luck) for _each in range(luck.randint(10, 45))] for _shift in range(HONEST_SHIFTS)]
    assert sum(alike.is_odd(shift, known) for shift in shifts) == 0


def test_who_looks_after_a_level_or_a_country_all_day_is_nothing_odd() -> None:
    luck = random.Random(4)
    vip, east = ([customer(luck, **kind) for _each in range(40)] for kind in ({"least_level": 4}, {"region": "BR"}))
    habit = [customer(luck, least_level=4) for _each in range(60)]
    team = [customer(luck, region="BR") for _each in range(60)]
    assert asks_until(vip, [house(luck), habit]) == 0, "their own eight weeks"
    assert asks_until(east, [house(luck), team]) == 0, "their team's"


def test_a_day_on_which_all_of_one_country_write_is_nothing_odd_for_anybody() -> None:
    luck = random.Random(5)
    today = [customer(luck, region="KR") for _each in range(30)]
    others = [customer(luck, region="KR") if n % 4 else customer(luck) for n in range(20)]
    assert asks_until(today, [house(luck)]) > 0
    assert asks_until(today, alike.known({"own": house(luck), "today": others})) == 0


def test_too_little_to_go_by_trips_nothing_and_few_never_do() -> None:
    luck = random.Random(6)
    shift = [customer(luck, region="BR") for _each in range(50)]
    assert alike.known({"own": house(luck, 29), "peers": [], "today": house(luck, 7)}) == []
    assert asks_until(shift, []) == 0
    assert asks_until(shift[: alike.LEAST_ALIKE - 1], [house(luck)]) == 0


def test_what_nobody_told_is_nothing_in_common() -> None:
    assert alike.traits(None, "") == frozenset()
    assert alike.traits(0, "") == frozenset()
    assert alike.traits(3, "TW") == {"level 1", "level 2", "level 3", "region TW"}


@pytest.fixture
def ann(db: None, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """At the desk, with a colleague and twelve days of work that lie behind both."""
    monkeypatch.setattr(standing, "may_reveal", lambda _now: True)
    people = [an_agent(name) for name in ("Ann", "Bea")]
    Team.objects.create(slug="east", name="East").members.set(people)
    return replace(as_viewer(people[0]), session="desk:test")


def chats(ann: Viewer, count: int, *, region: str, level: int) -> list[ConversationRecord]:
    found = []
    for number in range(count):
        told = Identity(
            f"{region}-{number}", f"jti-{region}-{number}", clock.now(), "Somebody", "a@example.test", region=region
        )
        writer = sessions.start_customer_session(told, locale="en").viewer
        Customer.objects.filter(pk=writer.id).update(vip_level=level)
        entry = log.stored(log.open(writer.id, author=says(writer), body="hi", key=None, locale="en"))
        log.assign(entry.conversation, author=says(ann), agent=ann.id)
        found.append(queries.conversation_by_row(ann, entry.conversation))
    return found


def worked(who: str, chat: ConversationRecord, *, regions: Sequence[str]) -> None:
    """Reveals of the days before, of customers of these regions in turn."""
    agent, now = Agent.objects.get(name=who), clock.now()
    for day in range(1, 13):
        for n in range(4):
            made = Customer.objects.create(region=regions[(4 * day + n) % len(regions)], vip_level=0)
            at = now - timedelta(days=day, hours=1)
            Reveal.objects.create(
                agent=agent, conversation_id=chat.id, customer=made.pk, field="email", reason="identity",
                is_shown=True, is_own=True, at=at, ends_at=at,
            )  # fmt: skip


def alarms(viewer: Viewer) -> int:
    return RevealAlarm.objects.filter(rule=Alarm.SAME_KIND.value, agent_id=viewer.id).count()


def test_SEC_M03_one_country_after_the_other_s_customers_is_an_alarm_of_the_reveal_itself(ann: Viewer) -> None:
    theirs = chats(ann, 14, region="BR", level=0)
    for who in ("Ann", "Bea"):
        worked(who, theirs[0], regions=["TW", "JP", "KR", "VN", "US", "DE"])
    for chat in theirs[: alike.LEAST_ALIKE - 1]:
        reveals.reveal(ann, chat, field="email", reason="identity")
    assert alarms(ann) == 0
    for chat in theirs[alike.LEAST_ALIKE - 1 :]:
        reveals.reveal(ann, chat, field="email", reason="identity")
    assert alarms(ann) == 1, "told of once a day"


def test_SEC_M03_the_same_shift_of_a_team_that_looks_after_that_country_is_none(ann: Viewer) -> None:
    theirs = chats(ann, 14, region="BR", level=0)
    worked("Bea", theirs[0], regions=["BR", "BR", "BR", "TW"])
    for chat in theirs:
        reveals.reveal(ann, chat, field="email", reason="identity")
    assert alarms(ann) == 0
