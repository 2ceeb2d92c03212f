"""What readers of the help centre get, by the functions that the site and the widget call."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from kefu.exchange import starter
from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge import articles, editing, library, library_files
from kefu.knowledge.cards import ArticlePage, Moved
from kefu.knowledge.models import Article, ArticleText
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer


@pytest.fixture(autouse=True)
def _library(db: None, tmp_path: Path) -> None:
    starter.load_starter()
    library.bring(library_files.read(sample.write(tmp_path / "library")))


def page(viewer: Viewer, slug: str, locale: str = "en") -> ArticlePage:
    found = articles.article(viewer, slug, locale=locale)
    assert isinstance(found, ArticlePage)
    return found


def test_home_shows_sections_that_hold_something_with_counts_popular_and_notices() -> None:
    home = articles.home(NOBODY, locale="zh-hans")
    assert [(each.title, each.count) for each in home.sections] == [("登录", 2), ("公告", 1)]
    assert [each.title for each in home.sections[0].children] == ["密码"]
    assert [each.title for each in home.popular] == ["重置密码"]
    assert [each.slug for each in home.notices] == ["notice-fees"]


def test_staff_see_what_is_for_staff_and_nobody_else_does(alice: Viewer, carol: Viewer) -> None:
    assert page(alice, "desk-only").card.title == "For the desk"
    assert "desk-only" in {each.slug for each in articles.everything(alice)}
    for outsider in (NOBODY, carol):
        with pytest.raises(NotFound):
            articles.article(outsider, "desk-only", locale="en")
        assert "desk-only" not in {each.slug for each in articles.everything(outsider)}
        assert [each.slug for each in articles.home(outsider, locale="en").popular] == ["reset-password"]
        assert not articles.cards_of(outsider, ["desk-only"], locale="en")


def test_an_article_comes_with_where_it_is_what_is_near_and_its_steps() -> None:
    found = page(NOBODY, "reset-password")
    assert [each.title for each in found.crumbs] == ["Signing in", "Passwords"]
    assert [each.slug for each in found.related] == ["sign-in-codes"]
    assert found.steps == ["Reset your password"]
    assert found.locales == ["zh-CN", "en"]
    assert page(NOBODY, "sign-in-codes").is_old


def test_traditional_chinese_falls_back_to_simplified_and_says_so() -> None:
    found = page(NOBODY, "reset-password", "zh-TW")
    assert (found.card.title, found.card.fallback) == ("重置密码", "zh-CN")
    assert page(NOBODY, "reset-password", "zh-hans").card.fallback == ""
    ArticleText.objects.filter(locale="zh-CN").delete()
    assert page(NOBODY, "reset-password", "zh-hant").card.fallback == "en"
    assert page(NOBODY, "reset-password", "fr").card.title == "Reset your password"


def test_an_old_address_leads_to_the_new_one_and_an_unknown_one_nowhere() -> None:
    assert articles.article(NOBODY, "forgot-password", locale="en") == Moved("reset-password")
    with pytest.raises(NotFound):
        articles.article(NOBODY, "never-was", locale="en")
    Article.objects.filter(slug="reset-password").update(audience="staff")
    with pytest.raises(NotFound):
        articles.article(NOBODY, "forgot-password", locale="en")


def test_what_has_expired_or_is_not_published_is_not_there() -> None:
    ArticleText.objects.filter(article__slug="notice-fees").update(expires_at=clock.now() - timedelta(seconds=1))
    assert not articles.notices(NOBODY, locale="en")
    ArticleText.objects.filter(article__slug="reset-password", locale="en").update(published=None)
    assert page(NOBODY, "reset-password").card.fallback == "zh-CN"


def test_a_section_lists_its_own_and_its_childrens_articles() -> None:
    found = articles.section(NOBODY, "login", locale="en")
    assert [each.slug for each in found.articles] == ["sign-in-codes"]
    assert [(group.slug, [each.slug for each in cards]) for group, cards in found.groups] == [
        ("login/password", ["reset-password"])
    ]
    for slug in ("empty", "nowhere"):
        with pytest.raises(NotFound):
            articles.section(NOBODY, slug, locale="en")


def test_each_page_is_a_handful_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    articles.article(NOBODY, "notice-fees", locale="en")
    with django_assert_num_queries(4):
        articles.home(NOBODY, locale="en")
    with django_assert_num_queries(3):
        articles.section(NOBODY, "login", locale="en")
    with django_assert_num_queries(3):
        articles.article(NOBODY, "reset-password", locale="en")
    with django_assert_num_queries(2):
        articles.everything(NOBODY)
    with django_assert_num_queries(1):
        assert articles.locales_out(NOBODY) == {"zh-CN", "en"}
    with django_assert_num_queries(2):
        articles.cards_of(NOBODY, ["reset-password", "notice-fees"], locale="en")
    with django_assert_num_queries(2):
        articles.notices(NOBODY, locale="en")


def test_lists_read_no_bodies(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(20) as asked:
        articles.home(NOBODY, locale="en")
        articles.section(NOBODY, "login", locale="en")
        articles.notices(NOBODY, locale="en")
        articles.cards_of(NOBODY, ["reset-password"], locale="en")
    read = [query["sql"] for query in asked.captured_queries]
    assert any('"summary"' in sql for sql in read)
    assert not any('"body"' in sql for sql in read)


def test_a_long_section_has_pages_and_no_article_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "MAX_IN_SECTION", 1)
    first, second = (articles.section(NOBODY, "login", locale="en", page=page) for page in (1, 2))
    assert ([each.slug for each in first.articles], first.groups) == (["sign-in-codes"], [])
    assert (first.pages, first.before, first.after) == (2, 0, 2)
    assert (second.articles, [len(cards) for _child, cards in second.groups]) == ([], [1])
    assert (second.before, second.after) == (1, 0)
    assert articles.section(NOBODY, "login", locale="zh-hans", page=2).groups[0][1][0].fallback == ""
    for page in (0, 3, 10**30):
        with pytest.raises(NotFound):
            articles.section(NOBODY, "login", locale="en", page=page)


def test_a_moved_article_is_still_found_where_its_old_address_is_kept(alice: Viewer, bob: Viewer) -> None:
    kept = ["notice-fees", "sign-in-codes", "never-was", "desk-only"]
    editing.move(bob, "sign-in-codes", to="login-codes")
    assert [each.slug for each in articles.cards_of(NOBODY, kept, locale="en")] == ["notice-fees", "login-codes"]
    both = articles.cards_of(NOBODY, ["sign-in-codes", "login-codes"], locale="en")
    assert [each.slug for each in both] == ["login-codes"]
    editing.move(bob, "desk-only", to="for-us-only")
    assert [each.slug for each in articles.cards_of(alice, ["desk-only"], locale="en")] == ["for-us-only"]
    assert articles.cards_of(NOBODY, ["desk-only"], locale="en") == []
