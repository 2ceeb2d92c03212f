"""Which security step a withdrawal still lacks, and until when withdrawals are on hold."""

from datetime import datetime

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount, AskBound, AskSecondFactor, SecondFactor
from kefu.exchange.contract.funds import Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import Level, TransferReason, TransferState
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Params,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.funds import transfers, withdrawals
from kefu.exchange.diagnoses.shared_words import CONTACT

HELD = frozenset({TransferReason.HOLD, TransferReason.LIMIT, TransferReason.TRADE_LOCK})
HOLD = transfers.article("withdrawal-hold", "hold")
HELP = {
    "two_factor": transfers.article("sync-authenticator-time", "code_refused"),
    "email_confirmation": transfers.article("receive-no-code", "no_mail"),
    "whitelist": transfers.article("address-whitelist", "list"),
}
STEPS_EXPLAINED = transfers.article("withdrawal-security-checks", "explained")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    return (
        withdrawals.wanted(facts),
        Wanted("account", calls.ACCOUNT, AskAccount()),
        Wanted("second_factor", calls.SECOND_FACTOR, AskSecondFactor()),
        Wanted("bound", calls.BOUND, AskBound()),
    )


def judge(facts: Facts) -> Finding:
    facts.need("withdrawals", Withdrawals)
    withdrawal = withdrawals.meant(facts, prefer=_waits)
    if withdrawal is None or not _waits(withdrawal):
        return _nothing_waits(withdrawal, facts)
    told = transfers.sums(withdrawal)
    missing = withdrawals.missing(withdrawal)
    lines = (*withdrawals.missing_lines(withdrawal, facts), *_second_factor(facts))
    if missing:
        verdict = "one_missing" if len(missing) == 1 else "missing"
        held = _account_hold(facts)
        lines += (Line(Mark.WAIT, "account_held", {"until": held}),) if held else ()
        return Finding(verdict, State.ACT, {**told, "count": len(missing)}, lines, _steps(withdrawal, missing))
    if withdrawal.reason in HELD:
        return _held(withdrawal, facts)
    return Finding(
        "not_named", State.PERSON, told, (*lines, Line(Mark.UNKNOWN, "not_named")), (CONTACT, STEPS_EXPLAINED)
    )


def _waits(withdrawal: Withdrawal) -> bool:
    return withdrawal.state is TransferState.WAITING


def _steps(withdrawal: Withdrawal, missing: tuple[str, ...]) -> tuple[Step, ...]:
    explained = HELP.get(missing[0], STEPS_EXPLAINED)
    return (withdrawals.way_on(withdrawal), explained, withdrawals.NOT_MINE, CONTACT)


def _held(withdrawal: Withdrawal, facts: Facts) -> Finding:
    told = transfers.sums(withdrawal)
    lines = (Line(Mark.WAIT, f"because_{withdrawal.reason.value}"), *_second_factor(facts))
    follow = {"withdrawal_id": withdrawal.withdrawal_id}
    steps = (HOLD, withdrawals.NOT_MINE, CONTACT)
    free_at = withdrawal.free_at or _account_hold(facts)
    if free_at and free_at > facts.now:
        return Finding("held_until", State.WAITING, {**told, "until": free_at}, lines, steps, follow)
    return Finding("held", State.WAITING, told, lines, steps, follow)


def _nothing_waits(withdrawal: Withdrawal | None, facts: Facts) -> Finding:
    """No step is missing; still, the account's own hold refuses new ones."""
    held = _account_hold(facts)
    told: Params = {"until": held} if held else {}
    if held:
        on_hold = (Line(Mark.WAIT, "account_held", told), *_second_factor(facts))
        return Finding("account_held", State.WAITING, told, on_hold, (HOLD, withdrawals.NOT_MINE, CONTACT))
    lines: tuple[Line, ...] = (Line(Mark.OK, "nothing_missing"), *_second_factor(facts))
    if facts.maybe("account", Account) is None:
        lines += (Line(Mark.UNKNOWN, "hold_unknown"),)
    if withdrawal is None:
        return Finding("none", State.FINE, {}, lines, (withdrawals.ANEW, STEPS_EXPLAINED))
    status = Step(StepKind.CHECK, "withdrawal-status", "how_far")
    return Finding("nothing_missing", State.FINE, transfers.sums(withdrawal), lines, (status, STEPS_EXPLAINED))


def _account_hold(facts: Facts) -> datetime | None:
    account = facts.maybe("account", Account)
    held = account.withdrawals_held_until if account else None
    return held if held and held > facts.now else None


def _second_factor(facts: Facts) -> tuple[Line, ...]:
    """Said where it stands in the way: none is set up, or its reset is under way."""
    factor = facts.maybe("second_factor", SecondFactor)
    if factor is None:
        return ()
    if factor.reset_asked_at:
        return (Line(Mark.WAIT, "reset", {"at": factor.reset_asked_at}),)
    has_one = factor.has_totp or factor.has_passkey or factor.has_sms
    return () if has_one else (Line(Mark.INFO, "no_factor"),)


CHECK = Definition(
    key="withdrawal-security",
    topic=Topic.FUNDS,
    level=Level.SIGNED_IN,
    asks=(Question("withdrawal_id", Ask.WITHDRAWAL_ID, is_needed=False),),
    reads=reads,
    judge=judge,
    articles=("withdrawal-security-checks", "withdrawal-hold"),
    words=withdrawals.worded(
        en={
            "title": "Which security step is missing?",
            "intro": "We look at your waiting withdrawal and name what is still to be done. "
            "We never ask for a code or a password.",
            "ask.withdrawal_id": "Number of the withdrawal",
            "ask.withdrawal_id.hint": "Without it we look at the newest one that waits.",
            "verdict.one_missing": "One step is missing, then your withdrawal of {amount} {coin} goes on.",
            "verdict.missing": "{count} steps are missing, then your withdrawal of {amount} {coin} goes on.",
            "verdict.held": "Your withdrawal of {amount} {coin} is on hold. Nothing has been sent.",
            "verdict.held_until": "Your withdrawal of {amount} {coin} is on hold until {until}. Nothing has been sent.",
            "verdict.account_held": "Withdrawals of your account are on hold until {until}. "
            "Deposits and trading go on as usual.",
            "verdict.not_named": "Your withdrawal of {amount} {coin} waits, and we cannot see for which step. "
            "A colleague looks at it.",
            "verdict.nothing_missing": "No security step is missing for your withdrawal of {amount} {coin}.",
            "verdict.none": "There is no withdrawal in your account that waits for a step.",
            "line.because_hold": "Withdrawals pause after a change of your security settings",
            "line.because_limit": "It is more than what is left of the day's limit",
            "line.because_trade_lock": "The coins were just bought and are not settled yet",
            "line.account_held": "Withdrawals on hold until {until}",
            "line.hold_unknown": "Whether withdrawals are on hold: could not be looked up just now",
            "line.nothing_missing": "No step is missing",
            "line.not_named": "The missing step is not named",
            "line.no_factor": "No second factor is set up in your account",
            "line.reset": "A reset of your second factor is under way, asked for {at}",
            "step.hold": "Why withdrawals pause",
            "step.code_refused": "The code is not accepted",
            "step.no_mail": "The e-mail or code does not arrive",
            "step.list": "About the list of allowed addresses",
            "step.explained": "All security steps explained",
            "step.how_far": "See how far the withdrawal is",
        },
        zh={
            "title": "安全验证还差哪一步？",
            "intro": "我们查看您等待中的提现，列出还差哪几步。我们从不索要验证码或密码。",
            "ask.withdrawal_id": "提现编号",
            "ask.withdrawal_id.hint": "不填的话，我们查最近一笔等待中的提现。",
            "verdict.one_missing": "还差一步，完成后您的 {amount} {coin} 提现就会继续。",
            "verdict.missing": "还差 {count} 步，完成后您的 {amount} {coin} 提现就会继续。",
            "verdict.held": "您的 {amount} {coin} 提现目前暂停。币还没有转出。",
            "verdict.held_until": "您的 {amount} {coin} 提现暂停至 {until}。币还没有转出。",
            "verdict.account_held": "您账户的提现暂停至 {until}，充值和交易照常。",
            "verdict.not_named": "您的 {amount} {coin} 提现在等待中，但看不出还差哪一步，我们的同事会核查。",
            "verdict.nothing_missing": "您的 {amount} {coin} 提现，安全验证没有缺少步骤。",
            "verdict.none": "您的账户里没有等待验证的提现。",
            "line.because_hold": "修改安全设置之后，提现会暂停一段时间",
            "line.because_limit": "超出今日剩余的提现额度",
            "line.because_trade_lock": "刚买入的币尚未完成交收",
            "line.account_held": "提现暂停至 {until}",
            "line.hold_unknown": "提现是否暂停：暂时无法查询",
            "line.nothing_missing": "没有缺少的步骤",
            "line.not_named": "没有写明还差哪一步",
            "line.no_factor": "您的账户还没有设置两步验证",
            "line.reset": "两步验证正在重置，申请时间 {at}",
            "step.hold": "提现为什么会暂停",
            "step.code_refused": "验证码总是不对",
            "step.no_mail": "收不到邮件或验证码",
            "step.list": "了解提现地址白名单",
            "step.explained": "了解各项安全验证",
            "step.how_far": "查看提现进度",
        },
    ),
)
