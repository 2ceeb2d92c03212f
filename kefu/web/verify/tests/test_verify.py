"""The page that says whether something is ours, as people meet it: without scripts, without an account."""

import json
import logging

import pytest
from django.test import Client

from conftest import an_agent
from kefu.people.access import Viewer
from kefu.safeguards import fraud
from kefu.trust import admissions, badges, channels, codes, registry, signing
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.ui import verdicts
from kefu.ui.verdict_shapes import Asker

SENT = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: object) -> None:
    settings.BASE_URL = "http://localhost"  # type: ignore[attr-defined]
    channels.bring([Entry(Sort.DOMAIN, "northwind.example", name="Northwind"), Entry(Sort.LINKED_HOST, "scan.example")])
    registry.forget()


@pytest.fixture
def reader() -> Client:
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def asked(reader: Client, text: str, *, locale: str = "en") -> str:
    response = reader.post(f"/verify?locale={locale}", {"text": text}, headers=SENT)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return str(response.content.decode())


def test_the_page_lists_what_is_ours(reader: Client) -> None:
    page = reader.get("/verify").content.decode()
    assert "northwind.example" in page
    assert "scan.example" in page


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_an_empty_field_says_what_to_do_and_keeps_the_focus(reader: Client, text: str) -> None:
    for locale, said in (("en", "Copy in first what you were sent"), ("zh-hans", "请先粘贴您收到的内容")):
        answer = reader.post(f"/verify?locale={locale}", {"text": text}, headers=SENT)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert said in page
        assert 'aria-describedby="problem kept" aria-invalid="true" autofocus' in page
    seen = reader.get("/verify").content.decode()
    assert "autofocus" not in seen
    assert 'role="alert"' not in seen


@pytest.mark.parametrize("text", ["my password is Hunter22!x", "我的密码是 Hunter22!x"])
def test_a_secret_is_not_shown_again_and_its_owner_is_told_what_to_do(reader: Client, text: str) -> None:
    page = asked(reader, text)
    assert "Hunter22" not in page
    assert "change it now" in page
    assert "[removed: " not in asked(reader, text, locale="zh-hans")


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("https://www.northwind.example/x", "ours", "Yes, this is ours"),
        ("https://northwlnd.example/<b>", "lookalike", "Not ours: it only looks like ours"),
        ("https://scan.example/tx/1", "linked", "Not ours, but a place we lead to"),
        ("alice@mailbox.test", "unknown", "We do not know this"),
    ],
)
def test_each_verdict_has_its_words_and_a_sign_of_its_own(reader: Client, text: str, kind: str, said: str) -> None:
    page = asked(reader, text)
    assert said in page
    assert f"verdict--{kind}" in page
    assert "<b>" not in page


def test_what_differs_is_told_by_its_place(reader: Client) -> None:
    page = asked(reader, "https://nоrthwind.example")
    assert "Place 2: “о” (Cyrillic) stands where ours has “o”." in page
    assert "n<mark>о</mark>rthwind.example" in page
    assert "第 2 位" in asked(reader, "https://nоrthwind.example", locale="zh-CN")


def test_what_expired_is_told_as_ours_nowhere(reader: Client) -> None:
    channels.bring([Entry(Sort.DOMAIN, "elsewhere.example", name="Old", valid_until="2026-01-01T00:00:00Z")])
    registry.forget()
    page = asked(reader, "https://elsewhere.example")
    assert "verdict--lookalike" in page
    assert "It was or will be ours at another time. Now it is not." in page
    assert "Ours is:" not in page
    assert "elsewhere.example" not in reader.get("/verify").content.decode()


def test_a_whole_message_is_taken_apart(reader: Client) -> None:
    page = asked(reader, "Northwind Support\nGo to https://northwind.test now, not to https://northwind.example!")
    assert page.index("northwind.test") < page.index("https://northwind.example")
    assert "What else stands in it" in page


def test_a_code_is_told_of_to_nobody_here_whoever_has_it(reader: Client) -> None:
    real, invented = codes.of_number(7), codes.of_number(8)
    for code in (real, invented, real.replace("-", "").lower()):
        (found,) = verdicts.answered(code, Asker())
        assert (found.outcome, found.title) == ("unknown", "A message code")
    wrong = real[:-1] + ("3" if real[-1] != "3" else "4")
    assert verdicts.answered(wrong, Asker())[0].title == "Not a message code of ours"
    assert "only the recipient" in asked(reader, real)


def test_a_code_beside_a_link_hides_no_warning() -> None:
    text = f"Unlock your account at https://northwlnd.example/x now. {codes.of_number(7)}"
    found = verdicts.answered(text, Asker())
    assert [each.outcome for each in found] == ["lookalike", "unknown"]
    assert found[1].title == "A message code"


def test_a_badge_is_red_where_nobody_wears_it_now() -> None:
    anna = an_agent("anna")
    card = badges.card_of(anna.id)
    assert card is not None
    (off,) = verdicts.answered(card.badge, Asker())
    assert (off.outcome, off.title, off.can_report) == ("lookalike", "Ours, but off shift", True)
    Client().post(admissions.signin_link("anna"), HTTP_HOST="localhost")
    (on,) = verdicts.answered(card.badge, Asker())
    assert (on.outcome, on.title) == ("ours", "Ours, and on shift now")
    admissions.disable(anna.id)
    (gone,) = verdicts.answered(card.badge, Asker())
    assert (gone.outcome, gone.title) == ("fraud", "Not one of ours any more")


def test_what_is_asked_stands_in_no_log_and_no_address(reader: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = asked(reader, "secret-handle-8842")
    assert "secret-handle-8842" not in caplog.text
    assert 'method="post"' in page
    assert "secret-handle-8842" in page


def test_a_verdict_is_asked_from_our_own_pages_alone(reader: Client) -> None:
    sent = {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"}
    for path in ("/verify", "/verify/reports", "/verify/appeals"):
        assert reader.post(path, {"text": "x"}, headers=sent).status_code == 403


def test_a_report_is_made_in_one_tap_and_warns_once_confirmed(reader: Client, bob: Viewer) -> None:
    page = asked(reader, "https://t.me/kind_helper")
    assert 'name="text" value="https://t.me/kind_helper"' in page
    told = reader.post("/verify/reports", {"text": "https://t.me/kind_helper"}, headers=SENT).content.decode()
    (report,) = fraud.waiting(bob)
    assert report.reference in told
    fraud.confirm(bob, report.public_id, reason="asks for codes")
    registry.forget()
    page = asked(reader, "@kind_helper")
    assert "Not ours: a known fraud" in page
    assert report.reference in page
    answer = reader.post("/verify/appeals", {"reference": report.reference, "words": "It is mine"}, headers=SENT)
    assert "looked at again" in answer.content.decode()


def test_what_is_refused_stands_in_the_form_again_with_what_to_do(reader: Client) -> None:
    sent = {"text": "northwind.example", "words": "They were rude."}
    response = reader.post("/verify/reports", sent, headers=SENT)
    page = response.content.decode()
    assert response.status_code == 400
    assert "This is ours." in page
    assert "They were rude." in page
    response = reader.post("/verify/appeals", {"reference": "2222", "words": "Mine"}, headers=SENT)
    assert response.status_code == 404
    assert "Mine" in response.content.decode()


def test_the_chat_leads_to_the_report_and_its_source_is_kept(reader: Client, bob: Viewer) -> None:
    page = reader.get("/verify/reports?from=chat").content.decode()
    assert 'name="from" value="chat"' in page
    reader.post("/verify/reports", {"text": "@x_helper", "from": "chat"}, headers=SENT)
    assert fraud.waiting(bob)[0].tellings[0].source == "chat"


def test_the_signed_list_stands_where_programs_look_and_its_key_beside_it(reader: Client) -> None:
    response = reader.get("/.well-known/kefu-channels.json")
    told = json.loads(response.content)
    rest = {name: value for name, value in told.items() if name != "signature"}
    assert [each["value"] for each in told["entries"]] == ["northwind.example", "scan.example"]
    assert signing.is_signed(signing.canonical(rest), told["signature"], told["key"])
    assert told["key"] in reader.get("/verify/key").content.decode()
    assert "public" in response["Cache-Control"]


def test_the_help_centre_leads_there_in_its_language(reader: Client) -> None:
    response = reader.get("/help/zh-cn/verify")
    assert response.status_code == 302
    assert response["Location"] == "/verify?locale=zh-CN"


def test_a_phrase_alone_is_answered_by_what_to_do_and_by_no_verdict_of_the_place_it_left(reader: Client) -> None:
    phrase = "abandon " * 11 + "about"
    page = asked(reader, phrase)
    assert "move the coins to a new wallet now" in page
    assert "abandon" not in page
    assert "We do not know this" not in page
    assert "We do not know this" in asked(reader, f"{phrase} https://evil.example")
