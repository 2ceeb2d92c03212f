"""Revisions held against each other, decided on, put off, sent back, taken back, restored; an article's own data; pictures."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kefu.files.models import Upload
from kefu.kit import clock
from kefu.knowledge import review
from kefu.knowledge.kinds import State
from kefu.knowledge.models import Article, ArticleText, Media, Redirect, Revision
from kefu.web.editor.tests.desk import begun, decide, submitted, write

PAGE = "/desk/articles/a/reset-password"
ALTS = {"alt-zh-CN": "提现页面", "alt-en": "The page for withdrawals"}


def a_picture(name: str = "shot.png") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), content_type="image/png")


def described(**changed: str) -> dict[str, str]:
    return {"version": "1", "section": "login", "kind": "guide", "audience": "public", "tags": "a, b",
            "related": "sign-in-codes\nnowhere", "owner": "", "review_on": "2027-02-01", "checked_on": "",
            "position": "7", "popular": "", **changed}  # fmt: skip


@pytest.fixture
def _storage(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def test_what_is_sent_back_comes_with_words_and_can_be_written_on(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client)
    assert decide(bob_client, row, "send-back", note=" ").status_code == 400
    assert decide(bob_client, row, "send-back", note="Name the network").status_code == 302
    page = alice_client.get("/desk/articles/a/codes-by-mail/en/").content.decode()
    assert "Sent back by Bob" in page
    assert "Name the network" in page
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_approved_for_later_it_goes_out_at_its_moment_and_down_at_its_end(
    alice_client: Client, bob_client: Client
) -> None:
    row = submitted(alice_client)
    assert decide(bob_client, row, "schedule").status_code == 400
    assert decide(bob_client, row, "schedule", publish_at="yesterday").status_code == 400
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    later = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert decide(bob_client, row, "schedule", publish_at=tomorrow, expire_at=later).status_code == 302
    text = ArticleText.objects.get(article__slug="codes-by-mail")
    assert text.published_id is None
    assert "Codes by mail" in alice_client.get("/desk/articles/?state=scheduled").content.decode()
    review.due(clock.now() + timedelta(days=1, minutes=1))
    assert ArticleText.objects.filter(pk=text.pk, published__isnull=False).exists()
    review.due(clock.now() + timedelta(days=2, minutes=1))
    assert not ArticleText.objects.filter(pk=text.pk, published__isnull=False).exists()


def test_what_a_reviewer_did_not_read_is_not_approved(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client)
    alice_client.post(f"/desk/articles/r/{row.public_id}/return-to-draft")
    write(alice_client, "/desk/articles/a/codes-by-mail/en/", act="submit", body="Other words\n")
    assert decide(bob_client, row).status_code == 409
    assert ArticleText.objects.get(article__slug="codes-by-mail").published is None


def test_any_two_revisions_are_held_against_each_other_in_words(alice_client: Client, bob_client: Client) -> None:
    decide(bob_client, submitted(alice_client))
    alice_client.post("/desk/articles/a/codes-by-mail/en/draft")
    write(alice_client, "/desk/articles/a/codes-by-mail/en/", summary="When they do not arrive.")
    shown = alice_client.get("/desk/articles/a/codes-by-mail/en/revisions").content.decode()
    assert "From revision 1 to 2" in shown
    assert "<del>come</del><ins>arrive</ins>" in shown
    assert '<span class="change__told">changed</span>' in shown
    old, new = Revision.objects.filter(text__article__slug="codes-by-mail").order_by("number")
    address = f"/desk/articles/a/codes-by-mail/en/revisions?old={new.public_id}&new={old.public_id}"
    assert "<del>arrive</del><ins>come</ins>" in alice_client.get(address).content.decode()


def test_an_older_revision_comes_back_as_a_new_draft_unless_one_is_open(
    alice_client: Client, bob_client: Client
) -> None:
    first = submitted(alice_client)
    decide(bob_client, first)
    alice_client.post("/desk/articles/a/codes-by-mail/en/draft")
    write(alice_client, "/desk/articles/a/codes-by-mail/en/", body="Newer\n")
    restored = f"/desk/articles/r/{first.public_id}/restoration"
    assert alice_client.post(restored).status_code == 409
    draft = Revision.objects.get(state=State.DRAFT)
    assert alice_client.post(f"/desk/articles/r/{draft.public_id}/withdrawal").status_code == 302
    assert alice_client.post(restored).status_code == 302
    assert Revision.objects.get(state=State.DRAFT).body == first.body


def test_a_translation_stands_beside_its_source_and_is_called_up_to_date(
    alice_client: Client, bob_client: Client
) -> None:
    decide(bob_client, submitted(alice_client))
    began = alice_client.post("/desk/articles/a/codes-by-mail/zh-CN/draft", {"beside": "1"})
    page = alice_client.get(began["Location"]).content.decode()
    assert "When they do not come." in page
    assert "changed since this translation" not in page
    zh = {"title": "邮件验证码", "summary": "收不到时。", "body": "手续费 {{ fact:withdrawal_fee BTC Bitcoin }}。\n"}
    row = Revision.objects.get(text__locale="zh-CN", text__article__slug="codes-by-mail")
    write(alice_client, "/desk/articles/a/codes-by-mail/zh-CN/", **zh)
    alice_client.post("/desk/articles/a/codes-by-mail/en/draft")
    write(alice_client, "/desk/articles/a/codes-by-mail/en/", act="submit", body="The fee has changed.\n")
    newer = Revision.objects.get(text__locale="en", state=State.IN_REVIEW)
    decide(bob_client, newer)
    beside = alice_client.get("/desk/articles/a/codes-by-mail/zh-CN/?beside=1").content.decode()
    assert "changed since this translation" in beside
    assert "<ins>" in beside
    write(alice_client, "/desk/articles/a/codes-by-mail/zh-CN/", act="up-to-date", **zh)
    row.refresh_from_db()
    assert row.source_revision == newer
    after = alice_client.get("/desk/articles/a/codes-by-mail/zh-CN/?beside=1").content.decode()
    assert "changed since this translation" not in after


def test_a_reviewer_arranges_what_is_out_and_an_agent_only_what_is_not(
    alice_client: Client, bob_client: Client
) -> None:
    assert alice_client.post(f"{PAGE}/", described()).status_code == 403
    assert bob_client.post(f"{PAGE}/", described(review_on="2027-02-31")).status_code == 400
    assert bob_client.post(f"{PAGE}/", described()).status_code == 302
    row = Article.objects.get(slug="reset-password")
    assert (row.section.slug, row.tags, row.related, row.position) == ("login", ["a", "b"], ["sign-in-codes"], 7)
    again = bob_client.post(f"{PAGE}/", described(tags="mine"))
    assert again.status_code == 409
    assert 'value="mine"' in again.content.decode()
    begun(alice_client)
    own = described(kind="answer")
    assert alice_client.post("/desk/articles/a/codes-by-mail/", own).status_code == 302


def test_another_address_leads_on_from_the_old_one(alice_client: Client, bob_client: Client) -> None:
    assert alice_client.post(f"{PAGE}/address", {"slug": "new-password"}).status_code == 403
    assert bob_client.post(f"{PAGE}/address", {"slug": "Not An Address"}).status_code == 400
    moved = bob_client.post(f"{PAGE}/address", {"slug": "new-password"})
    assert moved["Location"] == "/desk/articles/a/new-password/"
    assert Redirect.objects.get(slug="reset-password").article.slug == "new-password"


def test_what_is_out_is_taken_down_by_a_reviewer_alone(alice_client: Client, bob_client: Client) -> None:
    address = f"{PAGE}/en/end"
    assert alice_client.post(address, {"act": "now"}).status_code == 403
    assert bob_client.post(address, {"act": "later", "expire_at": "2020-01-01T00:00"}).status_code == 400
    assert bob_client.post(address, {"act": "later", "expire_at": "2030-01-01T00:00"}).status_code == 302
    text = ArticleText.objects.get(article__slug="reset-password", locale="en")
    assert text.expires_at is not None
    assert bob_client.post(address, {"act": "now"}).status_code == 302
    text.refresh_from_db()
    assert text.published is None


@pytest.mark.usefixtures("_storage")
def test_a_picture_is_taken_in_with_what_is_to_be_seen_and_put_into_the_text(
    alice_client: Client, auditor_client: Client
) -> None:
    sent = {"name": "withdraw.png", "locale": "zh-CN", "caption": 'The "page"', **ALTS}
    asked = {"Accept": "application/json"}
    address = "/desk/articles/pictures"
    silent = alice_client.post(address, {**sent, "alt-en": "", "file": a_picture()}, headers=asked)
    assert silent.status_code == 400
    assert "what is to be seen" in silent.json()["error"]["message"]
    assert (Media.objects.count(), Upload.objects.count()) == (0, 0)
    assert auditor_client.post(address, {**sent, "file": a_picture()}, headers=asked).status_code == 403
    added = alice_client.post(address, {**sent, "file": a_picture()}, headers=asked)
    assert added.status_code == 201, added.content
    assert added.json() == {"markdown": '![提现页面](media:withdraw.png "The ”page”")'}
    again = alice_client.post(address, {**sent, "file": a_picture()})
    assert again.status_code == 400
    assert "This name is taken" in again.content.decode()
    found = alice_client.get("/desk/articles/choices/pictures?locale=en&q=with").content.decode()
    assert 'data-text="![The page for withdrawals](media:withdraw.png)"' in found


@pytest.mark.usefixtures("_storage")
def test_a_picture_that_an_article_shows_is_not_removed(alice_client: Client, bob_client: Client) -> None:
    alice_client.post("/desk/articles/pictures", {"name": "withdraw.png", "file": a_picture(), **ALTS})
    row = Media.objects.get()
    write(alice_client, begun(alice_client), body="![x](media:withdraw.png)\n")
    address = f"/desk/articles/pictures/{row.public_id}"
    assert bob_client.post(address, {"act": "remove"}).status_code == 400
    assert bob_client.post(address, {"act": "describe", **ALTS, "alt-en": "Other words"}).status_code == 302
    assert Media.objects.get().alts["en"] == "Other words"
    write(alice_client, "/desk/articles/a/codes-by-mail/en/", body="nothing\n")
    assert alice_client.post(address, {"act": "remove"}).status_code == 403
    assert bob_client.post(address, {"act": "remove"}).status_code == 302
    assert not Media.objects.exists()


def test_choices_link_articles_and_name_facts(alice_client: Client) -> None:
    found = alice_client.get("/desk/articles/choices/articles?q=reset&locale=en").content.decode()
    assert 'data-target="article:reset-password" data-title="Reset your password"' in found
    facts = alice_client.get("/desk/articles/choices/facts?q=withdrawal_fee btc bitcoin&locale=en").content.decode()
    assert 'data-text="{{ fact:withdrawal_fee BTC Bitcoin }}"' in facts
    assert alice_client.get("/desk/articles/choices/secrets").status_code == 404
