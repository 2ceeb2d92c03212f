"""An authenticator's codes that are refused: the phone's clock, and how this very phone sets it right."""

import re

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskSecondFactor, SecondFactor
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

PHONES = ("iphone", "android", "huawei", "xiaomi", "oppo_vivo", "samsung")
MANY_TRIES = 3
_SEEN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(  # the first that fits: Android is what most of them are
    (phone, re.compile(shape, re.IGNORECASE))
    for phone, shape in (
        ("iphone", r"iPhone|iPad|iPod"),
        ("huawei", r"Android.*(HUAWEI|HONOR)"),
        ("xiaomi", r"Android.*(Xiaomi|Redmi|MIUI|; ?MI )"),
        ("oppo_vivo", r"Android.*(OPPO|HeyTap|vivo|realme|OnePlus)"),
        ("samsung", r"Android.*(SM-[A-Z]\d|Samsung)"),
        ("android", r"Android"),
    )
)


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("second_factor", calls.SECOND_FACTOR, AskSecondFactor()),)


def judge(facts: Facts) -> Finding:
    factor = facts.maybe("second_factor", SecondFactor)
    if factor is not None and not factor.has_totp:
        return Finding("none_bound", State.ACT, lines=(*_others(factor), _NEVER), steps=(_NO_CODE, CONTACT))
    phone = facts.answer("phone") or phone_of(facts.user_agent)
    where = (phone,) if phone else ("iphone", "android")
    lines = (
        *_tries(factor),
        *(Line(Mark.INFO, f"where_{each}") for each in where),
        *(Line(Mark.INFO, key) for key in ("off_and_on", "next_code", "right_entry")),
        *_bound_anew(factor),
        _KEEP,
        _NEVER,
    )
    return Finding("set_clock", State.ACT, lines=lines, steps=(_CLOCK, _LOST, _HOW, CONTACT))


def phone_of(user_agent: str) -> str:
    """Empty where it is none, as on a computer."""
    return next((phone for phone, shape in _SEEN if shape.search(user_agent[:500])), "")


def _others(factor: SecondFactor) -> tuple[Line, ...]:
    others = (("passkey", factor.has_passkey), ("sms", factor.has_sms))
    return (Line(Mark.INFO, "none_bound"), *(Line(Mark.OK, key) for key, is_there in others if is_there))


def _tries(factor: SecondFactor | None) -> tuple[Line, ...]:
    if factor is None or factor.failed_tries < MANY_TRIES:
        return ()
    return (Line(Mark.WAIT, "tries", {"tries": factor.failed_tries}),)


def _bound_anew(factor: SecondFactor | None) -> tuple[Line, ...]:
    return (Line(Mark.INFO, "bound_anew", {"at": factor.changed_at}),) if factor and factor.changed_at else ()


_NEVER = Line(Mark.INFO, "never")
_KEEP = Line(Mark.BAD, "keep")
_CLOCK = Step(StepKind.TOOL, "clock", "clock")
_LOST = Step(StepKind.CHECK, "lost-authenticator", "lost")
_NO_CODE = Step(StepKind.ARTICLE, "receive-no-code", "no_code")
_HOW = Step(StepKind.ARTICLE, "sync-authenticator-time", "how")

CHECK = Definition(
    key="authenticator-clock",
    topic=Topic.LOGIN,
    asks=(Question("phone", Ask.CHOICE, is_needed=False, choices=PHONES),),
    reads=reads,
    judge=judge,
    articles=("sync-authenticator-time", "lost-authenticator"),
    words={
        "en": {
            "title": "The authenticator's code is wrong",
            "intro": "Codes are made from the time. If the phone's clock is off by half a minute, they do not fit.",
            "ask.phone": "Which phone holds the authenticator?",
            "ask.phone.hint": "Leave it open if it is the phone you are reading this on.",
            "ask.phone.iphone": "iPhone",
            "ask.phone.android": "Another Android phone",
            "ask.phone.huawei": "Huawei, Honor",
            "ask.phone.xiaomi": "Xiaomi, Redmi",
            "ask.phone.oppo_vivo": "OPPO, vivo",
            "ask.phone.samsung": "Samsung",
            "verdict.set_clock": "Set the phone's clock to automatic, wait for the next six digits, and type those.",
            "verdict.none_bound": "No authenticator is bound to your account, so its codes cannot be what is asked for.",
            "line.where_iphone": "iPhone: Settings → General → Date & Time → Set Automatically",
            "line.where_android": "Android: Settings → System → Date & time → Set automatically",
            "line.where_huawei": "Huawei, Honor: Settings → System & updates → Date & time → Set automatically",
            "line.where_xiaomi": "Xiaomi, Redmi: Settings → Additional settings → Date & time → Set automatically",
            "line.where_oppo_vivo": "OPPO, vivo: Settings → System → Date & time → Set automatically",
            "line.where_samsung": "Samsung: Settings → General management → Date and time → Automatic",
            "line.off_and_on": "It is on already? Turn it off and on once; time zone to automatic as well",
            "line.next_code": "Close the authenticator, open it again, type the digits just after they change",
            "line.right_entry": "Several entries in it? Only the one bound last to this account is valid",
            "line.bound_anew": "Second factor last changed {at}: entries from before that no longer work",
            "line.tries": "{tries} wrong codes within the last hour: wait a little, or sign-in may lock",
            "line.keep": "Do not delete the entry or the app: the codes would be gone",
            "line.never": "Nobody of ours needs the six digits, the key or its picture",
            "line.none_bound": "Authenticator: none bound",
            "line.passkey": "Passkey: bound, you can sign in with it",
            "line.sms": "Codes by text: on; the newest one counts",
            "step.clock": "See how far my clock is off",
            "step.lost": "The entry is gone",
            "step.no_code": "Receive a code in another way",
            "step.how": "Set the clock, step by step",
        },
        "zh-CN": {
            "title": "谷歌验证码总是错误",
            "intro": "验证码是按时间算出来的，手机时间差半分钟，数字就对不上。",
            "ask.phone": "验证器装在哪种手机上？",
            "ask.phone.hint": "就是您正在用的这部手机的话，可以不选。",
            "ask.phone.iphone": "苹果手机（iPhone）",
            "ask.phone.android": "其他安卓手机",
            "ask.phone.huawei": "华为、荣耀",
            "ask.phone.xiaomi": "小米、Redmi",
            "ask.phone.oppo_vivo": "OPPO、vivo、一加",
            "ask.phone.samsung": "三星",
            "verdict.set_clock": "请把手机时间设为自动，等下一组 6 位数字出现后再输入。",
            "verdict.none_bound": "您的账户没有绑定谷歌验证器，页面要的不是验证器上的数字。",
            "line.where_iphone": "iPhone：设置 → 通用 → 日期与时间 → 自动设置",
            "line.where_android": "安卓：设置 → 系统 → 日期和时间 → 自动设置",
            "line.where_huawei": "华为、荣耀：设置 → 系统和更新 → 日期和时间 → 自动设置",
            "line.where_xiaomi": "小米、Redmi：设置 → 更多设置 → 日期和时间 → 自动设置",
            "line.where_oppo_vivo": "OPPO、vivo：设置 → 系统设置（或系统管理）→ 日期与时间 → 自动确定时间",
            "line.where_samsung": "三星：设置 → 常规管理 → 日期和时间 → 自动日期和时间",
            "line.off_and_on": "本来就是开的？关掉再打开一次；时区也设为自动",
            "line.next_code": "关掉验证器再打开，等数字刚换新时输入",
            "line.right_entry": "有好几个条目？只有这个账户最后一次绑定的有效",
            "line.bound_anew": "两步验证最近一次修改：{at}，之前的条目已失效",
            "line.tries": "一小时内输错 {tries} 次：请停一停，以免登录被锁定",
            "line.keep": "不要删除条目或卸载验证器，删了就没有验证码了",
            "line.never": "客服不需要这 6 位数字，也不需要密钥或二维码",
            "line.none_bound": "谷歌验证器：未绑定",
            "line.passkey": "通行密钥：已绑定，可以用它登录",
            "line.sms": "短信验证码：已开启，以最新的一条为准",
            "step.clock": "看看我的时间差多少",
            "step.lost": "条目已经没有了",
            "step.no_code": "换一种方式接收验证码",
            "step.how": "校准时间的步骤",
        },
    },
)
