"""Reports on delivery, as mailboxes write them, in standard ways and others."""

import pytest

from kefu.channels.email.payloads import Action, Automatic, Bounce, Loss
from kefu.channels.email.reading import read
from kefu.channels.email.tests.mails import mail

OURS = "k7.1@mail.northwind.example"
COPY = f"Message-ID: <{OURS}>\r\nFrom: support@northwind.example\r\nTo: li@mail.example\r\nSubject: hi\r\n\r\n您好\r\n"
DATE = "Date: Mon, 2 Nov 2026 17:10:11 +0800\r\n"


def report(
    status: str, *, sender: str = "MAILER-DAEMON@mx.example", copy: str = "message/rfc822", text: str = "sorry"
) -> bytes:
    head = f"From: {sender}\r\nTo: support@northwind.example\r\nSubject: Undelivered\r\n{DATE}"
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=x"
    texts = (
        f"Content-Type: text/plain\n\n{text}",
        f"Content-Type: message/delivery-status\n\n{status}",
        f"Content-Type: {copy}\n\n{COPY}",
    )
    body = "".join(f"--x\n{each}\n" for each in texts) + "--x--\n"
    return mail(kind, body=body.replace("\r\n", "\n"), head=head)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; li@mail.example\nAction: failed\nStatus: 5.1.1\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <li@mail.example>: no such\n user here",
            Bounce(OURS, "li@mail.example", Action.FAILED, "5.1.1", "550 5.1.1 <li@mail.example>: no such user here"),
        ),
        (
            "Final-Recipient: RFC822;li@mail.example\nAction: Delayed\nStatus: 4.4.7 (delayed)\nWill-Retry-Until: tomorrow",
            Bounce(OURS, "li@mail.example", Action.DELAYED, "4.4.7", ""),
        ),
        (
            "Final-Recipient: rfc822; a@mail.example\nAction: delivered\nStatus: 2.1.5\n\n"
            "Original-Recipient: rfc822;li@mail.example\n"
            "Final-Recipient: rfc822; li@inner.example\nAction: failed\nStatus: 5.2.2",
            Bounce(OURS, "li@mail.example", Action.FAILED, "5.2.2", ""),
        ),
        (
            "Final-Recipient: rfc822; li@mail.example\nAction: failed\nDiagnostic-Code: X-Postfix; 452 4.2.2 mailbox full",
            Bounce(OURS, "li@mail.example", Action.FAILED, "4.2.2", "452 4.2.2 mailbox full"),
        ),
        (
            "Final-Recipient: rfc822; li@mail.example\nAction: relayed\nStatus: 2.0.0",
            Bounce(OURS, "li@mail.example", Action.RELAYED, "2.0.0", ""),
        ),
        (
            "Final-Recipient: rfc822; li@mail.example\nAction: exploded",
            Bounce(OURS, "li@mail.example", Action.UNKNOWN, "", ""),
        ),
    ],
)
@pytest.mark.parametrize("copy", ["message/rfc822", "text/rfc822-headers"])
def test_SEC_E02_a_report_as_the_standard_has_it_is_read(status: str, told: Bounce, copy: str) -> None:
    read_as = read(report(status, copy=copy))
    assert read_as.bounce == told
    assert read_as.automatic is Automatic.BOUNCE


def test_what_will_never_arrive_is_told_from_what_may() -> None:
    failed = Bounce(OURS, "li@mail.example", Action.FAILED, "5.1.1", "")
    assert failed.is_permanent
    assert not Bounce(OURS, "li@mail.example", Action.FAILED, "4.2.2", "").is_permanent
    assert not Bounce(OURS, "li@mail.example", Action.DELAYED, "", "").is_permanent


OTHERS = {
    "qmail": (
        "MAILER-DAEMON@mx.example",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n"
        "\n<li@mail.example>:\n192.0.2.7 does not like recipient.\n"
        "Remote host said: 550 5.1.1 User unknown\nGiving up on 192.0.2.7.\n\n--- Below this line is a copy of the message.\n\n"
        f"Return-Path: <support@northwind.example>\n{COPY}",
        ("5.1.1", Action.FAILED),
    ),
    "Exim": (
        "Mailer-Daemon@mx.example",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n"
        "\nA message that you sent could not be delivered to one or more "
        "of its\nrecipients. This is a permanent error. The following address(es) failed:\n"
        "\n  li@mail.example\n    host mx.mail.example "
        "[192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:<li@mail.example>:\n    550 5.1.1 user unknown\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{COPY}",
        ("5.1.1", Action.FAILED),
    ),
    "QQ": (
        "PostMaster@qq.example",
        "来自qq.example的退信",
        "很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n\n被退回邮件\n主题：您的充值\n时间：2026-11-02 17:10:11\n\n"
        "无法发送到 li@mail.example\n\n"
        "退信原因：收件人邮件地址（li@mail.example）不存在，邮件无法送达。 550 Mailbox not found\n\n"
        f"原邮件内容\n{COPY}",
        ("5.0.0", Action.FAILED),
    ),
    "163": (
        "Postmaster@163.example",
        "系统退信",
        "抱歉，您的邮件被退回来了……\n原邮件信息：\n时  间： 2026-11-02 17:10:11\n主  题： 您的充值\n收件人： li@mail.example\n"
        "退信原因： 收件人不存在\n英文说明: SMTP error, RCPT TO: 550 User not found: li@mail.example\n\n"
        f"Message-Id:<{OURS}>\n",
        ("5.0.0", Action.FAILED),
    ),
    "Exchange": (
        "postmaster@corp.example",
        "Undeliverable: Your deposit",
        "Delivery has failed to these recipients or groups:\n\n"
        "li@mail.example\nThe email address you entered couldn't be found.\n\n"
        "Diagnostic information for administrators:\nGenerating server: AM9PR03.example\nli@mail.example\n"
        "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'\n\n"
        f"Original message headers:\nReceived: from a by b\nMessage-ID: <{OURS}>\n",
        ("5.1.10", Action.FAILED),
    ),
    "Exchange zh": (
        "postmaster@corp.example",
        "未送达: 您的充值",
        "无法将邮件发送给以下收件人或组：\n\nli@mail.example\n"
        "找不到您输入的电子邮件地址。\n\n供管理员参考的诊断信息：\nli@mail.example\n"
        f"#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n原始邮件头：\nMessage-ID: <{OURS}>\n",
        ("5.1.1", Action.FAILED),
    ),
    "a warning": (
        "mailer-daemon@mx.example",
        "Delivery Status Notification (Delay)",
        "Delivery incomplete\n\n"
        "There was a temporary problem delivering your message to li@mail.example. It will be retried for 46 more "
        f"hours.\n\nThe response was:\n\n451 4.3.0 try again later\n\nMessage-ID: <{OURS}>\n",
        ("4.3.0", Action.DELAYED),
    ),
}


@pytest.mark.parametrize("mailbox", OTHERS)
def test_SEC_E02_reports_in_words_of_a_mailboxs_own_are_read(mailbox: str) -> None:
    sender, subject, text, (status, action) = OTHERS[mailbox]
    head = f"From: {sender}\r\nTo: support@northwind.example\r\nSubject: {subject}\r\n{DATE}"
    told = read(mail("Content-Type: text/plain; charset=utf-8", body=text.replace("\r\n", "\n"), head=head))
    assert told.bounce is not None
    assert (told.bounce.original_message_id, told.bounce.recipient) == (OURS, "li@mail.example")
    assert (told.bounce.status, told.bounce.action) == (status, action)
    assert told.automatic is Automatic.BOUNCE


def test_the_receiver_may_stand_in_a_field_alone() -> None:
    head = f"From: mailer-daemon@mx.example\r\nTo: support@northwind.example\r\nSubject: Returned mail\r\n{DATE}"
    told = read(mail("X-Failed-Recipients: li@mail.example", f"References: <{OURS}>", body="No.", head=head))
    assert told.bounce == Bounce(OURS, "li@mail.example", Action.FAILED, "", "")


def test_what_stands_in_the_copy_of_our_mail_is_no_reason() -> None:
    sender, subject, text, _told = OTHERS["qmail"]
    head = f"From: {sender}\r\nTo: support@northwind.example\r\nSubject: {subject}\r\n{DATE}"
    silent = text.replace("550 5.1.1 User unknown", "no").replace("您好", "退信原因：550 5.7.1 a customer wrote this")
    told = read(mail(body=silent.replace("\r\n", "\n"), head=head))
    assert told.bounce == Bounce(OURS, "li@mail.example", Action.FAILED, "", "")


def test_a_person_who_writes_of_a_bounce_is_a_person() -> None:
    head = f"From: Li <li@mail.example>\r\nTo: support@northwind.example\r\nSubject: 退信\r\n{DATE}"
    told = read(
        mail(body=f"你们给 wang@mail.example 的邮件被退回了，550 5.1.1，为什么？\nMessage-ID: <{OURS}>", head=head)
    )
    assert (told.bounce, told.automatic) == (None, Automatic.NO)


def test_a_report_that_says_nothing_is_one_that_was_lost() -> None:
    told = read(mail(body="ok", head=f"From: mailer-daemon@mx.example\r\nSubject: hm\r\n{DATE}"))
    assert (told.bounce, told.automatic) == (None, Automatic.BOUNCE)
    assert Loss.REPORT in told.losses
