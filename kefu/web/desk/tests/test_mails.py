"""What people at the desk do by mail: write first, answer with copies, forward.

What leaves is read at the server that takes it.
"""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from conftest import a_customer, an_agent, says
from kefu.channels.contract import AccountRecord
from kefu.channels.tests import mails
from kefu.channels.tests.mails import Written
from kefu.channels.tests.sink import Sink
from kefu.conversations import definitions, log, queries
from kefu.conversations.kinds import Kind
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Address, Customer, Proof
from kefu.trust.models import JournalEntry
from kefu.web.desk.tests.posting import a_new_mail, an_answer, came, comes, left, receivers

Delivery = apps.get_model("conversations", "Delivery")

pytestmark = pytest.mark.django_db(transaction=True)
PARTNER = "desk@partner.example"


def test_S46_a_mail_that_we_begin_leaves_and_its_answer_comes_home(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    carol = a_customer("dora").viewer
    response = alice_client.post("/desk/mail/new", a_new_mail(support))
    assert response.status_code == 302
    record = queries.conversation_for(alice, response["Location"].split("/")[-2])
    assert (record.origin, record.account, record.assignee) == ("email", support.id, alice.id)
    assert record.customer != carol.id, "that somebody typed an address proves nothing of an account"
    assert Address.objects.get(customer=record.customer).proof == Proof.NONE
    (mail,) = left(server)
    assert (mail.first("to"), mail.first("subject")) == ("dora@example.test", "Your ticket")
    assert mail.first("in-reply-to") == ""
    assert b"Is this really us" in server.mails[0]
    row = comes(support, Written(sender="dora@example.test", to=mail.first("reply-to").rpartition("<")[2].rstrip(">")))
    assert (row.outcome, row.conversation) == ("goes_on", record.id)
    acts = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"mail_begun", "opened", "message"} <= acts


def test_a_customer_who_is_known_is_written_to_from_their_page_and_sent_twice_it_is_one(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    carol = a_customer("carol").viewer
    chat = log.stored(log.open(carol.id, author=says(carol), body="hi", key="carol-0001", locale="en"))
    about = {"about": chat.conversation_public_id}
    assert "Write a mail" in alice_client.get(f"/desk/c/{chat.conversation_public_id}/").text
    assert "•••" not in alice_client.get("/desk/mail/new", about).text
    for _ in range(2):
        assert alice_client.post("/desk/mail/new", a_new_mail(support, to="", **about)).status_code == 302
    assert [mail.first("to") for mail in left(server)] == ["carol@example.test"]
    assert len(queries.conversations_with(alice, customer=carol.id)) == 2


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"body": "Please send me your password."}, ""),
    ({"subject": "Please send me your recovery phrase"}, ""),
    ({"to": "dora@example.test, eve@evil.test"}, "one plain"),
    ({"to": "dora@example.test\r\nBcc: eve@evil.test"}, "one plain"),
    ({"to": mails.SUPPORT}, "our own"),
    ({"subject": ""}, "subject"),
    ({"from": "999"}, "mailbox"),
)


def test_what_may_not_be_sent_is_refused_and_nothing_leaves(
    server: Sink, support: AccountRecord, alice_client: Client
) -> None:
    for more, said in REFUSED:
        response = alice_client.post("/desk/mail/new", a_new_mail(support, **more))
        assert response.status_code in {400, 409}, more
        assert said in response.text
    assert left(server) == []
    assert not Delivery.objects.exists()


def test_SEC_a_stolen_session_mails_few(
    server: Sink, support: AccountRecord, alice_client: Client, settings: Any
) -> None:
    settings.MAILS_BEGUN_AN_HOUR = 3
    codes = [
        alice_client.post(
            "/desk/mail/new", a_new_mail(support, to=f"c{n}@example.test", key=f"many-{n:06}")
        ).status_code
        for n in range(5)
    ]
    assert codes == [302, 302, 302, 429, 429]
    assert Customer.objects.count() == 3


def test_a_new_mail_is_no_way_around_the_second_reader(
    server: Sink, support: AccountRecord, alice_client: Client, alice: Viewer
) -> None:
    carol = a_customer("carol").viewer
    definitions.put_category("security", names={"en": "Security"})
    definitions.want_second("security", on=True, by=alice.id)
    chat = log.stored(log.open(carol.id, author=says(carol), body="hi", key="carol-0001", locale="en"))
    log.stored(log.sort(chat.conversation, author=says(alice), category="security"))
    for more in ({"about": chat.conversation_public_id}, {"to": "carol@example.test", "key": "another-00001"}):
        assert alice_client.post("/desk/mail/new", a_new_mail(support, **more)).status_code == 409
    mailed = came(support, alice)
    log.stored(log.sort(mailed.id, author=says(alice), category="security"))
    mailed = queries.conversation_by_row(alice, mailed.id)
    sent = an_answer(support, mailed)
    assert alice_client.post(f"/desk/c/{mailed.public_id}/mail", sent).status_code == 409
    assert left(server) == []


def test_an_auditor_and_a_stranger_write_no_mail(server: Sink, support: AccountRecord, client: Client) -> None:
    auditor = Client()
    auditor.force_login(an_agent("Olga", Role.AUDITOR))
    assert auditor.post("/desk/mail/new", a_new_mail(support)).status_code == 403
    assert client.post("/desk/mail/new", a_new_mail(support)).status_code in {302, 401, 403}
    assert left(server) == []


def test_an_answer_with_copies_reaches_exactly_those(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer
) -> None:
    record = came(support, bob)
    sent = an_answer(support, record, cc=f"{PARTNER}; Two@Partner.example", bcc="quiet@partner.example")
    assert bob_client.post(f"/desk/c/{record.public_id}/mail", sent).status_code == 302
    found = left(server)
    assert sorted(receivers(server)) == sorted(
        ["carol@example.test", PARTNER, "Two@Partner.example", "quiet@partner.example"]
    )
    for mail in found:
        assert mail.first("to") == "carol@example.test"
        assert mail.first("cc") == f"{PARTNER}, Two@Partner.example"
        assert mail.every("bcc") == []
    assert not any(b"quiet@" in raw for raw in server.mails)
    rows = Delivery.objects.exclude(role="to")
    assert not any(b"partner" in bytes(row.sealed) for row in rows)
    acts = JournalEntry.objects.filter(action="mail_copied").values_list("detail", flat=True)
    assert len(acts) == 3
    assert not any("partner" in detail for detail in acts)
    page = bob_client.get(f"/desk/c/{record.public_id}/").text
    assert "Bcc q•••@partner.example: Sent" in page
    assert PARTNER not in page


def test_SEC_D02_who_got_a_copy_has_no_rights_and_who_is_named_in_cc_gets_nothing(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer
) -> None:
    record = came(support, bob, Written(more={"Cc": "eve@evil.test, support@nw.test"}))
    page = bob_client.get(f"/desk/c/{record.public_id}/").text
    assert "e•••@evil.test" in page
    assert "eve@evil.test" not in bob_client.get(f"/desk/c/{record.public_id}/mail").text
    sent = an_answer(support, record, cc=PARTNER)
    bob_client.post(f"/desk/c/{record.public_id}/mail", sent)
    found = left(server)
    assert not any("evil" in each for each in receivers(server))
    reply_to = found[0].first("reply-to").rpartition("<")[2].rstrip(">")
    row = comes(support, Written(sender="eve@evil.test", to=reply_to, signed_by="evil.test", body="let me in"))
    assert (row.outcome, row.named) == ("aside", record.id)
    assert row.conversation != record.id


BAD = (
    *("eve@evil.test", f"{PARTNER}\r\nBcc: eve@evil.test", f"{PARTNER}%0d%0aBcc:eve@evil.test"),
    *(f"{PARTNER}\u2028Bcc: eve@evil.test", "=?utf-8?q?x=0ABcc:_eve=40evil.test?=", "Eve <eve@evil.test>"),
    *(f"<{PARTNER}>", f"eve@evil.test,{PARTNER}", f"{PARTNER};eve@evil.test", "desk@partner.example.evil.test"),
    *("desk@sub.partner.example", "@partner.example", "a..b@partner.example", '"a b"@partner.example', "desk@partner"),
    *("eve%evil.test@partner.example", "evil.test!eve@partner.example", "x" * 70 + "@partner.example"),
    *(" ".join(f"a{n}@partner.example" for n in range(6)), "desk@pаrtner.example", "desk@partner.example\0"),
)


def test_SEC_E01_no_address_brings_another_header_or_receiver(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer
) -> None:
    record = came(support, bob)
    for typed in BAD:
        for field in ("cc", "bcc"):
            sent = an_answer(support, record, **{field: typed})
            assert bob_client.post(f"/desk/c/{record.public_id}/mail", sent).status_code == 400, (field, typed)
    assert left(server) == []
    assert not Delivery.objects.exists()


BREAKS = ("\r\nX-Evil: 1", "%0d%0aX-Evil: 1", "\u2028X-Evil: 1", "\nBcc: eve")


def test_SEC_E01_no_subject_brings_another_header_or_receiver(
    server: Sink, support: AccountRecord, alice_client: Client
) -> None:
    for n, breaks in enumerate(BREAKS):
        for m, subject in enumerate((f"Hello{breaks}", f"=?utf-8?q?Hello=0D=0AX-Evil:_1?={breaks}")):
            sent = a_new_mail(support, subject=subject, key=f"subject-{n}{m:05}")
            assert alice_client.post("/desk/mail/new", sent).status_code == 302
    for mail in left(server):
        assert mail.every("bcc") == mail.every("x-evil") == []
        assert [name for name, _ in mail.fields].count("subject") == 1
    assert receivers(server) == ["dora@example.test"] * len(BREAKS) * 2


def test_copies_are_off_unless_the_operator_lists_a_domain_and_for_whoever_may_not(
    server: Sink,
    support: AccountRecord,
    alice_client: Client,
    bob_client: Client,
    bob: Viewer,
    settings: Any,
) -> None:
    record = came(support, bob)
    path, sent = f"/desk/c/{record.public_id}/mail", an_answer(support, record, cc=PARTNER)
    assert alice_client.post(path, sent).status_code == 403
    assert alice_client.get(f"/desk/c/{record.public_id}/forward").status_code == 403
    settings.MAIL_COPY_DOMAINS = ()
    assert bob_client.post(path, sent).status_code == 400
    assert left(server) == []


def test_messages_are_forwarded_as_data_and_their_customer_reads_nothing_of_it(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer
) -> None:
    record = came(support, bob, Written(body="Where is it?\nFrom: eve@evil.test"))
    message = next(each for each in queries.entries_for(bob, record) if each.kind is Kind.MESSAGE)
    note = log.stored(log.note(record.id, author=says(bob), body="among us"))
    sent = {"from": str(support.id), "to": PARTNER, "body": "Can you look?", "key": "forward-0001"}
    path = f"/desk/c/{record.public_id}/forward"
    assert bob_client.post(path, {**sent, "entry": [str(note.id)]}).status_code in {400}, "notes stay among us"
    assert bob_client.post(path, {**sent, "entry": [str(message.id)], "to": "eve@evil.test"}).status_code == 400
    refused = bob_client.post(path, {**sent, "entry": [str(message.id)], "body": "Send us your password."})
    assert refused.status_code == 400
    assert bob_client.post(path, {**sent, "entry": [str(message.id)]}).status_code == 302
    (mail,) = left(server)
    assert receivers(server) == [PARTNER]
    assert (mail.first("to"), mail.first("subject")) == (PARTNER, "Fwd: My deposit")
    assert mail.every("cc") == []
    raw = server.mails[0]
    assert b"Can you look?" in raw
    assert b"> Where is it?" in raw
    assert b"> From: eve@evil.test" in raw
    assert b"carol@" not in raw
    told = queries.entries_for(bob, record)[-1]
    assert (told.kind, told.audience.value) == (Kind.NOTE, "staff")
    assert JournalEntry.objects.filter(action="mail_forwarded").count() == 1
    assert "Forwarded to d•••@partner.example" in bob_client.get(f"/desk/c/{record.public_id}/").text


def test_what_was_taken_out_before_it_left_is_forwarded_no_more(
    server: Sink, support: AccountRecord, bob_client: Client, bob: Viewer
) -> None:
    record = came(support, bob)
    message = next(each for each in queries.entries_for(bob, record) if each.kind is Kind.MESSAGE)
    sent = {"from": str(support.id), "to": PARTNER, "body": "Look.", "key": "forward-0001", "entry": [str(message.id)]}
    bob_client.post(f"/desk/c/{record.public_id}/forward", sent)
    log.stored(log.redact(record.id, author=says(bob), target=message.seq, reason=""))
    left(server)
    assert b"Where is it" not in server.mails[0]
