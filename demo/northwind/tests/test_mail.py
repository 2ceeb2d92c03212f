"""Chen Wei's mailbox: what is sent to it stands on its page, what he writes reaches Kefu's door for mails."""

import asyncio
import smtplib
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlencode

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from northwind.installation import SUPPORT, Installation
from northwind.mailroom import MOST
from northwind.site import Site
from northwind.tests.test_site import ask, own_page


class Door:
    """In Kefu's place."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 taken"


@pytest.fixture
def door(installation: Installation) -> Iterator[Door]:
    door = Door()
    controller = Controller(door, hostname="127.0.0.1", port=installation.mail_port)
    controller.start()
    yield door
    controller.stop()


@pytest.fixture
def sink(site: Site) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(site.doors.mailroom.open())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield site.installation.sink_port
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.run_until_complete(server.wait_closed())
    loop.close()


def comes(port: int, *, subject: str = "Re: 提现", text: str = "已经到账了。") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "Northwind <support@northwind.example>",
        "chen.wei@mail.example",
        subject,
    )
    mail["Message-ID"], mail["Reply-To"] = "<one.abc@northwind.example>", "support+abc@northwind.example"
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", port) as sender:
        sender.send_message(mail)


def written(envelope: Envelope) -> bytes:
    assert isinstance(envelope.content, bytes)
    return envelope.content


def post(site: Site, **form: str) -> int:
    headers = {**own_page(site), "Content-Type": "application/x-www-form-urlencoded"}
    return ask(site, "/mail", method="POST", headers=headers, body=urlencode(form))[0].status


def test_what_comes_stands_on_the_page_and_is_never_markup(site: Site, sink: int) -> None:
    assert "还没有邮件" in ask(site, "/mail?lang=zh")[1]
    comes(sink, text="已经到账了。<script>alert(1)</script>")
    html = ask(site, "/mail?lang=zh")[1]
    assert "Re: 提现" in html
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_an_answer_goes_where_the_mail_wants_it_and_names_what_it_answers(site: Site, sink: int, door: Door) -> None:
    comes(sink)
    number = str(site.doors.mailroom.letters[0].number)
    assert post(site, answers=number, text="谢谢！") == 303
    (taken,) = door.taken
    assert taken.rcpt_tos == ["support+abc@northwind.example"]
    assert b"In-Reply-To: <one.abc@northwind.example>" in written(taken)
    assert "谢谢" in ask(site, "/mail?lang=zh")[1]


def test_a_new_mail_reaches_support_under_a_subject_of_one_line(site: Site, door: Door) -> None:
    assert post(site, subject="Hello\r\nBcc: all@example.test", text="It has not arrived.") == 303
    (taken,) = door.taken
    assert taken.rcpt_tos == [SUPPORT]
    assert b"\nBcc:" not in written(taken)


def test_a_drawn_passport_goes_along_where_it_is_wanted(site: Site, door: Door) -> None:
    assert post(site, subject="KYC", text="My passport is attached.", paper="1") == 303
    (taken,) = door.taken
    mail = message_from_bytes(written(taken), policy=policy.default)
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("passport.png", "image/png")
    assert file.get_content().startswith(b"\x89PNG")


def test_what_cannot_be_sent_is_said(site: Site) -> None:
    assert post(site, subject="Hello", text="Nobody listens.") == 502
    assert post(site, subject="Hello", text=" ") == 400
    assert post(site, answers="7", text="To no letter.") == 400
    assert site.doors.mailroom.letters == []


def test_the_mailbox_is_bounded(site: Site, sink: int) -> None:
    for number in range(MOST + 5):
        comes(sink, subject=f"Number {number}")
    letters = site.doors.mailroom.letters
    assert len(letters) == MOST
    assert letters[0].subject == f"Number {MOST + 4}"
