"""Strangers' pictures, fetched once, within bounds, and made anew; nobody inside is ever asked."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from kefu.files import fetched
from kefu.files.tests import strangers
from kefu.files.tests.strangers import Stranger, a_picture
from kefu.kit.errors import NotFound
from kefu.settings import mail


@pytest.fixture
def stranger(settings: Any) -> Iterator[Stranger]:
    fetched.forget()
    with strangers.running() as running:
        settings.MAIL_PICTURES = ("*", running.origin)
        yield running
    fetched.forget()


def test_a_picture_is_made_anew_and_asked_for_once(stranger: Stranger) -> None:
    raw = a_picture() + b"<script>alert(1)</script>"
    stranger.answers["/a.png"] = (200, "text/html", raw)
    found = [fetched.picture(f"{stranger.origin}/a.png", shown_in="one") for _ in range(3)]
    assert [each.media_type for each in found] == ["image/png"] * 3
    assert b"script" not in found[0].content
    assert len(stranger.asked) == 1


def test_SEC_F05_nothing_of_ours_goes_along(stranger: Stranger) -> None:
    fetched.picture(f"{stranger.origin}/a.png?u=1", shown_in="one")
    ((path, fields),) = stranger.asked
    assert path == "/a.png?u=1"
    assert {name.lower() for name in fields} == {"host", "accept", "accept-encoding"}


def test_two_mails_do_not_share_what_was_fetched(stranger: Stranger) -> None:
    for page in ("one", "two"):
        fetched.picture(f"{stranger.origin}/a.png", shown_in=page)
    assert len(stranger.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        (200, "image/png", b"<html>no picture</html>"),
        (200, "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        (200, "image/png", a_picture(1)),
        (200, "image/png", a_picture(2)),
        (200, "image/png", a_picture()[:40]),
        (200, "image/png", a_picture() + b"x" * fetched.MOST_BYTES),
        (404, "image/png", a_picture()),
        (302, "image/png", b"/b.png"),
        (302, "image/png", b"http://169.254.169.254/latest"),
    ],
    ids=["page", "svg", "pixel", "two", "torn", "large", "missing", "elsewhere", "inside"],
)
def test_what_is_no_picture_to_be_seen_is_none_and_is_not_asked_for_again(
    stranger: Stranger, answer: tuple[int, str, bytes]
) -> None:
    stranger.answers["/a.png"] = answer
    for _ in range(2):
        with pytest.raises(NotFound):
            fetched.picture(f"{stranger.origin}/a.png", shown_in="one")
    assert [path for path, _ in stranger.asked] == ["/a.png"]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "①②⑦.⓪.⓪.①", "localhost", "localhost."),
        *("[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "user@127.0.0.1"),
        *("169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1", "a\\@127.0.0.1", "evil.test#@127.0.0.1"),
    ],
)
def test_SEC_G01_G02_an_inner_network_is_not_asked_however_it_is_spelt(host: str, settings: Any) -> None:
    settings.MAIL_PICTURES = ("*",)
    fetched.forget()
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        for url in (
            f"https://{host}/a.png",
            f"http://{host}:{port}/a.png",
            f"https://{host}:{port}/a.png",
            f"//{host}:{port}/a",
        ):
            with pytest.raises(NotFound):
                fetched.picture(url, shown_in="one")
        with pytest.raises(BlockingIOError):
            canary.accept()


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.test/a", "https://", "https://[", "cid:a"]
)
def test_what_is_no_address_of_a_page_is_asked_nowhere(url: str, settings: Any) -> None:
    settings.MAIL_PICTURES = ("*",)
    with pytest.raises(NotFound):
        fetched.picture(url, shown_in="one")


def test_switched_off_nobody_is_asked(stranger: Stranger, settings: Any) -> None:
    settings.MAIL_PICTURES = ()
    with pytest.raises(NotFound):
        fetched.picture(f"{stranger.origin}/a.png", shown_in="one")
    assert stranger.asked == []


def test_what_is_kept_has_a_bound(stranger: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetched, "MOST_KEPT", 2)
    for name in ("a", "b", "c", "a"):
        fetched.picture(f"{stranger.origin}/{name}.png", shown_in="one")
    assert [path for path, _ in stranger.asked] == ["/a.png", "/b.png", "/c.png", "/a.png"]


def test_where_pictures_may_be_fetched_from_is_read_and_nonsense_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, tuple[str, ...]] = {
        "": ("*",),
        "off": (),
        "cdn.test, *.mail.test": ("cdn.test", "*.mail.test"),
        "* http://127.0.0.1:9000": ("*", "http://127.0.0.1:9000"),
    }
    for value, places in read.items():
        monkeypatch.setenv("KEFU_MAIL_PICTURES", value)
        assert mail.pictures("KEFU_MAIL_PICTURES") == places
    for value in ("https://cdn.test", "http://10.0.0.1", "cdn.test/x", "*.*", "off cdn.test/"):
        monkeypatch.setenv("KEFU_MAIL_PICTURES", value)
        with pytest.raises(ImproperlyConfigured):
            mail.pictures("KEFU_MAIL_PICTURES")
