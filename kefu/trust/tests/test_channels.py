"""The registry of what is ours: changed by two people, asked by everybody, published with a signature."""

import base64
import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import an_agent, as_viewer
from kefu.kit import clock
from kefu.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import channels, denied, published, registry, signing
from kefu.trust.lookalike import lists
from kefu.trust.lookalike.kinds import Entry, Outcome, Sort
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
SITE = Entry(Sort.DOMAIN, "northwind.example", name="Northwind", proof="certificate")
HANDLE = Entry(Sort.HANDLE, "northwind_help", network="telegram")


@pytest.fixture
def dora() -> Viewer:
    return as_viewer(an_agent("Dora", Role.LEAD))


def in_registry() -> list[str]:
    registry.forget()
    return [each.value for each in registry.entries()]


def said_of(text: str) -> Outcome:
    registry.forget()
    return registry.verdicts(text)[0].outcome


def test_one_proposes_and_another_confirms(bob: Viewer, dora: Viewer) -> None:
    change = channels.propose(bob, SITE)
    assert in_registry() == []
    channels.confirm(dora, change.public_id)
    assert in_registry() == ["northwind.example"]
    assert said_of("https://northwind.example/x") is Outcome.OURS
    acts = JournalEntry.objects.filter(subject_kind="channel_change").order_by("id")
    assert [(act.action, act.actor_id) for act in acts] == [
        ("channel_proposed", bob.id),
        ("channel_confirmed", dora.id),
    ]
    (told,) = channels.decided()
    assert (told.by, told.decided_by, told.state) == ("Bob", "Dora", "confirmed")


def test_nobody_confirms_their_own_and_agents_confirm_nothing(bob: Viewer, alice: Viewer) -> None:
    change = channels.propose(bob, SITE)
    with pytest.raises(NotAllowed):
        channels.confirm(bob, change.public_id)
    for act in (lambda: channels.confirm(alice, change.public_id), lambda: channels.propose(alice, HANDLE)):
        with pytest.raises(NotAllowed):
            act()
    assert in_registry() == []
    assert not JournalEntry.objects.filter(action="channel_confirmed").exists()


def test_what_is_refused_stays_as_it_was_and_says_why(bob: Viewer, dora: Viewer) -> None:
    change = channels.propose(bob, SITE)
    with pytest.raises(Invalid):
        channels.refuse(dora, change.public_id, reason=" ")
    channels.refuse(dora, change.public_id, reason="not ours yet")
    assert in_registry() == []
    with pytest.raises(Conflict):
        channels.confirm(dora, change.public_id)
    with pytest.raises(NotFound):
        channels.confirm(dora, "no-such-change")


def test_what_was_proposed_can_be_taken_back_by_who_did(bob: Viewer) -> None:
    change = channels.propose(bob, SITE)
    channels.refuse(bob, change.public_id, reason="")
    assert list(channels.waiting()) == []


def test_an_entry_is_changed_and_ended_by_two_as_well(bob: Viewer, dora: Viewer) -> None:
    channels.bring([SITE])
    with pytest.raises(Conflict):
        channels.propose(bob, SITE)
    with pytest.raises(Conflict):
        channels.propose(bob, HANDLE, ends=True)
    ending = channels.propose(bob, SITE, ends=True)
    with pytest.raises(Conflict):
        channels.propose(dora, SITE, ends=True)
    assert in_registry() == ["northwind.example"]
    channels.confirm(dora, ending.public_id)
    assert in_registry() == []
    assert said_of("northwind.example") is Outcome.UNKNOWN


def test_the_command_line_brings_at_once_or_only_proposes(dora: Viewer) -> None:
    assert channels.bring([SITE, HANDLE]) == 2
    assert channels.bring([SITE, HANDLE]) == 0
    other = Entry(Sort.PHONE, "+442079460018")
    assert channels.bring_proposals([SITE, other]) == 1
    assert channels.bring_proposals([other]) == 0
    assert "+442079460018" not in in_registry()
    (waiting,) = channels.waiting()
    channels.confirm(dora, waiting.public_id)
    assert "+442079460018" in in_registry()


def test_where_our_texts_may_lead_follows_the_registry_and_its_dates() -> None:
    over = Entry(Sort.DOMAIN, "old.example", valid_until="2026-01-01T00:00:00Z")
    mails = [Entry(Sort.MAIL, "us@mail.example"), Entry(Sort.MAIL_DOMAIN, "post.example")]
    channels.bring([SITE, over, HANDLE, *mails, Entry(Sort.LINKED_HOST, "scan.example")])
    registry.forget()
    assert registry.allowed().domains == {"northwind.example", "mail.example", "post.example"}
    assert registry.allowed().linked_hosts == {"scan.example"}
    assert said_of("old.example") is Outcome.LOOKALIKE


def test_a_list_of_frauds_is_put_in_place_of_the_one_before() -> None:
    channels.bring([SITE])
    assert denied.bring("shared", lists.made(["evil.test", "worse.test"])) == 2
    assert said_of("x.evil.test") is Outcome.FRAUD
    assert denied.bring("shared", lists.made(["worse.test"])) == 1
    assert said_of("x.evil.test") is Outcome.UNKNOWN
    assert said_of("worse.test") is Outcome.FRAUD


def test_SEC_L07_the_list_can_be_checked_without_us() -> None:
    channels.bring([SITE, HANDLE])
    registry.forget()
    told = json.loads(json.dumps(published.signed()))
    key = published.public_key()
    assert published.is_genuine(told, key=key)
    rest = {name: value for name, value in told.items() if name != "signature"}
    by_hand = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert signing.is_signed(by_hand, told["signature"], key)


def test_SEC_L07_one_changed_byte_and_the_list_is_not_genuine() -> None:
    channels.bring([SITE, HANDLE])
    registry.forget()
    told, key = published.signed(), published.public_key()
    text = json.dumps(told["entries"])
    for at in range(0, len(text), 7):
        other = "0" if text[at] != "0" else "1"
        try:
            changed = {**copy.deepcopy(told), "entries": json.loads(text[:at] + other + text[at + 1 :])}
        except ValueError:
            continue
        assert not published.is_genuine(changed, key=key), text[at]
    signature = bytearray(base64.b64decode(str(told["signature"])))
    signature[5] ^= 1
    assert not published.is_genuine({**told, "signature": base64.b64encode(signature).decode()}, key=key)
    assert not published.is_genuine({**told, "number": 0}, key=key)
    another = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not published.is_genuine(told, key=base64.b64encode(another).decode())
    for broken in ("", "x", None, 5):
        assert not published.is_genuine({**told, "signature": broken}, key=key)


def test_the_list_s_number_counts_every_change(bob: Viewer, dora: Viewer) -> None:
    numbers = [published.signed()["number"]]
    channels.bring([SITE])
    numbers.append(published.signed()["number"])
    channels.confirm(dora, channels.propose(bob, SITE, ends=True).public_id)
    numbers.append(published.signed()["number"])
    assert numbers == sorted(set(numbers), key=str)


def test_an_entry_counts_from_its_first_moment_on() -> None:
    soon = (clock.now() + timedelta(days=1)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    channels.bring([Entry(Sort.DOMAIN, "soon.example", valid_from=soon)])
    assert said_of("soon.example") is Outcome.LOOKALIKE
    assert datetime.fromisoformat(soon) > clock.now()
