"""What editors look over: the list and what it is narrowed down by, reports, facts; and that no page asks too much."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.kit import clock, ids
from kefu.knowledge import gaps, visits
from kefu.knowledge.models import Article, ArticleText, Doubt, Media, Visit
from kefu.people.models import Agent
from kefu.trust.models import JournalEntry
from kefu.web.editor.tests.desk import begun, decide, submitted

MOST = 12
FEE = "withdrawal_fee BTC Bitcoin"


def listed(client: Client, query: str = "") -> list[str]:
    """The addresses in the list, in order."""
    shown = client.get(f"/desk/articles/{query}").content.decode()
    return [part.partition("<")[0] for part in shown.split('<code class="muted">')[1:]]


def test_the_list_is_narrowed_by_words_section_kind_state_language_owner_and_what_is_due(
    alice_client: Client, alice_agent: Agent
) -> None:
    Article.objects.filter(slug="desk-only").update(owner=alice_agent, review_on=clock.now().date())
    ArticleText.objects.filter(article__slug="sign-in-codes", locale="en").delete()
    begun(alice_client)
    every = {"reset-password", "sign-in-codes", "desk-only", "notice-fees", "codes-by-mail"}
    assert set(listed(alice_client)) == every
    assert listed(alice_client, "?q=%E9%AA%8C%E8%AF%81%E7%A0%81") == ["sign-in-codes"]
    assert listed(alice_client, "?q=PASSWORD") == ["reset-password"]
    assert listed(alice_client, "?section=login/password") == ["reset-password"]
    assert set(listed(alice_client, "?section=login")) == every - {"notice-fees"}
    assert listed(alice_client, "?kind=notice") == ["notice-fees"]
    assert listed(alice_client, "?state=draft") == ["codes-by-mail"]
    assert listed(alice_client, "?state=unpublished") == ["codes-by-mail"]
    assert listed(alice_client, "?language=missing:en") == ["sign-in-codes"]
    assert set(listed(alice_client, f"?owner={alice_agent.public_id}")) == {"desk-only", "codes-by-mail"}
    assert set(listed(alice_client, "?due=stale")) == {"desk-only", "sign-in-codes"}
    assert listed(alice_client, "?q=nothing-is-called-so") == []


def test_a_source_that_is_published_anew_leaves_its_translation_behind(
    alice_client: Client, bob_client: Client
) -> None:
    assert listed(alice_client, "?due=behind") == []
    alice_client.post("/desk/articles/a/sign-in-codes/zh-CN/draft")
    page = "/desk/articles/a/sign-in-codes/zh-CN/"
    from_form = alice_client.get(page).content.decode()
    assert "验证码" in from_form
    row = ArticleText.objects.get(article__slug="sign-in-codes", locale="zh-CN").revisions.get(state="draft")
    sent = {
        "revision": row.public_id,
        "version": "1",
        "title": "验证码",
        "summary": "新",
        "body": "新的\n",
        "act": "submit",
    }
    assert alice_client.post(page, sent).status_code == 302
    row.refresh_from_db()
    assert decide(bob_client, row).status_code == 302
    assert listed(alice_client, "?due=behind") == ["sign-in-codes"]
    assert listed(alice_client, "?language=behind:en") == ["sign-in-codes"]


def test_a_changed_fact_is_journaled_with_its_reason_and_lists_what_names_it(
    alice_client: Client, bob_client: Client
) -> None:
    form = bob_client.get(f"/desk/articles/facts?change={FEE}").content.decode()
    assert "2 texts name it" in form
    version = form.partition('name="version" value="')[2].partition('"')[0]
    sent = {"fact": FEE, "value": "0.0004", "version": version}
    refused = bob_client.post("/desk/articles/facts/change", sent)
    assert refused.status_code == 400
    assert 'value="0.0004"' in refused.content.decode()
    assert alice_client.post("/desk/articles/facts/change", sent | {"reason": "mine"}).status_code == 403
    assert not Doubt.objects.exists()
    done = bob_client.post("/desk/articles/facts/change", sent | {"reason": "The network is dear"})
    assert done.status_code == 302
    assert JournalEntry.objects.get(action="fact_reason").detail == f"{FEE}: The network is dear"
    told = alice_client.get(done["Location"]).content.decode()
    assert told.count("Right as it stands") == 2
    assert "0.0004 BTC" in told
    assert listed(alice_client, "?due=facts") == ["notice-fees"]
    stale = bob_client.post("/desk/articles/facts/change", sent | {"reason": "again"})
    assert stale.status_code == 409


def test_who_looked_takes_a_text_off_the_list_and_who_comes_second_is_not_refused(
    alice_client: Client, bob_client: Client, carol_token: str
) -> None:
    bob_client.post("/desk/articles/facts/change", {"fact": FEE, "value": "0.0009", "reason": "dear"})
    first = Doubt.objects.order_by("id")[0]
    address = f"/desk/articles/reviews/{first.pk}/settlement"
    outsider = Client()
    assert outsider.post(address, headers={"Authorization": f"Bearer {carol_token}"}).status_code in {401, 403}
    assert Doubt.objects.filter(settled_at=None).count() == 2
    assert [alice_client.post(address).status_code, bob_client.post(address).status_code] == [302, 302]
    assert Doubt.objects.filter(settled_at=None).count() == 1


def test_gaps_are_counted_and_one_click_starts_the_article(alice_client: Client) -> None:
    for _ in range(3):
        visits.searched("提现到错误的网络", locale="zh-CN", results=0)
    visits.searched("tax report", locale="en", results=4)
    gaps.conversation(ids.public_id(), topic="Card purchase", locale="en", has_article=False)
    shown = alice_client.get("/desk/articles/reports/gaps").content.decode()
    assert shown.index("提现到错误的网络") < shown.index("tax report") < shown.index("Card purchase")
    assert '<td class="ed__number">3</td>' in shown
    start = shown.partition('<td class="ed__acts"><a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert 'name="title" value="提现到错误的网络"' in alice_client.get(start).content.decode()
    only_english = alice_client.get("/desk/articles/reports/gaps?locale=en").content.decode()
    assert "提现到错误的网络" not in only_english
    assert "Card purchase" in only_english


def test_deflection_says_what_is_counted_and_claims_nothing_without_visits(alice_client: Client) -> None:
    address = "/desk/articles/reports/deflection"
    nothing = alice_client.get(address).content.decode()
    assert "nothing is claimed" in nothing
    assert "0%" not in nothing
    before = clock.now() - timedelta(hours=2)
    for contacted in (None, None, None, before):
        row = Visit.objects.create(locale="en", pages=["reset-password"], contacted_at=contacted)
        Visit.objects.filter(pk=row.pk).update(began_at=before, seen_at=before)
    shown = alice_client.get(address).content.decode()
    assert "75%" in shown
    assert "Of 4 visits, 3 ended without a contact and 1 with one." in shown
    assert "It was deflected if no message reached us" in shown


def test_what_is_broken_in_words_that_are_out_is_found_over_all(
    alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kefu.knowledge.faults.STEP_S", 60)
    address = "/desk/articles/reports/faults"
    assert "Nothing is broken" in alice_client.get(address).content.decode()
    text = ArticleText.objects.get(article__slug="sign-in-codes", locale="en")
    text.body = "One\n\n[x](article:gone) ![](media:no.png)\n"
    text.save()
    ArticleText.objects.filter(pk=text.pk).update(published=text.revisions.create(number=9, state="superseded"))
    shown = alice_client.get(address).content.decode()
    assert "A link leads nowhere: article:gone" in shown
    assert "A picture does not say what is to be seen: no.png" in shown
    assert "line 3" in shown


def test_an_article_that_was_checked_today_leaves_the_stale_list(alice_client: Client) -> None:
    assert "sign-in-codes" in alice_client.get("/desk/articles/reports/stale").content.decode()
    answer = alice_client.post("/desk/articles/a/sign-in-codes/check", {"back": "stale"})
    assert answer["Location"] == "/desk/articles/reports/stale"
    assert "sign-in-codes" not in alice_client.get("/desk/articles/reports/stale").content.decode()
    row = Article.objects.get(slug="sign-in-codes")
    assert (row.checked_on, row.review_on) == (clock.now().date(), clock.now().date() + timedelta(days=180))


def test_the_rail_leads_to_articles_who_may_write_them_and_nobody_else(
    alice_client: Client, auditor_client: Client
) -> None:
    assert 'href="/desk/articles/"' in alice_client.get("/desk/").content.decode()
    assert 'href="/desk/articles/"' not in auditor_client.get("/desk/").content.decode()


def planted(pictures: int) -> None:
    for n in range(pictures):
        Media.objects.create(
            name=f"p{n}.png", upload=ids.public_id(), alts={"en": "x"}, media_type="image/png", bytes=9
        )


def test_a_picture_is_counted_by_its_whole_name_and_once_a_text(alice_client: Client) -> None:
    for name in ("a.jp", "a.jpg"):
        Media.objects.create(name=name, upload=ids.public_id(), alts={"en": name}, media_type="image/jpeg", bytes=9)
    shows = '![x](media:a.jpg) ![x](media:a.jpg "again")\n'
    ArticleText.objects.filter(article__slug="sign-in-codes").update(body=shows)
    shown = alice_client.get("/desk/articles/pictures").content.decode()
    assert "in 2 texts" in shown.partition("<code>a.jpg</code>")[2].partition("·")[0]
    assert "in 0 texts" in shown.partition("<code>a.jp</code>")[2].partition("·")[0]


@pytest.mark.parametrize("who", ["alice_client", "bob_client"])
@pytest.mark.parametrize(
    "page",
    ["", "?q=a&kind=guide", "new", "queue", "pictures", "reports/stale", "reports/faults?all=1", "reports/gaps",
     "reports/deflection", "facts", "reviews", "synonyms", "synonyms?change=usdt", "sections",
     "sections?change=login", "a/codes-by-mail/", "a/reset-password/en/", "a/codes-by-mail/en/",
     "a/reset-password/en/translation", "a/reset-password/en/revisions", "r/{waiting}/", "choices/articles?q=a",
     "choices/facts?q=btc", "choices/pictures"],
)  # fmt: skip
def test_no_page_takes_more_than_its_share_of_queries(
    page: str, who: str, alice_client: Client, bob_client: Client, request: pytest.FixtureRequest
) -> None:
    waiting = submitted(alice_client, slug="another")
    begun(alice_client)
    planted(30)
    client: Client = request.getfixturevalue(who)
    address = f"/desk/articles/{page.format(waiting=waiting.public_id)}"
    client.get(address, follow=True)
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(address)
    assert answer.status_code in {200, 302}
    assert len(taken) <= MOST, "\n".join(query["sql"][:150] for query in taken)
