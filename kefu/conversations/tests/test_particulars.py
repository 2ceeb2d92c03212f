"""What a customer tells before the first words: once, before them, sorted by it, masked for staff, never an identity."""

from dataclasses import replace

import pytest

from conftest import says
from kefu.channels import intake, registry
from kefu.channels.contract import Inbound
from kefu.conversations import fold, log, queries
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import EntryRecord, Known, Refused
from kefu.people.access import Viewer
from kefu.ui import thread

pytestmark = pytest.mark.django_db

TOLD = ParticularsData(category="deposit", uid="90210777", email="mallory@example.test")


def tell(viewer: Viewer, told: ParticularsData, *, key: str = "first-words-1") -> list[object]:
    message = intake.draft_of(registry.channels()["livechat"], Inbound(viewer.id, key, "充值没到账"))
    return list(log.append([log.told_before(message, told), message]))


def test_what_was_told_stands_before_the_first_words_and_sorts_the_conversation(carol: Viewer, alice: Viewer) -> None:
    told, said = tell(carol, TOLD)
    assert isinstance(told, EntryRecord)
    assert isinstance(said, EntryRecord)
    chat = queries.conversation_for(carol, said.conversation_public_id)
    assert [entry.kind for entry in queries.entries_for(carol, chat)] == [Kind.PARTICULARS, Kind.MESSAGE]
    assert queries.conversation_for(alice, chat.public_id).category == "deposit"
    assert fold.replay(queries.entries_for(alice, chat)).sorting.category == "deposit"


def test_sent_again_it_is_known(carol: Viewer) -> None:
    tell(carol, TOLD)
    assert all(isinstance(outcome, Known) for outcome in tell(carol, TOLD))


def test_staff_see_an_account_masked_and_its_customer_sees_it_whole(carol: Viewer, alice: Viewer) -> None:
    told, _ = tell(carol, TOLD)
    assert isinstance(told, EntryRecord)
    for_alice, for_carol = (thread.entry_json(told, viewer=viewer) for viewer in (alice, carol))
    assert for_carol["data"] == {"category": "deposit", "uid": "90210777", "email": "mallory@example.test"}
    assert for_alice["data"] == {"category": "deposit", "uid": "••••0777", "email": "m•••@example.test"}
    assert "90210777" not in str(for_alice)
    assert "90210777" in for_carol["text"]


@pytest.mark.parametrize(
    "told",
    [
        ParticularsData(),
        ParticularsData(uid="<script>"),
        ParticularsData(uid="x" * 65),
        ParticularsData(email="not an address"),
        ParticularsData(phone="call me"),
        ParticularsData(category="Deposit Now"),
    ],
    ids=str,
)
def test_what_is_of_no_such_shape_is_refused_and_the_words_are_kept(carol: Viewer, told: ParticularsData) -> None:
    refused, said = tell(carol, told)
    assert refused == Refused("bad_frame")
    assert isinstance(said, EntryRecord)


def test_one_bad_part_costs_no_other(carol: Viewer, alice: Viewer) -> None:
    told, said = tell(carol, ParticularsData(category="deposit", uid="90210777", phone="my phone is 138001"))
    assert isinstance(told, EntryRecord)
    assert isinstance(said, EntryRecord)
    assert told.data == ParticularsData(category="deposit", uid="90210777")
    assert queries.conversation_for(alice, said.conversation_public_id).category == "deposit"


def test_an_agents_own_sorting_comes_later_and_holds(carol: Viewer, alice: Viewer) -> None:
    _, said = tell(carol, TOLD)
    assert isinstance(said, EntryRecord)
    log.stored(log.sort(said.conversation, author=says(alice), category="withdrawal"))
    assert queries.conversation_for(alice, said.conversation_public_id).category == "withdrawal"


TRAIL = ParticularsData(read="reset-password sign-in-codes", searched="password")


def test_what_was_read_and_searched_goes_along_and_both_sides_see_it(carol: Viewer, alice: Viewer) -> None:
    told, _ = tell(carol, TRAIL)
    assert isinstance(told, EntryRecord)
    for viewer in (carol, alice):
        seen = thread.entry_json(told, viewer=viewer)
        assert seen["data"] == {"read": "reset-password sign-in-codes", "searched": "password"}
        assert seen["text"] == "2 articles read · searched: password"


@pytest.mark.parametrize(
    "bad",
    [
        ParticularsData(read="../../etc"),
        ParticularsData(read=" ".join(["a"] * 11)),
        ParticularsData(read="a" * 255),
        ParticularsData(read="<b>"),
        ParticularsData(searched="two\nlines"),
        ParticularsData(searched="x" * 201),
    ],
    ids=lambda bad: str(bad)[:60],
)
def test_a_trail_of_no_such_shape_is_left_out_and_costs_nothing_else(carol: Viewer, bad: ParticularsData) -> None:
    told, said = tell(carol, replace(bad, category="deposit"))
    assert isinstance(told, EntryRecord)
    assert isinstance(said, EntryRecord)
    assert told.data == ParticularsData(category="deposit")
