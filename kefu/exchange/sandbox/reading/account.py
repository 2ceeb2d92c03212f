"""Answers about an account: its own rows, as far as time has carried them."""

from kefu.exchange.contract.account import (
    Account,
    AskAccount,
    AskBound,
    AskDocuments,
    AskKyc,
    AskSecondFactor,
    Bound,
    Documents,
    Kyc,
    SecondFactor,
)
from kefu.exchange.contract.kinds import AccountState, KycState
from kefu.exchange.sandbox import papers, progress, store
from kefu.exchange.sandbox.reading.look import Look


def account(look: Look, asked: AskAccount) -> Account:
    del asked
    row = look.store.first(store.ACCOUNTS, uid=look.uid)
    return progress.account(row.value, now=look.now) if row else Account(AccountState.UNKNOWN)


def bound(look: Look, asked: AskBound) -> Bound:
    del asked
    row = look.store.first(store.BOUND, uid=look.uid)
    return row.value if row else Bound()


def second_factor(look: Look, asked: AskSecondFactor) -> SecondFactor:
    del asked
    row = look.store.first(store.SECOND_FACTORS, uid=look.uid)
    return progress.second_factor(row.value, now=look.now) if row else SecondFactor()


def kyc(look: Look, asked: AskKyc) -> Kyc:
    del asked
    row = look.store.first(store.KYC, uid=look.uid)
    return progress.kyc(row.value, now=look.now) if row else Kyc(KycState.NONE)


def documents(look: Look, asked: AskDocuments) -> Documents:
    del look
    return papers.taken(asked.country, asked.level)
