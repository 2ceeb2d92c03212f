"""From an empty page to what readers see: written, previewed, linted, submitted, decided on by a second person."""

import re
from pathlib import Path

import pytest
from django.test import Client

from kefu.knowledge import articles, rendering
from kefu.knowledge.cards import ArticlePage
from kefu.knowledge.kinds import State
from kefu.knowledge.models import Article, Revision
from kefu.people.access import NOBODY
from kefu.web.editor.tests.desk import NEW, WORDS, begun, decide, form_of, submitted, write


def shown(slug: str, locale: str = "en") -> ArticlePage:
    found = articles.article(NOBODY, slug, locale=locale)
    assert isinstance(found, ArticlePage)
    return found


def test_an_agent_writes_a_lead_publishes_and_readers_have_it(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client)
    assert "Codes by mail" in bob_client.get("/desk/articles/queue").content.decode()
    answer = decide(bob_client, row)
    assert answer.status_code == 302
    assert shown("codes-by-mail").card.title == "Codes by mail"
    assert Article.objects.get(slug="codes-by-mail").owner is not None


def test_who_wrote_it_is_told_why_somebody_else_decides(bob_client: Client) -> None:
    row = submitted(bob_client)
    page = bob_client.get(f"/desk/articles/r/{row.public_id}/").content.decode()
    assert "Somebody else has to approve what you wrote" in page
    assert 'value="publish"' not in page
    answer = decide(bob_client, row)
    assert answer.status_code == 403
    assert "Somebody else has to approve what you wrote" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW


def test_an_agent_publishes_nothing_not_even_a_colleagues_words(alice_client: Client, bob_client: Client) -> None:
    row = submitted(bob_client)
    assert decide(alice_client, row).status_code == 403
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW


@pytest.mark.parametrize("who", ["auditor_client", "outsider_client"])
def test_who_may_not_write_gets_no_page_and_changes_nothing(
    who: str, alice_client: Client, request: pytest.FixtureRequest
) -> None:
    outsider: Client = request.getfixturevalue(who)
    page = begun(alice_client)
    form = form_of(alice_client, page)
    row = Revision.objects.get(public_id=form["revision"])
    status = 403 if who == "auditor_client" else 401
    addresses = ("", "new", "queue", "a/codes-by-mail/", "a/codes-by-mail/en/", "a/codes-by-mail/en/revisions",
                 f"r/{row.public_id}/", "reports/gaps", "reports/stale", "reports/faults", "reports/deflection",
                 "facts", "reviews", "pictures", "choices/articles")  # fmt: skip
    assert [outsider.get(f"/desk/articles/{each}").status_code for each in addresses] == [status] * len(addresses)
    assert outsider.post(page, form | WORDS).status_code == status
    assert outsider.post("/desk/articles/new", NEW | {"slug": "another"}).status_code == status
    assert outsider.post("/desk/articles/previews", WORDS).status_code == status
    assert decide(outsider, row).status_code == status
    row.refresh_from_db()
    assert (row.body, Article.objects.filter(slug="another").exists()) == ("", False)


def test_a_preview_is_the_help_centres_own_rendering_beside_what_is_wrong_and_where(alice_client: Client) -> None:
    body = "One\n\n![](media:nothing.png)\n\nThe [way](article:nowhere).\n\n<script>alert(1)</script>\n"
    sent = {**WORDS, "body": body, "locale": "en", "kind": "guide", "checked_on": ""}
    answer = alice_client.post("/desk/articles/previews", sent).content.decode()
    assert "&lt;script&gt;" in answer
    assert 'data-jump="3"' in answer
    assert 'data-jump="5"' in answer
    assert "A link leads nowhere: article:nowhere" in answer
    assert "A guide has numbered steps" in answer
    fine = alice_client.post("/desk/articles/previews", sent | {"body": WORDS["body"], "kind": "answer"})
    assert "Nothing is wrong with it." in fine.content.decode()
    assert '<span class="fact">' in fine.content.decode()


def test_the_preview_button_shows_what_was_typed_and_keeps_nothing(alice_client: Client) -> None:
    page = begun(alice_client)
    answer = write(alice_client, page, act="preview", body="**typed** only")
    assert "<strong>typed</strong> only" in answer.content.decode()
    assert Revision.objects.get(public_id=form_of(alice_client, page)["revision"]).body == ""


def test_words_that_the_lints_refuse_are_kept_and_not_submitted(alice_client: Client) -> None:
    page = begun(alice_client)
    answer = write(alice_client, page, act="submit", body="![](media:nothing.png)")
    assert answer.status_code == 400
    assert "![](media:nothing.png)</textarea>" in answer.content.decode()
    row = Revision.objects.get(public_id=form_of(alice_client, page)["revision"])
    assert (row.state, row.body) == (State.DRAFT, "![](media:nothing.png)")
    assert f'name="version" value="{row.version}"' in answer.content.decode()


def test_two_who_write_at_once_lose_nothing_and_see_what_differs(alice_client: Client, bob_client: Client) -> None:
    page = begun(alice_client)
    seen = form_of(alice_client, page)
    write(bob_client, page, body="Bob's words\n")
    by_script = alice_client.post(page, seen | WORDS | {"act": "save"}, headers={"Accept": "application/json"})
    assert (by_script.status_code, by_script.json()["error"]["code"]) == (409, "draft_moved")
    answer = alice_client.post(page, seen | WORDS | {"act": "save", "body": "Alice's words\n"})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Alice&#x27;s words\n</textarea>" in told
    assert "<del>Bob</del>" in told
    assert "<ins>Alice</ins>" in told
    row = Revision.objects.get(public_id=seen["revision"])
    assert row.body == "Bob's words\n"
    on_top = alice_client.post(page, seen | WORDS | {"version": str(row.version), "body": "Both\n", "act": "save"})
    row.refresh_from_db()
    assert (on_top.status_code, row.body) == (302, "Both\n")


def test_a_script_saves_beside_whoever_types_and_is_told_the_next_version(alice_client: Client) -> None:
    page = begun(alice_client)
    seen = form_of(alice_client, page)
    saved = alice_client.post(page, seen | WORDS | {"act": "save"}, headers={"Accept": "application/json"})
    assert saved.json() == {"version": int(seen["version"]) + 1}
    assert Revision.objects.get(public_id=seen["revision"]).keywords == ["otp", "验证码"]


def test_a_new_guide_begins_with_the_parts_it_must_have_and_an_address_is_not_taken_twice(alice_client: Client) -> None:
    page = begun(alice_client, kind="guide")
    assert "::: steps\n1. " in alice_client.get(page).content.decode()
    again = alice_client.post("/desk/articles/new", NEW)
    assert again.status_code == 409
    assert 'value="codes-by-mail"' in again.content.decode()
    assert alice_client.post("/desk/articles/new", NEW | {"title": "提现", "slug": ""}).status_code == 400


def test_a_gap_leads_to_a_new_article_that_is_called_as_its_readers_called_it(alice_client: Client) -> None:
    page = alice_client.get(
        "/desk/articles/new?title=提现到错误的网络&locale=zh-CN&keywords=提现到错误的网络"
    ).content.decode()
    assert 'name="title" value="提现到错误的网络"' in page
    assert '<option value="zh-CN" selected>' in page


def test_whoever_approves_sees_an_article_by_the_sheets_its_readers_see_it_by(
    alice_client: Client, bob_client: Client
) -> None:
    page = f"/desk/articles/r/{submitted(alice_client).public_id}/"
    assert '<div class="prose" lang="en">' in bob_client.get(page).content.decode()
    web = Path(__file__).parents[2]
    own = (web / "editor/static/editor/css/reading.css").read_text()
    reading = (web / "help/static/help/reading.css").read_text()
    for sheet in ("ui/css/components/prose.css", "css/article.css"):
        assert sheet in own
        assert sheet in reading


def test_no_sheet_of_the_desk_reaches_into_an_article() -> None:
    """Its parts are called so in texts that are kept: `.steps` of another sheet drew them side by side."""
    kefu = Path(__file__).parents[3]
    names = {name for sort in rendering._CLASSES.values() for name in sort}
    loose = re.compile(rf"^\s*\.({'|'.join(map(re.escape, names))})(?![\w-])", re.MULTILINE)
    sheets = [file for room in ("ui", "web/desk", "web/editor") for file in (kefu / room).glob("static/**/*.css")]
    assert len(sheets) > 20
    assert {file.name: loose.findall(file.read_text()) for file in sheets if loose.search(file.read_text())} == {}
