"""Calendars: what, when, by whom; as words."""

from datetime import UTC, datetime

import pytest

from kefu.channels.email.invitations import invitation
from kefu.channels.email.payloads import Loss
from kefu.channels.email.reading import read
from kefu.channels.email.tests.mails import part, parts

EVENT = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\n"
    "TZID:China Standard Time\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nBEGIN:VALARM\r\n"
    "SUMMARY:alarm\r\nEND:VALARM\r\nSUMMARY;LANGUAGE=zh-CN:核对\\, 资金\r\n"
    ' 费率\r\n{when}\r\nORGANIZER;CN="Li: Lei":mailto:li@mail.example\r\nLOCATION:线上\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
)
NINE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "starts"),
    [
        ("DTSTART;TZID=China Standard Time:20261102T170000", NINE),
        ('DTSTART;TZID="Asia/Shanghai":20261102T170000', NINE),
        ("DTSTART:20261102T090000Z", NINE),
        ("DTSTART:20261102T170000", None),
        ("DTSTART;TZID=Nowhere/Atall:20261102T170000", None),
        ("DTSTART;VALUE=DATE:20261102", None),
        ("DTSTART:20261399T990000Z", None),
    ],
)
def test_an_event_is_read_and_an_hour_that_does_not_say_where_is_only_shown(when: str, starts: datetime | None) -> None:
    told = invitation(EVENT.replace("{when}", when).encode(), "utf-8")
    assert told is not None
    assert (told.summary, told.organiser, told.place, told.method) == (
        "核对, 资金费率",
        "li@mail.example",
        "线上",
        "REQUEST",
    )
    assert told.starts_at == starts
    assert told.when == when.rpartition(":")[2]


def test_a_mail_brings_its_event_and_says_so_when_it_cannot_be_read() -> None:
    good = EVENT.replace("{when}", "DTSTART:20261102T090000Z").encode()
    told = read(
        parts(
            part("text/plain", b"come"), part("text/calendar; charset=utf-8; method=REQUEST", good), kind="alternative"
        )
    )
    assert told.invitation is not None
    assert told.invitation.starts_at == NINE
    assert [each.name for each in told.attachments] == ["invite.ics"]
    broken = read(parts(part("text/plain", b"come"), part("text/calendar", b"BEGIN:VCALENDAR")))
    assert (broken.invitation, Loss.CALENDAR in broken.losses) == (None, True)
