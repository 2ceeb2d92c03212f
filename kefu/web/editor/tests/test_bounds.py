"""Whatever is typed, a page of the editors comes at once and says what is wrong; no moment and no number breaks one.

Times are of the process, and generous: they tell what grows with the square of a text from what grows with it.
"""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from kefu.knowledge import lints, markdown
from kefu.web.editor.places import placed
from kefu.web.editor.tests.desk import begun, decide, form_of, submitted, write

LIMIT_S = 2.0  # the aim is 0.5
BODIES = {
    "headings": "# h\n" * 1_490,
    "facts": "".join(f"{{{{ zz{number} }}}}\n" for number in range(150)),
    "too many facts": "".join(f"{{{{ zz{number} }}}}\n" for number in range(3_000)),
    "links": "[a](article:b)\n" * 375,
    "images": ("![" * 59 + "\n") * 12,
    "images that are not ours": "![a](b)\n" * 375,
    "stray marks": "::: a\n\n" * 700,
    "rows": "a|b\n-|-\n" + "a|b\n" * 500,
    "rows to be filled up": "|c" * 24 + "\n" + "|-" * 24 + "\n" + "a\n" * 45,
    "lists": "- a\n" * 1_490,
}


def timed(ask: Callable[[], object]) -> float:
    ask()
    markdown._parsed.cache_clear()
    began = time.process_time()
    ask()
    return time.process_time() - began


def preview(client: Client, body: str) -> str:
    sent = {"title": "T", "summary": "S", "body": body, "kind": "answer", "locale": "en", "checked_on": ""}
    answer = client.post("/desk/articles/previews", sent)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("case", BODIES)
def test_a_preview_of_anything_comes_at_once(alice_client: Client, case: str) -> None:
    assert timed(lambda: preview(alice_client, BODIES[case])) < LIMIT_S


@pytest.mark.parametrize("case", ["headings", "links"])
def test_the_page_of_a_draft_that_was_kept_comes_at_once(alice_client: Client, case: str) -> None:
    page = begun(alice_client)
    assert write(alice_client, page, body=BODIES[case]).status_code == 302
    assert timed(lambda: alice_client.get(page)) < LIMIT_S


def test_a_text_far_beyond_the_bounds_is_told_so_and_nothing_of_it_is_looked_up(alice_client: Client) -> None:
    body = "".join(f"{{{{ zz{number} }}}} (article:a{number}" for number in range(8_000))
    assert "too long" in preview(alice_client, body)
    assert timed(lambda: preview(alice_client, body)) < LIMIT_S


def test_of_many_lints_fifty_are_shown_and_the_others_are_counted(alice_client: Client) -> None:
    told = preview(alice_client, "# h\n" * 900)
    assert told.count("data-jump=") == 50
    assert "And 850 more." in told
    assert "more." not in preview(alice_client, "# h\n" * 50)


def test_each_lint_stands_at_its_own_line() -> None:
    body = (
        "# A\n\n![](media:a.png) ![x](media:a.png)\n\n[w](article:nowhere#s-x) [v](#s-no)\n\n"
        "{{ fact:no_such  BTC }} {{ table:none }} {{ zz }}\n\n![](media:a.png)\n\n**(a)**b\n[p](http://x.example/) [q](https://wiki/)\nhttps://a@evil.example\n"
    )
    rules = lints.Rule
    named = [
        (rules.TOP_HEADING, "s-a", 1), (rules.NO_ALT, "a.png", 3), (rules.NO_ALT, "a.png", 9),
        (rules.BAD_IMAGE, "a.png", 3), (rules.BAD_IMAGE, "a.png", 3), (rules.BAD_IMAGE, "a.png", 9),
        (rules.BROKEN_LINK, "article:nowhere", 5), (rules.BROKEN_LINK, "#s-no", 5),
        (rules.UNKNOWN_FACT, "no_such BTC", 7), (rules.UNKNOWN_FACT, "table none", 7), (rules.UNKNOWN_FACT, "{{ zz }}", 7),
        (rules.STRAY_MARK, "**(a)**b", 11), (rules.PLAIN_LINK, "http://x.example/", 12),
        (rules.PRIVATE_LINK, "https://wiki/", 12), (rules.HIDDEN_HOST, "https://a@", 13), (rules.NO_STEPS, "", 0),
    ]  # fmt: skip
    found = placed([lints.Lint(rule, what) for rule, what, _line in named], body)
    assert [each.line for each in found] == [line for *_, line in named]


def test_a_refused_submission_names_all_that_is_wrong_in_words(alice_client: Client) -> None:
    body = "{{ fact:nope XX }}\n\n[a](article:nowhere)\n\n![](media:a.png)\n"
    answer = write(alice_client, begun(alice_client), act="submit", body=body)
    banner = answer.content.decode().partition("This cannot go out yet:")[2].partition("</ul>")[0]
    assert answer.status_code == 400
    for told in ("There is no such fact: nope XX", "A link leads nowhere: article:nowhere",
                 "A picture does not say what is to be seen: a.png", 'data-jump="3"'):  # fmt: skip
        assert told in banner
    assert "unknown_fact" not in answer.content.decode()


FAR = ["2000-01-01 00:00", "0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31T23:59-12:00", "0001-01-01T00:00+12:00"]


@pytest.mark.parametrize("moment", FAR)
def test_no_moment_breaks_a_page(alice_client: Client, bob_client: Client, moment: str) -> None:
    later = {"act": "later", "expire_at": moment}
    assert bob_client.post("/desk/articles/a/nowhere/en/end", later).status_code == 404
    row = submitted(alice_client)
    answer = decide(bob_client, row, "schedule", publish_at=moment)
    assert (answer.status_code, "too far away" in answer.content.decode()) == (400, True)
    assert decide(bob_client, row).status_code == 302
    answer = bob_client.post("/desk/articles/a/codes-by-mail/en/end", later)
    assert (answer.status_code, "too far away" in answer.content.decode()) == (400, True)
    assert form_of(alice_client, f"/desk/articles/r/{row.public_id}/") == {}
