"""Machines are told from people: wrongly taken for a person, one "
"answers ours for ever; wrongly for a machine, nobody is answered."""

import pytest

from kefu.channels.email.payloads import Automatic
from kefu.channels.email.reading import read
from kefu.channels.email.tests.mails import HEAD, mail


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (["Auto-Submitted: auto-replied"], Automatic.REPLY),
        (["Auto-Submitted: auto-generated (why)"], Automatic.REPLY),
        (["Auto-Submitted: Auto-Notified; owner=x"], Automatic.REPLY),
        (["Auto-Submitted: no"], Automatic.NO),
        (["Auto-Submitted: no", "Auto-Submitted: auto-replied"], Automatic.REPLY),
        (["X-Autoreply: yes"], Automatic.REPLY),
        (["X-Autorespond: hi"], Automatic.REPLY),
        (["X-Auto-Response-Suppress: All"], Automatic.REPLY),
        (["X-Auto-Response-Suppress: None"], Automatic.NO),
        (["Precedence: auto_reply"], Automatic.REPLY),
        (["Precedence: bulk"], Automatic.BULK),
        (["Precedence: first-class", "Precedence: junk"], Automatic.BULK),
        (["Precedence: list"], Automatic.LIST),
        (["List-Id: <users.list.example>"], Automatic.LIST),
        (["List-Unsubscribe: <mailto:off@list.example>"], Automatic.BULK),
        (["Return-Path: <>"], Automatic.REPLY),
        (["Return-Path: <li@mail.example>"], Automatic.NO),
        (["Delivered-To: Autoresponder"], Automatic.REPLY),
        (["Content-Type: multipart/report; report-type=disposition-notification; boundary=x"], Automatic.REPLY),
        (["X-Kefu-Auto: yes", "X-Priority: 1", "X-Verified: yes"], Automatic.NO),
        ([], Automatic.NO),
    ],
)
def test_SEC_E03_a_machine_is_known_by_what_it_says_of_itself(fields: list[str], told: Automatic) -> None:
    assert read(mail(*fields)).automatic is told


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        *[("MAILER-DAEMON@mail.example", Automatic.BOUNCE), ("postmaster@mail.example", Automatic.BOUNCE)],
        *[
            ("no-reply@idp.example", Automatic.BULK),
            ("noreply+k7@idp.example", Automatic.BULK),
            ("donotreply@x.example", Automatic.BULK),
        ],
        *[
            ("reply@mail.example", Automatic.NO),
            ("noah.reply@mail.example", Automatic.NO),
            ("norman@mail.example", Automatic.NO),
        ],
    ],
)
def test_SEC_E03_addresses_behind_which_nobody_sits_are_known(sender: str, told: Automatic) -> None:
    assert read(mail(head=HEAD.replace("Li <li@mail.example>", f"<{sender}>"))).automatic is told


def test_SEC_E03_the_envelope_says_more_than_a_field() -> None:
    assert read(mail("Return-Path: <li@mail.example>"), return_path="").automatic is Automatic.REPLY
    assert read(mail(), return_path="li@mail.example").automatic is Automatic.NO
    assert read(mail(), return_path="MAILER-DAEMON@mail.example").automatic is Automatic.BOUNCE


@pytest.mark.parametrize(
    ("subject", "fields", "body", "told"),
    [
        ("自动回复:您的充值", ["In-Reply-To: <m1@n.example>"], "您好", Automatic.REPLY),
        ("自动回复：您的充值", [], "您的邮件已收到，我会尽快回复。", Automatic.REPLY),
        ("Automatic reply: Your deposit", ["In-Reply-To: <m1@n.example>"], "I am away.", Automatic.REPLY),
        ("Out of Office: Your deposit", [], "I am out of the office until Monday.", Automatic.REPLY),
        ("自动回复:怎么关闭？", [], "我想关掉自动提醒，怎么做？", Automatic.NO),
        ("Re: 自动回复:您的充值", ["In-Reply-To: <m1@n.example>"], "这是自动回复吗？", Automatic.NO),
        ("关于自动回复", ["In-Reply-To: <m1@n.example>"], "我正在休假。", Automatic.NO),
        ("Your deposit", ["In-Reply-To: <m1@n.example>"], "I am out of the office, call me.", Automatic.NO),
    ],
)
def test_words_alone_are_a_weak_sign(subject: str, fields: list[str], body: str, told: Automatic) -> None:
    raw = mail(*fields, body=body, head=HEAD.replace("Subject: hi", f"Subject: {subject}"))
    assert read(raw).automatic is told
