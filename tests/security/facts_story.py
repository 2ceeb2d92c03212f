"""A customer's day with everything the exchange tells of them in it: deposit, withdrawal, order, account, case, request, bot."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.test import Client

from conftest import a_customer, an_agent, as_viewer, says
from kefu.conversations import log, queries, react
from kefu.conversations.data import MessageData
from kefu.conversations.data_bot import Act, BotSaidData, HandedOverData, Told, Why
from kefu.conversations.data_particulars import ParticularsData
from kefu.conversations.kinds import BOT, Kind
from kefu.conversations.records import ConversationRecord, Draft, EntryRecord, NewConversation
from kefu.exchange import runs
from kefu.exchange.contract.account import Account, Bound, FieldDifference, Kyc
from kefu.exchange.contract.funds import Deposit, Withdrawal
from kefu.exchange.contract.kinds import (
    AccountState,
    KycRejection,
    KycState,
    OrderState,
    OrderType,
    Side,
    TransferState,
)
from kefu.exchange.contract.trading import Order
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.models import CheckRun
from kefu.exchange.sandbox import ids
from kefu.exchange.sandbox.connector import Sandbox
from kefu.kit import clock
from kefu.people import keys
from kefu.people.capabilities import Role
from kefu.people.models import Agent, Team
from kefu.people.sessions import StartedSession
from kefu.safeguards import requests_rows, requests_work
from kefu.safeguards.models import AccountRequest
from kefu.ui import thread
from kefu.watchers.cases import jobs, sealing
from kefu.watchers.cases.models import CaseJob

UID = "88104821733"
DEPOSITED, WITHDRAWN, PRICE = Decimal("73190.46185"), Decimal("61283.90417"), Decimal("95127.33619")
TXID, SENT_TXID = ids.txid("Bitcoin", "canary", "in"), ids.txid("TRON", "canary", "out")
OWN_ADDRESS, TO_ADDRESS = ids.address("Bitcoin", "canary", "own"), ids.address("TRON", "canary", "to")
UNLOCKED = ids.address("TRON", "canary", "unlocked")
IN_GROUPS = transfers.grouped(TO_ADDRESS)
BOUND_MAIL, BOUND_PHONE = "q•••@boundcanary.example", "+86 138••••7306"
NEW_MAIL, CLAIMED_MAIL = "newcanary@moved.example", "claimcanary@typed.example"
CLAIMED_UID, CLAIMED_PHONE, SEARCHED = "uidcanary-5591", "+44 7700 900461", "searchcanary where is it"
NAME_TYPED, NAME_PAPER = "Q••zcanary", "Q••ycanary"
BOT_TOLD, BOT_TYPED, BOT_ASKED = "answercanary-118", "typedcanary-227", "questioncanary-336"
NOTE, REASON, ENDING = "notecanary: seen on video", "reasoncanary: lost the phone", "endingcanary: not them"
BODY = "bodycanary: where is my deposit"


@dataclass(frozen=True)
class Story:
    owner: StartedSession
    agent: Agent
    desk: Client
    chat: ConversationRecord
    withdrawal_id: str
    order_id: str

    @property
    def facts(self) -> list[str]:
        """What nobody may read out of the database."""
        figures = [each for amount in (DEPOSITED, WITHDRAWN, PRICE) for each in (f"{amount}", f"{amount:,}")]
        chains = [TXID, SENT_TXID, OWN_ADDRESS, IN_GROUPS, UNLOCKED, self.withdrawal_id, self.order_id]
        account = [BOUND_MAIL, BOUND_PHONE, NEW_MAIL, NAME_TYPED, NAME_PAPER, NOTE, REASON, ENDING]
        claimed = [CLAIMED_MAIL, CLAIMED_UID, CLAIMED_PHONE, SEARCHED]
        return [*figures, *chains, *account, *claimed, BOT_TOLD, BOT_TYPED, BOT_ASKED]


def played(exchange: Sandbox) -> Story:
    """`exchange` is the connected one."""
    withdrawal, order = peopled(exchange)
    owner = a_customer(UID, name="Carol")
    agent = an_agent("Alice")
    desk = Client()
    desk.force_login(agent)
    _asks_before(owner, withdrawal.withdrawal_id, order.order_id)
    chat = _opens(owner)
    story = Story(owner, agent, desk, chat, withdrawal.withdrawal_id, order.order_id)
    _is_followed()
    _looks_into(story)
    _talks_to_the_bot(story)
    _moves_the_account(story)
    settle()
    return story


def told(story: Story) -> list[str]:
    """All that whoever holds the keys reads of it: as it is kept, and as its owner sees it. In no order that changes."""
    found = [f"{each.data!r}" for each in entries(story)]
    found += [json.dumps(thread.entry_json(each, viewer=story.owner.viewer)) for each in entries(story)]
    for kept in CheckRun.objects.order_by("pk").values_list("public_id", flat=True):
        found.append(f"{runs.kept(kept)!r}")
    for job in CaseJob.objects.order_by("pk"):
        found += [f"{answers_of(job)!r}", job.told]
    found += [f"{requests_rows.opened(row)!r}" for row in AccountRequest.objects.order_by("pk")]
    return found


def answers_of(job: CaseJob) -> dict[str, str]:
    place = sealing.place_of(job.conversation, job.diagnosis, job.reason)
    with suppress(keys.Destroyed):
        return dict(sealing.opened(job.customer, job.answers, place=place))
    return {}


def entries(story: Story) -> list[EntryRecord]:
    return queries.entries_for(as_viewer(story.agent), story.chat, limit=200)


def peopled(exchange: Sandbox) -> tuple[Withdrawal, Order]:
    with exchange.world() as world:
        told = world.telling("canary")
        deposit = Deposit("", "BTC", "Bitcoin", DEPOSITED, TransferState.SEEN, world.ago(minutes=20), TXID, OWN_ADDRESS)
        told.deposit(UID, replace(deposit, needed=2, confirmations=1), course="held")
        asked = Withdrawal(
            "", "USDT", "TRON", WITHDRAWN, Decimal(1), TO_ADDRESS, TransferState.SENT, world.ago(hours=1)
        )
        withdrawal = told.withdrawal(UID, replace(asked, txid=SENT_TXID, sent_at=world.ago(minutes=50)), course="held")
        limit = Order(
            "", "BTC/USDT", Side.BUY, OrderType.LIMIT, Decimal("0.25"), OrderState.OPEN, world.ago(hours=2), PRICE
        )
        order = told.order(UID, limit)
        told.account(UID, Account(AccountState.ACTIVE, region="CN"))
        told.bound(UID, Bound(BOUND_MAIL, BOUND_PHONE))
        unlike = FieldDifference("name", NAME_TYPED, NAME_PAPER)
        told.kyc(UID, Kyc(KycState.REJECTED, "basic", (KycRejection.NAME_MISMATCH,), (unlike,), world.ago(days=1)))
        return withdrawal, order


def settle() -> None:
    while react.run_pass() or jobs.work(clock.now() + timedelta(minutes=1)):
        pass


def _asks_before(owner: StartedSession, withdrawal: str, order: str) -> None:
    """On the help centre's pages, before a case exists."""
    client = Client(headers={"authorization": f"Bearer {owner.token}"})
    for key, answers in (
        ("deposit-details", {"coin": "BTC", "network": "Bitcoin", "txid": TXID}),
        ("kyc-resubmit", {}),
        ("deposit-confirmations", {"coin": "BTC", "network": "Bitcoin", "txid": TXID}),
        ("withdrawal-status", {"withdrawal_id": withdrawal}),
        ("order-queue", {"order_id": order}),
        ("bound-channels", {}),
        ("kyc-rejected", {}),
    ):
        sent = client.post(f"/api/v1/checks/{key}/runs", {"answers": answers}, content_type="application/json")
        assert sent.status_code == 201, sent.content.decode()
        assert sent.json()["id"], key


def _opens(owner: StartedSession) -> ConversationRecord:
    place = NewConversation(owner.viewer.id, "livechat", "en", bot=True)
    said = Draft(place, Kind.MESSAGE, says(owner.viewer), MessageData(), body=BODY, key="canary-first")
    told = ParticularsData("deposit", CLAIMED_UID, CLAIMED_MAIL, CLAIMED_PHONE, "", SEARCHED)
    first, message = log.append([log.told_before(said, told), said])
    log.stored(first)
    return queries.conversation_for(owner.viewer, log.stored(message).conversation_public_id)


def _is_followed() -> None:
    settle()
    jobs.work(clock.now() + timedelta(hours=1))
    settle()


def _looks_into(story: Story) -> None:
    """At the desk, for staff alone and told."""
    for told in ("", "yes"):
        asked = {"check": "withdrawal-status", "withdrawal_id": story.withdrawal_id, "told": told}
        assert story.desk.post(f"/desk/c/{story.chat.public_id}/check", asked).status_code == 302
    settle()


def _talks_to_the_bot(story: Story) -> None:
    known = (Told("withdrawal_id", BOT_TOLD),)
    asks = BotSaidData(Act.ASK, check="withdrawal-status", question="withdrawal_id", known=known, typed=BOT_TYPED)
    handed = HandedOverData(Why.CHECK, BOT_ASKED, check="withdrawal-status", known=known)
    log.stored(log.append([Draft(story.chat.id, Kind.BOT_SAID, BOT, asks, key="canary-said")])[0])
    log.stored(log.append([Draft(story.chat.id, Kind.HANDED_OVER, BOT, handed, key="canary-handed")])[0])


def _moves_the_account(story: Story) -> None:
    """One request that is approved and held, one that was refused, told of and noted."""
    people = {name: _client(name, role, team) for name, role, team in _PEOPLE}
    place = f"/desk/c/{story.chat.public_id}/request"
    for action, value in (("change_email", NEW_MAIL), ("unlock_address", f"USDT TRON {UNLOCKED}")):
        sent = people["Ann"].post(place, {"action": action, "value": value, "reason": REASON})
        assert sent.status_code == 302, sent.content.decode()[-500:]
        asked = sent.headers["Location"]
        assert people["Cem"].post(asked, {"act": "prove", "kind": "video", "reason": NOTE}).status_code == 302
        decided = {"act": "approve"} if action == "change_email" else {"act": "refuse", "reason": ENDING}
        assert people["Dora"].post(asked, decided).status_code == 302
    requests_work.work(clock.now())


_PEOPLE = (("Ann", Role.AGENT, "east"), ("Cem", Role.AGENT, "west"), ("Dora", Role.LEAD, "west"))


def _client(name: str, role: Role, team: str) -> Client:
    agent, found = an_agent(name, role), Client()
    agent.teams.add(Team.objects.get_or_create(slug=team, name=team)[0])
    found.force_login(agent)
    return found
