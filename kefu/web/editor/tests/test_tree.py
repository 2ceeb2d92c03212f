"""Reviewers arrange the sections readers see: at most three deep, and what is refused says what to do."""

import pytest
from django.test import Client

from kefu.knowledge import finding, library, library_files, sections
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import Section
from kefu.knowledge.sections import Worded
from kefu.knowledge.tests import sample
from kefu.people.access import NOBODY, Viewer
from kefu.trust.models import JournalEntry

PAGE = "/desk/articles/sections"
WORDS = {"title-zh-CN": "两步验证", "title-en": "Two steps", "summary-en": "Codes.", "position": "5", "icon": "rocket"}
BOTH = Worded({"zh-CN": "甲", "en": "A"}, {})


def test_a_section_is_added_shown_changed_and_removed_each_with_its_line_in_the_journal(bob_client: Client) -> None:
    assert bob_client.post(f"{PAGE}/new", WORDS | {"parent": "login", "name": "two-steps"}).status_code == 302
    row = Section.objects.get(slug="login/two-steps")
    assert (row.titles, row.position, row.icon) == ({"zh-CN": "两步验证", "en": "Two steps"}, 5, "rocket")
    form = bob_client.get(PAGE, {"change": "login/two-steps"}).content.decode()
    assert 'name="title-en" value="Two steps"' in form
    sent = WORDS | {"title-en": "Two steps of signing in", "parent": "login", "icon": "no-such"}
    assert bob_client.post(f"{PAGE}/s/login/two-steps", sent).status_code == 302
    row.refresh_from_db()
    assert (row.titles["en"], row.icon) == ("Two steps of signing in", "")
    assert bob_client.post(f"{PAGE}/s/login/two-steps", {"act": "remove"}).status_code == 302
    assert not Section.objects.filter(slug="login/two-steps").exists()
    acts = JournalEntry.objects.filter(action__startswith="section_").order_by("id").values_list("action", flat=True)
    assert list(acts) == ["section_added", "section_changed", "section_removed"]


def test_three_deep_is_taken_and_four_deep_refused(bob: Viewer, bob_client: Client) -> None:
    for parent, name in (("", "a"), ("a", "b"), ("a/b", "c")):
        sections.add(bob, parent, name, BOTH)
    assert Section.objects.get(slug="a/b/c").parent == Section.objects.get(slug="a/b")
    refused = bob_client.post(f"{PAGE}/new", WORDS | {"parent": "a/b/c", "name": "d"})
    assert refused.status_code == 400
    assert "Sections stand at most 3 deep. Put it higher up." in refused.content.decode()
    assert 'name="name" value="d"' in refused.content.decode()
    with pytest.raises(BadArticle):
        sections.change(bob, "a", BOTH, parent="login")
    assert not Section.objects.filter(slug__contains="/d").exists()
    assert Section.objects.filter(slug="a/b/c").exists()


def test_a_moved_section_takes_what_is_below_it_along_and_searches_follow(bob: Viewer, bob_client: Client) -> None:
    sent = WORDS | {"parent": "notices"}
    assert bob_client.post(f"{PAGE}/s/login/password", sent).status_code == 302
    assert Section.objects.get(slug="notices/password").parent == Section.objects.get(slug="notices")
    assert "Reset your password" in Client().get("/help/en/sections/notices").content.decode()
    found = finding.find(NOBODY, "password", locale="en", section="notices").results
    assert [each.card.slug for each in found] == ["reset-password"]


@pytest.mark.parametrize(
    ("parent", "name", "told"),
    [
        ("", "login", "There is a section login already"),
        ("", "Log In", "Give it a name for its address"),
        ("", "x" * 41, "Give it a name for its address"),
        ("nowhere", "new", "There is no section nowhere"),
    ],
)
def test_what_is_refused_says_what_to_do(bob_client: Client, parent: str, name: str, told: str) -> None:
    answer = bob_client.post(f"{PAGE}/new", WORDS | {"parent": parent, "name": name})
    assert answer.status_code == 400
    assert told in answer.content.decode()


def test_a_title_is_needed_in_the_languages_that_are_required(bob_client: Client) -> None:
    answer = bob_client.post(f"{PAGE}/new", WORDS | {"parent": "", "name": "new", "title-zh-CN": " "})
    assert "Give it a title in 简体中文 too." in answer.content.decode()


def test_what_holds_something_is_neither_removed_nor_put_into_itself(bob_client: Client) -> None:
    answer = bob_client.post(f"{PAGE}/s/login", {"act": "remove"})
    assert "Move them elsewhere first" in answer.content.decode()
    inside = bob_client.post(f"{PAGE}/s/login", WORDS | {"parent": "login/password"})
    assert "A section cannot stand in itself" in inside.content.decode()
    assert bob_client.post(f"{PAGE}/s/nowhere", WORDS).status_code == 404


def test_an_import_leaves_what_editors_arranged(bob_client: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    sent = WORDS | {"title-en": "Getting in", "parent": ""}
    assert bob_client.post(f"{PAGE}/s/login", sent).status_code == 302
    library.bring(library_files.read(sample.write(tmp_path_factory.mktemp("again"))))
    assert Section.objects.get(slug="login").titles["en"] == "Getting in"


def test_an_editor_looks_and_a_reviewer_changes(alice_client: Client, auditor_client: Client) -> None:
    shown = alice_client.get(PAGE).content.decode()
    assert "Passwords" in shown
    assert "New section" not in shown
    assert alice_client.post(f"{PAGE}/new", WORDS | {"name": "new"}).status_code == 403
    assert alice_client.post(f"{PAGE}/s/login", WORDS).status_code == 403
    assert auditor_client.get(PAGE).status_code == 403
