"""What readers say of an article stands where its editors look: on its sheet and in the reports."""

from django.test import Client

from kefu.knowledge import votes
from kefu.knowledge.kinds import Reason
from kefu.knowledge.votes import Opinion

SLUG = "sign-in-codes"


def voted(client: Client) -> None:
    for reason, words in ((Reason.OUTDATED, ""), (Reason.OUTDATED, "The button <b>moved</b>"), (Reason.WRONG, "")):
        votes.vote(SLUG, Opinion(is_helpful=False, reason=reason, words=words), locale="en")
    votes.vote(SLUG, Opinion(is_helpful=True), locale="en")


def test_the_sheet_shows_votes_reasons_with_counts_and_words(alice_client: Client) -> None:
    address = f"/desk/articles/a/{SLUG}/"
    assert "Nobody has voted on it yet" in alice_client.get(address).content.decode()
    voted(alice_client)
    shown = alice_client.get(address).content.decode().partition('id="opinions-title"')[2].partition("</section>")[0]
    assert "helped 1" in shown
    assert "did not help 3" in shown
    assert shown.index("out of date") < shown.index("does not work as described")
    assert '<td class="ed__number">2</td>' in shown
    assert "The button &lt;b&gt;moved&lt;/b&gt;" in shown


def test_the_reports_name_what_did_not_help_and_how_stale_articles_are_liked(alice_client: Client) -> None:
    voted(alice_client)
    gaps = alice_client.get("/desk/articles/reports/gaps").content.decode().partition('id="gap-unhelpful"')[2]
    assert f'href="/desk/articles/a/{SLUG}/"' in gaps
    assert "mostly: out of date" in gaps
    assert "helped 1, not 3" in alice_client.get("/desk/articles/reports/stale").content.decode()


def test_nobody_but_editors_reads_them(auditor_client: Client, outsider_client: Client) -> None:
    for client in (auditor_client, outsider_client):
        for page in (f"a/{SLUG}/", "reports/gaps"):
            assert client.get(f"/desk/articles/{page}").status_code in {302, 401, 403}
