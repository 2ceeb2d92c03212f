"""A closed conversation in which no article was named is counted, by what it was about, where editors look."""

from types import SimpleNamespace

import pytest
from django.test import Client

from conftest import says
from kefu.conversations import definitions, log, queries, react
from kefu.conversations.data import MessageData, OpenedData
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import Audience, CloseReason, Kind
from kefu.conversations.records import ConversationRecord, Draft, NewConversation
from kefu.exchange import outward
from kefu.knowledge.models import Unanswered
from kefu.people.access import Viewer
from kefu.trust import channels, registry
from kefu.trust.lookalike.kinds import Entry, Sort
from kefu.watchers.gaps import watch

pytestmark = pytest.mark.django_db(transaction=True)
REPORT = "/desk/articles/reports/gaps"
SENT = "See https://support.northwind.test/help/zh-cn/articles/deposit-not-there"


def passed() -> None:
    while react.run_pass():
        pass


def closed(client: Client, chat: ConversationRecord, reason: str = "solved") -> None:
    answer = client.post(f"/desk/c/{chat.public_id}/closure", {"reason": reason})
    assert answer.status_code in {200, 302}, answer.content.decode()
    passed()


@pytest.fixture(autouse=True)
def _categories(db: None) -> None:
    definitions.put_category("deposit", names={"en": "Deposits", "zh": "充值"})
    definitions.put_category("fees", names={"en": "Fees", "zh": "手续费"})


def test_a_closed_conversation_without_an_article_is_a_gap_with_one_click_to_the_article(
    alice_client: Client, chat: ConversationRecord, alice: Viewer
) -> None:
    log.stored(log.sort(chat.id, author=says(alice), category="deposit"))
    passed()
    assert "Deposits" not in alice_client.get(REPORT).content.decode()
    closed(alice_client, chat)
    shown = alice_client.get(REPORT).content.decode().partition('id="gap-without-article"')[2]
    assert '<b dir="auto">Deposits</b>' in shown
    assert '<td class="ed__number">1</td>' in shown
    start = shown.partition('<td class="ed__acts"><a class="button" href="')[2].partition('"')[0].replace("&amp;", "&")
    form = alice_client.get(start).content.decode()
    assert 'name="title" value="Deposits"' in form
    assert '<option value="zh-CN" selected>' in form


def test_it_moves_with_its_category_and_one_without_any_is_counted_as_such(
    alice_client: Client, chat: ConversationRecord, alice: Viewer
) -> None:
    closed(alice_client, chat)
    assert "Not sorted into a category" in alice_client.get(REPORT).content.decode()
    log.stored(log.sort(chat.id, author=says(alice), category="fees"))
    passed()
    assert [row.topic for row in Unanswered.objects.all()] == ["fees"]


def test_an_article_that_was_sent_fills_the_gap(alice_client: Client, chat: ConversationRecord, alice: Viewer) -> None:
    channels.bring([Entry(Sort.DOMAIN, "northwind.test")])
    registry.forget()
    outward.forget()
    log.stored(log.reply(chat.id, author=says(alice), body=SENT))
    closed(alice_client, chat)
    assert not Unanswered.objects.exists()
    log.stored(log.reopen(chat.id, author=says(alice)))
    closed(alice_client, chat)
    assert not Unanswered.objects.exists()


def test_an_article_that_was_read_before_the_first_words_fills_it_too(alice_client: Client, carol: Viewer) -> None:
    new = NewConversation(customer=carol.id, origin="livechat", locale="en")
    opened = Draft(new, Kind.OPENED, says(carol), OpenedData(origin="livechat"), audience=Audience.STAFF)
    message = Draft(new, Kind.MESSAGE, says(carol), MessageData(), body="It is not there")
    told = log.told_before(message, ParticularsData(category="deposit", read="deposit-not-there"))
    entry = log.stored(log.append([opened, told, message])[-1])
    closed(alice_client, queries.conversation_for(carol, entry.conversation_public_id))
    assert not Unanswered.objects.exists()


def test_a_link_to_one_in_the_customers_own_words_or_in_a_note_names_none(
    alice_client: Client, chat: ConversationRecord, alice: Viewer, carol: Viewer
) -> None:
    log.stored(log.reply(chat.id, author=says(carol), body=SENT))
    log.stored(log.note(chat.id, author=says(alice), body=SENT))
    closed(alice_client, chat)
    assert Unanswered.objects.count() == 1


@pytest.mark.parametrize("reason", [CloseReason.SPAM, CloseReason.DUPLICATE])
def test_spam_and_duplicates_ask_for_no_article(
    reason: CloseReason, alice_client: Client, chat: ConversationRecord
) -> None:
    closed(alice_client, chat, reason.value)
    assert not Unanswered.objects.exists()


def test_once_nothing_is_left_to_look_at_it_rests_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter([7, 0, 0])
    looked: list[float] = []
    moments = iter(range(100, 1_000, 5))  # a sweep every five seconds

    def step(seconds: float) -> int:
        looked.append(seconds)
        return next(left)

    monkeypatch.setattr("kefu.watchers.gaps.watch.faults.step", step)
    now = [0.0]
    monkeypatch.setattr("kefu.watchers.gaps.watch.time", SimpleNamespace(monotonic=lambda: now[0]))
    gaps = watch.Gaps()
    for _ in range(14):
        now[0] = float(next(moments))
        gaps.sweep()
    assert looked == [watch.SWEEP_S] * 3  # at once, once more, and a minute later
