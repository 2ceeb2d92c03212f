"""All that a colleague would ask about signing in, gathered once: it goes along, and nobody asks it again."""

from datetime import datetime

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount
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

STUCK = ("password", "sms_code", "email_code", "authenticator", "new_device", "page", "frozen")
TRIED = ("nothing", "network", "cache", "clock", "reset")
MAX_TOLD_CHARS = 120


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("account", calls.ACCOUNT, AskAccount()),)


def judge(facts: Facts) -> Finding:
    gathered = (*_answers(facts), *_account(facts))
    if not gathered:
        gathered = (Line(Mark.INFO, "nothing_yet"),)
    lines = (*gathered, Line(Mark.OK, "goes_along"), Line(Mark.INFO, "never_asks"))
    if facts.answer("futures") == "yes":
        lines = (Line(Mark.BAD, "futures"), *lines)
        return Finding("urgent", State.PERSON, lines=lines, steps=(CONTACT, _PREPARE))
    return Finding("ready", State.PERSON, lines=lines, steps=(CONTACT, _PREPARE))


def _answers(facts: Facts) -> tuple[Line, ...]:
    lines = [Line(Mark.INFO, name, {name: facts.answer(name)}) for name in ("stuck", "tried") if facts.answer(name)]
    if facts.answer("seen"):
        lines.append(Line(Mark.INFO, "seen", {"seen": facts.answer("seen")[:MAX_TOLD_CHARS]}))
    if facts.answer("since"):
        lines.append(Line(Mark.INFO, "since", {"since": datetime.fromisoformat(facts.answer("since"))}))
    return tuple(lines)


def _account(facts: Facts) -> tuple[Line, ...]:
    account = facts.maybe("account", Account)
    return (Line(Mark.INFO, "account", {"state": f"account_{account.state.value}"}),) if account else ()


_PREPARE = Step(StepKind.ARTICLE, "ask-live-chat-about-sign-in", "prepare")

CHECK = Definition(
    key="sign-in-help",
    topic=Topic.LOGIN,
    asks=(
        Question("stuck", Ask.CHOICE, is_needed=False, choices=STUCK),
        Question("seen", Ask.ERROR_TEXT, is_needed=False),
        Question("since", Ask.MOMENT, is_needed=False),
        Question("tried", Ask.CHOICE, is_needed=False, choices=TRIED),
        Question("futures", Ask.CHOICE, is_needed=False, choices=("no", "yes")),
    ),
    reads=reads,
    judge=judge,
    articles=("ask-live-chat-about-sign-in", "live-chat-guide"),
    words={
        "en": {
            "title": "Talk to a person about signing in",
            "intro": "Live chat works without signing in. What you answer here goes along, so that nobody asks you again.",
            "ask.stuck": "Where are you stuck?",
            "ask.stuck.password": "Password",
            "ask.stuck.sms_code": "Code by text",
            "ask.stuck.email_code": "Code by e-mail",
            "ask.stuck.authenticator": "Authenticator",
            "ask.stuck.new_device": "New device",
            "ask.stuck.page": "The page does not open",
            "ask.stuck.frozen": "Locked, frozen or disabled",
            "ask.seen": "What does the screen say?",
            "ask.seen.hint": "Word for word, if you can. No password and no code, please.",
            "ask.since": "Since when?",
            "ask.tried": "What have you tried last?",
            "ask.tried.nothing": "Nothing yet",
            "ask.tried.network": "Another network",
            "ask.tried.cache": "Cleared the browser",
            "ask.tried.clock": "Set the clock",
            "ask.tried.reset": "Reset the password",
            "ask.futures": "Do you hold open futures positions?",
            "ask.futures.no": "No",
            "ask.futures.yes": "Yes",
            "verdict.ready": "Everything is gathered. A colleague goes on from here, and you need not repeat it.",
            "verdict.urgent": "With open futures positions this is urgent. Start the chat now; what you answered goes along.",
            "line.futures": "Open futures positions: we help you sign in, but cannot close or fund them for you",
            "line.stuck": "Stuck at: {stuck}",
            "line.seen": "On the screen: {seen}",
            "line.since": "Since {since}",
            "line.tried": "Tried last: {tried}",
            "line.account": "Your account: {state}",
            "line.nothing_yet": "Best begin with what the screen says, and since when",
            "line.goes_along": "All checks you made here go along to the chat",
            "line.never_asks": "We never ask for a password, a code or a seed phrase",
            "step.prepare": "What helps us most",
            "term.password": "password",
            "term.sms_code": "code by text",
            "term.email_code": "code by e-mail",
            "term.authenticator": "authenticator",
            "term.new_device": "new device",
            "term.page": "the page does not open",
            "term.frozen": "locked, frozen or disabled",
            "term.nothing": "nothing yet",
            "term.network": "another network",
            "term.cache": "cleared the browser",
            "term.clock": "set the clock",
            "term.reset": "reset the password",
            "term.account_active": "open",
            "term.account_locked": "locked",
            "term.account_frozen": "frozen",
            "term.account_self_frozen": "frozen by you",
            "term.account_disabled": "disabled",
            "term.account_unknown": "not found",
        },
        "zh-CN": {
            "title": "登录问题找人工客服",
            "intro": "不用登录也能找在线客服。您在这里的回答会一起带过去，不会再问您一遍。",
            "ask.stuck": "卡在哪一步？",
            "ask.stuck.password": "密码",
            "ask.stuck.sms_code": "短信验证码",
            "ask.stuck.email_code": "邮箱验证码",
            "ask.stuck.authenticator": "谷歌验证器",
            "ask.stuck.new_device": "新设备确认",
            "ask.stuck.page": "页面打不开",
            "ask.stuck.frozen": "提示锁定、冻结或停用",
            "ask.seen": "屏幕上的提示是什么？",
            "ask.seen.hint": "尽量照原文。请不要输入密码或验证码。",
            "ask.since": "什么时候开始的？",
            "ask.tried": "最近试过什么？",
            "ask.tried.nothing": "还没试过",
            "ask.tried.network": "换网络",
            "ask.tried.cache": "清除浏览器数据",
            "ask.tried.clock": "校准时间",
            "ask.tried.reset": "重置密码",
            "ask.futures": "有没有合约持仓？",
            "ask.futures.no": "没有",
            "ask.futures.yes": "有",
            "verdict.ready": "情况已经整理好，客服会接着处理，您不用再重复。",
            "verdict.urgent": "您有合约持仓，情况紧急。请马上打开在线客服，您的回答会一起带过去。",
            "line.futures": "有合约持仓：客服可以帮您恢复登录，但不能替您平仓或追加保证金",
            "line.stuck": "卡在：{stuck}",
            "line.seen": "屏幕提示：{seen}",
            "line.since": "开始时间：{since}",
            "line.tried": "最近试过：{tried}",
            "line.account": "您的账户：{state}",
            "line.nothing_yet": "先说屏幕上的提示，以及从什么时候开始",
            "line.goes_along": "您在这里做过的检查会一起带给客服",
            "line.never_asks": "客服不会索要密码、验证码或助记词",
            "step.prepare": "准备什么最有帮助",
            "term.password": "密码",
            "term.sms_code": "短信验证码",
            "term.email_code": "邮箱验证码",
            "term.authenticator": "谷歌验证器",
            "term.new_device": "新设备确认",
            "term.page": "页面打不开",
            "term.frozen": "提示锁定、冻结或停用",
            "term.nothing": "还没试过",
            "term.network": "换网络",
            "term.cache": "清除浏览器数据",
            "term.clock": "校准时间",
            "term.reset": "重置密码",
            "term.account_active": "正常",
            "term.account_locked": "已锁定",
            "term.account_frozen": "已冻结",
            "term.account_self_frozen": "已由您本人冻结",
            "term.account_disabled": "已停用",
            "term.account_unknown": "未找到",
        },
    },
)
