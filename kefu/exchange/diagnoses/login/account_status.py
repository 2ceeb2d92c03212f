"""Whether the account is open, and if not: for which class of reason, until when, and how it is opened again."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount
from kefu.exchange.contract.connector import Unlearned
from kefu.exchange.contract.kinds import AccountState, Level, LockReason, Trouble
from kefu.exchange.diagnoses.definition import (
    Definition,
    Facts,
    Finding,
    Line,
    Mark,
    State,
    Step,
    StepKind,
    Topic,
    Wanted,
)
from kefu.exchange.diagnoses.shared_words import CONTACT

UNFREEZE = Step(StepKind.FLOW, "unfreeze", "unfreeze")
APPEAL = Step(StepKind.ARTICLE, "account-appeal", "appeal")
FROZEN_HOW = Step(StepKind.ARTICLE, "account-frozen", "frozen_how")
NOT_ME = Step(StepKind.CHECK, "account-hacked", "not_me")

_FROZEN: dict[LockReason, tuple[str, State, tuple[Step, ...]]] = {
    LockReason.SUSPICIOUS_LOGIN: ("frozen_suspicious", State.ACT, (UNFREEZE, NOT_ME, CONTACT)),
    LockReason.OWNER_REQUEST: ("frozen_by_owner", State.ACT, (UNFREEZE, NOT_ME, CONTACT)),
    LockReason.COMPLIANCE_REVIEW: ("frozen_review", State.PERSON, (CONTACT, FROZEN_HOW)),
    LockReason.COURT_ORDER: ("frozen_law", State.PERSON, (CONTACT, APPEAL)),
    LockReason.TERMS: ("frozen_terms", State.PERSON, (CONTACT, APPEAL)),
}
_FROZEN_ELSE = ("frozen", State.PERSON, (CONTACT, FROZEN_HOW))


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("account", calls.ACCOUNT, AskAccount()),)


def judge(facts: Facts) -> Finding:
    account = facts.maybe("account", Account)
    if account is None:
        return _not_looked_up(facts)
    if account.state is AccountState.ACTIVE:
        return _active(account, facts)
    if account.state is AccountState.LOCKED:
        return _locked(account, facts)
    if account.state is AccountState.DISABLED:
        return Finding(
            "disabled", State.PERSON, lines=(*_reason(account), Line(Mark.INFO, "free")), steps=(CONTACT, APPEAL)
        )
    if account.state is AccountState.UNKNOWN:
        steps = (Step(StepKind.CHECK, "username-password", "check_name"), CONTACT)
        return Finding("no_account", State.ACT, lines=(Line(Mark.INFO, "other_name"),), steps=steps)
    return _frozen(account, facts)


def _not_looked_up(facts: Facts) -> Finding:
    """Who cannot sign in cannot be asked to: what the message on the screen means is told instead."""
    known = facts.known["account"]
    is_stranger = isinstance(known, Unlearned) and known.trouble is Trouble.NOT_PROVED
    first = Line(Mark.UNKNOWN, "not_proved" if is_stranger else "unlearned.account")
    lines = (first, Line(Mark.INFO, "screen_locked"), Line(Mark.INFO, "screen_frozen"))
    return Finding("not_looked_up", State.UNCLEAR, lines=lines, steps=(CONTACT, _LOCKED_HOW, FROZEN_HOW))


def _active(account: Account, facts: Facts) -> Finding:
    opened = Line(Mark.OK, "open")
    held = account.withdrawals_held_until
    if held and held > facts.now:
        lines = (opened, Line(Mark.WAIT, "held", {"until": held}), Line(Mark.INFO, "held_why"))
        return Finding("active_held", State.WAITING, {"until": held}, lines, (_HOLD_HOW, NOT_ME, CONTACT))
    return Finding("active", State.FINE, lines=(opened,), steps=(_STILL_OUT, CONTACT))


def _locked(account: Account, facts: Facts) -> Finding:
    opens = account.opens_at
    reason, running = _reason(account), Line(Mark.OK, "goes_on")
    if opens is None:
        waits = (*reason, Line(Mark.WAIT, "opens_itself"), running)
        return Finding("locked", State.WAITING, lines=waits, steps=(_RESET, NOT_ME, _LOCKED_HOW, CONTACT))
    if opens > facts.now:
        lines = (*reason, Line(Mark.WAIT, "opens_at", {"until": opens}), running, Line(Mark.INFO, "no_tries"))
        return Finding("locked_until", State.WAITING, {"until": opens}, lines, (_RESET, NOT_ME, _LOCKED_HOW, CONTACT))
    lines = (*reason, Line(Mark.OK, "lock_over", {"until": opens}))
    return Finding("lock_over", State.ACT, {"until": opens}, lines, (_SIGN_IN, _RESET, CONTACT))


def _frozen(account: Account, facts: Facts) -> Finding:
    by_owner = account.state is AccountState.SELF_FROZEN
    reason = LockReason.OWNER_REQUEST if by_owner else account.reason
    verdict, state, steps = _FROZEN.get(reason, _FROZEN_ELSE)
    lines = [*_reason(account, reason)]
    if account.since_at:
        lines.append(Line(Mark.BAD, "frozen_since", {"since": account.since_at}))
    if account.opens_at and account.opens_at > facts.now:
        lines.append(Line(Mark.WAIT, "opens_at", {"until": account.opens_at}))
    if reason is not LockReason.COURT_ORDER:  # what a court decides about the funds is not ours to promise
        lines.append(Line(Mark.OK, "stays_yours"))
    lines += [Line(Mark.INFO, "positions"), Line(Mark.INFO, "free")]
    return Finding(verdict, state, lines=tuple(lines), steps=steps)


def _reason(account: Account, reason: LockReason | None = None) -> tuple[Line, ...]:
    told = reason or account.reason
    return () if told is LockReason.NONE else (Line(Mark.INFO, "reason", {"reason": told.value}),)


_RESET = Step(StepKind.FLOW, "password-reset", "reset")
_SIGN_IN = Step(StepKind.FLOW, "login", "sign_in_now")
_STILL_OUT = Step(StepKind.CHECK, "cannot-sign-in", "still_out")
_HOLD_HOW = Step(StepKind.ARTICLE, "withdrawal-hold", "hold_how")
_LOCKED_HOW = Step(StepKind.ARTICLE, "account-locked", "locked_how")

CHECK = Definition(
    key="account-status",
    topic=Topic.LOGIN,
    level=Level.SIGNED_IN,
    reads=reads,
    judge=judge,
    articles=("account-frozen", "account-locked", "account-appeal"),
    categories=("login", "security"),
    words={
        "en": {
            "title": "Is my account locked, frozen or disabled?",
            "intro": "We look at your account and say whether it is open, and if not, how it is opened again.",
            "verdict.active": "Your account is open: it is neither locked nor frozen.",
            "verdict.active_held": "Your account is open. Withdrawals are paused until {until}; everything else works.",
            "verdict.locked": "Sign-in is locked for a while. It opens by itself, and your funds stay where they are.",
            "verdict.locked_until": "Sign-in is locked until {until} and then opens by itself. Your funds stay where they are.",
            "verdict.lock_over": "The lock ended at {until}. You can sign in again.",
            "verdict.frozen_suspicious": (
                "Your account is frozen because something did not look like you. You can have it unfrozen."
            ),
            "verdict.frozen_by_owner": (
                "Your account is frozen at its owner's request. Nothing can leave it until you are confirmed."
            ),
            "verdict.frozen_review": (
                "Your account is frozen while it is reviewed. A colleague can say what is still needed from you."
            ),
            "verdict.frozen_law": "Your account is frozen because the law requires it. Some details we are not allowed to share.",
            "verdict.frozen_terms": (
                "Your account is frozen because of our terms. You can appeal, and another specialist looks at it."
            ),
            "verdict.frozen": "Your account is frozen. A colleague can tell you the reason and what comes next.",
            "verdict.disabled": "Your account is disabled and cannot be used to sign in. You can appeal against that.",
            "verdict.no_account": (
                "We found no account under this sign-in. It may have been opened with another number or e-mail."
            ),
            "verdict.not_looked_up": (
                "We have not been able to look at your account. The message on your screen tells which case it is."
            ),
            "line.open": "Account open",
            "line.held": "Withdrawals paused until {until}",
            "line.held_why": "That protects you after a change of password or security settings; it ends by itself",
            "line.opens_itself": "Opens by itself; nothing to apply for",
            "line.opens_at": "Opens by itself at {until}",
            "line.lock_over": "Lock ended {until}",
            "line.goes_on": "Orders, positions, deposits and withdrawals under way go on",
            "line.no_tries": "Until then even the right password is refused; trying again does not help",
            "line.reason": "Reason: {reason}",
            "line.frozen_since": "Frozen since {since}",
            "line.stays_yours": "What is in the account stays yours; nothing is moved out of it",
            "line.positions": "Open futures positions are not paused by it and can still be liquidated",
            "line.free": "Unfreezing never costs anything: whoever wants a fee or a deposit first is a fraud",
            "line.other_name": "Check whether you registered with a phone number or an e-mail, and with which",
            "line.not_proved": "Not looked up: we do not know yet whose account it is",
            "line.screen_locked": "“Too many attempts, try again later”: locked, opens by itself",
            "line.screen_frozen": "“Account frozen” or “disabled”: it needs a step, which depends on the reason",
            "step.unfreeze": "Ask to unfreeze",
            "step.appeal": "How to appeal",
            "step.frozen_how": "How accounts are unfrozen",
            "step.locked_how": "About locked sign-ins",
            "step.hold_how": "Why withdrawals pause",
            "step.not_me": "That was not me",
            "step.reset": "Reset the password meanwhile",
            "step.sign_in_now": "Sign in",
            "step.still_out": "I still cannot sign in",
            "step.check_name": "Check user name and password",
            "term.wrong_tries": "too many wrong passwords or codes",
            "term.suspicious_login": "a sign-in or withdrawal that did not look like you",
            "term.owner_request": "asked for by the account's owner",
            "term.compliance_review": "compliance review",
            "term.court_order": "required by law or by a court",
            "term.terms": "our terms of use",
        },
        "zh-CN": {
            "title": "账户是被锁定、冻结还是停用？",
            "intro": "我们查看您的账户状态：能不能用，不能用的话怎样恢复。",
            "verdict.active": "您的账户正常，没有锁定，也没有冻结。",
            "verdict.active_held": "您的账户正常。提现暂停至 {until}，其他功能照常。",
            "verdict.locked": "登录暂时锁定，会自动解除，您的资金不受影响。",
            "verdict.locked_until": "登录锁定至 {until}，到时自动解除，您的资金不受影响。",
            "verdict.lock_over": "锁定已于 {until} 解除，您可以重新登录。",
            "verdict.frozen_suspicious": "系统发现有不像您本人的操作，已将账户冻结。您可以申请解冻。",
            "verdict.frozen_by_owner": "账户已按账户本人的要求冻结。在确认是您本人之前，资产不会转出。",
            "verdict.frozen_review": "账户正在审核，暂时冻结。客服可以告诉您还需要补充什么。",
            "verdict.frozen_law": "依照法律要求，您的账户已被冻结。部分细节依法不能透露。",
            "verdict.frozen_terms": "因涉及用户协议，您的账户已被冻结。您可以申诉，由另一位专员复核。",
            "verdict.frozen": "您的账户已被冻结。客服可以告诉您原因和下一步怎么做。",
            "verdict.disabled": "您的账户已停用，不能登录。您可以提出申诉。",
            "verdict.no_account": "没有找到对应的账户，可能是用另一个手机号或邮箱注册的。",
            "verdict.not_looked_up": "我们没能查到您的账户状态，请先对照屏幕上的提示判断。",
            "line.open": "账户正常",
            "line.held": "提现暂停至 {until}",
            "line.held_why": "修改密码或安全设置后的保护措施，到时自动恢复",
            "line.opens_itself": "会自动解除，不用申请",
            "line.opens_at": "{until} 自动解除",
            "line.lock_over": "锁定已于 {until} 解除",
            "line.goes_on": "挂单、持仓以及正在处理的充值、提现都照常",
            "line.no_tries": "锁定期间输对密码也进不去，请不要反复尝试",
            "line.reason": "原因：{reason}",
            "line.frozen_since": "{since} 起冻结",
            "line.stays_yours": "资产仍在您名下，不会被转走",
            "line.positions": "合约持仓不会暂停，仍有可能被强制平仓",
            "line.free": "解冻从不收费：要您先交费或先充值的都是骗子",
            "line.other_name": "请核对注册时用的是手机号还是邮箱、是哪一个",
            "line.not_proved": "未查询：还不能确认是哪个账户",
            "line.screen_locked": "提示“尝试次数过多，请稍后再试”：锁定，会自动解除",
            "line.screen_frozen": "提示“账户已冻结”或“已停用”：需要办一步手续，视原因而定",
            "step.unfreeze": "申请解冻",
            "step.appeal": "如何申诉",
            "step.frozen_how": "账户怎样解冻",
            "step.locked_how": "了解登录锁定",
            "step.hold_how": "为什么暂停提现",
            "step.not_me": "不是我本人操作",
            "step.reset": "先重置密码",
            "step.sign_in_now": "去登录",
            "step.still_out": "还是登录不了",
            "step.check_name": "核对账号和密码",
            "term.wrong_tries": "密码或验证码输错次数过多",
            "term.suspicious_login": "登录或提现不像您本人操作",
            "term.owner_request": "账户本人要求",
            "term.compliance_review": "合规审核",
            "term.court_order": "法律或司法要求",
            "term.terms": "用户协议",
        },
    },
)
