"""An identity paper for an appeal goes from the appeal's own page through the vault, and from no other browser (S43)."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kefu.conversations import definitions, log
from kefu.conversations.kinds import Author, AuthorKind, CloseReason
from kefu.people.access import Viewer
from kefu.people.models import Agent
from kefu.safeguards import account_appeals_work
from kefu.safeguards.account_appeals import State
from kefu.safeguards.models import AccountAppeal, Paper, PaperAsk
from kefu.safeguards.tests.test_account_appeals import act, appeal, desks, exchange, page, state
from kefu.trust.models import JournalEntry
from tests.security.vault_house import Hands, Sender, carol_sends, hands, mallory_sends

__all__ = ["carol_sends", "desks", "exchange", "hands", "mallory_sends", "page"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row(page: str, carol: Viewer, desks: dict[str, Client]) -> AccountAppeal:
    """Ben asked for something in words and for a passport, which is item 2."""
    made = appeal(page, carol)
    assert act(desks["Ben"], made, "ask", wanted="写有冻结原因的邮件", paper="passport") == 302
    made.refresh_from_db()
    return made


def comes_in(sender: Sender) -> str:
    """From the chat, by the form that it sends; the page of the appeals."""
    answer = sender.comes_in("account-appeals")
    assert answer.status_code == 303
    parts = urlsplit(answer["Location"])
    assert parts.path.startswith("/account-appeals/")
    return f"{parts.path}?{parts.query}"


def asks_the_way(client: Client, page: str, row: AccountAppeal, item: int = 2) -> Any:
    return client.post(page, {"act": "paper", "appeal": row.public_id, "item": str(item)})


def ask_behind(answer: Any) -> str:
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    return str(urlsplit(answer["Location"]).path).removeprefix("/vault/")


def test_S43_a_customer_brings_a_passport_from_the_page_of_their_appeal(
    row: AccountAppeal, carol_sends: Sender, desks: dict[str, Client], hands: Hands
) -> None:
    page = comes_in(carol_sends)
    shown = carol_sends.client.get(page, follow=True).content.decode()
    assert "护照" in shown
    assert 'value="paper"' in shown
    ask = ask_behind(asks_the_way(carol_sends.client, page, row))
    assert "用于您的申诉" in carol_sends.looks(ask).content.decode()
    assert carol_sends.sends(ask).status_code == 303
    assert account_appeals_work.take_papers(hands.moment) == 1
    assert account_appeals_work.take_papers(hands.moment) == 0
    row.refresh_from_db()
    assert [bool(each["given_at"]) for each in row.items] == [False, True]
    assert JournalEntry.objects.filter(action="account_appeal_given", actor_kind="customer").count() == 1
    assert JournalEntry.objects.filter(action="papers_asked").count() == 1
    assert asks_the_way(carol_sends.client, page, row).status_code == 404
    assert f"/desk/c/{row.conversation_public_id}/papers" in (
        desks["Ben"].get(f"/desk/account-appeals/{row.public_id}/").content.decode()
    )


def test_S43_the_way_lasts_as_long_as_the_appeal_though_an_ask_lasts_a_day(
    row: AccountAppeal, carol_sends: Sender, hands: Hands
) -> None:
    page = comes_in(carol_sends)
    first = ask_behind(asks_the_way(carol_sends.client, page, row))
    assert ask_behind(asks_the_way(carol_sends.client, page, row)) == first
    PaperAsk.objects.filter(public_id=first).update(expires_at=hands.moment)
    second = ask_behind(asks_the_way(carol_sends.client, page, row))
    assert second != first
    assert carol_sends.looks(first).status_code == 404
    assert carol_sends.sends(second).status_code == 303
    account_appeals_work.work(hands.moment)
    row.refresh_from_db()
    assert row.items[1]["given_at"]


def test_S43_the_last_paper_that_was_asked_for_begins_our_own_time(
    row: AccountAppeal, carol_sends: Sender, hands: Hands
) -> None:
    page = comes_in(carol_sends)
    lacks = {"act": "lack", "appeal": row.public_id, "item": "1", "key": "l" * 27}
    assert carol_sends.client.post(page, lacks).status_code == 302
    assert state(row) == State.GATHERING
    carol_sends.sends(ask_behind(asks_the_way(carol_sends.client, page, row)))
    account_appeals_work.work(hands.moment)
    assert state(row) == State.REVIEW


def test_S43_the_address_of_the_page_alone_lets_nobody_send_a_paper_into_the_case(
    page: str, row: AccountAppeal, carol_sends: Sender, mallory_sends: Sender
) -> None:
    """Mallory would have somebody else's passport in their own case by sending them the address; or look into Carol's."""
    stranger = Client()
    ask = ask_behind(asks_the_way(stranger, page, row))
    assert stranger.get(f"/vault/{ask}").status_code == 404
    theirs = comes_in(mallory_sends)
    assert asks_the_way(mallory_sends.client, theirs, row).status_code == 404
    assert mallory_sends.looks(ask).status_code == 404
    assert mallory_sends.sends(ask).status_code == 404
    comes_in(carol_sends)
    assert carol_sends.looks(ask).status_code == 200
    assert not Paper.objects.exists()


def test_S43_a_category_that_wants_a_second_reader_meanwhile_shuts_no_way(
    page: str, row: AccountAppeal, carol_sends: Sender
) -> None:
    definitions.want_second("appeal", on=True, by=Agent.objects.get(name="Ben").pk)
    comes_in(carol_sends)
    ask = ask_behind(asks_the_way(carol_sends.client, page, row))
    assert carol_sends.sends(ask).status_code == 303


@pytest.mark.parametrize("item", ["0", "1", "3", "99", "x", ""])
def test_S43_only_what_was_asked_for_as_a_paper_has_a_way(
    item: str, row: AccountAppeal, carol_sends: Sender, page: str
) -> None:
    answer = carol_sends.client.post(page, {"act": "paper", "appeal": row.public_id, "item": item})
    assert answer.status_code in (400, 404)
    assert not PaperAsk.objects.exists()


def test_S43_while_the_case_is_closed_the_page_says_what_opens_it(
    page: str, row: AccountAppeal, carol_sends: Sender, desks: dict[str, Client]
) -> None:
    ben = Author(AuthorKind.AGENT, Agent.objects.get(name="Ben").pk)
    log.stored(log.close(row.conversation_id, author=ben, reason=CloseReason.SOLVED))
    answer = asks_the_way(carol_sends.client, page, row)
    assert answer.status_code == 409
    assert "请先在“补充其他材料”里写几句" in answer.content.decode()
    give = {"act": "give", "appeal": row.public_id, "item": "0", "words": "还在等", "key": "r" * 27}
    assert carol_sends.client.post(page, give).status_code == 302
    ask_behind(asks_the_way(carol_sends.client, page, row))


def test_S43_a_kind_of_paper_that_there_is_not_is_not_asked_for(
    page: str, carol: Viewer, desks: dict[str, Client]
) -> None:
    row = appeal(page, carol)
    assert act(desks["Ben"], row, "ask", wanted="x", paper="tooth") == 400
    assert act(desks["Ben"], row, "ask", wanted="", paper="") == 400
    assert state(row) == State.REVIEW
