"""How a mail looked is kept beside its message, sealed, without secrets, and goes with the words."""

import base64
import io

import pytest
from django.db import connection
from PIL import Image

from conftest import says
from kefu.channels import senders, taking_in
from kefu.channels.models_arrivals import Arrived
from kefu.channels.tests.mails import SUPPORT, ZONE, Written, arrives
from kefu.conversations import emptying, log, originals, queries
from kefu.conversations.data_emptied import Because
from kefu.conversations.originals import Opened
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.people import keys
from kefu.people.access import Viewer

pytestmark = pytest.mark.django_db
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
PAGE = (
    '<h1>Hello</h1><p>Where is <a href="https://example.test/x">it</a>?</p><img src="https://example.test/pixel.png">'
)


@pytest.fixture(autouse=True)
def _name_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "records", lambda: ZONE)


def a_png() -> str:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def with_page(page: str = PAGE, text: str = "Where is it?", **more: str) -> Written:
    body = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n"
        "--b\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@mail>\r\nContent-Disposition: inline\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{a_png()}\r\n--b--"
    )
    return Written(body=body, more={"Content-Type": 'multipart/related; boundary="b"', **more})


def kept_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM conversations_original")
        return int(cursor.fetchone()[0])


def taken(written: Written, viewer: Viewer) -> Opened:
    row = arrives(written)
    conversation = queries.conversation_by_row(viewer, row.conversation or 0)
    entry = next(each for each in queries.entries_for(viewer, conversation) if each.id == row.entry)
    return originals.of_entry(viewer, entry)


def test_the_page_its_pictures_and_the_source_are_kept_beside_the_message(alice: Viewer) -> None:
    kept = taken(with_page(), alice)
    assert kept.whole.page == PAGE
    (name,) = kept.whole.pictures
    assert name == "logo@mail"
    assert kept.whole.pictures[name] == kept.entry.data.files[0].id  # type: ignore[union-attr]
    assert "From: carol@example.test" in kept.whole.source
    assert PAGE in kept.whole.source
    assert "[image/png;" in kept.whole.source
    assert a_png()[:40] not in kept.whole.source
    assert (kept.told.sender, kept.told.to, kept.told.ours) == ("carol@example.test", (SUPPORT,), (SUPPORT,))


def test_a_mail_of_words_alone_has_a_source_and_no_page(alice: Viewer) -> None:
    kept = taken(Written(), alice)
    assert (kept.told.has_page, kept.told.has_source) == (False, True)


def test_taken_in_again_it_is_kept_once(alice: Viewer) -> None:
    kept = taken(with_page(), alice)
    Arrived.objects.filter(entry=kept.entry.id).update(outcome="waiting", next_try_at=clock.now())
    taking_in.work(clock.now())
    assert kept_rows() == 1


WITH_SECRETS = [
    with_page(text=f"My phrase: {PHRASE}"),
    with_page(page=f"<h1>Hi</h1><p>{PHRASE}</p>"),
    with_page(page=f"<h1>Hi</h1><p style='display:none'>{PHRASE}</p>"),
    with_page(page=f"<h1>Hi</h1><!-- {PHRASE} -->"),
    with_page(page="<h1>Hi</h1>" + " ".join(f"<b>{word}</b>" for word in PHRASE.split())),
    with_page(page="<h1>Hi</h1>" + " ".join(f"{word[0]}<i>{word[1:]}</i>" for word in PHRASE.split())),
    with_page(page=f"<h1>Hi</h1><img src=x alt='{PHRASE}'>"),
    with_page(page="<h1>Hi</h1><br>" + PHRASE.replace(" ", "&nbsp;")),
    Written(body=f"Thanks.\n\nOn Monday Carol wrote:\n> {PHRASE}", subject="Re: My deposit"),
]


def test_SEC_L01_where_anything_was_a_secret_only_fields_are_kept(alice: Viewer) -> None:
    for number, written in enumerate(WITH_SECRETS):
        kept = taken(written, alice)
        assert (kept.told.held_back, kept.whole.page) == ("secret", ""), number
        assert "My deposit" in kept.whole.source
        assert "Content-Type" in kept.whole.source
        assert "sausage" not in kept.whole.source


def test_SEC_L01_a_field_keeps_no_secret_either(alice: Viewer) -> None:
    kept = taken(with_page(**{"X-Note": f"phrase {PHRASE}"}), alice)
    assert "sausage" not in kept.whole.source


def test_SEC_M01_the_database_has_none_of_it_in_clear(alice: Viewer) -> None:
    taken(with_page(page=f"{PAGE}<p>canarykanarie</p>"), alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told, kept FROM conversations_original")
        (told, kept) = cursor.fetchone()
    assert b"canarykanarie" not in bytes(kept)
    assert b"carol@example.test" not in bytes(told)


def test_SEC_R26_it_goes_with_the_words_however_they_go(alice: Viewer, bob: Viewer) -> None:
    kept = taken(with_page(), alice)
    log.stored(log.redact(kept.conversation.id, author=says(bob), target=kept.entry.seq, reason="by mistake"))
    assert kept_rows() == 0
    arrived = Arrived.objects.filter(entry=kept.entry.id)
    arrived.update(outcome="waiting", next_try_at=clock.now())
    taking_in.work(clock.now())
    assert kept_rows() == 0  # what was taken out does not come back


def test_SEC_R26_a_conversation_that_is_emptied_keeps_nothing_of_it(alice: Viewer) -> None:
    kept = taken(with_page(), alice)
    assert emptying.begin(kept.conversation.id, because=Because.PERSON)
    emptying.work([kept.conversation.id], keeps_codes=False)
    assert kept_rows() == 0


def test_SEC_R26_without_the_customers_key_it_opens_for_nobody(alice: Viewer) -> None:
    kept = taken(with_page(), alice)
    assert keys.destroy(kept.conversation.customer)
    assert originals.told_of([kept.entry]) == {}
    with pytest.raises(NotFound):
        originals.of_entry(alice, kept.entry)
    with pytest.raises(NotFound):
        originals.by_id(alice, kept.id)


def test_one_sender_fills_no_more_than_a_days_share(alice: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(with_page(), alice)
    monkeypatch.setattr(originals, "MOST_A_DAY_BYTES", 10)
    kept = taken(with_page(text="And now?"), alice)
    assert (kept.told.held_back, kept.told.has_page, kept.told.has_source) == ("much", False, False)


def test_its_customer_has_no_door_to_it(alice: Viewer, carol: Viewer) -> None:
    kept = taken(with_page(), alice)
    for viewer in (carol, Viewer(kind=carol.kind, id=kept.conversation.customer)):
        with pytest.raises(NotFound):
            originals.by_id(viewer, kept.id)
