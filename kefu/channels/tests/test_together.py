"""Mails that come at the same time are taken in together: by few statements, each once, none harming another."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kefu.channels import arrivals, deciding, senders, settling, taking_in
from kefu.channels.arrivals import Brought
from kefu.channels.deciding import Placed
from kefu.channels.models_arrivals import Arrived, Held
from kefu.channels.tests.looks import WITH_FILE, notes, said
from kefu.channels.tests.mails import ZONE, Written, raw, support
from kefu.channels.tests.test_ledger import POINTS, Cut
from kefu.conversations.data_notes import MailNote
from kefu.kit import clock
from kefu.people import recognising
from kefu.people.access import Viewer
from kefu.people.models import Address, Customer
from kefu.people.recognising import Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def accepted(mails: Sequence[Written | bytes]) -> list[int]:
    account = support().id
    return [arrivals.accept(account, Brought(each if isinstance(each, bytes) else raw(each))) for each in mails]


def taken_in(rows: Sequence[int]) -> list[Arrived]:
    while taking_in.work(clock.now()):
        pass
    return [Arrived.objects.get(pk=row) for row in rows]


MIXED: list[Written | bytes] = [
    Written(sender="carol@example.test", body="one"),
    Written(sender="dave@example.test", body="two", signed_by=""),
    WITH_FILE,
    Written(sender="erin@example.test", subject="My account was hacked", body="four"),
]
WORDS = ["one", "two", "see the file", "four"]


@pytest.mark.parametrize(("where", "name"), [point[1:] for point in POINTS], ids=[point[0] for point in POINTS])
def test_R12_P5_cut_off_anywhere_those_that_go_together_become_the_same_once(
    where: object, name: str, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*given: object, **told: object) -> None:
        raise Cut

    rows = accepted(MIXED)
    with monkeypatch.context() as patch:
        patch.setattr(where, name, cut)
        with pytest.raises(Cut):
            taken_in(rows)
    assert Held.objects.count() == len(rows)
    Arrived.objects.update(next_try_at=clock.now())
    found = taken_in(rows)
    assert [each.outcome for each in found] == ["anew"] * 4
    assert [said(alice, each) for each in found] == [[words] for words in WORDS]
    assert len({each.conversation for each in found}) == 4
    assert [MailNote.UNPROVED in notes(alice, each) for each in found] == [False, True, True, False]
    assert (Held.objects.count(), Address.objects.filter(kind="email").count()) == (0, Customer.objects.count())


def test_what_fails_beside_others_is_tried_alone_and_the_others_come_in(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = accepted([Written(sender=f"c{number}@example.test", body=f"{number}") for number in range(5)])
    real = deciding.customers_of

    def not_of_one(things: Sequence[Placed]) -> list[int]:
        if any(each.arrival.sender == "c2@example.test" for each in things):
            raise ValueError
        return real(things)

    monkeypatch.setattr(deciding, "customers_of", not_of_one)
    found = taken_in(rows)
    assert [each.outcome for each in found] == ["anew", "anew", "waiting", "anew", "anew"]
    assert [said(alice, found[at]) for at in (0, 1, 3, 4)] == [["0"], ["1"], ["3"], ["4"]]
    assert found[2].why == "broken"


def test_what_another_finished_meanwhile_is_left_and_none_beside_it_is_decided_anew(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = accepted(MIXED)
    customers_of, decide = deciding.customers_of, deciding.decide
    decided: list[str] = []

    def slowly(things: Sequence[Placed]) -> list[int]:
        monkeypatch.setattr(deciding, "customers_of", customers_of)
        Arrived.objects.filter(pk=rows[1]).update(next_try_at=clock.now())
        assert taking_in.take_in(rows[1]), "its lease ran out, and another begins"
        return customers_of(things)

    def counted(thing: Placed, **told: Any) -> Any:
        decided.append(thing.arrival.text.strip())
        return decide(thing, **told)

    monkeypatch.setattr(deciding, "customers_of", slowly)
    monkeypatch.setattr(deciding, "decide", counted)
    found = taken_in(rows)
    assert sorted(decided) == sorted([*WORDS, "two"]), "nobody's files are taken in twice"
    assert [each.outcome for each in found] == ["anew"] * 4
    assert [said(alice, each) for each in found] == [[words] for words in WORDS]


def test_sixteen_mails_of_new_customers_take_few_statements_each(alice: Viewer) -> None:
    rows = accepted([Written(sender=f"Anna Lee <c{number}@example.test>", body=f"{number}") for number in range(16)])
    with CaptureQueriesContext(connection) as asked:
        found = taken_in(rows)
    assert {each.outcome for each in found} == {"anew"}
    assert len(asked) <= 16 * 12, [each["sql"][:60] for each in asked]


def test_an_answer_to_a_mail_that_came_with_it_finds_it(alice: Viewer) -> None:
    first = Written(message_id="<first@example.test>")
    rows = accepted(
        [first, Written(sender="mallory@evil.test", signed_by="evil.test", answers=("<first@example.test>",))]
    )
    mine, theirs = taken_in(rows)
    assert (theirs.outcome, theirs.named) == ("aside", mine.conversation)
    assert theirs.conversation != mine.conversation


def test_the_same_mail_in_other_bytes_beside_it_is_known() -> None:
    whole = raw(Written())
    rows = accepted([whole, b"Received: by another.test;\r\n x\r\n" + whole])
    assert [each.outcome for each in taken_in(rows)] == ["anew", "known"]


def test_no_large_mail_is_read_before_the_one_before_it_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = settling.settle

    def looked(begun: Sequence[settling.Begun]) -> None:
        sizes.append(sum(each.size_bytes for each in begun))
        real(begun)

    monkeypatch.setattr(settling, "settle", looked)
    monkeypatch.setattr(taking_in, "MOST_AHEAD_BYTES", 600_000)
    large = [Written(sender=f"c{number}@example.test", body=f"{number} " + "x y " * 100_000) for number in range(4)]
    monkeypatch.setattr(arrivals, "MOST_TOGETHER_BYTES", 1_000)
    assert {each.outcome for each in taken_in(accepted(large))} == {"anew"}
    assert max(sizes) < 1_000_000


def test_several_are_recognised_as_each_would_be_alone() -> None:
    alone = recognising.recognise("known@example.test", is_proved=True, locale="en", name="Known")
    asked = [
        Writer("known@example.test", is_proved=True, locale="en"),
        Writer("known@example.test", is_proved=False, locale="en"),
        Writer("New@example.test", is_proved=True, locale="zh", name="Anna Lee"),
        Writer("new@example.test", is_proved=True, locale="zh", name="Anna Lee"),
    ]
    first, claimed, new, again = recognising.recognise_all(asked)
    assert (first, new) == (alone, again)
    assert len({alone, claimed, new}) == 3
    assert recognising.recognise_all(asked) == [first, claimed, new, again]
    assert [recognising.recognise("new@example.test", is_proved=True, locale="en"), new] == [new, new]
