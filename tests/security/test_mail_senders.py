"""Mails that want to be part of somebody else's case: whatever they name, forge or carry, none gets in and nothing gets out."""

import dataclasses
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from conftest import a_customer, an_agent, as_viewer
from kefu.channels import arrivals, senders, taking_in, tallies
from kefu.channels.arrivals import Brought
from kefu.channels.email import tokens
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tallies import What
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives, raw, reply_to, sent_id, support, token_of
from kefu.conversations import log, queries
from kefu.conversations.data import NoteData
from kefu.conversations.data_notes import MailNote
from kefu.conversations.kinds import Author, AuthorKind, Box, Kind
from kefu.conversations.models import Conversation, Delivery
from kefu.conversations.records import ConversationRecord, EntryRecord, Filter
from kefu.kit import clock
from kefu.kit.mailwords import mailboxes
from kefu.ops.doctor import work
from kefu.ops.doctor.finding import Verdict
from kefu.people import fields
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust.mails.kinds import Checked, Envelope, SenderVerdict

pytestmark = pytest.mark.django_db(transaction=True)
OURS, HERS = "Your account is fine, Carol", "Where is my money?"
LURE = "a stranger's words"
FIRST = "<first@example.test>"
HER_MAILBOX = (mailboxes("carol@example.test") or [None])[0]
MALLORY = Written(sender="mallory@evil.test", body=LURE, signed_by="evil.test")


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


@dataclass(frozen=True, slots=True)
class Case:
    """Carol's, by mail: she asked, Alice answered."""

    carol: Viewer
    alice: Viewer
    there: ConversationRecord

    @property
    def public_id(self) -> str:
        return self.there.public_id

    def seen_by_her(self) -> list[str]:
        return [each.body for each in queries.entries_for(self.carol, self.there)]

    def notes(self) -> list[MailNote | None]:
        found = [each.data for each in queries.entries_for(self.alice, self.there)]
        return [each.arrived for each in found if isinstance(each, NoteData)]


@pytest.fixture
def case() -> Iterator[Case]:
    carol, alice = a_customer("carol").viewer, as_viewer(an_agent("Alice"))
    row = arrives(Written(body=HERS, message_id=FIRST))
    assert row.conversation is not None
    case = Case(carol, alice, queries.conversation_by_row(alice, row.conversation))
    assert case.there.customer == carol.id
    answered(case.alice, case.there)
    yield case
    nothing_got_out(case)


def answered(alice: Viewer, there: ConversationRecord, body: str = OURS) -> EntryRecord:
    return log.stored(log.reply(there.id, author=Author(AuthorKind.AGENT, alice.id), body=body))


def nothing_got_out(case: Case) -> None:
    """Carol sees her own case as it was; whatever is answered in it goes to her, and what is answered elsewhere not from it."""
    assert LURE not in " ".join(case.seen_by_her())
    assert case.seen_by_her()[:2] == [HERS, OURS]
    answered(case.alice, case.there, "one more word")
    hers = fields.digest_of("email", "carol@example.test")
    assert set(Delivery.objects.filter(entry__conversation=case.there.id).values_list("digest", flat=True)) == {hers}
    others = Conversation.objects.exclude(pk=case.there.id)
    assert case.carol.id not in {each.customer_id for each in others}
    for other in others:
        words = [
            each.body for each in queries.entries_for(case.alice, queries.conversation_by_row(case.alice, other.pk))
        ]
        assert not {HERS, OURS} & set(words)


def attacks(case_id: str) -> dict[str, Written]:
    """Each is a stranger's, or a forger's: names the case as well as it can."""
    home, ours = reply_to(case_id), sent_id(case_id)
    carols = dataclasses.replace(MALLORY, sender="carol@example.test", signed_by="")
    return {
        "a subject that names the case": dataclasses.replace(MALLORY, subject=f"Re: [#{case_id}] {case_id} Case 1"),
        "the id of our answer": dataclasses.replace(MALLORY, answers=(ours,)),
        "the id of her own mail": dataclasses.replace(MALLORY, answers=(FIRST,)),
        "both, in a long chain": dataclasses.replace(MALLORY, answers=("<x@y.test>", FIRST, ours)),
        "a stolen token": dataclasses.replace(MALLORY, to=home),
        "a stolen token in Cc": dataclasses.replace(MALLORY, more={"Cc": home}),
        "a stolen token in Delivered-To": dataclasses.replace(MALLORY, head=f"Delivered-To: {home}\r\n"),
        "a stolen token in the text": dataclasses.replace(MALLORY, body=f"{LURE}\r\n\r\n> write to {home}\r\n> bye"),
        "her address, unsigned": dataclasses.replace(carols, to=home, answers=(ours,)),
        "her address, signed by another": dataclasses.replace(carols, to=home, signed_by="evil.test"),
        "her address below another domain": dataclasses.replace(
            MALLORY, to=home, sender="carol@example.test.evil.test"
        ),
        "her address as a name": dataclasses.replace(
            MALLORY, to=home, sender='"carol@example.test" <mallory@evil.test>'
        ),
        "her address in an encoded word": dataclasses.replace(
            MALLORY, to=home, sender="=?utf-8?q?carol=40example.test=3E_=3C?= <mallory@evil.test>"
        ),
        "her address as a comment": dataclasses.replace(
            MALLORY, to=home, sender="mallory@evil.test (carol@example.test)"
        ),
        "two addresses in one field": dataclasses.replace(
            MALLORY, to=home, sender="carol@example.test, mallory@evil.test"
        ),
        "a group": dataclasses.replace(MALLORY, to=home, sender="carol@example.test: mallory@evil.test;"),
        "a letter that looks like hers": dataclasses.replace(MALLORY, to=home, sender="carol@ex\u0430mple.test"),
        "a second field before": dataclasses.replace(MALLORY, to=home, head="From: carol@example.test\r\n"),
        "a folded field": dataclasses.replace(MALLORY, to=home, head="From:\r\n carol@example.test\r\n"),
        "who it is sent for": dataclasses.replace(MALLORY, to=home, more={"Sender": "carol@example.test"}),
        "who is to be answered": dataclasses.replace(MALLORY, to=home, more={"Reply-To": "carol@example.test"}),
        "a forwarder's word": dataclasses.replace(
            carols, to=home, head="Authentication-Results: nw.test; dkim=pass header.d=example.test; dmarc=pass\r\n"
        ),
        "fields that sound like ours": dataclasses.replace(
            MALLORY,
            more={"X-Kefu-Conversation": case_id, "X-Kefu-Token": token_of(case_id), "X-Kefu-Verified": "yes"},
        ),
        "one of our own people": dataclasses.replace(MALLORY, to=home, sender="alice@northwind.test", signed_by=""),
        "one of our own people, proved": dataclasses.replace(
            MALLORY, to=home, sender="alice@northwind.test", signed_by="northwind.test"
        ),
    }


NAMES = sorted(attacks("a" * 26))


@pytest.mark.parametrize("name", NAMES)
def test_SEC_D02_no_mail_gets_into_somebody_elses_case(name: str, case: Case) -> None:
    row = arrives(attacks(case.public_id)[name])
    assert row.conversation != case.there.id
    assert row.outcome in {"anew", "aside", "parked"}
    if row.conversation is not None:
        other = queries.conversation_by_row(case.alice, row.conversation)
        answered(case.alice, other, "Who are you?")
        gone = Delivery.objects.get(entry__conversation=other.id)
        assert gone.digest != fields.digest_of("email", "carol@example.test") or not row.is_proved


def test_SEC_D02_a_stranger_with_a_right_token_is_told_of_to_our_people_alone(case: Case) -> None:
    row = arrives(dataclasses.replace(MALLORY, to=reply_to(case.public_id)))
    assert (row.outcome, row.named, row.is_proved) == ("aside", case.there.id, True)
    assert case.notes() == [MailNote.HEARD_OF]
    note = queries.entries_for(case.alice, case.there)[-1]
    assert row.conversation is not None
    other = queries.conversation_by_row(case.alice, row.conversation)
    assert note.body == other.public_id
    assert LURE not in note.body
    told = [each.data for each in queries.entries_for(case.alice, other)]
    assert [each.arrived for each in told if isinstance(each, NoteData)] == [MailNote.STRANGER]


def test_SEC_D02_who_floods_a_case_is_told_of_a_few_times(case: Case) -> None:
    for number in range(12):
        arrives(dataclasses.replace(MALLORY, to=reply_to(case.public_id), body=f"{LURE} {number}"))
    assert len(case.notes()) == 5


def test_SEC_D02_copies_and_other_places_for_answers_get_nothing(case: Case) -> None:
    """Carol's own mail, genuine: whoever it was copied to, or asks to be answered instead of her, is nobody."""
    more = {"Cc": "mallory@evil.test", "Reply-To": "mallory@evil.test"}
    row = arrives(Written(to=reply_to(case.public_id), body="more of mine", more=more))
    assert row.conversation == case.there.id
    mallorys = arrives(dataclasses.replace(MALLORY, answers=(sent_id(case.public_id),)))
    assert mallorys.conversation != case.there.id


def test_SEC_D04_our_people_do_nothing_by_mail(case: Case) -> None:
    mail = Written(
        sender="alice@northwind.test", body=LURE, signed_by="northwind.test", answers=(sent_id(case.public_id),)
    )
    row = arrives(mail)
    assert (row.outcome, row.is_proved) == ("aside", True)
    assert row.conversation is not None
    other = queries.conversation_by_row(case.alice, row.conversation)
    found = queries.entries_for(case.alice, other)
    assert [each.author.kind for each in found if each.kind is Kind.MESSAGE] == [AuthorKind.CUSTOMER]
    marks = {each.data.arrived for each in found if isinstance(each.data, NoteData)}
    assert marks == {MailNote.STAFF, MailNote.STRANGER}
    assert not Delivery.objects.filter(entry__conversation=other.id).exists()


def guesses(case_id: str, own_id: str) -> Iterator[str]:
    """Another case's id under one's own proof, and what else is near a token."""
    token, own = token_of(case_id), token_of(own_id)
    yield case_id + own[tokens.ID_CHARS :]
    yield token[:-1]
    yield token[:-1] + ("b" if token[-1] == "a" else "a")
    yield f"{case_id}{'a' * tokens.MAC_CHARS}"
    yield case_id
    yield "1234"
    yield ""
    for _guess in range(200):
        yield case_id + tokens.mint(own_id, secrets.token_bytes(32))[tokens.ID_CHARS :]


def test_SEC_D01_a_guessed_token_is_a_new_mail_of_its_sender(case: Case) -> None:
    own = arrives(MALLORY)
    assert own.conversation is not None
    own_id = queries.conversation_by_row(case.alice, own.conversation).public_id
    for guess in guesses(case.public_id, own_id):
        to = SUPPORT.replace("@", f"+{guess}@")
        row = arrives(dataclasses.replace(MALLORY, to=to), receivers=(to,))
        assert (row.outcome, row.named) == ("anew", None)
    assert case.notes() == []


def test_SEC_D01_ten_thousand_guesses_are_part_of_nothing_and_told_of_once(case: Case) -> None:
    """By many mails of one sender, in all the places where a token may stand."""
    before = len(case.seen_by_her())
    bob = an_agent("Bob", role=Role.ADMIN)
    rows = [arrives(_with_guesses(case.public_id, number)) for number in range(40)]
    assert {(each.outcome, each.named) for each in rows} == {("anew", None)}
    assert case.notes() == []
    assert len(case.seen_by_her()) == before
    assert tallies.within(What.GUESSED) == tallies.within(What.GUESSED, "evil.test") >= 10_000
    places = {each.conversation: each for each in rows}.values()
    told = [each for row in places for each in _notes_in(case.alice, row) if each.arrived is MailNote.GUESSES]
    assert [each.mentions for each in told] == [(bob.pk,)]
    assert work.mail_strangers().verdict is Verdict.WARN


def _with_guesses(public_id: str, number: int) -> Written:
    made = [tokens.mint(public_id, secrets.token_bytes(32)) for _guess in range(253)]
    quoted = "".join(f"> write to support+{each}@nw.test\r\n" for each in made[3:])
    to, answered = SUPPORT.replace("@", f"+{made[0]}@"), (f"<x.{made[1]}@nw.test>", f"<y.{made[2]}@nw.test>")
    return dataclasses.replace(MALLORY, to=to, answers=answered, body=f"{LURE} {number}\r\n\r\n{quoted}")


def _notes_in(viewer: Viewer, row: Arrived) -> list[NoteData]:
    assert row.conversation is not None
    found = queries.entries_for(viewer, queries.conversation_by_row(viewer, row.conversation))
    return [each.data for each in found if isinstance(each.data, NoteData)]


def test_SEC_D01_a_few_wrong_tokens_are_no_alarm(case: Case) -> None:
    """Whoever's mail program broke one in two."""
    row = arrives(dataclasses.replace(MALLORY, to=SUPPORT.replace("@", f"+{case.public_id}{'a' * tokens.MAC_CHARS}@")))
    assert MailNote.GUESSES not in {each.arrived for each in _notes_in(case.alice, row)}
    assert work.mail_strangers().verdict is Verdict.OK


def test_SEC_D09_fields_that_sound_like_ours_change_nothing(case: Case) -> None:
    more = {
        "X-Kefu-Conversation": case.public_id,
        "X-Kefu-Priority": "urgent",
        "X-Kefu-Verified": "yes",
        "X-Kefu-Agent": "alice",
        "X-Conversation-Id": case.public_id,
        "X-Priority": "1",
    }
    plain = arrives(dataclasses.replace(MALLORY, signed_by=""))
    marked = arrives(dataclasses.replace(MALLORY, signed_by="", more=more))
    assert (marked.outcome, marked.is_proved) == (plain.outcome, plain.is_proved) == ("anew", False)
    assert plain.conversation is not None
    assert marked.conversation is not None
    one, other = (queries.conversation_by_row(case.alice, each) for each in (plain.conversation, marked.conversation))
    assert (one.priority, one.assignee, one.team) == (other.priority, other.assignee, other.team)


def test_SEC_D11_a_machines_mail_to_a_case_is_not_shown_to_its_customer(case: Case) -> None:
    code = Written(
        sender="noreply@evil.test",
        to=reply_to(case.public_id),
        body=f"{LURE}: your code is 123456",
        signed_by="evil.test",
    )
    row = arrives(dataclasses.replace(code, more={"Auto-Submitted": "auto-generated"}))
    assert (row.outcome, row.named) == ("aside", case.there.id)
    assert "123456" not in " ".join(case.seen_by_her())


def test_SEC_D02_an_envelope_of_another_domain_proves_nobody(case: Case) -> None:
    forged = raw(Written(body=LURE, signed_by="", to=reply_to(case.public_id)))
    there = Envelope(peer="198.51.100.1", helo="mx.evil.test", sender="mallory@evil.test")
    row = arrivals.accept(support().id, Brought(forged, there))
    taking_in.work(clock.now())
    found = Arrived.objects.get(pk=row)
    assert (found.outcome, found.is_proved, found.dmarc) == ("aside", False, "fail")
    assert len(queries.inbox_for(case.alice, Filter(box=Box.OPEN)).rows) == 2


@pytest.mark.parametrize("above", ["", f"To: {SUPPORT}\r\n", f"Cc: {SUPPORT}\r\n"])
def test_SEC_D02_what_she_wrote_to_somebody_else_is_not_brought_into_her_case(case: Case, above: str) -> None:
    """Sealed by her domain, with its own receiver; whoever got it brings it to us, under her token."""
    lured = raw(Written(to="mallory@evil.test", body="Yes, send it all"))
    row = arrives(above.encode() + lured, receivers=(reply_to(case.public_id),))
    assert row.is_proved
    assert (row.outcome, row.named) == ("aside", case.there.id)
    assert "Yes, send it all" not in " ".join(case.seen_by_her())
    assert MailNote.HEARD_OF in case.notes()


def test_what_she_wrote_to_us_and_others_goes_on_in_her_case(case: Case) -> None:
    both = Written(to=f"friend@else.test, {reply_to(case.public_id)}", body="and my friend reads along")
    assert arrives(both).conversation == case.there.id


def test_what_her_own_server_brings_goes_on_though_its_receiver_is_not_sealed(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "verdict", lambda *_given, **_told: SenderVerdict(HER_MAILBOX, spf=Checked.PASS))
    row = arrives(Written(to="undisclosed@example.test", signed_by=""), receivers=(reply_to(case.public_id),))
    assert row.conversation == case.there.id
