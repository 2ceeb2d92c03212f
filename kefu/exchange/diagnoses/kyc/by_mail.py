"""Asking about a verification by e-mail: what to write, which pictures to add, and what never to add."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskKyc, Kyc
from kefu.exchange.contract.kinds import KycState
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
    return (Wanted("kyc", calls.KYC, AskKyc()),)


def judge(facts: Facts) -> Finding:
    kyc = facts.maybe("kyc", Kyc)
    lines = (*_known(kyc), *_WRITE)
    if kyc is not None and kyc.state is KycState.PENDING:
        return Finding("under_review", State.WAITING, lines=lines, steps=(_HOW_LONG, _HOW, CONTACT))
    return Finding("write", State.PERSON, lines=lines, steps=(_HOW, CONTACT, _GENUINE))


def _known(kyc: Kyc | None) -> tuple[Line, ...]:
    """What a colleague would ask first, for those who can be told it."""
    if kyc is None:
        return (Line(Mark.INFO, "reason_shown"),)
    reasons = tuple(Line(Mark.INFO, "reason", {"reason": each.value}) for each in dict.fromkeys(kyc.rejections))
    sent = (Line(Mark.INFO, "sent", {"at": kyc.submitted_at}),) if kyc.submitted_at else ()
    return (*reasons, *sent)


_WRITE = tuple(
    Line(mark, key)
    for mark, key in (
        (Mark.INFO, "from_own"),
        (Mark.INFO, "describe"),
        (Mark.INFO, "screenshots"),
        (Mark.BAD, "no_papers"),
        (Mark.OK, "safe_link"),
        (Mark.INFO, "one_thread"),
    )
)
_HOW = Step(StepKind.ARTICLE, "kyc-by-email", "how")
_HOW_LONG = Step(StepKind.ARTICLE, "kyc-how-long", "how_long")
_GENUINE = Step(StepKind.ARTICLE, "check-message-is-ours", "genuine")

CHECK = Definition(
    key="kyc-by-mail",
    topic=Topic.KYC,
    reads=reads,
    judge=judge,
    articles=("kyc-by-email", "email-support"),
    words={
        "en": {
            "title": "Ask about verification by e-mail",
            "intro": "A description and screenshots are enough to begin. Identity papers never go by e-mail.",
            "verdict.write": (
                "Write to us with a description and screenshots. Leave "
                "identity papers out: we send a safe link for them."
            ),
            "verdict.under_review": (
                "Your verification is under review. If you write to us nevertheless, leave identity papers out."
            ),
            "line.reason": "Name the reason: {reason}",
            "line.reason_shown": "Name the reason that the verification page shows, word for word",
            "line.sent": "Name when you sent it: {at}",
            "line.from_own": "Write from the e-mail of your account, and give your UID",
            "line.describe": "Describe: country and sort of document, what you did, what you changed already",
            "line.screenshots": "Add screenshots of the message; cover numbers and faces in them",
            "line.no_papers": "Never attach identity papers, passwords or codes",
            "line.safe_link": "For papers we send a link for you alone; check first that it is ours",
            "line.one_thread": "Answer in the same thread: it keeps its case number",
            "step.how": "Address and example",
            "step.how_long": "How long a review takes",
            "step.genuine": "Is a message from us?",
            "term.blurred": "photo blurred",
            "term.glare": "glare",
            "term.cropped": "corner missing",
            "term.expired": "document expired",
            "term.name_mismatch": "name differs",
            "term.birth_mismatch": "date of birth differs",
            "term.number_mismatch": "number differs",
            "term.unsupported_document": "document not accepted",
            "term.face_mismatch": "face did not match",
            "term.address_too_old": "proof of address too old",
            "term.address_mismatch": "address differs",
            "term.copy_or_screen": "copy or screen",
            "term.under_age": "age required not reached",
            "term.region_not_served": "region not served",
            "term.duplicate_account": "document used on another account",
        },
        "zh-CN": {
            "title": "用邮件咨询认证问题",
            "intro": "写清情况、附上截图就可以开始处理。证件照片不要用邮件发送。",
            "verdict.write": "请写邮件说明情况并附上截图。证件照片不要放进邮件，我们会发安全上传链接给您。",
            "verdict.under_review": "您的认证正在审核。如果仍要写邮件，请不要附上证件照片。",
            "line.reason": "写明原因：{reason}",
            "line.reason_shown": "写明认证页显示的原因，照原文",
            "line.sent": "写明提交时间：{at}",
            "line.from_own": "用注册账户的邮箱发送，并写上 UID",
            "line.describe": "说明：签发地和证件类型、做了什么、已经改过什么",
            "line.screenshots": "附上提示画面的截图，遮住证件号和头像",
            "line.no_papers": "不要附上证件照片、密码或验证码",
            "line.safe_link": "证件用我们发的专属安全链接上传，打开前先核实是我们发的",
            "line.one_thread": "之后在同一封邮件里回复，会话编号不变",
            "step.how": "邮箱地址和写法示例",
            "step.how_long": "审核要多久",
            "step.genuine": "这封邮件是我们发的吗？",
            "term.blurred": "照片模糊",
            "term.glare": "照片反光",
            "term.cropped": "照片缺角",
            "term.expired": "证件过期",
            "term.name_mismatch": "姓名不一致",
            "term.birth_mismatch": "出生日期不一致",
            "term.number_mismatch": "证件号码不一致",
            "term.unsupported_document": "证件类型不支持",
            "term.face_mismatch": "人脸不匹配",
            "term.address_too_old": "地址证明开具太久",
            "term.address_mismatch": "地址不一致",
            "term.copy_or_screen": "复印件或屏幕截图",
            "term.under_age": "未达到年龄要求",
            "term.region_not_served": "不在服务地区",
            "term.duplicate_account": "证件已用于其他账户",
        },
    },
)
