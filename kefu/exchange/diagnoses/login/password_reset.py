"""A new password by the exchange's own page: the way there, and what should be at hand. A password is never taken here."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskBound, AskSecondFactor, Bound, SecondFactor
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


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (
        Wanted("bound", calls.BOUND, AskBound()),
        Wanted("second_factor", calls.SECOND_FACTOR, AskSecondFactor()),
    )


def judge(facts: Facts) -> Finding:
    bound = facts.maybe("bound", Bound)
    if bound is not None and not (bound.email_masked or bound.phone_masked):
        nothing = (Line(Mark.BAD, "nothing_bound"), _NEVER_HERE)
        return Finding("nothing_bound", State.PERSON, lines=nothing, steps=(CONTACT, _HOW))
    lines = (*_codes(bound), *_second_factor(facts), Line(Mark.WAIT, "held"), _NEVER_HERE)
    return Finding("reset", State.ACT, lines=lines, steps=(_PAGE, _UNREACHABLE, _NOT_ASKED, _HOW, CONTACT))


def _codes(bound: Bound | None) -> tuple[Line, ...]:
    if bound is None:
        return (Line(Mark.INFO, "code_somewhere"),)
    phone = (Line(Mark.OK, "code_phone", {"phone": bound.phone_masked}),) if bound.phone_masked else ()
    email = (Line(Mark.OK, "code_email", {"email": bound.email_masked}),) if bound.email_masked else ()
    return (*phone, *email)


def _second_factor(facts: Facts) -> tuple[Line, ...]:
    factor = facts.maybe("second_factor", SecondFactor)
    if factor is None:
        return (Line(Mark.INFO, "authenticator_maybe"),)
    return (Line(Mark.INFO, "authenticator"),) if factor.has_totp else ()


_NEVER_HERE = Line(Mark.INFO, "never_here")
_PAGE = Step(StepKind.FLOW, "password-reset", "page")
_UNREACHABLE = Step(StepKind.CHECK, "bound-channels", "unreachable")
_NOT_ASKED = Step(StepKind.CHECK, "account-hacked", "not_asked")
_HOW = Step(StepKind.ARTICLE, "reset-password", "how")

CHECK = Definition(
    key="password-reset",
    topic=Topic.LOGIN,
    reads=reads,
    judge=judge,
    articles=("reset-password", "withdrawal-hold"),
    words={
        "en": {
            "title": "I forgot my password",
            "intro": "You set a new one yourself, on the exchange's own page. Nobody needs to know the old one.",
            "verdict.reset": "Set a new password on our reset page. It takes a code to your bound phone or e-mail.",
            "verdict.nothing_bound": "No phone or e-mail is bound to your account, so a colleague has to confirm you first.",
            "line.code_phone": "Code by text to {phone}",
            "line.code_email": "Code by e-mail to {email}",
            "line.code_somewhere": "The page shows your bound phone or e-mail, partly hidden; choose the one you can reach",
            "line.authenticator": "Have the phone with your authenticator at hand",
            "line.authenticator_maybe": "If you use an authenticator, have that phone at hand",
            "line.held": "Withdrawals pause for a while after a new password; deposits and trading go on",
            "line.never_here": "Never type a password or a code into a chat: our support does not ask for them",
            "line.nothing_bound": "No phone and no e-mail bound",
            "step.page": "Open the reset page",
            "step.unreachable": "I cannot reach that phone or e-mail",
            "step.not_asked": "I did not ask for a reset",
            "step.how": "The reset step by step",
        },
        "zh-CN": {
            "title": "忘记密码",
            "intro": "在平台的重置页面，您自己就能设置新密码，不需要记得旧密码，也不用告诉任何人。",
            "verdict.reset": "请在重置密码页设置新密码，用绑定的手机号或邮箱接收验证码即可。",
            "verdict.nothing_bound": "您的账户没有绑定手机号或邮箱，需要先由客服确认是您本人。",
            "line.code_phone": "短信验证码发到 {phone}",
            "line.code_email": "邮箱验证码发到 {email}",
            "line.code_somewhere": "页面会显示绑定的手机号或邮箱（部分隐藏），选收得到的那个",
            "line.authenticator": "请把装有谷歌验证器的手机放在手边",
            "line.authenticator_maybe": "开启了谷歌验证器的，请把那部手机放在手边",
            "line.held": "重置后提现会暂停一段时间，充值和交易照常",
            "line.never_here": "不要在聊天里输入密码或验证码，客服不会向您索要",
            "line.nothing_bound": "没有绑定手机号，也没有绑定邮箱",
            "step.page": "打开重置密码页",
            "step.unreachable": "这个手机号或邮箱已经用不了",
            "step.not_asked": "我没有申请重置",
            "step.how": "重置密码的步骤",
        },
    },
)
