"""SEC-M01, SEC-R26: over every door that staff have, what leads to a person or a wallet is masked; erased, it is gone."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from conftest import as_viewer
from kefu.conversations import erasing, queries
from kefu.exchange import asking
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import ends
from kefu.live.render import Renderer
from kefu.people import keys
from kefu.people.access import Viewer
from kefu.safeguards.models import AccountRequest
from kefu.trust import admissions, signing, transcripts
from tests.security import facts_story
from tests.security.facts_story import Story
from tests.security.operations import OPEN, STAFF
from tests.security.test_access import patterns

pytestmark = pytest.mark.django_db(transaction=True)
GONE = {"en": "erased with the customer", "zh-hans": "随客户资料一并清除"}


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    exchange = Sandbox(tmp_path / "northwind.sqlite3")
    asking.forget()
    monkeypatch.setattr(asking, "current", lambda: exchange)
    return facts_story.played(exchange)


def whole(story: Story) -> list[str]:
    """What no agent may see without a reveal, or a decision that is theirs to take."""
    chains = [facts_story.TXID, facts_story.SENT_TXID, facts_story.OWN_ADDRESS, facts_story.UNLOCKED]
    chains += [facts_story.TO_ADDRESS, facts_story.IN_GROUPS]
    people = [facts_story.UID, f"{facts_story.UID}@example.test", facts_story.NEW_MAIL]
    return [*chains, *people, facts_story.CLAIMED_MAIL, facts_story.CLAIMED_UID, facts_story.CLAIMED_PHONE]


def filled(route: str, names: Mapping[str, str]) -> str | None:
    """The address of a route; None where it names something the story has none of."""
    asked = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if not all(name in names for name in asked):
        return None
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names[found[1]], route)


def names_of(story: Story) -> dict[str, str]:
    request = AccountRequest.objects.get(action="change_email").public_id
    return {"public_id": story.chat.public_id, "request_id": request, "seq": "3", "number": "3"}


def pages(story: Story, client: Client) -> Iterator[tuple[str, str]]:
    """Every page and fragment of the desk that can be got, and what it is searched for in."""
    more = ["/desk/?box=closed", f"/desk/c/{story.chat.public_id}/check?check=withdrawal-status", "/desk/?box=bot"]
    more += [f"/desk/search?q={word}" for word in ("bodycanary", "canary", facts_story.TXID[:16], facts_story.UID[:6])]
    routes = [route for route, _ in patterns(get_resolver("kefu.urls").url_patterns) if route.startswith("desk/")]
    for place in [*filter(None, (filled(route, names_of(story)) for route in routes)), *more]:
        answer = client.get(place, headers={"hx-request": "true"})
        if answer.status_code == 200:
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            yield place, body.decode("utf-8", "replace")


def answers(story: Story, token: str) -> Iterator[tuple[str, str]]:
    """Every operation of the API that only looks, for a program of staff's."""
    client = Client(headers={"authorization": f"Bearer {token}"})
    known = {"conversation_id": story.chat.public_id, "seq": "3", "key": "withdrawal-status"}
    names = defaultdict(lambda: "x", known)
    for method, path in OPEN:
        place = path.format_map(names)
        if method == "GET" and OPEN[method, path][0] >= STAFF:
            asked = {"q": "bodycanary"} if path.endswith("search") else {}
            answer = client.get(f"/api/v1{place}", asked)
            if answer.status_code == 200:
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                yield path, body.decode("utf-8", "replace")


def frames(story: Story, viewer: Viewer) -> Iterator[tuple[str, str]]:
    """What sockets of the desk and of programs carry."""
    drawn = Renderer()
    for entry in queries.entries_for(viewer, story.chat, limit=200):
        for html in (False, True):
            yield f"{entry.kind} {html}", drawn.frame(entry, viewer=viewer, html=html).decode()


def ways(story: Story) -> list[tuple[str, str]]:
    """(where, what was given) over all ways out, to an agent who was shown nothing."""
    token = admissions.api_token(story.agent.name)
    return [*pages(story, story.desk), *answers(story, token), *frames(story, as_viewer(story.agent))]


def test_SEC_M01_an_agent_without_a_reveal_sees_nobody_and_no_wallet_whole(story: Story) -> None:
    given = ways(story)
    places = {place for place, _ in given}
    for needed in (f"/desk/c/{story.chat.public_id}/", "/conversations/{conversation_id}/entries", "diagnosed True"):
        assert needed in places, sorted(places)
    assert len(places) > 50
    found = {(place, word) for place, text in given for word in whole(story) if word in text}
    assert not found, json.dumps(sorted(found), indent=1)
    everything = "".join(text for _, text in given)
    for seen in (facts_story.TO_ADDRESS, facts_story.SENT_TXID):
        assert ends.shown(seen) in everything, "enough of it to help by"
    for amount in (facts_story.DEPOSITED, facts_story.WITHDRAWN):
        assert f"{amount:,}" in everything


def test_SEC_M01_its_owner_sees_it_whole(story: Story) -> None:
    told = "".join(text for _, text in frames(story, story.owner.viewer))
    for mine in (facts_story.IN_GROUPS, facts_story.SENT_TXID, facts_story.CLAIMED_MAIL):
        assert mine in told


def test_SEC_M01_who_decides_sees_what_is_asked_for_and_lists_do_not_show_it(story: Story) -> None:
    request = AccountRequest.objects.get(action="unlock_address")
    place = f"/desk/requests/{request.public_id}/"
    seen = story.desk.get(place).content.decode()
    assert facts_story.UNLOCKED not in seen
    assert ends.shown(facts_story.UNLOCKED) in seen
    lead = Client()
    lead.force_login(admissions.named("Dora"))
    assert facts_story.UNLOCKED in lead.get(place).content.decode()
    assert facts_story.UNLOCKED not in lead.get("/desk/requests/").content.decode()


def test_SEC_R26_what_was_erased_is_told_as_such_over_every_door_and_breaks_none(story: Story) -> None:
    before = ways(story)
    with transaction.atomic():
        erasing.keep_marks(story.owner.viewer.id)
        assert keys.destroy(story.owner.viewer.id)
    after = ways(story)
    assert [place for place, _ in after] == [place for place, _ in before]
    found = {(place, fact) for place, text in after for fact in story.facts if fact in text}
    assert sorted(found) == []
    assert any(GONE["en"] in text for _, text in after)
    in_chinese = "".join(text for _, text in frames(story, replace(as_viewer(story.agent), locale="zh-hans")))
    assert GONE["zh-hans"] in in_chinese
    assert facts_story.BODY in in_chinese, "words stay"


def test_SEC_R26_signed_files_hold_before_and_after_and_say_what_was_removed(story: Story) -> None:
    owner = Client(headers={"authorization": f"Bearer {story.owner.token}"})

    def taken() -> bytes:
        return bytes(owner.get(f"/api/v1/conversations/{story.chat.public_id}/signed-transcript").content)

    first = taken()
    with transaction.atomic():
        marked = erasing.keep_marks(story.owner.viewer.id)
        keys.destroy(story.owner.viewer.id)
    second = taken()
    whole_file, later = (transcripts.verified(file, key=signing.public_key()) for file in (first, second))
    assert (whole_file.removed, later.removed) == (0, marked)
    assert marked > 3
    committed = [[each["commitment"] for each in json.loads(file)["entries"]] for file in (first, second)]
    assert committed[0] == committed[1], "what is gone keeps its commitment"
    assert [fact for fact in story.facts if fact in second.decode()] == []


def test_SEC_R26_a_key_that_was_destroyed_without_a_word_leaves_files_that_hold(story: Story) -> None:
    keys.destroy(story.owner.viewer.id)
    owner = Client(headers={"authorization": f"Bearer {story.owner.token}"})
    file: Any = owner.get(f"/api/v1/conversations/{story.chat.public_id}/signed-transcript").content
    assert transcripts.verified(bytes(file), key=signing.public_key()).removed > 3
