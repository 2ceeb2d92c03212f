"""A step about a paper or a blocked text, and the entry that tells of it, stand together or not at all.

Each step is cut at each place where a process can end or the log can say no, and taken again afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from kefu.conversations import queries, store
from kefu.conversations.batch import Batch
from kefu.conversations.records import ConversationRecord, Draft, Outcome, Refused
from kefu.people.access import Viewer
from kefu.safeguards.models import BlockedText, Paper, PaperAsk, PaperLook
from kefu.safeguards.tests.test_releases import ask as blocked
from kefu.trust import journal
from kefu.trust.models import JournalEntry
from tests.security.vault_house import (
    Hands,
    Sender,
    a_colleague,
    arrived,
    asked,
    carol_sends,
    case,
    hands,
    marked,
    opens,
)

__all__ = ["carol_sends", "case", "hands"]
pytestmark = pytest.mark.django_db(transaction=True)
TABLES = (PaperAsk, Paper, PaperLook, BlockedText)


class Killed(BaseException):
    """As a process that ends: nothing of ours may catch it."""


@dataclass(frozen=True)
class House:
    case: ConversationRecord
    alice: Client
    bob: Client
    carol: Sender
    viewer: Viewer

    def everything(self) -> list[Any]:
        rows = [list(table.objects.order_by("pk").values()) for table in TABLES]
        return [*rows, JournalEntry.objects.count(), [each.id for each in queries.entries_for(self.viewer, self.case)]]


@pytest.fixture
def house(
    case: ConversationRecord,
    alice_client: Client,
    bob_client: Client,
    carol_sends: Sender,
    alice: Viewer,
    hands: Hands,
) -> House:
    return House(case, alice_client, bob_client, carol_sends, alice)


def asking(house: House) -> Callable[[], Any]:
    sent = {"kind": "passport", "why": "To reset your second factor"}
    return partial(house.alice.post, f"/desk/c/{house.case.public_id}/papers", sent)


def taking_back(house: House) -> Callable[[], Any]:
    return partial(
        house.alice.post, f"/desk/c/{house.case.public_id}/papers", {"withdrawn": asked(house.alice, house.case)}
    )


def sending(house: House) -> Callable[[], Any]:
    ask = asked(house.alice, house.case)
    house.carol.comes_in(ask)
    return partial(house.carol.sends, ask)


def judging(house: House) -> Callable[[], Any]:
    paper = arrived(house.alice, house.case, house.carol)
    opens(house.alice, paper)
    return partial(marked, house.alice, paper, "unreadable")


def _seen_once(house: House) -> str:
    paper = arrived(house.alice, house.case, house.carol)
    opens(house.alice, paper)
    return paper


def looking_again(house: House) -> Callable[[], Any]:
    place = f"/desk/papers/{_seen_once(house)}/"
    return partial(house.alice.post, place, {"act": "look", "words": "The number cannot be read."})


def agreeing(house: House) -> Callable[[], Any]:
    looking_again(house)()
    other, _agent = a_colleague("Ben")
    look = PaperLook.objects.get()
    place = f"/desk/papers/{look.paper.public_id}/looks/{look.public_id}"
    return partial(other.post, place, {"decision": "allowed"})


def releasing(house: House, decision: str = "released") -> Callable[[], Any]:
    blocked(house.alice, house.case)
    return partial(house.bob.post, f"/desk/blocked/{BlockedText.objects.get().public_id}", {"decision": decision})


def declining(house: House) -> Callable[[], Any]:
    return releasing(house, "declined")


def refused(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Batch, "_out_of_place", lambda *_: Refused("ended"))


def killed_before_the_entry(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(store, "insert_entries", _killed)


def killed_after_the_entry(patch: pytest.MonkeyPatch) -> None:
    write = Batch.write

    def written(self: Batch, drafts: list[Draft | Refused]) -> list[Outcome]:
        write(self, drafts)
        raise Killed

    patch.setattr(Batch, "write", written)


def killed_at_the_journal(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "write", _killed)


def disk_full(patch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("disk full")

    patch.setattr(store, "insert_entries", full)


def _killed(*_: object, **__: object) -> None:
    raise Killed


STEPS = (asking, taking_back, sending, judging, looking_again, agreeing, releasing, declining)
CUTS = (refused, killed_before_the_entry, killed_after_the_entry, killed_at_the_journal, disk_full)


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.__name__)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_step_that_is_cut_leaves_neither_its_row_nor_its_entry_and_can_be_taken_again(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    step: Callable[[House], Callable[[], Any]],
    cut: Callable[[pytest.MonkeyPatch], None],
) -> None:
    take = step(house)
    before = house.everything()
    with monkeypatch.context() as patch:
        cut(patch)
        try:
            answer = take()
        except Killed:
            pass
        else:
            assert answer.status_code >= 400, answer.content.decode()[-500:]
    assert not connection.in_atomic_block
    assert house.everything() == before
    answer = take()
    assert answer.status_code in {200, 302, 303}, answer.content.decode()[-1500:]
    after = house.everything()
    assert [new != old for new, old in zip(after, before, strict=True)].count(True) >= 3, "row, journal and entry"
