"""Editors keep the words that search takes for the same, and what they do stands in the journal."""

import pytest
from django.test import Client

from kefu.search import glossary
from kefu.search.models import Synonym
from kefu.trust.models import JournalEntry

PAGE = "/desk/articles/synonyms"


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    glossary.forget()


def said(text: str) -> set[str]:
    return {word for match in glossary.matches(text) for word in match.others}


def test_an_own_group_is_added_found_changed_and_removed_each_with_its_line_in_the_journal(
    alice_client: Client,
) -> None:
    assert alice_client.post(f"{PAGE}/new", {"words": "moonshot\n登月, to the moon"}).status_code == 302
    assert said("moonshot") == {"登月", "to the moon"}
    name = f"own-{Synonym.objects.get().pk}"
    shown = alice_client.get(PAGE, {"q": "登月"}).content.decode()
    assert "your own" in shown
    assert f"?change={name}&amp;q=" in shown
    form = alice_client.get(PAGE, {"change": name}).content.decode()
    assert "\nmoonshot\n登月\nto the moon</textarea>" in form
    sent = {"act": "save", "words": "moonshot, 登月", "seen": "moonshot\r\n登月\r\nto the moon"}
    assert alice_client.post(f"{PAGE}/g/{name}", sent).status_code == 302
    assert said("moonshot") == {"登月"}
    assert alice_client.post(f"{PAGE}/g/{name}", {"act": "drop"}).status_code == 302
    assert said("moonshot") == set()
    acts = JournalEntry.objects.filter(action__startswith="synonyms").order_by("id")
    assert [act.action for act in acts] == ["synonyms_added", "synonyms_changed", "synonyms_dropped"]
    assert acts[0].detail == f"{name}: moonshot, 登月, to the moon"


def test_a_delivered_group_is_silenced_still_found_and_brought_back(alice_client: Client) -> None:
    assert "泰达币" in said("usdt")
    assert alice_client.post(f"{PAGE}/g/usdt", {"act": "silence"}).status_code == 302
    assert said("usdt") == set()
    assert "silenced" in alice_client.get(PAGE, {"q": "泰达币"}).content.decode()
    assert alice_client.post(f"{PAGE}/g/usdt", {"act": "drop"}).status_code == 302
    assert "泰达币" in said("usdt")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("one", "Give 2 to 40 expressions that differ"),
        ("USDT\nusdt\n", "There are 1."),
        ("\n".join(f"word{n}" for n in range(41)), "There are 41."),
        ("short\n" + "x" * 61, "is too long: an expression has 60 characters at most."),
    ],
)
def test_what_is_refused_says_what_to_do_and_keeps_what_was_typed(alice_client: Client, words: str, told: str) -> None:
    answer = alice_client.post(f"{PAGE}/new", {"words": words})
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert words.strip() in answer.content.decode()
    assert not Synonym.objects.exists()
    assert not JournalEntry.objects.filter(action__startswith="synonyms").exists()


def test_a_colleagues_change_is_not_overwritten_unseen(alice_client: Client, bob_client: Client) -> None:
    seen = "\n".join(next(each.words for each in glossary.groups() if each.name == "usdt"))
    assert bob_client.post(f"{PAGE}/g/usdt", {"act": "save", "words": "usdt, 油", "seen": seen}).status_code == 302
    late = alice_client.post(f"{PAGE}/g/usdt", {"act": "save", "words": "usdt, tether", "seen": seen})
    assert "A colleague changed this group meanwhile" in late.content.decode()
    assert "usdt, 油" in late.content.decode()
    assert said("usdt") == {"油"}


def test_nobody_but_editors_keeps_them(auditor_client: Client, outsider_client: Client) -> None:
    for client in (auditor_client, outsider_client):
        assert client.get(PAGE).status_code in {401, 403}
        assert client.post(f"{PAGE}/new", {"words": "a1, b1"}).status_code in {401, 403}
        assert client.post(f"{PAGE}/g/usdt", {"act": "silence"}).status_code in {401, 403}
    assert not Synonym.objects.exists()


def test_what_is_not_there_is_not_found(alice_client: Client) -> None:
    for name in ("own-99", "own-x", "nothing"):
        for act in ("save", "silence", "drop"):
            sent = {"act": act, "words": "a1, b1"}
            assert alice_client.post(f"{PAGE}/g/{name}", sent).status_code == 404
    assert alice_client.post(f"{PAGE}/g/usdt", {"act": "steal"}).status_code == 404
