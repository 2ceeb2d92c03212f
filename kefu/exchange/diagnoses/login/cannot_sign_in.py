"""Forgotten, refused or locked: where signing in fails, and which check that leads to."""

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

FORGOT, REFUSED, LOCKED = BRANCHES = ("forgot", "refused", "locked")

_RESET = Step(StepKind.CHECK, "password-reset", "reset")
_BOUND = Step(StepKind.CHECK, "bound-channels", "bound")
_NAME = Step(StepKind.CHECK, "username-password", "name")
_STATUS = Step(StepKind.CHECK, "account-status", "status")
_HACKED = Step(StepKind.CHECK, "account-hacked", "hacked")
_CLOCK = Step(StepKind.CHECK, "authenticator-clock", "clock")
_LOST = Step(StepKind.CHECK, "lost-authenticator", "lost")
_BROWSER = Step(StepKind.CHECK, "browser-data", "browser")
_NETWORK = Step(StepKind.CHECK, "change-network", "network")
_PERSON = Step(StepKind.CHECK, "sign-in-help", "person")
_NO_CODE = Step(StepKind.ARTICLE, "receive-no-code", "no_code")
_DEVICE = Step(StepKind.ARTICLE, "new-device-check", "device")

_MESSAGES: dict[str, tuple[Step, ...]] = {
    "wrong_password": (_NAME, _RESET),
    "wrong_code": (_CLOCK, _LOST),
    "no_code": (_NO_CODE, _BOUND),
    "lost_device": (_LOST,),
    "new_device": (_DEVICE,),
    "blank_page": (_BROWSER, _NETWORK),
    "not_me": (_HACKED,),
    "other": (_PERSON,),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("account", calls.ACCOUNT, AskAccount()),)


def judge(facts: Facts) -> Finding:
    branch, message = facts.answer("branch"), facts.answer("message")
    if message == "not_me":  # nothing that is known of the account comes before this
        return _leads("not_me", _MESSAGES[message])
    account = facts.maybe("account", Account)
    if account is not None and _is_shut(account, facts):
        state = {"state": account.state.value}
        lines = (Line(Mark.BAD, "state", state), *_LINES)
        return Finding("not_open", State.CHOOSE, state, lines, (_STATUS, _HACKED, CONTACT))
    if branch == FORGOT:
        return _leads("forgot", (_RESET, _BOUND))
    if branch == LOCKED:
        return _leads("locked", (_STATUS, _RESET, _HACKED))
    if branch == REFUSED and message:
        return _leads(message, _MESSAGES[message])
    return _leads("choose", (_RESET, _NAME, _STATUS, _HACKED))


def _leads(verdict: str, steps: tuple[Step, ...]) -> Finding:
    return Finding(verdict, State.CHOOSE, lines=_LINES, steps=(*steps, CONTACT))


def _is_shut(account: Account, facts: Facts) -> bool:
    if account.state is AccountState.LOCKED:
        return account.opens_at is None or account.opens_at > facts.now
    return account.state in {AccountState.FROZEN, AccountState.SELF_FROZEN, AccountState.DISABLED}


_LINES = (Line(Mark.OK, "stays"), Line(Mark.INFO, "futures"))

CHECK = Definition(
    key="cannot-sign-in",
    topic=Topic.LOGIN,
    asks=(
        Question("branch", Ask.CHOICE, choices=BRANCHES),
        Question("message", Ask.CHOICE, choices=tuple(_MESSAGES), only_if=("branch", (REFUSED,))),
    ),
    reads=reads,
    judge=judge,
    articles=("cannot-sign-in", "ask-live-chat-about-sign-in"),
    words={
        "en": {
            "title": "I cannot sign in",
            "intro": "Say what happens, and we lead you to the way back in. Your funds stay where they are meanwhile.",
            "ask.branch": "What happens?",
            "ask.branch.forgot": "I forgot my password",
            "ask.branch.refused": "I try, and it does not let me in",
            "ask.branch.locked": "It says locked, frozen or disabled",
            "ask.message": "What do you see?",
            "ask.message.hint": "Choose what comes closest. Please type no password and no code here.",
            "ask.message.wrong_password": "Wrong user name or password",
            "ask.message.wrong_code": "The authenticator's code is wrong",
            "ask.message.no_code": "No code comes by text or e-mail",
            "ask.message.lost_device": "My authenticator or phone is gone",
            "ask.message.new_device": "It asks me to confirm a new device",
            "ask.message.blank_page": "The page does not open or does nothing",
            "ask.message.not_me": "A sign-in or a change that was not me",
            "ask.message.other": "Something else",
            "verdict.choose": "There are three ways back in. Choose what fits.",
            "verdict.forgot": "You can set a new password yourself, with your bound phone or e-mail.",
            "verdict.locked": "A lock opens by itself; a freeze needs one step. We look which of the two it is.",
            "verdict.not_open": "Sign-in is refused because your account is {state}. It is not your password.",
            "verdict.wrong_password": "Most often the user name is written differently. Check it before the next try.",
            "verdict.wrong_code": "Most often the phone's clock is off. That is quickly put right.",
            "verdict.no_code": "Most codes that do not come are held back on the way. There are other ways to receive one.",
            "verdict.lost_device": "You can get back in without your authenticator; we must make sure that it is you.",
            "verdict.new_device": "A device we do not know yet must be confirmed once. That is a protection, not a fault.",
            "verdict.blank_page": "Your account is not the cause of that: the browser or the network is. Both can be checked.",
            "verdict.not_me": "Freeze your account first, and look into it afterwards.",
            "verdict.other": "Tell us what you see, and a colleague goes on from there.",
            "line.state": "Your account: {state}",
            "line.stays": "Balances, orders and positions stay as they are while you are out",
            "line.futures": "Liquidation does not pause: if you hold futures, say so at once in the chat",
            "step.reset": "Reset my password",
            "step.bound": "Where do codes go?",
            "step.name": "Check user name and password",
            "step.status": "Is my account locked or frozen?",
            "step.hacked": "Somebody else was in my account",
            "step.clock": "Set the authenticator's clock right",
            "step.lost": "My authenticator is lost",
            "step.browser": "Clear the browser's old data",
            "step.network": "Check the connection",
            "step.person": "Gather what support needs",
            "step.no_code": "When no code comes",
            "step.device": "Confirm a new device",
            "term.locked": "locked",
            "term.frozen": "frozen",
            "term.self_frozen": "frozen by you",
            "term.disabled": "disabled",
        },
        "zh-CN": {
            "title": "登录不了账户",
            "intro": "告诉我们卡在哪里，我们带您找到恢复登录的办法。登录不了不影响您的资金。",
            "ask.branch": "遇到了什么情况？",
            "ask.branch.forgot": "忘记密码",
            "ask.branch.refused": "登录失败，进不去",
            "ask.branch.locked": "提示已锁定、已冻结或已停用",
            "ask.message": "屏幕上显示什么？",
            "ask.message.hint": "选最接近的一项。请不要在这里输入密码或验证码。",
            "ask.message.wrong_password": "账号或密码错误",
            "ask.message.wrong_code": "谷歌验证码错误",
            "ask.message.no_code": "收不到短信或邮箱验证码",
            "ask.message.lost_device": "验证器或手机丢了、换了",
            "ask.message.new_device": "要求确认新设备",
            "ask.message.blank_page": "页面打不开，或点了没反应",
            "ask.message.not_me": "有不是我本人的登录或修改",
            "ask.message.other": "其他情况",
            "verdict.choose": "恢复登录有三种办法，请选择符合您情况的一种。",
            "verdict.forgot": "用绑定的手机号或邮箱，您自己就可以设置新密码。",
            "verdict.locked": "锁定会自动解除，冻结需要办一步手续。先看看您是哪一种。",
            "verdict.not_open": "登录不了是因为您的账户{state}，不是密码的问题。",
            "verdict.wrong_password": "多半是账号的写法不对，再试之前请先核对一遍。",
            "verdict.wrong_code": "多半是手机时间不准，很快就能调好。",
            "verdict.no_code": "收不到的验证码多半在半路被拦截了，也可以换一种方式接收。",
            "verdict.lost_device": "没有验证器也能恢复登录，但我们要先确认是您本人。",
            "verdict.new_device": "第一次使用的设备需要确认一次，这是保护措施，不是故障。",
            "verdict.blank_page": "这与您的账户无关，问题在浏览器或网络，两样都可以检查。",
            "verdict.not_me": "请先冻结账户，再慢慢查清楚。",
            "verdict.other": "请把看到的情况告诉我们，由客服接着处理。",
            "line.state": "您的账户：{state}",
            "line.stays": "登录不了时，余额、挂单和持仓都不变",
            "line.futures": "强制平仓不会暂停：有合约持仓的，请马上告诉客服",
            "step.reset": "重置密码",
            "step.bound": "验证码发到哪里？",
            "step.name": "核对账号和密码",
            "step.status": "账户是锁定还是冻结？",
            "step.hacked": "有别人进了我的账户",
            "step.clock": "校准验证器时间",
            "step.lost": "验证器丢了",
            "step.browser": "清除浏览器旧数据",
            "step.network": "检查网络连接",
            "step.person": "整理要告诉客服的情况",
            "step.no_code": "收不到验证码怎么办",
            "step.device": "确认新设备",
            "term.locked": "已锁定",
            "term.frozen": "已冻结",
            "term.self_frozen": "已由您本人冻结",
            "term.disabled": "已停用",
        },
    },
)
