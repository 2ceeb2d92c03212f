"""Appeals against decisions about accounts: from the customer's own page to two people at the desk, and back as an entry."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from conftest import a_customer, an_agent, as_viewer
from kefu.conversations import queries
from kefu.conversations.kinds import AuthorKind, Kind, Priority
from kefu.conversations.records import EntryRecord
from kefu.exchange import asking
from kefu.exchange.contract import account, calls, funds
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import CannotTell, Connector, Learned
from kefu.exchange.contract.kinds import (
    AccountState,
    Action,
    KycRejection,
    KycState,
    LockReason,
    TransferState,
    Trouble,
)
from kefu.kit import clock
from kefu.kit.errors import NotAllowed
from kefu.people.access import Viewer
from kefu.people.capabilities import Role
from kefu.people.models import Agent
from kefu.safeguards import account_appeals_doors, account_appeals_store, account_appeals_work
from kefu.safeguards.account_appeals import State
from kefu.safeguards.models import AccountAppeal, AccountRequest
from kefu.trust import admissions
from kefu.trust.models import JournalEntry
from kefu.ui import thread

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "我没有做错什么，请再看一次。"
REASON = "您的资料核对无误，冻结已撤销。"


class Exchange(Connector):
    key = "fake"

    def __init__(self) -> None:
        self.since = clock.now() - timedelta(days=2)
        self.state = AccountState.FROZEN

    def answer(self, call: Call[Any, Any], asked: Any, *, uid: str) -> Learned[Any]:
        if uid != "carol":
            raise CannotTell(Trouble.NOT_FOUND)
        now = clock.now()
        if call is calls.ACCOUNT:
            return Learned(account.Account(self.state, LockReason.COMPLIANCE_REVIEW, since_at=self.since), now)
        if call is calls.KYC:
            return Learned(account.Kyc(KycState.REJECTED, rejections=(KycRejection.GLARE,), decided_at=self.since), now)
        if call is calls.WITHDRAWALS:
            told = {
                "coin": "BTC",
                "network": "Bitcoin",
                "amount": Decimal("0.50"),
                "fee": Decimal(0),
                "address": "bc1q••••",
            }
            failed = funds.Withdrawal("w-1", **told, state=TransferState.FAILED, asked_at=now)  # type: ignore[arg-type]
            done = funds.Withdrawal("w-2", **told, state=TransferState.DONE, asked_at=now)  # type: ignore[arg-type]
            return Learned(funds.Withdrawals((failed, done)), now)
        raise CannotTell(Trouble.NOT_OFFERED)


@pytest.fixture(autouse=True)
def exchange(monkeypatch: pytest.MonkeyPatch) -> Exchange:
    made = Exchange()
    monkeypatch.setattr(asking, "current", lambda: made)
    return made


@pytest.fixture
def page(carol: Viewer) -> str:
    return path_of(carol)


def path_of(viewer: Viewer) -> str:
    """Without its host."""
    parts = urlsplit(account_appeals_doors.address_for(viewer))
    return f"{parts.path}?{parts.query}"


@pytest.fixture
def desks(db: None) -> dict[str, Client]:
    found = {}
    for name, role in (("Ann", Role.AGENT), ("Ben", Role.LEAD), ("Dora", Role.LEAD), ("Eve", Role.LEAD)):
        found[name] = Client()
        found[name].force_login(an_agent(name, role))
    return found


def frozen(carol: Viewer) -> str:
    return next(each.key for each in account_appeals_store.appealable(carol) if each.key.startswith("frozen:"))


def appeal(page: str, carol: Viewer, **more: Any) -> AccountAppeal:
    sent = {"act": "appeal", "decision": frozen(carol), "words": WHY, "key": "k" * 26, **more}
    answer = Client().post(page, sent)
    assert answer.status_code == 302, answer.content.decode()
    return AccountAppeal.objects.latest("id")


def act(client: Client, row: AccountAppeal, act: str, **sent: str) -> int:
    return client.post(f"/desk/account-appeals/{row.public_id}/", {"act": act, **sent}).status_code


def entries(row: AccountAppeal) -> list[EntryRecord]:
    viewer = as_viewer(Agent.objects.get(name="Ben"))
    return queries.entries_for(viewer, queries.conversation_by_row(viewer, row.conversation_id))


def told(row: AccountAppeal) -> list[str]:
    account_appeals_work.work(clock.now())
    return [each.body for each in entries(row) if each.kind is Kind.MESSAGE and each.author.kind is AuthorKind.AGENT]


def state(row: AccountAppeal) -> str:
    row.refresh_from_db()
    return str(row.state)


def test_S43_a_customer_appeals_two_of_ours_decide_and_the_customer_reads_why_in_their_language(
    page: str, carol: Viewer, desks: dict[str, Client]
) -> None:
    shown = Client().get(page, follow=True).content.decode()
    assert "您的账户被冻结" in shown
    row = appeal(page, carol)
    case = queries.conversation_for(carol, row.conversation_public_id)
    assert [each.body for each in entries(row) if each.kind is Kind.MESSAGE] == [WHY]
    ben = as_viewer(Agent.objects.get(name="Ben"))
    head = queries.conversation_for(ben, case.public_id)
    assert (head.category, head.priority) == ("appeal", Priority.HIGH)
    assert "Frozen account" in desks["Ben"].get("/desk/account-appeals/").content.decode()
    assert act(desks["Ben"], row, "prepare", outcome="granted", reason=REASON) == 302
    assert state(row) == State.PREPARED
    assert told(row) == []
    assert REASON not in Client().get(page, follow=True).content.decode()
    assert act(desks["Ben"], row, "confirm") == 403
    assert act(desks["Dora"], row, "confirm") == 302
    assert act(desks["Dora"], row, "confirm") == 409
    (message,) = told(row)
    assert told(row) == [message]
    assert message.startswith("您的账户被冻结：")
    assert REASON in message
    assert "申诉已获批准" in message
    assert len(message.split("\n\n")) == 4
    assert REASON in Client().get(page, follow=True).content.decode()
    acts = (
        JournalEntry.objects.filter(action__startswith="account_appeal")
        .order_by("id")
        .values_list("action", "actor_kind")
    )
    assert list(acts) == [
        ("account_appealed", "customer"),
        ("account_appeal_prepared", "agent"),
        ("account_appeal_confirmed", "agent"),
    ]


def test_S43_one_appeal_for_each_decision_and_a_new_decision_is_another(
    page: str, carol: Viewer, exchange: Exchange
) -> None:
    decision = frozen(carol)
    appeal(page, carol)
    again = {"act": "appeal", "decision": decision, "words": WHY, "key": "j" * 26}
    assert Client().post(page, again).status_code == 409
    assert decision not in [each.key for each in account_appeals_store.appealable(carol)]
    assert len(queries.conversations_of(carol)) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountAppeal.objects.create(**{**AccountAppeal.objects.values().get(), "id": 99, "public_id": "a" * 26})
    exchange.since = clock.now()
    assert frozen(carol) != decision


def test_S43_what_nobody_decided_cannot_be_appealed_and_strangers_reach_nothing(
    page: str, carol: Viewer, mallory: Viewer, exchange: Exchange, client: Client
) -> None:
    for decision in ("frozen:-", "withdrawal:w-2", "request:x", ""):
        sent = {"act": "appeal", "decision": decision, "words": WHY, "key": "k" * 26}
        assert client.post(page, sent).status_code == 404, decision
    row = appeal(page, carol)
    theirs = path_of(mallory)
    for sent in ({"act": "withdraw"}, {"act": "enough"}, {"act": "give", "item": "0", "words": "x", "key": "m" * 26}):
        answer = client.post(theirs, {**sent, "appeal": row.public_id})
        assert answer.status_code == 404
    assert WHY not in client.get(theirs, follow=True).content.decode()
    assert client.get(page.replace("gAAAAA", "gAAAAB")).status_code == 404
    assert client.get("/account-appeals/nothing").status_code == 404
    guest = a_customer("nobody-proved").viewer
    assert account_appeals_store.appealable(guest) == []
    exchange.state = AccountState.SELF_FROZEN
    assert not [each for each in account_appeals_store.appealable(carol) if each.key.startswith("frozen")]


def test_S43_evidence_is_asked_for_brought_and_counted_and_the_days_are_told_to_both(
    page: str, carol: Viewer, desks: dict[str, Client]
) -> None:
    row = appeal(page, carol)
    assert act(desks["Ben"], row, "ask", wanted="住址证明\n银行流水") == 302
    assert state(row) == State.GATHERING
    assert "住址证明" in told(row)[0]
    assert f"{row.bring_by:%Y-%m-%d}" in told(row)[0]
    assert len(told(row)) == 1
    shown = Client().get(page, follow=True).content.decode()
    for day in (row.bring_by, row.decide_by):
        assert day is not None
        assert day.isoformat(timespec="seconds") in shown
        assert (
            day.isoformat(timespec="seconds")
            in desks["Dora"].get(f"/desk/account-appeals/{row.public_id}/").content.decode()
        )
    assert act(desks["Dora"], row, "prepare", outcome="refused", reason=REASON) == 409
    bill = SimpleUploadedFile("bill.csv", b"day,amount\n1,2\n", content_type="text/csv")
    given = {"act": "give", "appeal": row.public_id, "item": "1", "words": "在这里", "key": "a" * 27, "files": bill}
    assert Client().post(page, given).status_code == 302
    assert (
        Client().post(page, {**given, "files": SimpleUploadedFile("bill.csv", b"day,amount\n1,2\n")}).status_code == 302
    )
    brought = [each for each in entries(row) if each.author.kind is AuthorKind.CUSTOMER and each.kind is Kind.MESSAGE]
    assert [each.body for each in brought] == [WHY, "住址证明\n在这里"]
    assert [file.name for file in brought[1].data.files] == ["bill.csv"]  # type: ignore[union-attr]
    assert state(row) == State.GATHERING
    lacks = {"act": "lack", "appeal": row.public_id, "item": "2", "key": "b" * 27}
    assert Client().post(page, lacks).status_code == 302
    assert state(row) == State.REVIEW
    assert [each["is_lacking"] for each in row.items] == [False, True]


def test_S43_time_that_is_over_is_counted_by_the_worker_and_nothing_decides_by_itself(
    page: str, carol: Viewer, desks: dict[str, Client], settings: Any
) -> None:
    settings.APPEAL_EVIDENCE_DAYS, settings.APPEAL_DECISION_DAYS = 2, 5
    row = appeal(page, carol)
    assert act(desks["Ben"], row, "ask", wanted="住址证明") == 302
    row.refresh_from_db()
    begun, bring_by = row.since, row.bring_by
    assert bring_by is not None
    assert bring_by - begun == timedelta(days=2)
    account_appeals_work.work(bring_by - timedelta(hours=1))
    assert state(row) == State.GATHERING
    account_appeals_work.work(bring_by)
    assert state(row) == State.REVIEW
    for _each in range(2):
        account_appeals_work.work(row.since + timedelta(days=4.1))
        account_appeals_work.work(row.since + timedelta(days=99))
    assert state(row) == State.REVIEW
    notes = [each for each in entries(row) if each.kind is Kind.NOTE]
    reader = as_viewer(Agent.objects.get(name="Ben"))
    with translation.override("en"):
        bodies = [str(thread.entry_json(each, viewer=reader)["body"]) for each in notes]
    assert [body[:44] for body in bodies] == [
        "Account appeal: four fifths of the time are ",
        "Account appeal: four fifths of the time are ",
        "Account appeal: THE DEADLINE IS OVER. The cu",
    ]
    leads = set(Agent.objects.filter(role=Role.LEAD).values_list("pk", flat=True))
    assert all(set(each.data.mentions) == leads for each in notes)  # type: ignore[union-attr]
    assert queries.conversation_by_row(reader, row.conversation_id).priority is Priority.URGENT
    assert "overdue" not in desks["Ben"].get("/desk/account-appeals/").content.decode()
    AccountAppeal.objects.update(decide_by=clock.now() - timedelta(days=1))
    assert "overdue" in desks["Ben"].get("/desk/account-appeals/").content.decode()


def test_S43_whoever_had_a_part_in_the_first_decision_neither_prepares_nor_confirms(
    page: str, carol: Viewer, desks: dict[str, Client], chat: Any
) -> None:
    ann, ben = (Agent.objects.get(name=name) for name in ("Ann", "Ben"))
    made = {
        "conversation_id": chat.id,
        "conversation_public_id": chat.public_id,
        "customer_id": carol.id,
        "uid": "carol",
    }
    who = {"asked_by_id": ann.pk, "ended_by_id": ben.pk, "proofs": [], "stop_sealed": "x"}
    ended = {"state": "refused", "ended_at": clock.now(), "reason": "x", "ending": "not hers"}
    AccountRequest.objects.create(action=Action.UNFREEZE, stop_hash="h", **made, **who, **ended)
    decision = next(each.key for each in account_appeals_store.appealable(carol) if each.key.startswith("request:"))
    row = appeal(page, carol, decision=decision)
    assert act(desks["Ben"], row, "prepare", outcome="granted", reason=REASON) == 403
    assert act(desks["Ben"], row, "ask", wanted="住址证明") == 403, "and puts nothing off"
    assert "You had a part" in desks["Ben"].get(f"/desk/account-appeals/{row.public_id}/").content.decode()
    admissions.signin_link("Ann", by=Agent.objects.get(name="Eve").pk)
    assert act(desks["Eve"], row, "prepare", outcome="granted", reason=REASON) == 403
    assert act(desks["Dora"], row, "prepare", outcome="granted", reason=REASON) == 302
    assert act(desks["Ben"], row, "confirm") == 403
    assert act(desks["Eve"], row, "confirm") == 403
    assert act(desks["Ann"], row, "confirm") == 403
    assert state(row) == State.PREPARED
    stopped_by_owner = AccountRequest.objects.latest("id")
    AccountRequest.objects.filter(pk=stopped_by_owner.pk).update(state="vetoed", ended_by=None)
    assert not [each for each in account_appeals_store.appealable(carol) if each.key.startswith("request:")]


def test_S43_the_second_person_sends_it_back_and_new_evidence_does_too(
    page: str, carol: Viewer, desks: dict[str, Client]
) -> None:
    row = appeal(page, carol)
    act(desks["Ben"], row, "prepare", outcome="partly", reason=REASON)
    assert act(desks["Dora"], row, "back") == 400
    assert act(desks["Ben"], row, "back", words="hm") == 403
    assert act(desks["Dora"], row, "back", words="Name the paragraph.") == 302
    shown = desks["Ben"].get(f"/desk/account-appeals/{row.public_id}/").content.decode()
    assert "Name the paragraph." in shown
    assert REASON in shown
    assert act(desks["Dora"], row, "prepare", outcome="partly", reason=REASON) == 302
    news = {"act": "give", "appeal": row.public_id, "item": "0", "words": "还有这个", "key": "n" * 27}
    assert Client().post(page, news).status_code == 302
    assert state(row) == State.REVIEW
    assert act(desks["Ben"], row, "confirm") == 409
    assert told(row) == []


def test_S43_a_program_an_agent_and_an_auditor_skip_no_step(page: str, carol: Viewer, desks: dict[str, Client]) -> None:
    row = appeal(page, carol)
    ben = as_viewer(Agent.objects.get(name="Ben"))
    steps: list[Callable[[], None]] = [
        lambda: account_appeals_store.ask_evidence(ben, row.public_id, ["x"]),
        lambda: account_appeals_store.prepare(ben, row.public_id, outcome="granted", reason=REASON),
        lambda: account_appeals_store.confirm(ben, row.public_id),
        lambda: account_appeals_store.send_back(ben, row.public_id, words="x"),
        lambda: account_appeals_store.withdraw(ben, row.public_id),
    ]
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
    auditor = Client()
    auditor.force_login(an_agent("Audrey", Role.AUDITOR))
    for client in (desks["Ann"], auditor):
        assert client.get("/desk/account-appeals/").status_code == 403
        assert act(client, row, "prepare", outcome="granted", reason=REASON) == 403
    for sent in ({"outcome": "lost", "reason": REASON}, {"outcome": "granted", "reason": " "}):
        assert act(desks["Ben"], row, "prepare", **sent) == 400
    assert act(desks["Ben"], row, "confirm") == 409
    assert act(desks["Ben"], row, "grant") == 400
    assert state(row) == State.REVIEW
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountAppeal.objects.filter(pk=row.pk).update(state="granted", prepared_by=ben.id, confirmed_by=ben.id)


def test_S43_identity_papers_are_never_taken_in_the_chat(page: str, carol: Viewer, desks: dict[str, Client]) -> None:
    row = appeal(page, carol)
    assert act(desks["Ben"], row, "ask", paper="passport") == 302
    sent = {"act": "give", "appeal": row.public_id, "item": "1", "words": "护照在这里", "key": "p" * 27}
    assert Client().post(page, sent).status_code == 403
    assert "护照在这里" not in [each.body for each in entries(row)]


def test_S43_a_customer_takes_it_back_for_good(page: str, carol: Viewer, desks: dict[str, Client]) -> None:
    row = appeal(page, carol)
    act(desks["Ben"], row, "prepare", outcome="refused", reason=REASON)
    assert Client().post(page, {"act": "withdraw", "appeal": row.public_id}).status_code == 302
    assert Client().post(page, {"act": "withdraw", "appeal": row.public_id}).status_code == 409
    assert act(desks["Dora"], row, "confirm") == 409
    assert state(row) == State.WITHDRAWN
    assert told(row) == []
    assert frozen_keys(carol) == []


def frozen_keys(carol: Viewer) -> list[str]:
    return [each.key for each in account_appeals_store.appealable(carol) if each.key.startswith("frozen")]
