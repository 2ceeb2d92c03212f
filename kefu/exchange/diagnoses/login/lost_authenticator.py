"""A lost authenticator: whether there is a way without a reset, and what a reset takes. Who asks is always confirmed."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Account, AskAccount, AskBound, AskSecondFactor, Bound, SecondFactor
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

STOLEN = "stolen"
HAPPENED = (STOLEN, "new_phone", "deleted")


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (
        Wanted("second_factor", calls.SECOND_FACTOR, AskSecondFactor()),
        Wanted("bound", calls.BOUND, AskBound()),
        Wanted("account", calls.ACCOUNT, AskAccount()),
    )


def judge(facts: Facts) -> Finding:
    factor = facts.maybe("second_factor", SecondFactor)
    if facts.answer("happened") == STOLEN:
        lines = (Line(Mark.BAD, "stolen"), Line(Mark.INFO, "carrier"), *_prepare(facts))
        return Finding("stolen", State.PERSON, lines=lines, steps=(_FREEZE, _START, _HOW))
    if factor is not None and factor.reset_asked_at:
        asked = {"at": factor.reset_asked_at}
        lines = (Line(Mark.WAIT, "asked", asked), Line(Mark.INFO, "once"), Line(Mark.BAD, "cancel"), *_hold(facts))
        return Finding("under_way", State.PERSON, asked, lines, (CONTACT, _NOT_ME, _HOW))
    if factor is not None and not factor.has_totp:
        return Finding("none_bound", State.ACT, lines=(Line(Mark.INFO, "none_bound"),), steps=(_NO_CODE, CONTACT))
    if factor is not None and factor.has_passkey:
        lines = (Line(Mark.OK, "passkey"), Line(Mark.INFO, "bind_anew"))
        return Finding("passkey", State.ACT, lines=lines, steps=(_SIGN_IN, _PASSKEYS, _START))
    return Finding("reset", State.PERSON, lines=(Line(Mark.INFO, "backup"), *_prepare(facts)), steps=(_START, _HOW))


def _prepare(facts: Facts) -> tuple[Line, ...]:
    papers = (Line(Mark.INFO, key) for key in ("identity", "selfie"))
    return (*papers, *_reachable(facts), Line(Mark.INFO, "two_people"), *_hold(facts), Line(Mark.BAD, "not_in_chat"))


def _reachable(facts: Facts) -> tuple[Line, ...]:
    bound = facts.maybe("bound", Bound)
    if bound is None:
        return (Line(Mark.INFO, "one_reachable"),)
    phone = (Line(Mark.INFO, "phone", {"phone": bound.phone_masked}),) if bound.phone_masked else ()
    email = (Line(Mark.INFO, "email", {"email": bound.email_masked}),) if bound.email_masked else ()
    return (*phone, *email) or (Line(Mark.BAD, "none_reachable"),)


def _hold(facts: Facts) -> tuple[Line, ...]:
    account, factor = facts.maybe("account", Account), facts.maybe("second_factor", SecondFactor)
    held = account.withdrawals_held_until if account else None
    now = (Line(Mark.WAIT, "held_until", {"until": held}),) if held and held > facts.now else ()
    if factor is None or factor.hold_hours is None:
        return (*now, Line(Mark.INFO, "hold"))
    return (*now, Line(Mark.INFO, "hold_hours", {"hours": factor.hold_hours}))


_FREEZE = Step(StepKind.FREEZE, "freeze", "freeze")
_START = Step(StepKind.CONTACT, "", "start")
_SIGN_IN = Step(StepKind.FLOW, "login", "sign_in_passkey")
_NOT_ME = Step(StepKind.CHECK, "account-hacked", "not_me")
_NO_CODE = Step(StepKind.ARTICLE, "receive-no-code", "no_code")
_PASSKEYS = Step(StepKind.ARTICLE, "passkeys", "passkeys")
_HOW = Step(StepKind.ARTICLE, "lost-authenticator", "how")

CHECK = Definition(
    key="lost-authenticator",
    topic=Topic.LOGIN,
    asks=(Question("happened", Ask.CHOICE, is_needed=False, choices=HAPPENED),),
    reads=reads,
    judge=judge,
    articles=("lost-authenticator", "kyc-photo-quality", "withdrawal-hold"),
    words={
        "en": {
            "title": "My authenticator is lost",
            "intro": "You can get back in. First we look for a way without a reset, then we say what a reset takes.",
            "ask.happened": "What happened?",
            "ask.happened.stolen": "My phone is in somebody else's hands",
            "ask.happened.new_phone": "New phone, or the old one is broken",
            "ask.happened.deleted": "The app or the entry was deleted",
            "verdict.reset": "Without a backup, your authenticator is reset once we have confirmed that it is you.",
            "verdict.stolen": (
                "Freeze your account first. Then we reset the authenticator, once we have confirmed that it is you."
            ),
            "verdict.under_way": "A reset has been under way since {at}. A colleague can tell you how far it is.",
            "verdict.none_bound": "No authenticator is bound to your account, so none has to be reset.",
            "verdict.passkey": "You have a passkey: sign in with it and bind a new authenticator yourself, without a reset.",
            "line.stolen": "Whoever holds the phone may hold your codes: freezing stops withdrawals, trading and API keys",
            "line.carrier": "Have your carrier block the SIM card",
            "line.backup": "First look for a backup: the old phone, the authenticator's cloud copy, or the key you noted",
            "line.identity": "Have ready: the identity document you were verified with, both sides",
            "line.selfie": "Have ready: a photo of you with it and a note by hand with UID, today's date and what it is for",
            "line.one_reachable": "Have ready: your bound phone or e-mail, one that still receives codes",
            "line.phone": "Code by text to {phone}",
            "line.email": "Code by e-mail to {email}",
            "line.none_reachable": "Nothing bound that a code could go to: say so at once in the chat",
            "line.two_people": "Two people check it separately; all you have bound is told and can cancel it",
            "line.hold": "Withdrawals pause after a reset, in case it was not you",
            "line.hold_hours": "Withdrawals pause for {hours} hours after a reset, in case it was not you",
            "line.held_until": "Withdrawals are paused until {until} already",
            "line.not_in_chat": "Papers by our safe upload link alone, never in a chat or by mail",
            "line.asked": "Reset asked for {at}",
            "line.once": "No need to ask again: a second one goes to the end of the line",
            "line.cancel": "It was not you? Choose “Cancel” in the notice you got, and freeze the account",
            "line.none_bound": "Authenticator: none bound",
            "line.passkey": "Passkey: bound",
            "line.bind_anew": "Once signed in: security, authenticator, bind anew; note the key on paper",
            "step.freeze": "Freeze my account now",
            "step.start": "Start the reset with a colleague",
            "step.sign_in_passkey": "Sign in with the passkey",
            "step.not_me": "I did not ask for it",
            "step.no_code": "Receive a code in another way",
            "step.passkeys": "About passkeys",
            "step.how": "The reset step by step",
        },
        "zh-CN": {
            "title": "谷歌验证器丢失",
            "intro": "可以恢复登录。先看有没有不用重置的办法，再说明重置需要准备什么。",
            "ask.happened": "是什么情况？",
            "ask.happened.stolen": "手机在别人手里",
            "ask.happened.new_phone": "换了新手机，或旧手机坏了",
            "ask.happened.deleted": "误删了验证器或条目",
            "verdict.reset": "找不到备份的话，确认是您本人之后，就可以重置验证器。",
            "verdict.stolen": "请先冻结账户，再由我们确认是您本人，然后重置验证器。",
            "verdict.under_way": "重置申请已于 {at} 提交，正在处理。客服可以告诉您进度。",
            "verdict.none_bound": "您的账户没有绑定谷歌验证器，不需要重置。",
            "verdict.passkey": "您有通行密钥：用它登录后自己绑定新的验证器，不用申请重置。",
            "line.stolen": "拿到手机的人可能看得到验证码：冻结会停下提现、交易和 API",
            "line.carrier": "请联系运营商停用手机卡",
            "line.backup": "先找备份：旧手机、验证器的云端备份，或绑定时抄下的密钥",
            "line.identity": "请准备：认证时用的证件，正反面",
            "line.selfie": "请准备：手持证件的自拍，并手写 UID、当天日期和用途",
            "line.one_reachable": "请准备：能收到验证码的绑定手机或邮箱，有一个即可",
            "line.phone": "短信验证码发到 {phone}",
            "line.email": "邮箱验证码发到 {email}",
            "line.none_reachable": "没有绑定任何能接收验证码的方式：请马上告诉客服",
            "line.two_people": "由两位专员分别核对；所有绑定方式都会收到通知，可以取消",
            "line.hold": "重置后提现会暂停一段时间，防止有人冒充您",
            "line.hold_hours": "重置后提现暂停 {hours} 小时，防止有人冒充您",
            "line.held_until": "提现目前已暂停至 {until}",
            "line.not_in_chat": "证件只通过我们的安全上传链接提交，不要发在聊天或邮件里",
            "line.asked": "重置申请提交于 {at}",
            "line.once": "不用再次提交，重复提交会排到最后",
            "line.cancel": "不是您申请的？请点通知里的“取消”，并冻结账户",
            "line.none_bound": "谷歌验证器：未绑定",
            "line.passkey": "通行密钥：已绑定",
            "line.bind_anew": "登录后到安全中心重新绑定验证器，把密钥抄在纸上收好",
            "step.freeze": "马上冻结账户",
            "step.start": "联系客服申请重置",
            "step.sign_in_passkey": "用通行密钥登录",
            "step.not_me": "不是我申请的",
            "step.no_code": "换一种方式接收验证码",
            "step.passkeys": "了解通行密钥",
            "step.how": "重置的步骤",
        },
    },
)
