"""A message is reported with one tap and stays the evidence of its report, with files that go the way of all files."""

import io

import pytest
from PIL import Image

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files import sweep, uploads
from kefu.files.errors import FileNotReady
from kefu.files.kinds import Condition
from kefu.files.sweep import WAITS
from kefu.kit import clock
from kefu.kit.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from kefu.people.access import NOBODY, Viewer
from kefu.people.capabilities import Role
from kefu.safeguards import fraud
from kefu.safeguards.evidence import Evidence
from kefu.safeguards.fraud import Report, Source
from kefu.safeguards.models import FraudReport
from kefu.trust import channels, denied, registry
from kefu.trust.lookalike.kinds import Entry, Outcome, Sort
from kefu.trust.models import JournalEntry

pytestmark = pytest.mark.django_db
IP = "203.0.113.7"


@pytest.fixture(autouse=True)
def _ours() -> None:
    channels.bring([Entry(Sort.DOMAIN, "northwind.example", name="Northwind")])
    registry.forget()


def report(viewer: Viewer, entry: EntryRecord, *, number: int | None = None, files: tuple[str, ...] = ()) -> str:
    at = number if number is not None else entry.seq if viewer.is_staff else entry.public_seq or 0
    evidence = Evidence(entry.conversation_public_id, at, files)
    source = Source.DESK if viewer.is_staff else Source.CHAT
    return fraud.tell("", source=source, viewer=viewer, ip=IP, evidence=evidence)


def only(viewer: Viewer) -> Report:
    (found,) = fraud.waiting(viewer)
    return found


def a_picture(viewer: Viewer) -> str:
    raw = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(raw, "PNG")
    raw.seek(0)
    return uploads.receive(viewer, raw, name="them.png").id


def test_whom_a_customers_message_names_is_reported_from_the_desk(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(carol), body="They sent me to https://northwlnd.example/x, ok?"))
    reference = report(alice, said)
    found = only(bob)
    (telling,) = found.tellings
    assert (found.reference, found.what, found.imitates) == (reference, "northwlnd.example", "northwind.example")
    assert (telling.by, telling.conversation, telling.seq) == ("Alice", chat.public_id, said.seq)
    assert telling.shown == "https://northwlnd.example/x"
    assert JournalEntry.objects.filter(action="fraud_told", actor_id=alice.id).count() == 1
    fraud.confirm(bob, found.public_id, reason="a copy of our site")
    registry.forget()
    assert registry.verdicts("northwlnd.example")[0].outcome is Outcome.FRAUD


def test_a_message_of_ours_is_itself_what_its_reader_reports_and_warns_nobody(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(alice), body="Call me at home after work."))
    report(carol, said)
    found = only(bob)
    assert (found.is_message, found.about_id, found.page) == (True, alice.id, "")
    assert (found.tellings[0].conversation, found.tellings[0].seq, found.tellings[0].shown) == (
        chat.public_id,
        said.seq,
        "",
    )
    before = denied.every()
    fraud.confirm(bob, found.public_id, reason="took it elsewhere")
    assert FraudReport.objects.get().denied == ""
    assert denied.every() == before


def test_SEC_L01_nobody_decides_on_a_report_about_their_own_message(
    chat: ConversationRecord, bob: Viewer, carol: Viewer
) -> None:
    report(carol, log.stored(log.reply(chat.id, author=says(bob), body="Call me on another number.")))
    dora = as_viewer(an_agent("Dora", Role.LEAD))
    for decide in (fraud.confirm, fraud.dismiss):
        with pytest.raises(NotAllowed):
            decide(bob, only(bob).public_id, reason="it was me")
    fraud.dismiss(dora, only(dora).public_id, reason="looked at it")


def test_SEC_A01_a_message_is_evidence_only_for_who_may_read_it(
    chat: ConversationRecord, alice: Viewer, mallory: Viewer, carol: Viewer
) -> None:
    note = log.stored(log.note(chat.id, author=says(alice), body="only us"))
    for viewer, entry, number in ((mallory, note, 1), (NOBODY, note, 1), (carol, note, 2)):
        with pytest.raises(NotFound):
            report(viewer, entry, number=number)
    assert not FraudReport.objects.exists()


def test_files_stay_with_the_report_and_are_seen_by_staff_alone(
    chat: ConversationRecord, alice: Viewer, bob: Viewer, carol: Viewer, mallory: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    kept, unsent = a_picture(carol), a_picture(carol)
    report(carol, said, files=(kept,))
    (file,) = only(bob).tellings[0].files
    assert (file.id, file.is_picture) == (kept, True)
    assert uploads.seen(alice, [kept])[kept].condition is Condition.READY
    assert uploads.seen(mallory, [kept]) == {}
    assert uploads.seen(alice, [unsent]) == {}
    sweep.run(clock.now() + WAITS * 2)
    assert set(uploads.seen(carol, [kept, unsent])) == {kept}


def test_a_file_is_evidence_once_and_can_no_longer_be_taken_back_or_sent(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    kept = a_picture(carol)
    report(carol, said, files=(kept,))
    with pytest.raises(FileNotReady):
        report(carol, said, files=(kept,))
    with pytest.raises(FileNotReady):
        uploads.refs(carol, [kept])
    with pytest.raises(NotFound):
        uploads.forget(carol, kept)


def test_strangers_files_those_of_others_and_a_fourth_are_refused(
    chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    said = log.stored(log.reply(chat.id, author=says(alice), body="hello"))
    dave = a_customer("dave").viewer
    with pytest.raises(FileNotReady):
        report(carol, said, files=(a_picture(dave),))
    with pytest.raises(Invalid):
        report(carol, said, files=("a" * 26, "b" * 26, "c" * 26, "d" * 26))
    with pytest.raises(NotSignedIn):
        fraud.tell("@kind_helper", source=Source.VERIFY, viewer=NOBODY, ip=IP, evidence=Evidence(files=("a" * 26,)))
    assert not FraudReport.objects.exists()
