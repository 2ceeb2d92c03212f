"""Exports as somebody would widen them: many at once, one that breaks the others' way, formulas in every column."""

import csv
import io
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries
from kefu.conversations.records import EntryRecord
from kefu.kit import clock
from kefu.kit.sheets import Form
from kefu.people import directory
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import exports, exports_making
from kefu.safeguards.exports import Shown
from kefu.safeguards.kinds import IS_MADE, ExportState
from kefu.safeguards.models import Export, ExportPiece
from kefu.trust.models import JournalEntry
from kefu.web.desk.chosen import Chosen
from tests.security.test_exports import (
    SIGNS,
    asked,
    calculated,
    decided,
    desk_of,
    dora,
    fetched,
    made,
    some_conversations,
    state_of,
)
from tests.security.test_reveals import at_the_desk
from tests.security.test_reveals_attacked import at_once

__all__ = ["dora"]
pytestmark = pytest.mark.django_db(transaction=True)


def worked(now: datetime, *, passes: int = 1) -> int:
    """How many passes of the worker failed, as its thread takes them."""
    failed = 0
    for _ in range(passes):
        try:
            exports_making.make(now)
        except OperationalError:
            failed += 1
    return failed


def said_by(customer: Viewer) -> EntryRecord:
    return log.stored(log.open(customer.id, author=says(customer), body="hello", key=None, locale="en"))


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Askers whose lists cannot be read."""
    whose, read = list[int](), queries.inbox_for

    def inbox_for(viewer: Viewer, *args: Any, **options: Any) -> Any:
        if viewer.id in whose:
            raise OperationalError("canceling statement due to statement timeout")
        return read(viewer, *args, **options)

    monkeypatch.setattr(queries, "inbox_for", inbox_for)
    return whose


def test_SEC_M09_an_export_that_keeps_failing_lets_the_others_pass_and_ends_in_words(
    bob_agent: Agent, bob_client: Client, dora: Client, broken: list[int]
) -> None:
    some_conversations(2)
    stuck, _key = asked(bob_client)
    broken.append(bob_agent.pk)
    later, key = asked(dora)
    now = clock.now()
    assert worked(now, passes=3) == 1  # what failed pauses; meanwhile the next one is made
    assert state_of(later) == ExportState.READY
    assert fetched(dora, later, key).status_code == 200
    failures = 0
    for _ in range(60):
        now += timedelta(minutes=1)
        failures += worked(now)
    assert failures == exports_making.MOST_TRIES - 1
    assert state_of(stuck) == ExportState.FAILED
    assert "could not be made" in bob_client.get(f"/desk/exports/{stuck.public_id}/").content.decode()
    assert JournalEntry.objects.filter(action="export_failed", subject_id=stuck.pk).count() == 1
    assert not ExportPiece.objects.filter(export=stuck).exists()
    broken.clear()
    again, key = asked(bob_client)  # and it stands in nobody's way any more
    made()
    assert fetched(bob_client, again, key).status_code == 200


def test_SEC_M09_a_try_that_ends_the_process_counts_as_one(bob_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise SystemExit

    stuck, _key = asked(bob_client)
    monkeypatch.setattr(exports_making, "_read", dies)
    now = clock.now()
    for _ in range(exports_making.MOST_TRIES):
        with pytest.raises(SystemExit):
            exports_making.make(now)
        now += timedelta(hours=1)
    assert exports_making.make(now) == 1
    assert state_of(stuck) == ExportState.FAILED


def test_SEC_M09_what_failed_once_goes_on_where_it_was_and_its_tries_are_forgotten(
    bob_agent: Agent, bob_client: Client, broken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports_making, "PAGE_ROWS", 1)
    monkeypatch.setattr(exports_making, "PAGES_A_PIECE", 1)
    some_conversations(3)
    row, key = asked(bob_client)
    now = clock.now()
    for _ in range(8):
        broken[:] = [bob_agent.pk]
        worked(now)
        broken.clear()
        now += timedelta(minutes=2)
        worked(now)
    assert state_of(row) == ExportState.READY
    lines = list(csv.reader(io.StringIO(fetched(bob_client, row, key).content.decode(), newline="")))
    assert len({line[0] for line in lines}) == 1 + 3 + 1


def test_SEC_M09_lists_that_are_asked_for_or_made_at_once_count_each_other(
    bob_agent: Agent, bob_client: Client, settings: Any
) -> None:
    settings.EXPORT_ROWS_ALONE = 3
    some_conversations(2)
    viewer = at_the_desk(as_viewer(bob_agent))

    def asks() -> object:
        return exports.ask(viewer, Chosen(box="open").filter(), query="box=open", purpose="x", form=Form.CSV)

    found = at_once([asks] * 8)
    assert len([each for each in found if isinstance(each, tuple) and isinstance(each[0], Shown)]) == exports.MOST_OPEN
    assert Export.objects.count() == exports.MOST_OPEN
    for _ in range(3):  # three machines' workers
        at_once([lambda: exports_making.make(clock.now())] * 3)
        Export.objects.filter(state__in=IS_MADE).update(due_at=None)
    states = sorted(Export.objects.values_list("state", flat=True))
    assert states == [ExportState.READY, ExportState.WAITING, ExportState.WAITING]


def test_SEC_M09_two_that_end_in_the_same_moment_are_not_both_one_person_s_alone(
    bob_client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each was read before the other was ready."""
    settings.EXPORT_ROWS_ALONE = 3
    some_conversations(2)
    rows = [asked(bob_client)[0] for _ in range(2)]
    read, ends = exports_making._read, list[Export]()

    def reads(viewer: Viewer, row: Export) -> Any:
        found = read(viewer, row)
        if not ends:
            ends.append(row)
            exports_making.make(clock.now())  # the second worker, while the first one reads
        return found

    monkeypatch.setattr(exports_making, "_read", reads)
    exports_making.make(clock.now())
    assert sorted(map(state_of, rows)) == [ExportState.READY, ExportState.WAITING]


def test_SEC_M09_of_two_who_decide_at_once_one_does(bob_client: Client, settings: Any) -> None:
    settings.EXPORT_ROWS_ALONE = 0
    some_conversations(1)
    row, _key = asked(bob_client)
    made()
    deciders = [desk_of(an_agent(name, Role.LEAD)) for name in ("Dora", "Eva", "Fay", "Gil")]
    acts = [
        lambda desk=desk, word=word: decided(desk, row, word)
        for desk, word in zip(deciders, ("approve", "refuse") * 2, strict=True)
    ]
    assert sorted(map(str, at_once(acts))) == ["302", "409", "409", "409"]
    assert JournalEntry.objects.filter(action__in=("export_approved", "export_refused")).count() == 1


def test_SEC_M09_fetched_by_four_at_once_it_leaves_once(bob_agent: Agent, bob_client: Client) -> None:
    some_conversations(1)
    row, key = asked(bob_client)
    made()
    desks = [desk_of(bob_agent) for _ in range(4)]
    answers = at_once([partial(lambda desk: fetched(desk, row, key).status_code, desk) for desk in desks])
    assert sorted(map(str, answers)) == ["200", "404", "404", "404"]
    assert JournalEntry.objects.filter(action="export_fetched").count() == 1


@pytest.mark.parametrize("form", list(Form))
def test_SEC_I03_names_of_customers_colleagues_teams_and_tags_calculate_nothing(
    form: Form, bob_client: Client, bob_agent: Agent
) -> None:
    for sign in SIGNS:
        said_by(a_customer(f"u-{ord(sign)}", name=f'{sign}HYPERLINK("http://x.example")\t{sign}1').viewer)
    head = said_by(a_customer("u-all").viewer)
    log.tag(head.conversation, author=says(as_viewer(bob_agent)), add=["=1+1"])
    log.assign(head.conversation, author=says(as_viewer(bob_agent)), agent=bob_agent.pk)
    Agent.objects.filter(pk=bob_agent.pk).update(name="=1+1|Bob", locale="zh-hans")
    directory.forget_cards()
    row, key = asked(bob_client, form=form)
    made()
    text = fetched(bob_client, row, key).content.decode()
    assert text.count("\r\n") == len(text.splitlines())
    assert calculated(text.removeprefix("\ufeff")) == []


def test_SEC_M09_whoever_decides_is_told_where_the_link_shows_them_another_list_than_the_asker_s(
    bob_client: Client, dora: Client, settings: Any
) -> None:
    settings.EXPORT_ROWS_ALONE = -1
    told = "the link shows you your own list"
    row, _key = asked(bob_client, box="open")
    made()
    assert told not in dora.get("/desk/exports/").content.decode()
    assert decided(dora, row, "refuse") == 302
    asked(bob_client, box="mine")
    made()
    assert told in dora.get("/desk/exports/").content.decode()
    assert told not in bob_client.get("/desk/exports/").content.decode()
