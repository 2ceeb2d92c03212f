"""One definition drives every surface: other words and other questions in it, and all of them say and ask so."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from conftest import says
from kefu.conversations import data_checks, log, queries
from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import Act, BotSaidData
from kefu.conversations.kinds import BOT, Audience, Kind
from kefu.conversations.records import ConversationRecord, Draft, NewConversation
from kefu.exchange import asking, starter
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Ask, Definition, Finding, Question, State, Value
from kefu.exchange.tests.test_runs import ANSWERS, Exchange
from kefu.knowledge import library, library_files
from kefu.knowledge.models import ArticleText
from kefu.knowledge.tests import sample
from kefu.people.access import Viewer
from kefu.ui import told

pytestmark = pytest.mark.django_db
KEY = "deposit-confirmations"
WORDS = {
    "title": "A title of the test",
    "intro": "An intro of the test.",
    "ask.colour": "A question of the test",
    "ask.colour.red": "Red of the test",
    "verdict.credited": "A verdict of the test.",
}


def changed(check: Definition) -> Definition:
    words = {**check.words, "en": {**check.words["en"], **WORDS}}
    question = Question("colour", Ask.CHOICE, choices=("red",), is_needed=False)
    return replace(check, words=words, asks=(*check.asks, question), articles=("sign-in-codes",))


@pytest.fixture(autouse=True)
def _changed(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.BASE_URL = "http://localhost"
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))
    asking.forget()
    monkeypatch.setattr(asking, "current", Exchange)
    checks = tuple(changed(each) if each.key == KEY else each for each in registry.CHECKS)
    monkeypatch.setattr(registry, "CHECKS", checks)
    monkeypatch.setattr(registry, "_BY_KEY", {each.key: each for each in checks})
    with translation.override("en"):
        yield


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost")


def text_of(reader: Client, address: str) -> str:
    return str(reader.get(address).content.decode())


def test_the_api_says_and_asks_what_it_says(reader: Client) -> None:
    told = reader.get(f"/api/v1/checks/{KEY}").json()
    assert (told["check"]["title"], told["check"]["intro"]) == (WORDS["title"], WORDS["intro"])
    assert told["questions"][-1]["label"] == WORDS["ask.colour"]
    assert told["questions"][-1]["choices"] == [{"value": "red", "label": WORDS["ask.colour.red"]}]
    run = reader.post(f"/api/v1/checks/{KEY}/runs", {"answers": ANSWERS}, "application/json").json()
    assert run["receipt"]["title"] == WORDS["title"]


@pytest.mark.parametrize("address", [f"/help/en/checks/{KEY}", "/help/en/articles/sign-in-codes"])
def test_its_page_and_its_article_say_and_ask_what_it_says(reader: Client, address: str) -> None:
    page = text_of(reader, address)
    for words in ("title", "intro", "ask.colour", "ask.colour.red"):
        assert WORDS[words] in page


def test_the_list_and_a_text_that_places_it_say_what_it_says(reader: Client) -> None:
    assert WORDS["title"] in text_of(reader, "/help/en/checks/")
    ArticleText.objects.filter(article__slug="reset-password", locale="en").update(body=f"{{{{ check:{KEY} }}}}")
    html = reader.get("/api/v1/articles/reset-password?locale=en").json()["html"]
    assert WORDS["title"] in html
    assert f'href="/help/en/checks/{KEY}"' in html


def test_the_article_of_the_api_names_it_once(reader: Client) -> None:
    address = "/api/v1/articles/sign-in-codes?locale=en"
    (card,) = reader.get(address).json()["checks"]
    assert (card["title"], card["url"]) == (WORDS["title"], f"/help/en/checks/{KEY}")
    ArticleText.objects.filter(article__slug="sign-in-codes", locale="en").update(body=f"{{{{ check:{KEY} }}}}")
    assert reader.get(address).json()["checks"] == []


def test_the_receipt_in_the_chat_says_what_it_says(chat: ConversationRecord, carol: Viewer) -> None:
    params: dict[str, Value] = {"amount": "1 BTC", "network": "Bitcoin", "confirmations": 2, "needed": 2}
    data = data_checks.of(KEY, Finding("credited", State.FINE, params))
    entry = log.stored(
        log.diagnosed(chat.id, author=says(carol), found=data, audience=Audience.EVERYONE, key="found-by-test")
    )
    (read,) = (each for each in queries.entries_for(carol, chat) if each.seq == entry.seq)
    shown = told.data_of(read, viewer=carol)
    assert (shown["title"], shown["verdict"]) == (WORDS["title"], WORDS["verdict.credited"])


def test_the_desk_lists_and_asks_what_it_says(chat: ConversationRecord, alice_client: Client) -> None:
    dialog = alice_client.get(f"/desk/c/{chat.public_id}/check").content.decode()
    assert WORDS["title"] in dialog
    form = alice_client.get(f"/desk/c/{chat.public_id}/check?check={KEY}").content.decode()
    for words in ("intro", "ask.colour", "ask.colour.red"):
        assert WORDS[words] in form


def test_the_assistant_asks_what_it_says(carol: Viewer) -> None:
    said = BotSaidData(Act.ASK, check=KEY, question="colour")
    new = NewConversation(carol.id, origin="livechat", locale="en", bot=True)
    drafts = [
        Draft(new, Kind.MESSAGE, says(carol), data=MessageData(), body="where is it", key="first"),
        Draft(new, Kind.BOT_SAID, BOT, said),
    ]
    entry = log.stored(log.append(drafts)[1])
    shown = told.data_of(entry, viewer=carol)
    assert WORDS["ask.colour"] in str(shown)
    assert WORDS["ask.colour.red"] in str(shown)


def test_what_the_chat_offers_for_a_category_says_what_it_says(reader: Client) -> None:
    """The form before the first words takes from the list those of the chosen category."""
    (category, *_) = next(each for each in registry.CHECKS if each.key == KEY).categories
    offered = [each for each in reader.get("/api/v1/checks").json()["checks"] if category in each["categories"]]
    assert WORDS["title"] in {each["title"] for each in offered}
