"""Articles as files: brought once, checked, written out; what editors changed stays. By the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kefu.exchange import starter
from kefu.knowledge import articles, checks, drafts, editing, library, library_files, markdown, outline, review
from kefu.knowledge.cards import ArticlePage
from kefu.knowledge.drafts import Words
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.library_files import TextFile
from kefu.knowledge.models import Article, Revision, Section
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    starter.load_starter()
    return sample.write(tmp_path / "library")


def kefu(*words: str | Path) -> str:
    said = StringIO()
    call_command(*map(str, words), stdout=said)
    return said.getvalue()


def title(slug: str, locale: str = "en") -> str:
    found = articles.article(NOBODY, slug, locale=locale)
    assert isinstance(found, ArticlePage)
    return found.card.title


def test_a_second_import_changes_nothing(folder: Path) -> None:
    assert kefu("articles", "import", folder).startswith("4 articles were made, 0 changed")
    before = list(Revision.objects.values_list("public_id", flat=True))
    assert kefu("articles", "import", folder).startswith("0 articles were made, 0 changed, 4 are as they were")
    assert list(Revision.objects.values_list("public_id", flat=True)) == before


def test_what_changed_in_the_files_is_published_as_a_new_revision(folder: Path, alice: Viewer) -> None:
    kefu("articles", "import", folder)
    sample.add(folder, "login/sign-in-codes", 'kind = "rule"\ntags = ["new"]', zh="新验证码", en="New codes")
    assert "0 articles were made, 1 changed, 3 are" in kefu("articles", "import", folder)
    assert title("sign-in-codes") == "New codes"
    assert [each.number for each in drafts.history(alice, "sign-in-codes", "en")] == [2, 1]
    assert Article.objects.get(slug="sign-in-codes").tags == ["new"]


def test_what_an_editor_wrote_stays_whatever_the_files_say(folder: Path, alice: Viewer, bob: Viewer) -> None:
    kefu("articles", "import", folder)
    draft = editing.begin(alice, "sign-in-codes", "en", words=Words("Ours", "s", "x\n"))
    waiting = editing.submit(alice, draft.public_id, version=draft.version)
    review.publish(bob, waiting.public_id, version=waiting.version)
    editing.move(bob, "sign-in-codes", to="login-codes")
    sample.add(folder, "login/sign-in-codes", 'kind = "rule"', zh="新验证码", en="New codes")
    assert "1 texts stay as your editors wrote them" in kefu("articles", "import", folder)
    assert (title("login-codes"), title("login-codes", "zh-CN")) == ("Ours", "新验证码")
    assert Article.objects.get(slug="login-codes").kind == "answer"
    assert Article.objects.count() == 4


def test_sections_stay_as_our_editors_want_them(folder: Path) -> None:
    kefu("articles", "import", folder)
    Section.objects.filter(slug="login").update(titles={"en": "Ours"})
    kefu("articles", "import", folder)
    assert articles.home(NOBODY, locale="en").sections[0].title == "Ours"


def test_what_is_written_out_comes_in_again_as_it_was(folder: Path, tmp_path: Path) -> None:
    kefu("articles", "import", folder)
    said = kefu("articles", "export", tmp_path / "out")
    assert said.startswith("4 articles are in")
    first, second = library_files.read(folder), library_files.read(tmp_path / "out")
    assert [a.texts for a in first.articles] == [a.texts for a in second.articles]
    assert [
        (a.slug, a.section, a.kind, a.related, a.rows, a.replaces, a.popular, a.checked_on) for a in first.articles
    ] == [(a.slug, a.section, a.kind, a.related, a.rows, a.replaces, a.popular, a.checked_on) for a in second.articles]


@pytest.mark.parametrize("words", ['quote " and \\ back', "new\nline", "等待 {{ brand }}", "tab\there"])
def test_whatever_a_title_holds_is_read_as_it_was_written(words: str) -> None:
    text = TextFile(title=words, summary=words, body="x\n", keywords=[words])
    assert library_files.parsed(library_files.text_file(text)) == text


def test_a_text_without_its_front_matter_is_named_and_nothing_is_brought(folder: Path) -> None:
    (folder / "login" / "sign-in-codes" / "en.md").write_text("no front matter", encoding="utf-8")
    with pytest.raises(CommandError, match="login/sign-in-codes"):
        kefu("articles", "import", folder)
    assert not Article.objects.exists()
    with pytest.raises(CommandError, match=r"sections\.toml"):
        kefu("articles", "import", folder / "nowhere")


def test_a_check_names_everything_that_is_wrong_and_brings_nothing(folder: Path) -> None:
    sample.add(folder, "login/broken", 'kind = "guide"\nrelated = ["nowhere", "broken"]', zh="", en="Broken",
               body="# {lead}\n\n[a](article:nowhere) [b](page:nowhere) [c](exchange:nowhere)\n\n![](media:no.svg)\n\n"
               "{{{{ fact:nothing }}}} **“x”**y\n")  # fmt: skip
    (folder / "media").mkdir()
    (folder / "media" / "bad.svg").write_text("<svg onload='x()'></svg>", encoding="utf-8")
    problems = checks.of_library(library_files.read(folder))
    found = {(each.where, each.what) for each in problems}
    assert found >= {
        ("login/broken", "has no zh-CN"),
        ("login/broken", "related to nowhere, which is not there"),
        ("login/broken", "is related to itself"),
        ("login/broken/en", "broken_link article:nowhere"),
        ("login/broken/en", "broken_link page:nowhere"),
        ("login/broken/en", "broken_link exchange:nowhere"),
        ("login/broken/en", "no_alt no.svg"),
        ("login/broken/en", "bad_image no.svg"),
        ("login/broken/en", "unknown_fact nothing"),
        ("login/broken/en", "no_steps"),
        ("login/broken/en", "no_before"),
        ("login/broken/en", "no_result"),
        ("login/broken/en", "top_heading s-broken"),
        ("login/sign-in-codes/en", "checked_long_ago 2020-01-01"),
        ("empty", "holds no article"),
        ("media/bad.svg", "holds a script or something from elsewhere"),
    }
    assert [each.is_error for each in problems] == sorted((each.is_error for each in problems), reverse=True)
    with pytest.raises(CommandError):
        kefu("articles", "import", folder, "--check")
    assert not Article.objects.exists()
    with pytest.raises(CommandError, match=r"bad\.svg"):
        kefu("articles", "import", folder)


@pytest.mark.parametrize(
    "drawing",
    [
        "<svg><script>x</script></svg>",
        '<svg onload="x()"/>',
        '<svg><image href="https://x.example/"/></svg>',
        '<svg><a href="javascript:x"/></svg>',
        '<svg><use href="https://x.example/#a"/></svg>',
        "<svg><style>@import 'x'</style></svg>",
        "<svg><style>a{fill:url(https://x.example/)}</style></svg>",
        "<svg><foreignObject/></svg>",
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
    ],
)
def test_a_drawing_with_a_script_or_anything_from_elsewhere_is_none_of_ours(drawing: str) -> None:
    assert not checks.is_safe_svg(drawing)
    assert checks.is_safe_svg('<svg viewBox="0 0 1 1"><use href="#a"/><path fill="url(#b)"/></svg>')


def test_a_row_that_no_article_answers_is_named(folder: Path) -> None:
    missing = {each.where for each in checks.uncovered(library_files.read(folder))}
    assert "S86" in missing
    assert "S87" not in missing
    assert len(missing) == len(checks.PROMISED) - 1


def test_a_library_without_its_parents_is_refused_whole(folder: Path) -> None:
    (folder / "sections.toml").write_text('["a/b"]\ntitle.en = "x"\n', encoding="utf-8")
    with pytest.raises(BadArticle):
        library.bring(library_files.read(folder))
    assert not Section.objects.exists()


def test_facts_are_listed_started_and_set_by_command_with_the_texts_to_review(folder: Path) -> None:
    kefu("articles", "import", folder)
    assert "withdrawal_fee BTC Bitcoin: 0.00008 BTC" in kefu("facts", "list")
    assert kefu("facts", "start").startswith("0 facts")
    said = kefu("facts", "set", "withdrawal_fee BTC Bitcoin", "0.0002")
    assert "Texts to review: 2" in said
    assert "notice-fees (en): Fees" in said
    kefu("facts", "set", "phone_hours", "x", "--words", "en=all day")
    assert "phone_hours: all day" in kefu("facts", "list")
    for wrong in (("no_such", "1"), ("withdrawal_fee BTC Bitcoin", "free"), ("Bad Name!", "1")):
        with pytest.raises(CommandError):
            kefu("facts", "set", *wrong)


def test_the_articles_that_come_with_kefu_have_nothing_wrong_and_answer_all_that_was_promised() -> None:
    starter.load_starter()
    bundled = library_files.read()
    assert checks.of_library(bundled) == []
    assert checks.uncovered(bundled) == []
    assert len(bundled.articles) >= 70
    shown = {name for article in bundled.articles for words in article.texts.values() for name in pictures(words.body)}
    assert {file.name for file in (bundled.folder / "media").glob("*")} == shown


def test_what_is_asked_most_has_an_order_of_its_own_in_the_articles_that_come_with_kefu() -> None:
    places = sorted(each.popular for each in library_files.read().articles if each.popular is not None)
    assert places == list(range(1, len(places) + 1))


def pictures(body: str) -> list[str]:
    return outline.media_in(markdown.parse(body))
