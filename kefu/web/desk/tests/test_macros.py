"""Macros by HTTP: written by who may, found by what stands in them, filled in for this customer in their language."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from conftest import a_name, an_agent
from kefu.conversations.records import ConversationRecord
from kefu.knowledge import macros
from kefu.knowledge.macros import NewMacro
from kefu.knowledge.models import Macro
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.trust import guard
from kefu.trust.guard import Refusal, Rule
from kefu.trust.models import JournalEntry

CODE = Refusal(Rule.CODE, 0, 4, "code")

pytestmark = pytest.mark.django_db

TEXTS = {
    "title-en": "Greeting",
    "body-en": "Hello {customer.name}, {agent.alias} here. {customer.uid_masked}",
    "title-zh-hans": "问候",
    "body-zh-hans": "{customer.name}，您好，充值请稍等",
}


@pytest.fixture
def greeting(bob: Viewer) -> str:
    titles = {"en": TEXTS["title-en"], "zh-hans": TEXTS["title-zh-hans"]}
    bodies = {"en": TEXTS["body-en"], "zh-hans": TEXTS["body-zh-hans"]}
    return macros.create(bob, NewMacro("greeting", titles, bodies, is_shared=True)).public_id


def offered(client: Client, chat: ConversationRecord, query: str = "") -> str:
    return client.get(f"/desk/c/{chat.public_id}/macros", {"q": query}).content.decode()


def save(client: Client, **sent: str) -> Any:
    return client.post("/desk/macros/new", sent)


def test_a_macro_is_offered_in_the_customers_language_with_their_facts(
    alice_client: Client, chat: ConversationRecord, greeting: str
) -> None:
    shown = offered(alice_client, chat)
    assert 'data-text="Carol Chen，您好，充值请稍等"' in shown
    assert "Hello" not in shown


def test_whoever_chooses_reads_titles_in_their_own_language_beside_the_customers(
    alice_client: Client, chat: ConversationRecord, greeting: str
) -> None:
    shown = offered(alice_client, chat)
    assert '<b class="truncate">Greeting</b>' in shown
    assert "问候" in shown
    chinese = alice_client.get(
        f"/desk/c/{chat.public_id}/macros", headers={"Accept-Language": "zh-hans"}
    ).content.decode()
    assert "问候" in chinese
    assert "Greeting" not in chinese


@pytest.mark.parametrize(
    ("query", "found"), [("充值", True), ("greet", True), ("稍等 greeting", True), ("提现", False)]
)
def test_it_is_found_by_title_and_text_in_any_language(
    alice_client: Client, chat: ConversationRecord, greeting: str, query: str, found: bool
) -> None:
    assert ("data-choice" in offered(alice_client, chat, query)) is found


def test_a_macro_without_the_customers_language_says_so(alice_client: Client, chat: ConversationRecord) -> None:
    save(alice_client, **{"title-en": "Only English", "body-en": "Your number: {customer.uid_masked}"})
    shown = offered(alice_client, chat)
    assert "Not written in the customer's language: this is English." in shown
    assert 'data-text="Your number: ••••' in shown


def test_an_unknown_variable_is_refused_with_what_there_is_and_the_words_are_kept(alice_client: Client) -> None:
    answer = save(alice_client, **{"title-en": "Bad", "body-en": "Dear {customer.email}"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "{customer.email}" in page
    assert "{customer.uid_masked}" in page
    assert "Dear {customer.email}</textarea>" in page
    assert Macro.objects.count() == 0
    told = alice_client.post("/desk/macros/previews", {"body-en": "Dear {customer.email}", "title-en": "x"})
    assert "{customer.email}" in told.content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"title-en": "No text"}, {"body-en": "No title"}, {"title-en": "x", "body-en": "x" * 4001}]
)
def test_what_is_no_macro_is_refused(alice_client: Client, sent: dict[str, str]) -> None:
    assert save(alice_client, **sent).status_code == 400
    assert Macro.objects.count() == 0


def test_what_staff_must_never_ask_gets_into_no_macro(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "check", lambda body, **_: CODE)
    assert save(alice_client, **{"title-en": "Code", "body-en": "tell me your code"}).status_code == 400


def test_own_macros_are_their_owners_alone(alice_client: Client, bob_client: Client, chat: ConversationRecord) -> None:
    place = save(alice_client, **TEXTS).headers["Location"]
    assert "问候" in offered(alice_client, chat)
    assert "data-choice" not in offered(bob_client, chat)
    for answer in (bob_client.get(place), bob_client.post(place, TEXTS), bob_client.post(f"{place}deletion")):
        assert answer.status_code == 404
    assert "Greeting" not in bob_client.get("/desk/macros/").content.decode()
    assert alice_client.post(f"{place}deletion").status_code == 302
    assert Macro.objects.count() == 0


def test_shared_macros_are_written_by_leads_and_read_by_all(
    alice_client: Client, bob_client: Client, greeting: str
) -> None:
    place = f"/desk/macros/{greeting}/"
    assert "Hello {customer.name}" in alice_client.get(place).content.decode()
    changed = {**TEXTS, "body-en": "Hi {customer.name}", "slug": "greeting"}
    assert alice_client.post(place, changed).status_code == 403
    assert alice_client.post(place, {**changed, "is_shared": "on"}).status_code == 403
    assert alice_client.post(f"{place}deletion").status_code == 403
    assert save(alice_client, **TEXTS, is_shared="on").status_code == 403
    assert Macro.objects.get().bodies["en"] == TEXTS["body-en"]
    assert bob_client.post(place, {**changed, "is_shared": "on"}).status_code == 302
    assert Macro.objects.get().bodies["en"] == "Hi {customer.name}"
    assert JournalEntry.objects.filter(action="macro_saved", subject_kind="macro").count() == 2


def test_a_short_name_is_used_once(bob_client: Client, greeting: str) -> None:
    taken = {**TEXTS, "slug": "greeting", "is_shared": "on"}
    assert save(bob_client, **taken).status_code == 409
    assert save(bob_client, **{**taken, "slug": "greeting-2"}).status_code == 302


def test_SEC_A01_who_does_not_reply_and_who_is_a_customer_sees_no_macro(
    client: Client, carol_token: str, chat: ConversationRecord, greeting: str
) -> None:
    auditor = Client()
    auditor.force_login(an_agent("Otto", Role.AUDITOR))
    places = ["/desk/macros/", "/desk/macros/new", f"/desk/macros/{greeting}/", f"/desk/c/{chat.public_id}/macros"]
    for place in places:
        assert auditor.get(place).status_code == 403
        assert client.get(place).status_code == 401
        assert client.get(place, headers={"Authorization": f"Bearer {carol_token}"}).status_code == 403
    assert auditor.post(f"/desk/macros/{greeting}/deletion").status_code == 403
    assert Macro.objects.count() == 1


def test_a_name_that_looks_like_markup_or_a_variable_stays_text(
    alice_client: Client, chat: ConversationRecord, greeting: str
) -> None:
    a_name(chat.customer, '"><b>{agent.alias}')
    shown = offered(alice_client, chat)
    assert "<b>{agent" not in shown
    assert "&quot;&gt;&lt;b&gt;{agent.alias}，您好" in shown


def test_the_demos_macros_are_brought_by_command_and_brought_again_without_doubling(tmp_path: Any) -> None:
    for _ in range(2):
        call_command("macros", "demo/northwind/macros.json")
    assert Macro.objects.filter(owner=None).count() == 8
    assert all(set(macro.bodies) == {"en", "zh-hans"} for macro in Macro.objects.all())
    bad = tmp_path / "bad.json"
    bad.write_text('[{"slug": "x", "titles": {"en": "x"}, "bodies": {"en": "{customer.password}"}}]')
    with pytest.raises(CommandError, match=r"customer\.password"):
        call_command("macros", str(bad))


def test_a_category_is_read_in_ones_own_language_and_found_by_any(
    alice_client: Client, chat: ConversationRecord
) -> None:
    named = {"category-en": "Deposits", "category-zh-hans": "充值"}
    assert save(alice_client, **TEXTS, **named).status_code == 302
    for place in ("/desk/macros/", f"/desk/c/{chat.public_id}/macros?q=充值"):
        english = alice_client.get(place, headers={"accept-language": "en"}).content.decode()
        chinese = alice_client.get(place, headers={"accept-language": "zh-hans"}).content.decode()
        assert ("Deposits" in english, "充值<" in english) == (True, False), place
        assert ("Deposits" in chinese, "充值<" in chinese) == (False, True), place


def test_a_file_of_macros_may_name_categories_in_one_language_or_each(alice_client: Client, tmp_path: Any) -> None:
    wordings = '"titles": {"en": "T"}, "bodies": {"en": "B"}'
    file = tmp_path / "macros.json"
    file.write_text(
        f'[{{"slug": "one", "category": "Plain", {wordings}}},'
        f' {{"slug": "each", "category": {{"en": "Basics", "zh-hans": "常用"}}, {wordings}}}]'
    )
    call_command("macros", str(file))
    page = alice_client.get("/desk/macros/", headers={"accept-language": "zh-hans"}).content.decode()
    assert "常用" in page
    assert "Plain" in page
    assert "Basics" not in page
