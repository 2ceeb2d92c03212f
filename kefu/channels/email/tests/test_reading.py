"""From bytes to typed data: whatever comes in, something true is read of it, or it is said that nothing was."""

import dataclasses
import importlib.resources
import time
from datetime import UTC, datetime
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import fuzz_mail, mails_slow, mails_traps
from kefu.channels.email.payloads import Automatic, Loss, Unreadable, WhyUnreadable
from kefu.channels.email.reading import MOST_BYTES, read
from kefu.channels.email.tests.mails import ANSWER, HEAD, mail, part, parts


def test_an_answer_is_read_whole() -> None:
    raw = mail(
        "Message-ID: <m2@mail.example>",
        "In-Reply-To: <m1@northwind.example>",
        "References: <m0@northwind.example>\r\n <m1@northwind.example>",
        'Reply-To: "Li Lei" <li.lei@work.example>',
        "Cc: wang@mail.example, =?utf-8?B?546L6Iqz?= <fang@mail.example>",
        "Delivered-To: support+k7token@northwind.example",
        "Thread-Index: AQHbLE0a9fGqZ0mTQkWy0W3kQ2ZpZbKxY2Jh",
        body="还没到账。\n\n发自我的iPhone\n\n> 在 2026年11月2日，17:10，北风 <s@n.example> 写道：\n> \n> 您好\n",
    )
    told = read(raw)
    assert (told.sender, told.sender_name, told.subject) == ("li@mail.example", "Li", "hi")
    assert (told.message_id, told.in_reply_to) == ("m2@mail.example", "m1@northwind.example")
    assert told.references == ("m0@northwind.example", "m1@northwind.example")
    assert [each.address for each in told.reply_to] == ["li.lei@work.example"]
    assert [(each.address, each.name) for each in told.cc] == [("wang@mail.example", ""), ("fang@mail.example", "王芳")]
    assert told.delivered_to == ("support+k7token@northwind.example",)
    assert len(told.thread_index) == 44
    assert told.date == datetime(2026, 11, 2, 9, 10, 11, tzinfo=UTC)
    assert told.text == "还没到账。"
    assert "发自我的iPhone" in told.quoted
    assert (told.automatic, told.bounce, told.invitation, told.losses) == (Automatic.NO, None, None, frozenset())


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("Li <li@mail.example>", "li@mail.example"),
        ("li@mail.example", "li@mail.example"),
        ('"Li, Lei (VIP)" <li@Mail.Example>', "li@mail.example"),
        ("=?utf-8?B?5p2O77yM6Zu3?= <li@mail.example>", "li@mail.example"),
        ('"support@northwind.example" <li@evil.example>', "li@evil.example"),
        ('"a@ours.example"@evil.example', ""),
        ("a@ours.example <b@evil.example>, c@d.example", ""),
        ("<a@ours.example> <b@evil.example>", ""),
        ("=?utf-8?Q?a=40ours.example=2C?= <b@evil.example>", "b@evil.example"),
        ("=?utf-8?Q?a=40ours.example?=", ""),
        ("a@ours.example,", "a@ours.example"),
        ("group: a@b.example;", ""),
        ("a@b.example\x00@evil.example", ""),
        ("", ""),
    ],
)
def test_a_sender_that_reads_in_two_ways_is_none(written: str, sender: str) -> None:
    told = read(mail(f"From: {written}", head=HEAD.partition("\r\n")[2]))
    assert told.sender == sender
    assert (Loss.SENDER in told.losses) == (not sender)


def test_two_fields_of_a_kind_are_told_and_two_senders_are_none() -> None:
    told = read(mail("From: other@mail.example", "Subject: other"))
    assert told.sender == ""
    assert told.subject == "hi"
    assert {Loss.SENDER, Loss.TWICE} <= told.losses


def test_receivers_that_cannot_be_read_are_left_out_and_the_others_stay() -> None:
    told = read(mail('Cc: good@mail.example, "bad" <a@b.example> <c@d.example>, "Li, Lei" <fine@mail.example>'))
    assert [each.address for each in told.cc] == ["good@mail.example", "fine@mail.example"]
    assert Loss.ADDRESSES in told.losses


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "a\u202egnp.exe",
        "a\r\nBcc: x.png",
        "C:\\x.pdf",
        "..",
        "x" * 400 + ".pdf",
    ],
)
def test_names_of_files_lead_nowhere(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace("\r\n", "")
    raw = parts(part("application/pdf", b"%PDF", f'Content-Disposition: attachment; filename="{quoted}"'))
    (file,) = read(raw).attachments
    assert file.name
    assert not {"/", "\\", "\u202e", "\r", "\n"} & set(file.name)
    assert not file.name.startswith(".")
    assert len(file.name) <= 255
    assert file.name.endswith(".pdf") or not name.endswith(".pdf")


def test_pictures_in_the_text_and_files_beside_it_are_told_apart() -> None:
    told = read(
        parts(
            part("text/html", b"<p>see <img src='cid:p1'></p>"),
            part("image/png", b"\x89PNG1", "Content-ID: <p1>", "Content-Disposition: inline"),
            part("image/png", b"\x89PNG2", 'Content-Disposition: attachment; filename="=?utf-8?B?5oiq5Zu+?=.png"'),
            part("application/pgp-signature", b"x"),
            part("message/rfc822", b"Subject: inner\r\n\r\nhi"),
            part("text/plain", b"notes", 'Content-Disposition: attachment; filename="notes.txt"'),
        )
    )
    seen = [(each.name, each.kind, each.content, each.is_inline, each.content_id) for each in told.attachments]
    assert seen == [
        ("image.png", "image/png", b"\x89PNG1", True, "p1"),
        ("截图.png", "image/png", b"\x89PNG2", False, ""),
        ("inner.eml", "message/rfc822", b"Subject: inner\r\n\r\nhi", False, ""),
        ("notes.txt", "text/plain", b"notes", False, ""),
    ]
    assert told.text == "see"


def test_the_page_is_read_where_only_it_shows_the_quote_or_there_is_nothing_else() -> None:
    page = "<div>new words</div><div id='divRplyFwdMsg'><b>From:</b> Northwind</div><div>old words</div>"
    alone = read(parts(part("text/html; charset=utf-8", page.encode()), head=ANSWER))
    assert (alone.text, "old words" in alone.quoted) == ("new words", True)
    both = read(
        parts(
            part("text/plain", b"new words old words"),
            part("text/html", page.encode()),
            kind="alternative",
            head=ANSWER,
        )
    )
    assert both.text == "new words"
    empty = read(parts(part("text/plain", b" \r\n"), part("text/html", b"<p>only here</p>"), kind="alternative"))
    assert empty.text == "only here"


def test_only_an_answer_has_a_quote_to_cut() -> None:
    body = "看这个\n\n发件人: 北风 <s@evil.example>\n发送时间: 11月2日\n收件人: 李\n主题: 退款\n\n点这里领取"
    assert "点这里领取" in read(mail(body=body)).text
    for field in (
        "In-Reply-To: <m1@n.example>",
        "References: <m1@n.example>",
        "Delivered-To: support+k7@northwind.example",
    ):
        assert read(mail(field, body=body)).text == "看这个"
    assert read(mail(body=body, head=ANSWER)).text == "看这个"


def test_lines_that_flow_are_whole_again() -> None:
    raw = mail(
        "Content-Type: text/plain; format=flowed",
        body="one two \nthree\n\n four\n> quoted \n> more\n-- \nLi",
        head=ANSWER,
    )
    told = read(raw)
    assert told.text == "one two three\n\nfour"


def test_one_mail_has_one_digest_whichever_way_it_came_and_another_has_another() -> None:
    raw = mail("Message-ID: <m@mail.example>", body="one\n\ntwo\n")
    ways = (
        raw,
        raw.replace(b"\r\n", b"\n"),
        b"Received: from a by b\r\nDelivered-To: x@y.example\r\n" + raw + b"\r\n\r\n",
        b"From - Mon Nov  2 09:10:12 2026\r\n" + raw,
    )
    assert len({read(each).digest for each in ways}) == 1
    others = (raw.replace(b"two", b"2"), raw.replace(b"<m@", b"<n@"), raw.replace(b"hi", b"ho"))
    assert len({read(each).digest for each in (raw, *others)}) == 4


def test_a_digest_does_not_depend_on_where_a_piece_of_it_ends() -> None:
    for fill in (1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1):
        body = b"x" * fill + b"\r\nend"
        assert read(mail(body=body)).digest == read(mail(body=body.replace(b"\r\n", b"\n"))).digest


def test_nothing_and_too_much_are_refused_by_name() -> None:
    for raw, why in (
        (b"", WhyUnreadable.EMPTY),
        (b" \r\n", WhyUnreadable.EMPTY),
        (b"x" * (MOST_BYTES + 1), WhyUnreadable.OVERSIZED),
    ):
        with pytest.raises(Unreadable) as refused:
            read(raw)
        assert refused.value.why is why


@pytest.mark.parametrize(
    "written",
    [
        *(
            "Mon, 2 Nov 2026 17:10:11 +0800",
            "2 Nov 26 17:10:11 +0800",
            "Mon,2 Nov 2026 17:10:11 +0800 (CST)",
            "Mon, 02-Nov-2026 17:10:11 +08:00",
        ),
        *(
            "Mon, 2 Nov 2026 09:10:11 GMT",
            "Mon, 2 November 2026 09:10:11 UT",
            "Mon, 2 Nov 2026 09.10.11 +0000",
            "Mon, 2 Nov 2026 04:10:11 EST",
        ),
    ],
)
def test_dates_are_read_as_they_are_written(written: str) -> None:
    raw = mail(head=HEAD.replace("Mon, 2 Nov 2026 17:10:11 +0800", written))
    assert read(raw).date == datetime(2026, 11, 2, 9, 10, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["", "yesterday", "31 Feb 2026 10:00:00 +0000", "1 Jan 0000 00:00:00", "1 Jan 2026 25:00:00", "9" * 300]
)
def test_a_date_that_never_was_is_none_and_told(written: str) -> None:
    told = read(mail(head=HEAD.replace("Mon, 2 Nov 2026 17:10:11 +0800", written)))
    assert told.date is None
    assert Loss.DATE in told.losses


def test_what_is_encrypted_is_told() -> None:
    told = read(
        parts(
            part(
                "application/pkcs7-mime; smime-type=enveloped-data",
                b"\x30\x80",
                'Content-Disposition: attachment; filename="smime.p7m"',
            )
        )
    )
    assert Loss.SEALED in told.losses


def test_SEC_D12_no_mail_holds_its_reader_up() -> None:
    for name, raw in chain(mails_traps.traps(), mails_slow.slow_mails()):
        began = time.process_time()
        assert fuzz_mail.fits(read(raw)), name
        assert time.process_time() - began < fuzz_mail.MOST_S, name


def _samples() -> list[bytes]:
    """Python's own samples of mails, where this Python was installed with its tests."""
    try:
        folder = importlib.resources.files("test.test_email") / "data"
    except ModuleNotFoundError:
        return []
    return [each.read_bytes() for each in folder.iterdir() if each.name.endswith(".txt")] if folder.is_dir() else []


def test_the_samples_of_python_itself_are_read() -> None:
    for raw in _samples():
        assert fuzz_mail.fits(read(raw))


SEEDS = fuzz_mail.seeds()
ANY = st.one_of(
    st.binary(max_size=3_000),
    st.lists(st.one_of(st.sampled_from(fuzz_mail.PIECES), st.binary(max_size=40)), max_size=60).map(b"".join),
    st.tuples(st.sampled_from(SEEDS), st.sampled_from(fuzz_mail.PIECES), st.floats(0, 1)).map(
        lambda each: each[0][: int(len(each[0]) * each[2])] + each[1] + each[0][int(len(each[0]) * each[2]) :]
    ),
)


@given(ANY, st.sampled_from([None, "", "a@b.example"]))
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_whatever_the_bytes_are_what_is_read_keeps_what_was_promised(raw: bytes, return_path: str | None) -> None:
    if not raw.strip():
        return
    told = read(raw, return_path=return_path)
    assert fuzz_mail.fits(told)
    assert dataclasses.replace(told) == read(raw, return_path=return_path)


@pytest.mark.faults
def test_SEC_D12_a_minute_of_broken_mails_stops_nobody() -> None:
    told = fuzz_mail.Told()
    fuzz_mail.play(told, for_s=60, seed=20261130)
    assert (told.crashes, told.over) == (0, 0)
    assert told.mails > 1_000
