"""Nothing reaches readers that a second person has not seen as it goes out: where it belongs, who wrote it, when."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from conftest import an_agent
from kefu.exchange.models import Fact
from kefu.kit import clock
from kefu.knowledge import drafts, review
from kefu.knowledge.kinds import State
from kefu.knowledge.models import Article, ArticleText, Media, Redirect, Revision
from kefu.people.capabilities import Role
from kefu.trust import guard
from kefu.trust.guard import Refusal, Rule
from kefu.trust.models import JournalEntry
from kefu.web.editor.tests.desk import begun, decide, form_of, submitted, write

CODE = Refusal(Rule.CODE, 0, 4, "code")

SHEET, PAGE = "/desk/articles/a/codes-by-mail/", "/desk/articles/a/codes-by-mail/en/"
READ = "/help/en/articles/codes-by-mail"
STAFF = {"section": "login", "kind": "answer", "audience": "staff", "tags": "fraud", "position": "100"}
ALTS = {"alt-zh-CN": "提现页面", "alt-en": "The page for withdrawals"}


def signed_in(name: str, role: Role) -> Client:
    client = Client()
    client.force_login(an_agent(name, role))
    return client


@pytest.fixture
def dora_client(db: None) -> Client:
    """Another lead."""
    return signed_in("Dora", Role.LEAD)


@pytest.fixture
def finn_client(db: None) -> Client:
    """Another agent."""
    return signed_in("Finn", Role.AGENT)


def describe(client: Client, **changed: str) -> int:
    version = str(Article.objects.get(slug="codes-by-mail").version)
    return client.post(SHEET, STAFF | {"version": version} | changed).status_code


def row_now() -> Revision:
    return Revision.objects.filter(text__article__slug="codes-by-mail").latest("number")


def in_an_hour(hours: int = 1) -> str:
    return (clock.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def of_staff_out(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client, audience="staff")
    assert decide(bob_client, row).status_code == 302


@pytest.mark.parametrize("act", ["submit", "schedule"])
def test_what_waits_for_its_approval_or_its_moment_is_arranged_by_no_agent(
    alice_client: Client, bob_client: Client, act: str
) -> None:
    row = submitted(alice_client, audience="staff")
    if act == "schedule":
        assert decide(bob_client, row, "schedule", publish_at=in_an_hour()).status_code == 302
    assert describe(alice_client, audience="public", tags="Write to t.me/northwind") == 409
    assert alice_client.post(f"{SHEET}address", {"slug": "airdrop-now"}).status_code == 409
    assert "Take it back to draft first" in alice_client.get(SHEET).content.decode()
    if act == "submit":
        assert decide(bob_client, row).status_code == 302
    review.due(clock.now() + timedelta(hours=2))
    assert ArticleText.objects.get(article__slug="codes-by-mail").published is not None
    assert Client().get(READ).status_code == 404
    article = Article.objects.get(slug="codes-by-mail")
    assert (article.tags, Redirect.objects.filter(article=article).exists()) == ([], False)


def test_taken_back_it_is_arranged_by_its_writer_and_approved_anew(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client, audience="staff")
    assert alice_client.post(f"/desk/articles/r/{row.public_id}/return-to-draft").status_code == 302
    assert describe(alice_client, audience="public") == 302
    assert write(alice_client, PAGE, act="submit").status_code == 302
    assert decide(bob_client, row).status_code == 409
    page = bob_client.get(f"/desk/articles/r/{row.public_id}/").content.decode()
    for told in ("Everybody", "codes-by-mail", "fraud", "otp"):
        assert told in page
    assert decide(bob_client, row_now()).status_code == 302
    assert Client().get(READ).status_code == 200


def test_a_reviewer_approves_the_article_as_they_saw_it(
    alice_client: Client, bob_client: Client, dora_client: Client
) -> None:
    row = submitted(alice_client)
    assert describe(dora_client, audience="public", tags="other") == 302
    assert decide(bob_client, row).status_code == 409
    row.refresh_from_db()
    assert dora_client.post(f"{SHEET}address", {"slug": "codes"}).status_code == 302
    assert decide(bob_client, row, "schedule", publish_at=in_an_hour()).status_code == 409
    row.refresh_from_db()
    assert decide(bob_client, row, "schedule", publish_at=in_an_hour()).status_code == 302
    review.due(clock.now() + timedelta(hours=2))
    assert Client().get("/help/en/articles/codes").status_code == 200


def test_nothing_goes_out_of_an_article_that_changed_behind_its_approval(
    alice_client: Client, bob_client: Client
) -> None:
    row = submitted(alice_client)
    Article.objects.filter(slug="codes-by-mail").update(version=7)
    for act in ("publish", "schedule"):
        assert decide(bob_client, row, act, publish_at=in_an_hour()).status_code == 409
    Article.objects.filter(slug="codes-by-mail").update(version=1)
    assert decide(bob_client, row, "schedule", publish_at=in_an_hour()).status_code == 302
    Article.objects.filter(slug="codes-by-mail").update(version=7)
    assert review.due(clock.now() + timedelta(hours=2)) == 0


def test_what_waits_when_the_house_is_upgraded_is_approved_as_it_stands(
    alice_client: Client, bob_client: Client
) -> None:
    row = submitted(alice_client)
    Revision.objects.update(article_version=None)
    Article.objects.filter(slug="codes-by-mail").update(version=3)
    assert decide(bob_client, row).status_code == 409
    import_module("kefu.knowledge.migrations.0007_approved_as_seen").take_as_it_stands(
        apps, SimpleNamespace(connection=connection)
    )
    assert Revision.objects.exclude(article_version=None).count() == 1
    assert decide(bob_client, row).status_code == 302


def test_what_was_written_for_colleagues_is_read_again_before_everybody_reads_it(
    alice_client: Client, bob_client: Client, dora_client: Client
) -> None:
    of_staff_out(alice_client, bob_client)
    assert describe(bob_client, audience="public") == 409
    assert describe(bob_client, tags="other") == 302
    assert bob_client.post(f"{PAGE}end", {"act": "now"}).status_code == 302
    assert describe(bob_client, audience="public") == 302
    assert Client().get(READ).status_code == 404
    restored = f"/desk/articles/r/{row_now().public_id}/restoration"
    assert bob_client.post(restored).status_code == 302
    assert write(bob_client, PAGE, act="submit").status_code == 302
    assert decide(bob_client, row_now()).status_code == 403
    assert decide(dora_client, row_now()).status_code == 302
    assert Client().get(READ).status_code == 200


def test_a_reviewer_does_not_widen_what_waits_and_approve_it_alone(alice_client: Client, bob_client: Client) -> None:
    row = submitted(alice_client, audience="staff")
    assert describe(bob_client, audience="public") == 409
    assert decide(bob_client, row, "send-back", note="This is for everybody").status_code == 302
    assert describe(bob_client, audience="public") == 302


def test_the_guard_reads_all_that_readers_will(alice_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "by_rules", lambda text, **_: CODE if "your code" in text.casefold() else None)
    page = begun(alice_client)
    for typed in ({"title": "Send your code"}, {"keywords": "otp, send your code"}, {"summary": "Your code"}):
        assert write(alice_client, page, act="submit", **typed).status_code == 400
    assert describe(alice_client, tags="Send your code") == 400
    assert alice_client.post("/desk/articles/new", {
        "title": "T", "slug": "t", "locale": "en", "section": "login", "kind": "answer", "tags": "your code",
    }).status_code == 400  # fmt: skip
    row = Media.objects.create(name="p.png", upload="u" * 26, alts={"en": "a", "zh-CN": "b"}, bytes=1)
    address = f"/desk/articles/pictures/{row.public_id}"
    assert alice_client.post(address, {"act": "describe", **ALTS, "alt-en": "Send your code"}).status_code == 400
    row.refresh_from_db()
    assert row.alts["en"] == "a"


def test_whose_words_are_restored_by_a_colleague_does_not_approve_them(
    alice_client: Client, bob_client: Client, dora_client: Client
) -> None:
    write(bob_client, begun(bob_client), body="Bob's words\n")
    row = row_now()
    assert bob_client.post(f"/desk/articles/r/{row.public_id}/withdrawal").status_code == 302
    assert alice_client.post(f"/desk/articles/r/{row.public_id}/restoration").status_code == 302
    sent = form_of(alice_client, PAGE) | {"title": "T", "summary": "s", "body": "Bob's words\n", "act": "submit"}
    assert alice_client.post(PAGE, sent).status_code == 302
    restored = row_now()
    assert restored.pk != row.pk
    assert len(restored.writers) == 2
    assert decide(bob_client, restored).status_code == 403
    assert decide(dora_client, restored).status_code == 302


@pytest.mark.parametrize("state", ["in_review", "scheduled"])
@pytest.mark.parametrize("act", ["return-to-draft", "withdrawal"])
def test_what_waits_is_taken_back_by_its_writer_or_a_reviewer(
    alice_client: Client, bob_client: Client, finn_client: Client, state: str, act: str
) -> None:
    row = submitted(alice_client)
    if state == "scheduled":
        assert decide(bob_client, row, "schedule", publish_at=in_an_hour()).status_code == 302
    address = f"/desk/articles/r/{row.public_id}/"
    refused = finn_client.post(f"{address}{act}")
    assert refused.status_code == 403
    assert "A colleague wrote this" in refused.content.decode()
    assert f"{address}{act}" not in finn_client.get(address).content.decode()
    assert row_now().state == state
    assert f"{address}{act}" in alice_client.get(address).content.decode()
    assert f"{address}{act}" in bob_client.get(address).content.decode()
    assert alice_client.post(f"{address}{act}").status_code == 302


def test_what_was_published_meanwhile_is_not_discarded_as_the_draft_it_was(
    alice_client: Client, bob_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = submitted(alice_client)
    stale = drafts.row_for(row.public_id)
    assert decide(bob_client, row).status_code == 302
    monkeypatch.setattr(drafts, "row_for", lambda _public_id: stale)
    assert alice_client.post(f"/desk/articles/r/{row.public_id}/withdrawal").status_code == 409
    assert row_now().state == State.PUBLISHED


def test_put_off_again_it_does_not_go_out_at_the_moment_it_had(
    alice_client: Client, bob_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look for what is due and the claim it was taken back, changed and approved for later."""
    row = submitted(alice_client)
    assert decide(bob_client, row, "schedule", publish_at=in_an_hour(5)).status_code == 302
    assert review._publish_due(row.public_id, clock.now() + timedelta(hours=2)) == 0
    assert row_now().state == State.SCHEDULED
    assert review._publish_due(row.public_id, clock.now() + timedelta(hours=6)) == 1


def test_the_words_of_a_picture_that_readers_see_are_a_reviewers_and_journaled(
    alice_client: Client, bob_client: Client
) -> None:
    row = Media.objects.create(
        name="p.png", upload="u" * 26, alts={"en": "a", "zh-CN": "b"}, media_type="image/png", bytes=1
    )
    address = f"/desk/articles/pictures/{row.public_id}"
    write(alice_client, begun(alice_client), body="x ![](media:p.png) y\n")
    own = {"act": "describe", **ALTS}
    assert alice_client.post(address, own).status_code == 302
    write(alice_client, PAGE, act="submit", body="x ![x](media:p.png) y\n")
    refused = alice_client.post(address, own | {"alt-en": "Write to x"})
    assert refused.status_code == 403
    assert "A reviewer" in refused.content.decode()
    assert decide(bob_client, row_now()).status_code == 302
    assert alice_client.post(address, own | {"alt-en": "Write to x"}).status_code == 403
    assert bob_client.post(address, own | {"alt-en": "Where to withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.alts["en"] == "Where to withdraw"
    told = list(JournalEntry.objects.filter(action="media_described").values_list("detail", flat=True))
    assert told[-1] == "p.png en: Where to withdraw"
    assert "p.png zh-CN: 提现页面" in told


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Support: t.me/evil", 400),
        ("0.00008 BTC, ask t.me/evil", 400),
        ("0.00008 BTC, ask @evil", 400),
        ("0.00008 BTC, ask evil.example", 400),
        ("0.0008 BTC", 400),
        ("10.00008 BTC", 400),
        ("only 0.00008 BTC.", 302),
    ],
)
def test_words_of_a_figure_say_the_figure_and_lead_nowhere(bob_client: Client, words: str, status: int) -> None:
    fee = {"fact": "withdrawal_fee BTC Bitcoin", "value": "0.00008", "reason": "so it is"}
    assert bob_client.post("/desk/articles/facts/change", fee | {"words-en": words}).status_code == status
    kept = Fact.objects.get(name="withdrawal_fee", args="BTC Bitcoin").words
    assert kept == ({"en": words} if status == 302 else {})


@pytest.mark.parametrize(
    ("words", "status"),
    [("every day, ask t.me/evil", 400), ("every day, @evil", 400), ("every day, 09:00–18:00 (UTC+8)", 302)],
)
def test_words_of_a_fact_lead_nowhere_that_its_value_does_not(bob_client: Client, words: str, status: int) -> None:
    hours = {"fact": "phone_hours", "value": "every day, 09:00–18:00 (UTC+8)", "reason": "shorter"}
    assert bob_client.post("/desk/articles/facts/change", hours | {"words-en": words}).status_code == status
