"""Somebody else is in the account: freeze first, then what to gather. It needs nothing of anybody to say so."""

from datetime import datetime, timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount, AskBound, AskSecondFactor, Bound, SecondFactor
from kefu.exchange.contract.funds import AskWithdrawals, Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import AccountState, TransferState
from kefu.exchange.diagnoses.definition import (
    Ask,
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    Question,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.shared_words import CONTACT

SEEN = ("money_gone", "strange_sign_in", "gave_code", "lost_phone")
LATELY = timedelta(days=7)
MOST_TOLD = 5
_STOPPABLE = {TransferState.WAITING, TransferState.REVIEW}
_OVER = {TransferState.FAILED, TransferState.CANCELLED}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (
        Wanted("account", calls.ACCOUNT, AskAccount()),
        Wanted("withdrawals", calls.WITHDRAWALS, AskWithdrawals()),
        Wanted("second_factor", calls.SECOND_FACTOR, AskSecondFactor()),
        Wanted("bound", calls.BOUND, AskBound()),
    )


def judge(facts: Facts) -> Finding:
    """Freezing comes first whatever is known, and nothing that could not be learned is waited for."""
    withdrawals = _recent(facts)
    lines = (*_seen(facts), *_money(withdrawals), *_changes(facts), *_EVIDENCE)
    account = facts.maybe("account", Account)
    if account is not None and account.state in {AccountState.SELF_FROZEN, AccountState.DISABLED}:
        state = {"state": account.state.value}
        lines = (Line(Mark.OK, "frozen", state), *lines)
        return Finding("frozen", State.PERSON, state, lines, (CONTACT, _ARTICLE, _STATUS))
    lines = (Line(Mark.INFO, "freeze"), *lines)
    if any(each.state in _STOPPABLE for each in withdrawals):
        return Finding("stop_money", State.PERSON, lines=lines, steps=(_FREEZE, _STOP, CONTACT, _ARTICLE))
    return Finding("freeze_now", State.PERSON, lines=lines, steps=(_FREEZE, CONTACT, _ARTICLE))


def _recent(facts: Facts) -> tuple[Withdrawal, ...]:
    found = facts.maybe("withdrawals", Withdrawals)
    items = found.items if found else ()
    recent = [each for each in items if facts.now - each.asked_at < LATELY and each.state not in _OVER]
    return tuple(sorted(recent, key=lambda each: each.state not in _STOPPABLE)[:MOST_TOLD])


def _seen(facts: Facts) -> tuple[Line, ...]:
    seen = facts.answer("seen")
    return (Line(Mark.INFO, seen),) if seen else ()


def _money(withdrawals: tuple[Withdrawal, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(
            Mark.WAIT if each.state in _STOPPABLE else Mark.BAD,
            "stoppable" if each.state in _STOPPABLE else "withdrawn",
            {"amount": f"{each.amount:f} {each.coin}", "at": each.asked_at, "address": _ends(each.address)},
        )
        for each in withdrawals
    )


def _ends(address: str) -> str:
    return address if len(address) <= 14 else f"{address[:6]}…{address[-6:]}"


def _changes(facts: Facts) -> tuple[Line, ...]:
    bound, factor = facts.maybe("bound", Bound), facts.maybe("second_factor", SecondFactor)
    changes: tuple[tuple[str, datetime | None], ...] = (
        ("email_changed", bound.email_changed_at if bound else None),
        ("phone_changed", bound.phone_changed_at if bound else None),
        ("factor_changed", factor.changed_at if factor else None),
        ("reset_asked", factor.reset_asked_at if factor else None),
    )
    return tuple(Line(Mark.BAD, key, {"at": at}) for key, at in changes if at and facts.now - at < LATELY)


_EVIDENCE = tuple(
    Line(mark, key)
    for mark, key in (
        (Mark.INFO, "mailbox"),
        (Mark.INFO, "each_loss"),
        (Mark.INFO, "messages"),
        (Mark.INFO, "police"),
        (Mark.BAD, "frauds"),
    )
)
_FREEZE = Step(StepKind.FREEZE, "freeze", "freeze")
_STOP = Step(StepKind.FLOW, "withdraw", "stop")
_STATUS = Step(StepKind.CHECK, "account-status", "unfreezing")
_ARTICLE = Step(StepKind.ARTICLE, "i-was-hacked", "how")

CHECK = Definition(
    key="account-hacked",
    topic=Topic.LOGIN,
    asks=(Question("seen", Ask.CHOICE, is_needed=False, choices=SEEN),),
    reads=reads,
    judge=judge,
    articles=("i-was-hacked", "withdrawal-i-did-not-make"),
    categories=("security",),
    words={
        "en": {
            "title": "I was hacked",
            "intro": "Freeze your account first: then nothing can leave it. After that we look into it together.",
            "ask.seen": "What did you see?",
            "ask.seen.hint": "You can leave it open and freeze at once.",
            "ask.seen.money_gone": "Coins are gone",
            "ask.seen.strange_sign_in": "A sign-in or a change that was not me",
            "ask.seen.gave_code": "I gave somebody a password or a code",
            "ask.seen.lost_phone": "My phone is gone, or has no signal all at once",
            "verdict.freeze_now": "Freeze your account now. After that nothing can leave it, and a colleague goes on with you.",
            "verdict.stop_money": "Freeze your account now: a withdrawal has not left yet and can still be stopped.",
            "verdict.frozen": "Your account is {state}: no new withdrawal can leave it. A colleague goes on with you.",
            "line.freeze": "Freezing stops withdrawals, trading, transfers and API keys, and signs out all devices",
            "line.frozen": "Your account: {state}",
            "line.money_gone": "What is on the blockchain cannot be called back; what has not left yet can be stopped",
            "line.strange_sign_in": "Note the time, place and device of what you saw",
            "line.gave_code": "A code given away is used within minutes: freeze before all else",
            "line.lost_phone": "Call your carrier: somebody may have had your SIM card replaced",
            "line.stoppable": "{amount} to {address}, asked for {at}: can still be stopped",
            "line.withdrawn": "{amount} to {address}, asked for {at}: was it you?",
            "line.email_changed": "E-mail changed {at}: was it you?",
            "line.phone_changed": "Phone changed {at}: was it you?",
            "line.factor_changed": "Second factor changed {at}: was it you?",
            "line.reset_asked": "Reset of the second factor asked for {at}: was it you?",
            "line.mailbox": "Then, on a device you trust: a new mailbox password, other devices out, strange forwarding deleted",
            "line.each_loss": "List each loss: coin, amount, time, TxID, address",
            "line.messages": "Keep messages, links and numbers of those who wrote to you; delete nothing",
            "line.police": "Report it to the police and keep the receipt: other exchanges act on it",
            "line.frauds": "Whoever offers to bring coins back for money is a fraud; we never ask for codes or seed phrases",
            "step.freeze": "Freeze my account now",
            "step.stop": "Cancel the withdrawal",
            "step.unfreezing": "How it is unfrozen later",
            "step.how": "All steps in order",
            "term.self_frozen": "frozen by you",
            "term.disabled": "disabled",
        },
        "zh-CN": {
            "title": "账户被盗了",
            "intro": "请先冻结账户，冻结后资产就转不出去，然后我们和您一起查清楚。",
            "ask.seen": "发现了什么？",
            "ask.seen.hint": "可以不选，先冻结。",
            "ask.seen.money_gone": "币不见了",
            "ask.seen.strange_sign_in": "有不是我本人的登录或修改",
            "ask.seen.gave_code": "把密码或验证码告诉了别人",
            "ask.seen.lost_phone": "手机丢了，或突然没有信号",
            "verdict.freeze_now": "请马上冻结账户。冻结后资产转不出去，客服会接着帮您处理。",
            "verdict.stop_money": "请马上冻结账户：有一笔提现还没有转出，还来得及拦下。",
            "verdict.frozen": "您的账户{state}，不会再有新的提现转出。客服会接着帮您处理。",
            "line.freeze": "冻结会停下提现、交易、划转和 API，并退出所有设备",
            "line.frozen": "您的账户：{state}",
            "line.money_gone": "已经上链的撤不回来，还没转出的可以拦下",
            "line.strange_sign_in": "请记下看到的时间、地点和设备",
            "line.gave_code": "验证码给出后几分钟内就会被使用：先冻结，其他的稍后再说",
            "line.lost_phone": "请打给运营商：可能有人补办了您的手机卡",
            "line.stoppable": "{amount} 提到 {address}，{at} 申请：还能拦下",
            "line.withdrawn": "{amount} 提到 {address}，{at} 申请：是您操作的吗？",
            "line.email_changed": "邮箱于 {at} 更换：是您操作的吗？",
            "line.phone_changed": "手机号于 {at} 更换：是您操作的吗？",
            "line.factor_changed": "两步验证于 {at} 修改：是您操作的吗？",
            "line.reset_asked": "{at} 有人申请重置两步验证：是您吗？",
            "line.mailbox": "然后用信得过的设备：改邮箱密码，退出其他设备，删掉陌生的转发",
            "line.each_loss": "列出每一笔损失：币种、数量、时间、TxID、对方地址",
            "line.messages": "保留对方的消息、链接和号码，什么都不要删",
            "line.police": "向警方报案并保留回执：其他交易平台凭它协助",
            "line.frauds": "收费“追币”的都是骗子；我们不会索要验证码或助记词",
            "step.freeze": "马上冻结账户",
            "step.stop": "取消这笔提现",
            "step.unfreezing": "之后怎样解冻",
            "step.how": "完整的处理步骤",
            "term.self_frozen": "已由您本人冻结",
            "term.disabled": "已停用",
        },
    },
)
