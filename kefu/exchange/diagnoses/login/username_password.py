"""User name and password: what is most often wrong with them, and how many tries are left where that is counted."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount
from kefu.exchange.contract.kinds import AccountState
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

PHONE, EMAIL = KINDS = ("phone", "email")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("account", calls.ACCOUNT, AskAccount()),)


def judge(facts: Facts) -> Finding:
    account = facts.maybe("account", Account)
    if account is None:
        return Finding("compare", State.ACT, lines=(*_lines(facts), Line(Mark.INFO, "tries_unknown")), steps=_STEPS)
    if _is_locked(account, facts):
        return Finding("locked", State.CHOOSE, lines=(Line(Mark.BAD, "locked"),), steps=(_STATUS, _RESET, CONTACT))
    if account.state is AccountState.UNKNOWN:
        lines = (Line(Mark.BAD, "no_account"), *_name_lines(facts))
        return Finding("no_account", State.ACT, lines=lines, steps=(_RESET, _HOW, CONTACT))
    tries = account.tries_left
    if tries is None:
        return Finding("compare", State.ACT, lines=_lines(facts), steps=_STEPS)
    left = {"tries": tries}
    if tries <= 0:
        return Finding("none_left", State.ACT, lines=(Line(Mark.BAD, "none_left"),), steps=(_RESET, _STATUS, CONTACT))
    if tries == 1:
        lines = (Line(Mark.BAD, "tries_left", left), *_lines(facts))
        return Finding("last_try", State.ACT, lines=lines, steps=(_RESET, _HOW, CONTACT))
    return Finding("tries_left", State.ACT, left, (Line(Mark.INFO, "tries_left", left), *_lines(facts)), _STEPS)


def _is_locked(account: Account, facts: Facts) -> bool:
    is_open_again = account.opens_at is not None and account.opens_at <= facts.now
    return account.state is AccountState.LOCKED and not is_open_again


def _lines(facts: Facts) -> tuple[Line, ...]:
    password = (Line(Mark.INFO, key) for key in ("caps_lock", "wide", "autofill", "which_password"))
    return (*_name_lines(facts), *password, Line(Mark.INFO, "site"))


def _name_lines(facts: Facts) -> tuple[Line, ...]:
    kind = facts.answer("kind")
    keys = ["which"] if not kind else []
    keys += ["region_code", "no_zero"] if kind != EMAIL else []
    keys += ["typing"] if kind != PHONE else []
    return tuple(Line(Mark.INFO, key) for key in (*keys, "spaces"))


_RESET = Step(StepKind.FLOW, "password-reset", "reset")
_STATUS = Step(StepKind.CHECK, "account-status", "status")
_HOW = Step(StepKind.ARTICLE, "check-username-and-password", "how")
_STEPS = (Step(StepKind.FLOW, "login", "again"), _RESET, _HOW, CONTACT)

CHECK = Definition(
    key="username-password",
    topic=Topic.LOGIN,
    asks=(Question("kind", Ask.CHOICE, is_needed=False, choices=KINDS),),
    reads=reads,
    judge=judge,
    articles=("check-username-and-password", "reset-password"),
    words={
        "en": {
            "title": "Wrong user name or password",
            "intro": "What to compare before the next try. Please type no password here: we never need it.",
            "ask.kind": "What do you sign in with?",
            "ask.kind.hint": "The one you registered with.",
            "ask.kind.phone": "Phone number",
            "ask.kind.email": "E-mail",
            "verdict.compare": "Compare these points, then try once more. If it still fails, set a new password.",
            "verdict.tries_left": "You have {tries} tries left before sign-in locks. Compare these points first.",
            "verdict.last_try": "One try is left before sign-in locks. Setting a new password is the safer way.",
            "verdict.none_left": "No try is left for now. Do not go on guessing: set a new password.",
            "verdict.locked": "Sign-in is locked just now, so even the right password is refused.",
            "verdict.no_account": "We found no account under this user name. It is probably written differently.",
            "line.tries_left": "Tries left: {tries}",
            "line.tries_unknown": "How many tries are left: not looked up; watch what the sign-in page says",
            "line.none_left": "Tries left: none",
            "line.locked": "Locked after too many tries",
            "line.no_account": "No account under this user name",
            "line.which": "Phone or e-mail: use the one you registered with",
            "line.region_code": "Region code: mainland China +86, Hong Kong +852; it must be your number's",
            "line.no_zero": "No 0 before the number, and the region code not typed a second time",
            "line.typing": "E-mail: each letter, for example gmial or .con",
            "line.spaces": "No space before or after it: copying often brings one",
            "line.caps_lock": "Caps lock off; use the eye to see what you type",
            "line.wide": "Keyboard set to English, half-width letters",
            "line.autofill": "Type it by hand: the browser may still fill in an old password",
            "line.which_password": "It is the sign-in password, not the fund password or the e-mail's",
            "line.site": "The address bar shows our own site, letter by letter",
            "step.again": "Try to sign in",
            "step.reset": "Set a new password",
            "step.status": "Is my account locked?",
            "step.how": "User name and password, point by point",
        },
        "zh-CN": {
            "title": "提示“账号或密码错误”",
            "intro": "再试之前先核对这几点。请不要在这里输入密码，我们不需要它。",
            "ask.kind": "您用什么登录？",
            "ask.kind.hint": "注册时用的那一个。",
            "ask.kind.phone": "手机号",
            "ask.kind.email": "邮箱",
            "verdict.compare": "请核对下面几点，再试一次。还是不行，就直接重置密码。",
            "verdict.tries_left": "再输错 {tries} 次就会锁定登录，请先核对下面几点。",
            "verdict.last_try": "只剩一次机会，再错就会锁定登录。直接重置密码更稳妥。",
            "verdict.none_left": "暂时没有尝试次数了。请不要再猜，直接重置密码。",
            "verdict.locked": "登录正在锁定中，这时输对密码也进不去。",
            "verdict.no_account": "没有找到这个账号对应的账户，多半是写法不同。",
            "line.tries_left": "剩余尝试次数：{tries}",
            "line.tries_unknown": "剩余次数未查询，请留意登录页上的提示",
            "line.none_left": "剩余尝试次数：0",
            "line.locked": "尝试次数过多，已锁定",
            "line.no_account": "没有这个账号对应的账户",
            "line.which": "手机号还是邮箱：用注册时的那一个",
            "line.region_code": "国家或地区代码：中国大陆 +86，中国香港 +852，要与号码一致",
            "line.no_zero": "号码前不要加 0，也不要再写一遍地区代码",
            "line.typing": "邮箱逐个字母核对，例如 gmail 写成 gmial、.com 写成 .con",
            "line.spaces": "前后没有空格，复制粘贴最容易带上",
            "line.caps_lock": "大写锁定已关闭；点小眼睛可以看到输入的内容",
            "line.wide": "输入法切换到英文、半角",
            "line.autofill": "手动输入：浏览器可能还在自动填旧密码",
            "line.which_password": "要填登录密码，不是资金密码，也不是邮箱密码",
            "line.site": "地址栏是我们的官方网址，每个字母都一样",
            "step.again": "再登录一次",
            "step.reset": "重置密码",
            "step.status": "账户是不是被锁定了？",
            "step.how": "账号和密码逐项核对",
        },
    },
)
