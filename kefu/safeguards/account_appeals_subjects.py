"""What a customer may appeal against: what the exchange or we decided against them, as it stands now.

Asks the exchange, so never inside a transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kefu.exchange import asking, runs
from kefu.exchange.asking import Answer
from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount, AskKyc, Kyc
from kefu.exchange.contract.calls import Call
from kefu.exchange.contract.connector import Learned
from kefu.exchange.contract.funds import AskWithdrawals, Withdrawals
from kefu.exchange.contract.kinds import AccountState, KycState, TransferState
from kefu.safeguards import requests
from kefu.safeguards.account_appeals import Subject
from kefu.safeguards.models import AccountRequest

MOST = 20


@dataclass(frozen=True, slots=True)
class Decision:
    """`key` names it for good; `detail` is a code or a sum, masked as the exchange told it; `parts` who of ours had a part."""

    key: str
    subject: Subject
    detail: str
    decided_at: datetime | None
    parts: frozenset[int] = frozenset()


def of_customer(customer: int) -> list[Decision]:
    """The newest of each first. Nothing for guests: nobody's account is known."""
    asker = runs.asker_for(customer)
    if not asker.uid:
        return []
    wanted: dict[str, tuple[Call[Any, Any], object]] = {
        "account": (calls.ACCOUNT, AskAccount()),
        "kyc": (calls.KYC, AskKyc()),
        "withdrawals": (calls.WITHDRAWALS, AskWithdrawals(limit=MOST)),
    }
    found = asking.ask_all(wanted, asker=asker)
    return [*_account(found["account"]), *_kyc(found["kyc"]), *_withdrawals(found["withdrawals"]), *_requests(customer)]


def _account(answer: Answer) -> Iterator[Decision]:
    told = answer.value if isinstance(answer, Learned) else None
    if isinstance(told, Account) and told.state in {AccountState.FROZEN, AccountState.DISABLED}:
        yield Decision(f"frozen:{_at(told.since_at)}", Subject.FROZEN, told.reason.value, told.since_at)


def _kyc(answer: Answer) -> Iterator[Decision]:
    told = answer.value if isinstance(answer, Learned) else None
    if isinstance(told, Kyc) and told.state is KycState.REJECTED:
        at = told.decided_at or told.submitted_at
        reasons = " ".join(each.value for each in told.rejections)
        yield Decision(f"kyc:{_at(at)}", Subject.KYC, reasons[:200], at)


def _withdrawals(answer: Answer) -> Iterator[Decision]:
    told = answer.value if isinstance(answer, Learned) else None
    for each in told.items if isinstance(told, Withdrawals) else ():
        if each.state is TransferState.FAILED:
            what = f"{each.amount.normalize():f} {each.coin} · {each.network}"
            yield Decision(f"withdrawal:{each.withdrawal_id}"[:120], Subject.WITHDRAWAL, what[:200], each.asked_at)


def _requests(customer: int) -> Iterator[Decision]:
    """Refused by one of ours, or stopped by one: what its owner stopped is their own will."""
    ended = AccountRequest.objects.filter(
        customer_id=customer, state__in=[requests.State.REFUSED, requests.State.VETOED], ended_by__isnull=False
    )
    for row in ended.order_by("-ended_at", "-id")[:MOST]:
        parts = {row.asked_by_id, row.ended_by_id, row.approved_by_id, *(each["by"] for each in row.proofs)}
        known = frozenset(part for part in parts if part is not None)
        yield Decision(f"request:{row.public_id}", Subject.REQUEST, row.action, row.ended_at, known)


def _at(moment: datetime | None) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if moment else "-"
