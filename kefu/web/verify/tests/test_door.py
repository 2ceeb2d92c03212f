"""The one door of customers' own pages: a link's key is taken into a cookie of that page and stands in no address after."""

import pytest
from django.test import Client

from kefu.channels import going_on
from kefu.conversations import away
from kefu.people.access import Viewer
from kefu.safeguards import account_appeals_doors, stepups_links
from kefu.web import door

pytestmark = pytest.mark.django_db
HERE = "http://localhost:8000"


def links(viewer: Viewer) -> list[str]:
    """One of each kind of those that need nothing besides."""
    found = (
        going_on.stop_url(viewer.id),
        account_appeals_doors.address_for(viewer),
        stepups_links.passkeys(viewer),
    )
    return [each.removeprefix(HERE).partition("?")[0] for each in found]


def key_of(link: str) -> str:
    return link.rpartition("/")[2]


def test_the_key_goes_into_a_cookie_of_that_page_alone_and_out_of_the_address(carol: Viewer) -> None:
    for link in links(carol):
        browser = Client()
        answer = browser.get(f"{link}?locale=zh-CN")
        place, _, asked = answer["Location"].partition("?")
        assert (answer.status_code, asked) == (303, "locale=zh-CN")
        assert key_of(link) not in answer["Location"]
        assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "private, no-store")
        cookie = answer.cookies[f"{door.COOKIE}-{key_of(place)}"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (place, True, "Lax")
        assert cookie["max-age"] == door.LIFE.total_seconds()
        page = browser.get(place)
        assert page.status_code == 200
        assert key_of(link) not in page.content.decode()
        assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex")
        assert page["Cache-Control"] == "private, no-store"


def test_the_address_after_it_opens_nothing_in_another_browser(carol: Viewer) -> None:
    for link in links(carol):
        place = Client().get(link)["Location"]
        found, unknown = Client().get(place), Client().get(f"{link[:-8]}aaaaaaaa")
        assert (found.status_code, unknown.status_code) == (404, 404), link
        assert (len(found.cookies), len(unknown.cookies)) == (0, 0)
        assert unknown["Referrer-Policy"] == "no-referrer"


def test_two_links_in_one_browser_are_two_pages(carol: Viewer, mallory: Viewer) -> None:
    browser = Client()
    hers, his = (browser.get(going_on.stop_url(each.id).removeprefix(HERE))["Location"] for each in (carol, mallory))
    assert hers != his
    assert browser.post(his, {"wanted": "no"}).status_code == 200
    assert (away.is_wanted(carol.id), away.is_wanted(mallory.id)) == (True, False)
    assert browser.post(hers, {"wanted": "no"}).status_code == 200
    assert not away.is_wanted(carol.id)


def test_looking_twice_and_a_form_of_an_old_page_still_work(carol: Viewer) -> None:
    link = going_on.stop_url(carol.id).removeprefix(HERE)
    assert Client().head(link).status_code == 303
    assert Client().get(link).status_code == 303
    assert Client().post(link, {"wanted": "no"}).status_code == 200
    assert not away.is_wanted(carol.id)


def test_a_cookie_that_was_forged_or_is_another_pages_opens_nothing(carol: Viewer, mallory: Viewer) -> None:
    link = links(carol)[1]
    browser = Client()
    place = browser.get(link)["Location"]
    assert browser.get(place).status_code == 200
    for wrong in (key_of(links(carol)[2]), key_of(account_appeals_doors.address_for(mallory)), "x" * 3_000):
        browser.cookies[f"{door.COOKIE}-{key_of(place)}"] = wrong
        assert browser.get(place).status_code == 404
