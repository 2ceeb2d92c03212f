"""A fact changes: wherever its figure stands, the new one stands within a minute, whichever process changed it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client

from kefu.exchange import facts
from kefu.exchange.facts import NewValue
from kefu.exchange.models import Fact
from kefu.kit import clock
from kefu.knowledge import facts_used, library, library_files, shelf
from kefu.knowledge.models import ArticleText, Reshelving
from kefu.knowledge.tests import sample
from kefu.people.access import Viewer

FACT = ("withdrawal_fee", "BTC Bitcoin")
BEFORE, AFTER = "0.00008 BTC", "0.00031 BTC"
PLACES = (
    "/help/en/articles/notice-figure",
    "/help/en/notices",
    "/help/en/notices.rss",
    "/help/en/search?q=Quokka",
    "/help/en/suggestions?q=Quokka",
    "/api/v1/articles/notice-figure",
    "/api/v1/articles/search?q=Quokka",
)


@pytest.fixture(autouse=True)
def _figure(_library: None, tmp_path: Path) -> None:
    """A notice whose title, summary and body name the fact."""
    title = "Quokka costs {{ fact:withdrawal_fee BTC Bitcoin }}"
    sample.add(tmp_path / "library", "notices/notice-figure", 'kind = "notice"', zh="", en=title)
    library.bring(library_files.read(tmp_path / "library"))


def stale(reader: Client) -> list[str]:
    """Where the old figure stands still, or the new one does not yet."""
    said = {path: reader.get(path).content.decode() for path in PLACES}
    return [path for path, text in said.items() if BEFORE in text or AFTER not in text]


def test_a_changed_fact_is_on_every_page_feed_answer_and_in_what_is_found(reader: Client, bob: Viewer) -> None:
    assert all(BEFORE in reader.get(path).content.decode() for path in PLACES)
    facts_used.change(bob, *FACT, to=NewValue("0.00031"))
    assert "/help/en/suggestions?q=Quokka" in stale(reader)
    assert shelf.renew(clock.now()) == 3  # the two languages of the sample's own notice, too
    assert stale(reader) == []
    found = reader.get("/api/v1/articles/search?q=0.00031").json()["answers"]
    assert "notice-figure" in [each["article"]["slug"] for each in found]
    assert shelf.renew(clock.now()) == 0


def test_what_another_process_changed_is_there_before_the_minute_is_over(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = reader.get(PLACES[0])
    kept_s = int(shown["Cache-Control"].rpartition("=")[2])
    newest = facts.version()
    Fact.objects.filter(name=FACT[0], args=FACT[1]).update(value="0.00031", version=newest + 1)
    shelf.later(facts_used.texts_with(*FACT))
    later = facts.LIVES_S + 0.1
    now_s = facts._kept._read_at
    monkeypatch.setattr("kefu.kit.kept.time.monotonic", lambda: now_s + later)
    shelf.renew(clock.now())
    assert stale(reader) == []
    assert later + kept_s < 50


def test_what_waits_for_the_shelf_waits_in_rows_and_goes_in_bounded_transactions(
    bob: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[int] = []
    whole = shelf.put

    def counted(texts: Sequence[ArticleText]) -> None:
        put.append(len(texts))
        whole(texts)

    monkeypatch.setattr(shelf, "put", counted)
    monkeypatch.setattr(shelf, "AT_ONCE", 2)
    monkeypatch.setattr(shelf, "AT_MOST_S", 0.0)
    facts_used.change(bob, *FACT, to=NewValue("0.00031"))
    facts_used.change(bob, *FACT, to=NewValue("0.00032"))
    assert Reshelving.objects.count() == 6
    assert shelf.renew(clock.now()) == 2
    assert Reshelving.objects.count() == 2
    assert shelf.renew(clock.now()) == 1
    assert put == [2, 1]


def test_a_figure_among_the_keywords_is_found_and_changes_too(reader: Client, bob: Viewer) -> None:
    text = ArticleText.objects.get(article__slug="sign-in-codes", locale="en")
    text.keywords = ["wombat {{ fact:hold_hours }}"]
    text.save()
    facts_used.record([text])
    shelf.put([text])
    assert "wombat 24" in reader.get("/help/en/suggestions?q=wombat").json()["words"]
    facts_used.change(bob, "hold_hours", to=NewValue("48"))
    shelf.renew(clock.now())
    assert reader.get("/help/en/suggestions?q=wombat").json()["words"][0] == "wombat 48"
