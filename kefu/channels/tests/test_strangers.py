"""However many mails strangers bring, there is room for others; what is over a bound waits or is seen by a person, never lost."""

import pytest

from kefu.channels import arrivals, bounds, holding, senders, taking_in, tallies
from kefu.channels.arrivals import Brought
from kefu.channels.contract import NoRoom
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tallies import What
from kefu.channels.tests.looks import notes
from kefu.channels.tests.mails import ZONE, Written, arrives, raw, support
from kefu.conversations import queries
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Box
from kefu.conversations.records import Filter
from kefu.kit import clock
from kefu.ops.doctor import work
from kefu.ops.doctor.finding import Verdict
from kefu.people.access import Viewer
from kefu.trust.mails.kinds import Envelope

pytestmark = pytest.mark.django_db(transaction=True)
MALLORY = Written(sender="mallory@evil.test", signed_by="")


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def brought(number: int, *, peer: str, sender: str) -> int:
    whole = raw(Written(sender=sender, signed_by="", body=f"{number}"))
    return arrivals.accept(support().id, Brought(whole, Envelope(peer, "mx.test", sender)))


def cases(viewer: Viewer) -> int:
    return len(queries.inbox_for(viewer, Filter(box=Box.OPEN)).rows)


@pytest.mark.parametrize(
    ("flood", "others"),
    [
        (("203.0.113.9", "a{}@evil{}.test"), ("198.51.100.7", "carol@example.test")),
        (("2001:db8::{}", "a{}@evil{}.test"), ("2001:db8:1::7", "carol@example.test")),
        (("", "a{}@evil.test"), ("", "carol@example.test")),
    ],
    ids=["a server", "a network of IPv6", "a domain behind a relay"],
)
def test_who_floods_is_put_off_and_others_come_in(
    flood: tuple[str, str], others: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "MOST_OF_ONE", 5)
    for number in range(1, 6):
        brought(number, peer=flood[0].format(number), sender=flood[1].format(number, number))
    for number in range(6, 9):
        with pytest.raises(NoRoom):
            brought(number, peer=flood[0].format(number), sender=flood[1].format(number, number))
    brought(9, peer=others[0], sender=others[1])
    assert Arrived.objects.count() == 6
    assert tallies.within(What.TURNED_AWAY) == 3
    told = work.mail_strangers()
    assert (told.verdict, "3 mails were put off" in told.says) == (Verdict.WARN, True)


def test_who_forges_a_domain_keeps_none_of_its_own_servers_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MOST_OF_ONE", 3)
    for number in range(3):
        brought(number, peer=f"203.0.113.{number}", sender="carol@example.test")
    with pytest.raises(NoRoom):
        brought(3, peer="203.0.113.99", sender="carol@example.test")
    assert brought(4, peer="198.51.100.7", sender="carol@example.test")


def test_a_flood_of_parked_mail_drives_out_its_own_and_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    hers = arrives(Written(sender="carol@example.test, dora@example.test", signed_by=""))
    assert hers.why == "no_sender"
    flood = [arrives(Written(sender=f"a{n}@evil.test, b@evil.test", signed_by="", body=f"{n}")) for n in range(6)]
    size = sum(
        Held.objects.filter(pk__in=[hers.pk, *(each.pk for each in flood[:3])]).values_list("size_bytes", flat=True)
    )
    monkeypatch.setattr(arrivals, "MOST_PARKED_BYTES", size + 20)
    assert arrivals.sweep(clock.now()) == 3
    assert {each.id for each in arrivals.parked()} == {hers.pk, *(each.pk for each in flood[3:])}


def test_a_domain_opens_so_many_without_proof_and_the_rest_waits_for_a_person(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_UNPROVED", 3)
    senders_ = [f"a{number}@sub{number}.evil.test" for number in range(5)]
    rows = [arrives(Written(sender=each, signed_by="")) for each in senders_]
    assert [each.outcome for each in rows] == ["anew"] * 3 + ["waiting"] * 2
    assert arrives(Written()).outcome == "anew"
    assert arrives(Written(sender="a@evil.test", signed_by="evil.test")).outcome == "anew", (
        "it proves that it is evil's"
    )
    for _attempt in range(taking_in.MOST_ATTEMPTS + 1):
        Arrived.objects.filter(outcome="waiting").update(next_try_at=clock.now())
        taking_in.work(clock.now())
    assert [each.why for each in arrivals.parked()] == ["TooMany"] * 2
    monkeypatch.setattr(bounds, "MOST_UNPROVED", 100)
    assert arrivals.try_again() == 2
    taking_in.work(clock.now())
    assert cases(alice) == 7, "no word was lost"


def test_SEC_E02_an_address_that_changes_what_stands_behind_its_plus_opens_five(alice: Viewer) -> None:
    """Proved, and no word of a machine in it: an answering system that does not say what it is."""
    rows = [
        arrives(Written(sender=f"desk+{number}@evil.test", signed_by="evil.test", body=f"We got {number}"))
        for number in range(8)
    ]
    assert [each.outcome for each in rows] == ["anew"] * 5 + ["waiting"] * 3
    assert arrives(Written(sender="other+1@evil.test", signed_by="evil.test")).outcome == "anew"


def test_SEC_E02_machines_of_a_domain_open_five_and_people_are_told_of_the_loop(alice: Viewer) -> None:
    auto = {"Auto-Submitted": "auto-replied"}
    rows = [
        arrives(Written(sender=f"a{number}@evil.test", signed_by="evil.test", body=f"{number}", more=auto))
        for number in range(9)
    ]
    assert [each.outcome for each in rows] == ["anew"] * 5 + ["parked"] * 4
    assert {each.why for each in arrivals.parked()} == {"loop"}
    told = [MailNote.LOOP in notes(alice, each) for each in rows[:5]]
    assert told == [False] * 4 + [True]
    assert cases(alice) == 5
    people = arrives(Written(sender="mallory@evil.test", signed_by="evil.test"))
    assert people.outcome == "anew"


def test_what_is_counted_of_strangers_goes_after_two_days() -> None:
    tallies.add(What.GUESSED, "evil.test")
    assert (tallies.sweep(clock.now()), tallies.sweep(clock.now() + tallies.KEEP + tallies.HOUR)) == (0, 1)
