"""A link in a mail: for a week, for whoever holds it, and never to what is not theirs."""

import io
from datetime import timedelta
from typing import Any

import pytest

from conftest import says
from kefu.conversations import log
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.files import mailed, uploads
from kefu.files.kinds import FileRef
from kefu.files.tests import pictures, samples
from kefu.kit import clock
from kefu.people.access import Viewer
from tests.security.test_links import fetched

pytestmark = pytest.mark.django_db(transaction=True)


def path(ref: FileRef, settings: Any) -> str:
    return mailed.link(ref.id).removeprefix(settings.CONTENT_URL)


def picture(viewer: Viewer) -> FileRef:
    return uploads.receive(viewer, io.BytesIO(pictures.photo_with_secrets("PNG")), name="photo.png")


def sent(chat: ConversationRecord, alice: Viewer, ref: FileRef) -> EntryRecord:
    return log.stored(log.reply(chat.id, author=says(alice), body="see", files=[ref]))


def test_it_is_downloaded_without_a_session_and_never_shown_in_place(
    chat: ConversationRecord, alice: Viewer, settings: Any
) -> None:
    ref = picture(alice)
    place = path(ref, settings)
    assert fetched(place, settings).status_code == 404  # in no conversation yet
    sent(chat, alice, ref)
    answer = fetched(place, settings)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_it_ends_after_a_week(
    chat: ConversationRecord, alice: Viewer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = picture(alice)
    sent(chat, alice, ref)
    place, now = path(ref, settings), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6, hours=23))
    assert fetched(place, settings).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, seconds=1))
    assert fetched(place, settings).status_code == 404


def test_what_was_forged_taken_back_or_is_among_us_leads_nowhere(
    chat: ConversationRecord, alice: Viewer, settings: Any
) -> None:
    ref, other, among_us = picture(alice), picture(alice), picture(alice)
    entry = sent(chat, alice, ref)
    sent(chat, alice, other)
    log.stored(log.note(chat.id, author=says(alice), body="look", files=[among_us]))
    place = path(ref, settings)
    _, _, upload, expires, signature = place.split("/")
    for forged in (
        f"/m/{other.id}/{expires}/{signature}",
        f"/m/{upload}/{int(expires) + 1}/{signature}",
        f"/m/{upload}/{expires}/{signature[:-1]}",
        f"/m/{upload}/{expires}/x",
        path(among_us, settings),
    ):
        assert fetched(forged, settings).status_code == 404
    assert fetched(place, settings).status_code == 200
    log.stored(log.redact(chat.id, author=says(alice), target=entry.seq))
    assert fetched(place, settings).status_code == 404


@pytest.mark.parametrize(("choice", "status"), [("warn", 200), ("hold", 404)])
def test_what_no_scanner_has_seen_is_had_where_the_operator_lets_it(
    chat: ConversationRecord, alice: Viewer, settings: Any, choice: str, status: int
) -> None:
    settings.UNSCANNED_FILES = choice
    name, data, _type = samples.HONEST["pdf"]
    ref = uploads.receive(alice, io.BytesIO(data), name=name)
    sent(chat, alice, ref)
    assert fetched(path(ref, settings), settings).status_code == status
