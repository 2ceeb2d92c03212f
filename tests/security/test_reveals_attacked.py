"""The guard over reveals as an insider would get round it: many hands at once, small sips for weeks, old grants, other doors."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.data_notes import Alarm
from kefu.conversations.kinds import CloseReason
from kefu.conversations.records import ConversationRecord
from kefu.kit.errors import KefuError
from kefu.people import desk_sessions
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import freezes, reveals
from kefu.safeguards.errors import Frozen
from kefu.safeguards.models import Reveal, RevealFreeze
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from tests.security.test_reveals import HTMX, MAIL, WHY, Hands, ann, at_the_desk, chats, hands, place, rules, shown

__all__ = ["ann", "hands"]
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each came to, all begun in the same moment."""
    gate, found = Barrier(len(acts)), list[object]()

    def runs(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            found.append(act())
        except KefuError as error:
            found.append(error)
        finally:
            connection.close()

    threads = [Thread(target=runs, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def test_SEC_M03_a_day_s_bound_is_not_passed_by_asking_for_all_at_once(
    ann: Viewer, hands: Hands, settings: Any
) -> None:
    settings.REVEALS_FREEZE_A_DAY = 5
    found = at_once([lambda chat=chat: shown(ann, chat) for chat in chats(ann, 10)])  # type: ignore[misc]
    seen = [each for each in found if isinstance(each, reveals.Shown)]
    assert len(found) == 10
    assert len(seen) <= 4  # whom the freeze overtook between the row and the value sees nothing either
    assert Reveal.objects.filter(is_shown=True).count() == 4
    assert RevealFreeze.objects.count() == JournalEntry.objects.filter(action="reveals_frozen").count() == 1


def test_SEC_M03_a_flagged_customer_asked_for_among_many_at_once_is_seen_by_nobody(
    ann: Viewer, hands: Hands, mallory: Viewer
) -> None:
    trap = log.stored(log.open(mallory.id, author=says(mallory), body="hi", key=None, locale="en")).conversation
    freezes.plant(mallory.public_id, because="made up for whoever looks")
    around = [queries.conversation_by_row(ann, trap)] * 3 + chats(ann, 3)
    found = at_once([lambda chat=chat: shown(ann, chat) for chat in around])  # type: ignore[misc]
    assert not [each for each in found if isinstance(each, reveals.Shown) and "mallory" in each.value]
    assert rules().count(Alarm.HONEY) == 1
    with pytest.raises(Frozen):
        shown(ann, around[-1])


def test_SEC_M03_whoever_stays_below_each_day_s_bounds_for_weeks_is_told_of(
    ann: Viewer, bob: Viewer, hands: Hands, settings: Any
) -> None:
    """Fifty-nine customers a day never reach half of the day's bound; in a fortnight they are eight hundred."""
    settings.REVEALS_ALARM_A_MONTH, settings.REVEALS_FREEZE_A_DAY = 24, 12
    found = chats(ann, 26)
    for number, chat in enumerate(found):
        hands.go(days=1 if number % 5 == 0 else 0, minutes=20)
        shown(ann, chat)
        assert rules() == ([Alarm.MANY_A_MONTH] if number >= 23 else []), number
    assert RevealFreeze.objects.count() == 0
    hands.go(days=8)
    shown(ann, found[0])  # the same customer counts once, and a week later it is told again
    assert rules() == [Alarm.MANY_A_MONTH] * 2
    hands.go(days=31)
    shown(ann, found[1])
    assert rules() == [Alarm.MANY_A_MONTH] * 2


def test_SEC_M02_a_grant_shows_nothing_to_who_was_disabled_signed_out_or_given_another_role(
    alice_client: Client, alice_agent: Agent, chat: ConversationRecord
) -> None:
    endings: Sequence[Callable[[], object]] = (
        lambda: desk_sessions.end_all(alice_agent.pk),
        lambda: admissions.change_role(alice_agent.pk, role=Role.AUDITOR),
        lambda: admissions.disable(alice_agent.pk),
    )
    for ends in endings:
        alice_agent.refresh_from_db()
        if alice_agent.role == Role.AUDITOR:
            admissions.change_role(alice_agent.pk, role=Role.AGENT)
            alice_agent.refresh_from_db()
        alice_client.force_login(alice_agent)
        assert MAIL in alice_client.post(place(chat), WHY, headers=HTMX).content.decode()
        ends()
        after = alice_client.get(place(chat), headers=HTMX)
        assert (after.status_code in {302, 401, 403}, MAIL in after.content.decode()) == (True, False)
    alice_agent.refresh_from_db()
    alice_client.force_login(alice_agent)
    assert MAIL not in alice_client.get(place(chat), headers=HTMX).content.decode()


def test_SEC_M02_no_method_header_or_word_in_the_address_makes_a_look_into_a_reveal(
    alice_client: Client, chat: ConversationRecord
) -> None:
    address = place(chat)
    tries: Sequence[Callable[[], Any]] = (
        lambda: alice_client.get(address, {**WHY, "reason": "identity", "shown": "1"}, headers=HTMX),
        lambda: alice_client.get(address, headers={**HTMX, "X-HTTP-Method-Override": "POST"}),
        lambda: alice_client.generic("PUT", address, "why=identity", "application/x-www-form-urlencoded"),
        lambda: alice_client.post(f"{address}?why=identity", {}, headers=HTMX),
        lambda: alice_client.post(address, '{"why": "identity"}', "application/json", headers=HTMX),
        lambda: alice_client.post(place(chat, "email%00"), WHY, headers=HTMX),
        lambda: alice_client.post(place(chat, "name"), WHY, headers=HTMX),
        lambda: alice_client.post(place(chat, "EMAIL"), WHY, headers=HTMX),
    )
    for tried in tries:
        assert MAIL not in tried().content.decode()
    assert not Reveal.objects.exists()


def test_SEC_M02_a_reason_of_dots_or_of_signs_that_nobody_sees_is_none(
    alice_client: Client, chat: ConversationRecord
) -> None:
    for words in (
        " " * 40,
        "\u200b" * 40,
        "\u3000 \u200d" * 20,
        "\ufeff" * 15,
        "\n\t" * 30,
        "." * 30,
        "\u3164" * 20,
        "a" + "-" * 20,
    ):
        refused = alice_client.post(place(chat), {"why": "own", "words": words}, headers=HTMX)
        assert (refused.status_code, MAIL in refused.content.decode()) == (400, False), repr(words)
    assert not Reveal.objects.exists()


def test_SEC_M02_a_conversation_closed_between_the_question_and_the_answer_shows_nothing(
    alice_client: Client, alice: Viewer, chat: ConversationRecord
) -> None:
    assert alice_client.get(place(chat), headers=HTMX).status_code == 200
    log.close(chat.id, author=says(alice), reason=CloseReason.SOLVED)
    for answer in (alice_client.post(place(chat), WHY, headers=HTMX), alice_client.get(place(chat), headers=HTMX)):
        assert (answer.status_code, MAIL in answer.content.decode()) == (409, False)


def test_SEC_M03_two_who_share_the_work_are_each_told_of(ann: Viewer, hands: Hands, settings: Any) -> None:
    """Colluding doubles what can be seen, and doubles who is told of."""
    settings.REVEALS_FREEZE_A_DAY = 6
    other = at_the_desk(as_viewer(an_agent("Olga")))
    found = chats(ann, 8)
    for number, chat in enumerate(found):
        hands.go(minutes=20)
        shown((ann, other)[number % 2], chat)
    assert rules() == [Alarm.HALF_A_DAY] * 2


def test_SEC_M03_a_second_account_of_the_same_person_begins_with_nothing_that_was_granted(
    ann: Viewer, hands: Hands, chat: ConversationRecord
) -> None:
    shown(ann, chat)
    double = at_the_desk(as_viewer(an_agent("Alice Two")))
    assert reveals.shown_for(double, chat, field="email") is None


def test_the_customer_whose_data_it_is_and_a_stranger_reveal_nothing(
    chat: ConversationRecord, carol_token: str
) -> None:
    stranger = a_customer("stranger")
    for caller in (
        Client(),
        Client(headers={"authorization": f"Bearer {carol_token}"}),
        Client(headers={"authorization": f"Bearer {stranger.token}"}),
    ):
        answer = caller.post(place(chat), WHY, headers=HTMX)
        assert (answer.status_code in {401, 403}, MAIL in answer.content.decode()) == (True, False)


def test_SEC_M02_a_grant_counted_by_another_clock_than_the_server_s_ends_all_the_same(
    alice_client: Client, chat: ConversationRecord, hands: Hands
) -> None:
    alice_client.cookies["kefu-zone"] = "Pacific/Kiritimati"
    assert MAIL in alice_client.post(place(chat), WHY, headers=HTMX).content.decode()
    hands.moment += timedelta(minutes=15)
    late = alice_client.get(place(chat), {"now": "2000-01-01", "ends_at": "2100-01-01"}, headers=HTMX)
    assert MAIL not in late.content.decode()
