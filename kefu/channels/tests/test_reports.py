"""What other servers report of our mails is written down at the delivery; a report opens no case, nothing answers a machine."""

import pytest

from kefu.channels import delivery, senders, taking_in, tallies
from kefu.channels.email import client
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tallies import What
from kefu.channels.tests.looks import notes, place
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives, reply_to, sent_id
from kefu.conversations import deliveries, log, queries
from kefu.conversations.data_mail import UndeliverableData
from kefu.conversations.data_notes import MailNote
from kefu.conversations.deliveries import DeliveryRecord, Outcome
from kefu.conversations.kinds import Author, AuthorKind, Box, DeliveryStatus
from kefu.conversations.records import Filter
from kefu.kit import clock
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


@pytest.fixture
def sent(alice: Viewer) -> DeliveryRecord:
    """An answer of ours that another server took."""
    there = place(alice, arrives(Written()))
    entry = log.stored(log.reply(there.id, author=Author(AuthorKind.AGENT, alice.id), body="It is here."))
    row = deliveries.newest_for([entry.id])[entry.id].id
    named = sent_id(there.public_id)
    assert deliveries.claim(row, now=clock.now(), external_id=named, proof_code="")
    deliveries.settle(row, Outcome(DeliveryStatus.SENT), now=clock.now())
    return now_of(row)


def now_of(row: int) -> DeliveryRecord:
    found = deliveries.delivery(row)
    assert found is not None
    return found


def open_cases(alice: Viewer) -> list[str]:
    return [each.conversation.public_id for each in queries.inbox_for(alice, Filter(box=Box.OPEN)).rows]


def report(
    named: str, *, action: str = "failed", status: str = "5.1.1", to: str = SUPPORT, about: str = "carol@example.test"
) -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.test\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        f"Message-ID: <{action}-{abs(hash((named, to, about)))}@mx.example.test>\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.test\r\n\r\n"
        f"Final-Recipient: rfc822; {about}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user here\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {named}\r\nTo: {about}\r\n\r\n--b--\r\n"
    ).encode()


def test_SEC_E02_a_bounce_marks_what_was_sent_and_opens_nothing(sent: DeliveryRecord, alice: Viewer) -> None:
    before = open_cases(alice)
    row = arrives(report(sent.external_id))
    arrives(report(sent.external_id))
    sent = now_of(sent.id)
    assert (row.outcome, row.conversation) == ("report", None)
    assert (sent.status, sent.permanent) == (DeliveryStatus.BOUNCED, True)
    assert "no such user" in sent.error
    assert open_cases(alice) == before
    found = queries.entries_for(alice, queries.conversation_for(alice, open_cases(alice)[0]))
    assert len([each for each in found if isinstance(each.data, UndeliverableData)]) == 1


@pytest.mark.parametrize(
    ("action", "status", "becomes"),
    [
        ("delayed", "4.4.1", DeliveryStatus.SENT),
        ("delivered", "2.0.0", DeliveryStatus.DELIVERED),
        ("failed", "5.1.1", DeliveryStatus.BOUNCED),
    ],
)
def test_P7_each_report_becomes_what_it_says(action: str, status: str, becomes: str, sent: DeliveryRecord) -> None:
    assert arrives(report(sent.external_id, action=action, status=status)).outcome == "report"
    assert now_of(sent.id).status == becomes


def test_a_report_of_what_we_never_sent_changes_nothing_and_is_seen(sent: DeliveryRecord) -> None:
    rows = [arrives(report(named)) for named in ("<guess@nw.test>", "", sent.external_id.replace("<", "<a"))]
    assert {(each.outcome, each.why) for each in rows} == {("parked", "unknown_report")}
    assert now_of(sent.id).status == DeliveryStatus.SENT


def test_SEC_E02_a_report_about_another_receiver_changes_nothing_and_is_seen(sent: DeliveryRecord) -> None:
    row = arrives(report(sent.external_id, about="mallory@evil.test"))
    assert (row.outcome, row.why) == ("parked", "unknown_report")
    assert now_of(sent.id).status == DeliveryStatus.SENT


def test_a_report_that_comes_back_to_our_token_tells_by_its_receiver(sent: DeliveryRecord, alice: Viewer) -> None:
    """Servers on the way give mails another id; and a mailbox forwards to one we never heard of."""
    home = reply_to(open_cases(alice)[0])
    assert arrives(report("<their-own@relay.test>", to=home, about="other@example.test")).outcome == "parked"
    assert now_of(sent.id).status == DeliveryStatus.SENT
    assert arrives(report("<their-own@relay.test>", to=home)).outcome == "report"
    assert now_of(sent.id).status == DeliveryStatus.BOUNCED


def test_a_report_of_where_her_mailbox_forwards_to_is_known_by_both_token_and_id(
    sent: DeliveryRecord, alice: Viewer
) -> None:
    home = reply_to(open_cases(alice)[0])
    assert arrives(report(sent.external_id, to=home, about="carol@forwarded.test")).outcome == "report"
    assert now_of(sent.id).status == DeliveryStatus.BOUNCED


def test_what_a_postmaster_writes_is_seen() -> None:
    row = arrives(Written(sender="postmaster@example.test", subject="Your mail server", body="It is listed."))
    assert (row.outcome, row.why) == ("parked", "unknown_report")


def test_SEC_E02_a_storm_of_reports_opens_no_case_and_hides_nothing(
    sent: DeliveryRecord, alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_in, "MOST_REPORTS", 10)
    before = open_cases(alice)
    rows = [arrives(report(f"<{number}@storm.test>")) for number in range(30)]
    assert open_cases(alice) == before
    assert [each.outcome for each in rows] == ["parked"] * 10 + ["report"] * 20
    assert tallies.within(What.UNKNOWN_REPORT) == 20


MACHINES = (
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated"},
    {"Precedence": "bulk"},
    {"Precedence": "list"},
    {"Precedence": "junk"},
    {"List-Id": "<news.example.test>"},
    {"X-Auto-Response-Suppress": "All"},
    {"X-Autoreply": "yes"},
)


@pytest.mark.parametrize("more", MACHINES, ids=lambda more: " ".join(next(iter(more.items()))))
def test_SEC_E03_nothing_answers_a_machine_by_itself(more: dict[str, str], alice: Viewer) -> None:
    """Not even where something would: the words of one who was hacked are answered at once."""
    row = arrives(Written(more=more))
    assert MailNote.MACHINE in notes(alice, row)
    left = said_by_itself(alice, row)
    assert (left.status, left.error) == (DeliveryStatus.FAILED, "to_a_machine")


def said_by_itself(alice: Viewer, row: Arrived) -> DeliveryRecord:
    """What becomes of a word of ours that nobody wrote."""
    there = place(alice, row)
    watcher = Author(AuthorKind.WATCHER, name="cases")
    entry = log.stored(log.reply(there.id, author=watcher, body="We have got your mail."))
    left = deliveries.newest_for([entry.id])[entry.id]
    delivery.run(left.id)
    return now_of(left.id)


def test_P6_two_houses_that_answer_each_other_stop_after_two_mails(
    alice: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each says something by itself whenever a mail comes in; what leaves here comes back as the other's."""
    gone: list[bytes] = []
    monkeypatch.setattr(client, "submit", lambda raw, **told: gone.append(raw))
    row = arrives(Written())
    for turn in range(6):
        said_by_itself(alice, row)
        other = {"Auto-Submitted": "auto-replied"}
        row = arrives(Written(more=other, body=f"We have got your mail {turn}"))
    assert len(gone) == 1
    assert b"Auto-Submitted: auto-replied" in gone[0]
