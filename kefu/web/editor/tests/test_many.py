"""Editors' pages ask for what they show: with a thousand articles no page reads all their texts, nor takes long."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kefu.knowledge import faults
from kefu.knowledge.models import Article, ArticleText, Revision, Section, TextFaults

ARTICLES, MOST_S = 1_000, 0.5  # on a busy machine; some 0.1 s on a free one


@pytest.fixture
def _many(db: None) -> None:
    section = Section.objects.get(slug="login")
    rows = [Article(slug=f"many-{n}", section=section, kind="answer", tags=["批量"]) for n in range(ARTICLES)]
    articles = Article.objects.bulk_create(rows)
    body = "Look at [this](article:gone).\n\n" + "Some words. " * 300
    texts = ArticleText.objects.bulk_create(
        ArticleText(article=row, locale=locale, title=f"{locale} {row.slug}", body=body)
        for row in articles
        for locale in ("zh-CN", "zh-TW", "en")
    )
    revisions = Revision.objects.bulk_create(Revision(text=text, number=1, state="published") for text in texts)
    for text, revision in zip(texts, revisions, strict=True):
        text.published = revision
    ArticleText.objects.bulk_update(texts, ["published"], batch_size=300)


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(
    "page",
    ["", "?q=many-99&page=1", "?due=behind", "?language=missing:en", "choices/articles?q=many", "reports/faults?all=1"],
)
def test_a_page_of_many_is_quick_and_small(page: str, alice_client: Client) -> None:
    address = f"/desk/articles/{page}"
    alice_client.get(address)
    with CaptureQueriesContext(connection) as taken:
        began = time.perf_counter()
        answer = alice_client.get(address)
        took = time.perf_counter() - began
    assert answer.status_code == 200
    assert answer.content.count(b"many-") < 400
    assert took < MOST_S, took
    reads = [query["sql"] for query in taken if '"body"' in query["sql"] and "LIMIT" not in query["sql"]]
    assert not reads or "faults" in page


@pytest.mark.usefixtures("_many")
def test_pages_of_the_list_hold_each_article_once(alice_client: Client) -> None:
    seen: list[str] = []
    for page in range(1, 18):
        shown = alice_client.get(f"/desk/articles/?q=many&page={page}").content.decode()
        seen += [part.partition("<")[0] for part in shown.split('<code class="muted">')[1:]]
    assert (len(seen), len(set(seen))) == (ARTICLES, ARTICLES)
    assert "many-7" in alice_client.get("/desk/articles/?q=批量 many-7").content.decode()


def test_faults_are_found_in_steps_kept_and_found_anew_once_something_changes() -> None:
    while faults.step():
        pass
    assert not TextFaults.objects.filter(errors__gt=0).exists()
    text = ArticleText.objects.get(article__slug="sign-in-codes", locale="en")
    ArticleText.objects.filter(pk=text.pk).update(
        body="[x](article:notice-fees)\n", published=text.revisions.create(number=9, state="superseded")
    )
    assert faults.step(0) == 1
    assert faults.step() == 0
    Article.objects.filter(slug="notice-fees").update(slug="moved-away")
    assert faults.step(0) > 0  # what there is to name has changed
    assert faults.step(10) == 0
    with CaptureQueriesContext(connection) as taken:
        assert faults.step(10) == 0
    assert len(taken) <= 4  # nothing is due: nothing is read through
    assert TextFaults.objects.get(errors__gt=0).text.article.slug == "sign-in-codes"
