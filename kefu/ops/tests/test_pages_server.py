"""How many pages are made at a time."""

import io
import sqlite3
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from kefu.files import clamd, reencode, scanning, uploads
from kefu.files.tests import pictures
from kefu.kit import db
from kefu.ops import pages_server
from kefu.ops.pages_server import AT_ONCE, few_at_once
from kefu.people.access import Viewer
from kefu.search import index
from kefu.web import ready

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ASKED = AT_ONCE * 3
PATIENCE_S = 5
MOMENT_S = 0.2


def test_no_more_pages_are_made_at_a_time_than_the_processor_has_use_for() -> None:
    under_way: list[int] = []
    most: list[int] = []
    go, full = threading.Event(), threading.Event()

    def slow(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        under_way.append(1)
        most.append(len(under_way))
        if len(under_way) == AT_ONCE:
            full.set()
        go.wait(PATIENCE_S)
        under_way.pop()
        return [b"page"]

    application, answers = few_at_once(slow), list[Iterable[bytes]]()
    askers = [threading.Thread(target=lambda: answers.append(application({}, _starting))) for _ in range(ASKED)]
    for asker in askers:
        asker.start()
    assert full.wait(PATIENCE_S)
    assert not _grows(most, beyond=AT_ONCE)
    go.set()
    for asker in askers:
        asker.join(PATIENCE_S)
    assert max(most) == AT_ONCE
    assert answers == [[b"page"]] * ASKED


def _picture(customer: Viewer, waiting: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reencode, "_child", waiting)
    uploads.receive(customer, io.BytesIO(pictures.photo_with_secrets("PNG")), name="a.png")


def _scanner(customer: Viewer, waiting: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clamd, "finding", lambda *_args, **_more: waiting() and "")
    patch.setattr(scanning, "is_configured", lambda: True)
    uploads.receive(customer, io.BytesIO(b"a log"), name="a.log")


def _disk(customer: Viewer, waiting: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
    del customer
    patch.setattr(ready, "_tried", waiting)
    ready.Proof().lacking()


def _database(customer: Viewer, waiting: Callable[..., Any], patch: pytest.MonkeyPatch) -> None:
    """Held by another process until the page that only reads is there."""
    del customer, patch
    holder = sqlite3.connect(db.file(), isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    reader = threading.Thread(target=lambda: (waiting(), holder.execute("COMMIT")))
    reader.start()
    with transaction.atomic():
        reader.join(PATIENCE_S)
    holder.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("waits", [_picture, _scanner, _disk, _database])
def test_SEC_R14_what_waits_for_something_else_keeps_no_page_from_anybody(
    carol: Viewer, monkeypatch: pytest.MonkeyPatch, waits: Callable[..., None]
) -> None:
    if waits is _database and not db.is_sqlite():
        pytest.skip("is about SQLite")
    came: list[bool] = []

    def page(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ:
            waits(carol, waiting, monkeypatch)
        return [b"page"]

    def waiting(*_args: object, **_more: object) -> str:
        came.append(_comes(application))
        return '{"width": 1, "height": 1}'

    monkeypatch.setattr(pages_server, "AT_ONCE", 1)
    application = few_at_once(page)
    assert application({"waits": True}, _starting) == [b"page"]
    assert came == [True]
    assert _comes(application)  # every turn came back, and none twice


def _comes(application: Any) -> bool:
    """Whether somebody else's page is made meanwhile."""
    asker = threading.Thread(target=lambda: application({}, _starting), daemon=True)
    asker.start()
    asker.join(1)
    return not asker.is_alive()


def _grows(most: list[int], *, beyond: int) -> bool:
    """Whether another one comes in within a moment."""
    threading.Event().wait(MOMENT_S)
    return max(most) > beyond


def test_a_server_warms_its_searches_soon_after_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    warmed = threading.Event()
    monkeypatch.setattr(pages_server, "WARM_AFTER_S", 0.01)
    monkeypatch.setattr(index, "warm", warmed.set)
    timer = pages_server.warm_soon()
    assert warmed.wait(PATIENCE_S)
    assert timer.daemon


def _starting(status: str, headers: list[tuple[str, str]], error: object = None, /) -> Callable[[bytes], object]:
    raise NotImplementedError
