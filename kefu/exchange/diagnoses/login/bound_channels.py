"""Where codes go: the bound phone and e-mail, masked, and whether one of them was changed lately."""

from datetime import datetime, timedelta

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskBound, Bound
from kefu.exchange.contract.connector import Unlearned
from kefu.exchange.contract.kinds import Level, Trouble
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

LATELY = timedelta(days=7)  # somebody who breaks in binds his own phone first


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("bound", calls.BOUND, AskBound()),)


def judge(facts: Facts) -> Finding:
    bound = facts.maybe("bound", Bound)
    if bound is None:
        return _not_looked_up(facts)
    if not (bound.email_masked or bound.phone_masked):
        return Finding("none", State.PERSON, lines=(Line(Mark.BAD, "none"),), steps=(CONTACT, _CHANGE))
    lines = _channels(bound)
    changed = _changed_lately(bound, facts.now)
    if changed:
        return Finding("changed", State.PERSON, lines=(*lines, *changed), steps=(_NOT_ME, CONTACT, _NO_CODE))
    return Finding("bound", State.ACT, lines=(*lines, Line(Mark.INFO, "one_is_enough"), _NEVER), steps=_STEPS)


def _not_looked_up(facts: Facts) -> Finding:
    known = facts.known["bound"]
    is_stranger = isinstance(known, Unlearned) and known.trouble is Trouble.NOT_PROVED
    lines = (Line(Mark.UNKNOWN, "not_proved" if is_stranger else "not_now"), Line(Mark.INFO, "page_shows"), _NEVER)
    return Finding("not_looked_up", State.UNCLEAR, lines=lines, steps=(_PAGE, _NO_CODE, _CHANGE, CONTACT))


def _channels(bound: Bound) -> tuple[Line, ...]:
    phone = Line(Mark.OK, "phone", {"phone": bound.phone_masked}) if bound.phone_masked else Line(Mark.INFO, "no_phone")
    email = Line(Mark.OK, "email", {"email": bound.email_masked}) if bound.email_masked else Line(Mark.INFO, "no_email")
    return phone, email


def _changed_lately(bound: Bound, now: datetime) -> tuple[Line, ...]:
    changes = (("phone_changed", bound.phone_changed_at), ("email_changed", bound.email_changed_at))
    return tuple(Line(Mark.BAD, key, {"at": at}) for key, at in changes if at and now - at < LATELY)


_NEVER = Line(Mark.INFO, "never")
_PAGE = Step(StepKind.FLOW, "password-reset", "page")
_NOT_ME = Step(StepKind.CHECK, "account-hacked", "not_me")
_NO_CODE = Step(StepKind.ARTICLE, "receive-no-code", "no_code")
_CHANGE = Step(StepKind.ARTICLE, "change-phone-or-email", "change")
_STEPS = (_NO_CODE, _CHANGE, CONTACT)

CHECK = Definition(
    key="bound-channels",
    topic=Topic.LOGIN,
    level=Level.SIGNED_IN,
    reads=reads,
    judge=judge,
    articles=("receive-no-code", "change-phone-or-email"),
    categories=("login", "security"),
    words={
        "en": {
            "title": "Which phone and e-mail are bound?",
            "intro": "Codes go to your bound phone and e-mail. We show which they are, partly hidden.",
            "verdict.bound": "Codes go to the phone or e-mail below. Use one that you can reach.",
            "verdict.changed": "What is bound to your account was changed lately. If that was not you, freeze the account now.",
            "verdict.none": "No phone and no e-mail is bound to your account. A colleague has to confirm that it is you.",
            "verdict.not_looked_up": "We have not been able to look up your bound phone and e-mail. The sign-in page shows them.",
            "line.phone": "Phone: {phone}",
            "line.email": "E-mail: {email}",
            "line.no_phone": "Phone: none bound",
            "line.no_email": "E-mail: none bound",
            "line.none": "Nothing bound that a code could go to",
            "line.phone_changed": "Phone changed {at}",
            "line.email_changed": "E-mail changed {at}",
            "line.one_is_enough": "Is one of them out of reach? On the code's page choose another way to receive it",
            "line.never": "A code is for our sign-in page alone: give it to nobody, not to support either",
            "line.not_proved": "Not looked up: we do not know yet whose account it is",
            "line.not_now": "Not looked up: our data cannot be reached just now",
            "line.page_shows": "After you type your user name, the reset page shows both, partly hidden",
            "step.page": "See them on the reset page",
            "step.not_me": "That was not me",
            "step.no_code": "When no code comes",
            "step.change": "Change phone or e-mail",
        },
        "zh-CN": {
            "title": "绑定的是哪个手机号和邮箱？",
            "intro": "验证码会发到绑定的手机号或邮箱。我们把它们部分隐藏后显示给您。",
            "verdict.bound": "验证码会发到下面的手机号或邮箱，请选一个收得到的。",
            "verdict.changed": "您的绑定信息最近有改动。如果不是您本人改的，请马上冻结账户。",
            "verdict.none": "您的账户没有绑定手机号或邮箱，需要由客服确认是您本人。",
            "verdict.not_looked_up": "我们没能查到绑定的手机号和邮箱，您可以在登录页面上看到。",
            "line.phone": "手机号：{phone}",
            "line.email": "邮箱：{email}",
            "line.no_phone": "手机号：未绑定",
            "line.no_email": "邮箱：未绑定",
            "line.none": "没有可以接收验证码的方式",
            "line.phone_changed": "手机号于 {at} 更换",
            "line.email_changed": "邮箱于 {at} 更换",
            "line.one_is_enough": "其中一个用不了？在验证页面换另一种方式接收",
            "line.never": "验证码只填在登录页面，不要告诉任何人，包括客服",
            "line.not_proved": "未查询：还不能确认是哪个账户",
            "line.not_now": "未查询：暂时无法读取数据",
            "line.page_shows": "在重置页输入账号后，会显示两者（部分隐藏）",
            "step.page": "在重置页查看",
            "step.not_me": "不是我改的",
            "step.no_code": "收不到验证码怎么办",
            "step.change": "更换手机号或邮箱",
        },
    },
)
