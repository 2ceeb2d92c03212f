"""While no chats are taken: what customers, staff and security officers see, and what is taken in all the same."""

import asyncio

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from conftest import an_agent, as_viewer, says
from kefu.conversations import log, refusals
from kefu.conversations.data import MessageData
from kefu.conversations.data_mail import MailHead
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, Refused
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import queues, self_checks
from kefu.trust.queues import Reason
from kefu.trust.self_checks import Row

BAD = Reason("journal.sound", "The journal was changed: row 7.", "Keep the database as it is.")
LISTING = "/desk/self-checks/"


@pytest.fixture
def shut(settings: Settings, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    settings.QUEUES_GATED = True
    monkeypatch.setattr(queues, "_known", queues._Known())
    monkeypatch.setattr(queues, "LIVES_S", 0.0)
    queues.judged([BAD])


def test_a_customers_words_are_refused_before_they_are_stored_and_a_mail_or_an_answer_is_not(
    chat: ConversationRecord, shut: None, carol: Viewer, alice: Viewer
) -> None:
    told = log.append(
        [
            Draft(chat.id, Kind.MESSAGE, says(carol), MessageData(), body="hello", key="chat-1"),
            Draft(chat.id, Kind.MESSAGE, says(carol), MessageData(mail=MailHead("Hi")), body="hello", key="mail-1"),
            Draft(chat.id, Kind.MESSAGE, says(alice), MessageData(), body="We are here.", key="answer-1"),
        ]
    )
    assert isinstance(told[0], Refused)
    assert [isinstance(each, EntryRecord) for each in told[1:]] == [True, True]

    async def worded() -> str:  # as the loop of the sockets does, which may ask no database
        return str(refusals.error(told[0]).message) if isinstance(told[0], Refused) else ""

    assert "tried again by itself" in asyncio.run(worded())
    queues.judged([])
    again = Draft(chat.id, Kind.MESSAGE, says(carol), MessageData(), body="hello", key="chat-1")
    assert isinstance(log.append([again])[0], EntryRecord), "the same message again, once they are open"


def test_the_chat_says_that_it_is_closed_and_not_why(shut: None) -> None:
    page = Client().get("/chat").content.decode()
    assert "The chat is closed for now" in page
    assert "row 7" not in page
    queues.judged([])
    assert "The chat is closed for now" not in Client().get("/chat").content.decode()


def test_staff_see_why_on_every_page_and_what_to_do(shut: None, alice_client: Client) -> None:
    page = alice_client.get("/desk/").content.decode()
    assert "row 7" in page
    assert "Keep the database as it is." in page
    assert LISTING not in page, "she may not read it"
    assert alice_client.get(LISTING).status_code == 403
    queues.judged([])
    assert "row 7" not in alice_client.get("/desk/").content.decode()
    assert "row 7" not in Client().get("/verify").content.decode()


def test_security_officers_read_the_reports_and_take_the_signed_files_along(shut: None, alice_client: Client) -> None:
    officer = Client()
    officer.force_login(an_agent("Odile", Role.ADMIN))
    assert "No report yet" in officer.get(LISTING).content.decode()
    rows = [Row("drill.alarm", "critical", "Told nobody.", "Start a worker."), Row("disk.free", "ok", "Room.", "")]
    made = self_checks.keep(rows, verdict="critical", closes=[], evidence={"CC6.1": ["admin: all"]})
    page = officer.get(LISTING).content.decode()
    for seen in ("Told nobody.", "Start a worker.", "admin: all", "kefu queues open", "row 7"):
        assert seen in page
    assert officer.get(f"{LISTING}{made.public_id}").content.decode() == made.file
    assert officer.get(f"{LISTING}{'a' * 26}").status_code == 404
    assert alice_client.get(f"{LISTING}{made.public_id}").status_code == 403
    assert as_viewer(an_agent("Olaf", Role.AUDITOR)).is_staff
