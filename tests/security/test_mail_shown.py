"""A mail as it was sent: for staff who may read its conversation, in a frame that can do nothing; nobody else, no open proxy."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kefu.channels import senders
from kefu.channels.tests.mails import ZONE, arrives
from kefu.channels.tests.test_originals import with_page
from kefu.conversations import originals, queries
from kefu.conversations.originals import Opened
from kefu.files import fetched, links
from kefu.files.tests import strangers
from kefu.files.tests.strangers import Stranger
from kefu.kit import clock
from kefu.people import sessions
from kefu.people.access import Viewer
from kefu.safeguards import reveals
from kefu.ui.mailpage import page as mailpage
from kefu.ui.mailpage.tests import hostile

pytestmark = pytest.mark.django_db
MAIL = "carol@example.test"


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


@pytest.fixture
def stranger(settings: Any) -> Iterator[Stranger]:
    fetched.forget()
    with strangers.running() as running:
        settings.MAIL_PICTURES = (running.origin,)
        yield running
    fetched.forget()


def mailed(viewer: Viewer, page: str) -> Opened:
    row = arrives(with_page(page=page))
    conversation = queries.conversation_by_row(viewer, row.conversation or 0)
    entry = next(each for each in queries.entries_for(viewer, conversation) if each.id == row.entry)
    return originals.of_entry(viewer, entry)


@pytest.fixture
def mail(alice: Viewer, stranger: Stranger) -> Opened:
    page = (
        f'<h1>Hello</h1><p>I am {MAIL} and {MAIL.upper()}.</p><img src="{stranger.origin}/a.png"><img src="cid:logo@mail">'
        f'<img src="{stranger.origin}/pixel.png" width=1 height=1><a href="https://evil.test/?carol%40example.test">bank.test</a>'
    )
    return mailed(alice, page)


def had(path: str, settings: Any) -> Any:
    return Client().get(path, headers={"host": settings.CONTENT_URL.split("//")[1]})


def at(mail: Opened, more: str = "") -> str:
    return f"/desk/c/{mail.conversation.public_id}/mails/{mail.entry.seq}/{more}"


def frame_of(client: Client, mail: Opened, *, loads: bool = False) -> str:
    answer = client.post(at(mail)) if loads else client.get(at(mail))
    found = re.search(r'<iframe class="mail__frame" src="([^"]+)" sandbox=""', answer.content.decode())
    assert found is not None
    return found[1]


def test_SEC_F05_nothing_is_loaded_until_it_is_asked_for_and_then_by_us_alone(
    alice_client: Client, mail: Opened, stranger: Stranger, settings: Any
) -> None:
    plain = had(frame_of(alice_client, mail).removeprefix(settings.CONTENT_URL), settings)
    assert stranger.origin not in plain.content.decode()
    assert "/i/" not in plain.content.decode()
    loaded = had(frame_of(alice_client, mail, loads=True).removeprefix(settings.CONTENT_URL), settings).content.decode()
    assert stranger.origin not in loaded
    assert stranger.asked == []  # the page alone asks nobody
    (address,) = set(re.findall(rf'src="{re.escape(settings.CONTENT_URL)}(/i/[^"]+)"', loaded))
    picture = had(address, settings)
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert [path for path, _ in stranger.asked] == ["/a.png"]


def test_SEC_F03_the_page_stands_on_the_content_host_and_can_do_nothing(
    alice_client: Client, mail: Opened, settings: Any
) -> None:
    answer = had(frame_of(alice_client, mail).removeprefix(settings.CONTENT_URL), settings)
    rules = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "sandbox", "base-uri 'none'", "form-action 'none'"} <= rules
    assert f"frame-ancestors {settings.BASE_URL}" in rules
    assert not any(rule.startswith(("script-src", "connect-src", "frame-src", "font-src")) for rule in rules)
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    desk = alice_client.get(at(mail))
    assert f"frame-src {settings.CONTENT_URL}" in desk.headers["Content-Security-Policy"].replace("'self' ", "")


@pytest.mark.parametrize("name", ["img-onerror", "svg-script", "css-url", "link-javascript", "refresh", "base", "form"])
def test_SEC_F01_the_desks_own_page_holds_nothing_of_the_strangers_code(
    alice: Viewer, alice_client: Client, name: str
) -> None:
    page = f"<h1>Hello</h1><a href='x\"><b>y'>z</a>{hostile.PAYLOADS[name]}"
    kept = mailed(alice, page)
    for path in (at(kept), at(kept, "source")):
        written = alice_client.get(path).content.decode()
        assert hostile.PAYLOADS[name] not in written
        assert "<b>y" not in written


def test_SEC_M01_the_senders_address_stands_masked_in_page_links_and_source(
    alice_client: Client, mail: Opened, settings: Any
) -> None:
    frame = had(frame_of(alice_client, mail).removeprefix(settings.CONTENT_URL), settings).content.decode()
    pages = [frame, *(alice_client.get(at(mail, more)).content.decode() for more in ("", "source", "line"))]
    pages.append(alice_client.get(f"/desk/c/{mail.conversation.public_id}/").content.decode())
    for each in pages:
        assert MAIL not in each.lower()
        assert MAIL.replace("@", "%40") not in each.lower()
    assert "c•••@example.test" in frame
    assert "c•••@example.test" in pages[2]
    assert "support@nw.test" in pages[1]


def test_SEC_M02_whoever_revealed_the_address_sees_it_whole_in_the_source_while_that_lasts(
    alice_agent: Any, alice_client: Client, mail: Opened
) -> None:
    session = alice_client.session.session_key
    url = f"/desk/c/{mail.conversation.public_id}/reveals/email"
    assert alice_client.post(url, {"why": "identity"}).status_code == 200, session
    assert MAIL in alice_client.get(at(mail, "source")).content.decode()
    assert timedelta(minutes=15) == reveals.LASTS


def test_SEC_F07_links_are_spelled_out_and_marked_in_words(alice_client: Client, mail: Opened) -> None:
    page = alice_client.get(at(mail)).content.decode()
    assert "<code" in page
    assert "https://evil.test/" in page
    assert "leads elsewhere than it says" in page
    assert 'href="https://evil.test' not in page


def test_the_thread_says_who_it_is_from_and_what_proves_it(alice_client: Client, mail: Opened) -> None:
    page = alice_client.get(f"/desk/c/{mail.conversation.public_id}/").content.decode()
    assert at(mail, "line") in page
    line = alice_client.get(at(mail, "line")).content.decode()
    assert "Proved: example.test signed it." in line
    assert at(mail) in line


def test_SEC_A07_no_link_works_for_a_session_that_ended_or_after_its_time_or_changed(
    alice: Viewer, bob: Viewer, mail: Opened, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = mailpage.address(mail, viewer=alice, with_pictures=True).removeprefix(settings.CONTENT_URL)
    assert had(own, settings).status_code == 200
    parts = own.split("/")
    others = mailpage.address(mail, viewer=bob, with_pictures=True).removeprefix(settings.CONTENT_URL).split("/")
    for at_ in range(2, len(parts)):
        other = "b" if parts[at_][-1] != "b" else "c"
        changed = [*parts[:at_], parts[at_][:-1] + other, *parts[at_ + 1 :]]
        assert had("/".join(changed), settings).status_code == 404, at_
    assert had("/".join([*parts[:-2], others[-2], parts[-1]]), settings).status_code == 404
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=links.LIFE_S + 1))
    assert had(own, settings).status_code == 404
    monkeypatch.undo()
    monkeypatch.setattr(sessions, "alive", lambda _sessions: set())
    assert had(own, settings).status_code == 404


def test_SEC_G01_the_address_of_a_picture_names_a_mail_and_a_number_and_nothing_else(
    alice: Viewer, mail: Opened, stranger: Stranger, settings: Any
) -> None:
    for what in ("1", "-1", "99", "x", "٣", "0x0", f"{stranger.origin}/b.png".replace("/", "%2F")):
        path = links.address("i", mail.id, what, viewer=alice).removeprefix(settings.CONTENT_URL)
        assert had(path, settings).status_code == 404, what
    assert stranger.asked == []


def test_SEC_A07_customers_and_strangers_get_neither_page_nor_picture(
    carol: Viewer, mail: Opened, stranger: Stranger, settings: Any
) -> None:
    for viewer in (carol, replace(carol, id=mail.conversation.customer)):
        for folder, what in (("h", "plain"), ("h", "pictures"), ("i", "0")):
            path = links.address(folder, mail.id, what, viewer=viewer).removeprefix(settings.CONTENT_URL)
            assert had(path, settings).status_code == 404
    for path in (at(mail), at(mail, "source"), at(mail, "line")):
        assert Client().get(path).status_code in {302, 401, 403}
    assert stranger.asked == []


def test_what_is_not_there_is_told_as_nothing_is(alice_client: Client, mail: Opened) -> None:
    base = f"/desk/c/{mail.conversation.public_id}/mails"
    for path in (f"{base}/1/", f"{base}/999/", f"{base}/1/source", f"/desk/c/{'a' * 26}/mails/2/"):
        assert alice_client.get(path).status_code == 404
    assert alice_client.get(f"{base}/1/line").content == b""


def test_removed_words_take_the_page_along_at_once(
    alice: Viewer, bob_client: Client, mail: Opened, settings: Any
) -> None:
    frame = mailpage.address(mail, viewer=alice, with_pictures=False).removeprefix(settings.CONTENT_URL)
    assert had(frame, settings).status_code == 200
    done = bob_client.post(f"/desk/c/{mail.conversation.public_id}/redactions", {"target": mail.entry.seq})
    assert done.status_code in {200, 302}
    assert had(frame, settings).status_code == 404
    assert bob_client.get(at(mail)).status_code == 404
