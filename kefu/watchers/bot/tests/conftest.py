"""A help centre of a few articles, an exchange that answers, and the assistant switched on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conftest import says
from kefu.channels import intake, registry
from kefu.channels.contract import Inbound
from kefu.conversations import log, queries, react
from kefu.conversations.data_bot import BotSaidData, HandedOverData
from kefu.conversations.kinds import Kind
from kefu.conversations.records import ConversationRecord, EntryRecord
from kefu.exchange import asking
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import clock
from kefu.knowledge import library, library_files
from kefu.knowledge.tests import sample
from kefu.people.access import Viewer
from kefu.watchers.bot import jobs

BODY = "{lead}\n\n::: steps\n1. Open the page of {lead}.\n2. Follow what it says.\n:::\n"
ARTICLES = {
    "reset-password": ("忘记密码怎么重置", "How to reset a forgotten password"),
    "withdrawal-fees": ("提现手续费是多少", "Withdrawal fees and minimums"),
    "deposit-not-credited": ("充值多久到账", "How long a deposit takes to arrive"),
    "change-phone": ("怎么修改手机号", "How to change your phone number"),
    "stop-limit-order": ("怎么设置止盈止损单", "How to place a stop limit order"),
    "maker-taker": ("挂单和吃单手续费", "Maker and taker fees of orders"),
}


@pytest.fixture
def articles(tmp_path: Path, db: None) -> None:
    folder = sample.write(tmp_path / "library")
    for slug, (zh, en) in ARTICLES.items():
        sample.add(folder, f"login/{slug}", 'kind = "guide"', zh=zh, en=en, body=BODY)
    library.bring(library_files.read(folder))


@pytest.fixture
def bot(settings: Any, articles: None, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BOT = True
    sandbox = Sandbox()
    monkeypatch.setattr(asking, "current", lambda: sandbox)


class Talk:
    """What Carol says in the chat, and what comes of it."""

    def __init__(self, carol: Viewer) -> None:
        self.carol = carol
        self._sent = 0
        self.place = ""

    def say(self, text: str, *, locale: str = "en") -> list[EntryRecord]:
        """What is there anew after these words."""
        self._sent += 1
        thread = self.record.id if self.place else None
        inbound = Inbound(self.carol.id, f"key-{self._sent:05d}", text, thread=thread, locale=locale)
        entry = log.stored(intake.receive_many(registry.channels()["livechat"], [inbound])[0])
        self.place = entry.conversation_public_id
        return self.passed(after=entry.public_seq or 0)

    def choose(self, choice: str) -> list[EntryRecord]:
        said = self.said[-1]
        outcome = log.choose(self.record.id, target=said.seq, choice=choice, author=says(self.carol))
        return self.passed(after=log.stored(outcome).public_seq or 0)

    def passed(self, *, after: int = 0) -> list[EntryRecord]:
        settle()
        return [entry for entry in self.entries if (entry.public_seq or 0) > after]

    @property
    def record(self) -> ConversationRecord:
        return queries.conversation_for(self.carol, self.place)

    @property
    def entries(self) -> list[EntryRecord]:
        return queries.entries_for(self.carol, self.record)

    @property
    def said(self) -> list[EntryRecord]:
        return [entry for entry in self.entries if entry.kind is Kind.BOT_SAID]


def settle() -> None:
    while react.run_pass() or jobs.work(clock.now()):
        pass


def acts(entries: Sequence[EntryRecord]) -> list[str]:
    """What was done, in a word each."""
    return [word for entry in entries if (word := _act(entry))]


def _act(entry: EntryRecord) -> str:
    match entry.data:
        case BotSaidData(act=act):
            return act.value
        case HandedOverData(why=why):
            return f"person:{why.value}"
    return entry.kind.value if entry.kind in {Kind.DIAGNOSED, Kind.CLOSED} else ""


@pytest.fixture
def talk(carol: Viewer, bot: None) -> Talk:
    return Talk(carol)
