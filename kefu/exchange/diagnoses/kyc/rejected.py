"""Why a verification was not approved, each reason in plain words and with what to do about it."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskKyc, Kyc
from kefu.exchange.contract.kinds import KycRejection, KycState, Level
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

_PHOTO = {
    KycRejection.BLURRED,
    KycRejection.GLARE,
    KycRejection.CROPPED,
    KycRejection.COPY_OR_SCREEN,
    KycRejection.FACE_MISMATCH,
}
_DETAILS = {
    KycRejection.NAME_MISMATCH,
    KycRejection.BIRTH_MISMATCH,
    KycRejection.NUMBER_MISMATCH,
    KycRejection.ADDRESS_MISMATCH,
}
_PAPERS = {KycRejection.EXPIRED, KycRejection.UNSUPPORTED_DOCUMENT, KycRejection.ADDRESS_TOO_OLD}
_FINAL = {KycRejection.UNDER_AGE, KycRejection.REGION_NOT_SERVED}  # sending it again changes nothing


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("kyc", calls.KYC, AskKyc()),)


def judge(facts: Facts) -> Finding:
    kyc = facts.need("kyc", Kyc)
    if kyc.state is KycState.NONE:
        return Finding("not_sent", State.ACT, lines=(Line(Mark.INFO, "not_sent"),), steps=(_BEGIN, _DOCUMENTS, CONTACT))
    if kyc.state is KycState.PENDING:
        sent = (Line(Mark.WAIT, "sent", {"at": kyc.submitted_at}),) if kyc.submitted_at else ()
        steps = (Step(StepKind.ARTICLE, "kyc-how-long", "how_long"), CONTACT)
        return Finding("pending", State.WAITING, lines=(*sent, Line(Mark.INFO, "not_twice")), steps=steps)
    if kyc.state is KycState.APPROVED:
        level = (Line(Mark.OK, "level", {"level": kyc.level}),) if kyc.level else ()
        return Finding("approved", State.FINE, lines=(*level, Line(Mark.OK, "nothing_to_do")), steps=(_LEVELS, CONTACT))
    return _rejected(kyc, facts)


def _rejected(kyc: Kyc, facts: Facts) -> Finding:
    reasons = set(kyc.rejections)
    lines = (*(Line(Mark.BAD, each.value) for each in dict.fromkeys(kyc.rejections)), *_tries(kyc))
    if not reasons:
        return Finding("unsaid", State.PERSON, lines=(Line(Mark.UNKNOWN, "unsaid"),), steps=(CONTACT, _MAIL))
    if reasons & _FINAL:
        return Finding("final", State.PERSON, lines=(*lines, _STAYS), steps=(CONTACT, _APPEAL))
    if KycRejection.DUPLICATE_ACCOUNT in reasons:
        steps = (Step(StepKind.CHECK, "cannot-sign-in", "old_account"), CONTACT)
        return Finding("duplicate", State.PERSON, lines=(*lines, _STAYS), steps=steps)
    if kyc.next_try_at and kyc.next_try_at > facts.now:
        until = {"until": kyc.next_try_at}
        lines = (*lines, Line(Mark.WAIT, "next_try", until))
        return Finding("later", State.WAITING, until, lines, (*_fixes(reasons), CONTACT))
    if kyc.tries_left == 0 and kyc.next_try_at is None:
        return Finding("no_tries", State.PERSON, lines=lines, steps=(CONTACT, _MAIL))
    return Finding("rejected", State.ACT, lines=(*lines, _STAYS), steps=(*_fixes(reasons), _MAIL, CONTACT))


def _tries(kyc: Kyc) -> tuple[Line, ...]:
    is_counted_anew = kyc.tries_left == 0 and kyc.next_try_at is not None
    return () if kyc.tries_left is None or is_counted_anew else (Line(Mark.INFO, "tries", {"tries": kyc.tries_left}),)


def _fixes(reasons: set[KycRejection]) -> tuple[Step, ...]:
    """What mends these reasons, the corrected details first."""
    fixes = ((_DETAILS, _CORRECT), (_PHOTO, _RETAKE), (_PAPERS, _DOCUMENTS))
    return tuple(step for group, step in fixes if reasons & group)


_STAYS = Line(Mark.OK, "stays")
_BEGIN = Step(StepKind.FLOW, "kyc", "begin")
_CORRECT = Step(StepKind.CHECK, "kyc-resubmit", "correct")
_RETAKE = Step(StepKind.CHECK, "kyc-photo", "retake")
_DOCUMENTS = Step(StepKind.CHECK, "kyc-documents", "documents")
_MAIL = Step(StepKind.CHECK, "kyc-by-mail", "mail")
_APPEAL = Step(StepKind.ARTICLE, "account-appeal", "appeal")
_LEVELS = Step(StepKind.ARTICLE, "kyc-levels-and-limits", "levels")

CHECK = Definition(
    key="kyc-rejected",
    topic=Topic.KYC,
    level=Level.SIGNED_IN,
    reads=reads,
    judge=judge,
    articles=("kyc-rejected", "kyc-wrong-details", "kyc-photo-quality"),
    categories=("kyc",),
    tells=frozenset({State.ACT, State.WAITING}),  # what is final is told by a person
    words={
        "en": {
            "title": "Why was my verification not approved?",
            "intro": "We look at your verification and say what has to be changed, in plain words.",
            "verdict.rejected": "Your verification was not approved. Change what is named below, then send it again.",
            "verdict.final": "Your verification cannot be approved for the reason below. Sending it again does not change that.",
            "verdict.duplicate": "This document is already used on another account. One person can verify one account.",
            "verdict.later": "You can send it again from {until}. Until then, prepare what is named below.",
            "verdict.no_tries": "There are no tries left. A colleague looks at it with you.",
            "verdict.unsaid": "Your verification was not approved, and no reason reached us. A colleague looks it up.",
            "verdict.pending": "Your verification is under review. You need not do anything.",
            "verdict.approved": "Your verification is approved.",
            "verdict.not_sent": "No verification has been sent from this account yet.",
            "line.blurred": "Photo blurred: clean the lens, tap to focus, hold still, take it again",
            "line.glare": "Light reflects on the document: no flash, turn it away from the lamp, take it again",
            "line.cropped": "A corner is missing: all four corners and a little margin have to be in the picture",
            "line.expired": "The document has expired: use one that is still valid",
            "line.name_mismatch": "The name differs from the document: type it letter for letter as printed",
            "line.birth_mismatch": "The date of birth differs from the document: look at the order of day and month",
            "line.number_mismatch": "The document's number differs: compare it sign by sign, O and 0, I and 1",
            "line.unsupported_document": "This sort of document is not accepted for your country: choose another one",
            "line.face_mismatch": "The face did not match: do it yourself in even light, without hat, mask or sunglasses",
            "line.address_too_old": "The proof of address is too old: use one issued lately",
            "line.address_mismatch": "The address differs from the proof of address: write it as it stands there",
            "line.copy_or_screen": "A copy, a screenshot or an edited picture: take a photo of the original itself",
            "line.under_age": "By the document's date of birth, the age required to hold an account is not reached",
            "line.region_not_served": "We do not serve the country or region of this document",
            "line.duplicate_account": "The document belongs to another account; never had one? Tell us, it may be misused",
            "line.unsaid": "Reason: not told to us",
            "line.tries": "Tries left: {tries}",
            "line.next_try": "Next try from {until}",
            "line.sent": "Sent {at}, under review",
            "line.not_twice": "Sending it again puts it at the end of the line",
            "line.level": "Level: {level}",
            "line.nothing_to_do": "Approved, nothing to do",
            "line.not_sent": "Nothing sent yet, or a step was left open before the end",
            "line.stays": "What you hold is not touched by it",
            "step.begin": "Begin the verification",
            "step.correct": "See what differs and correct it",
            "step.retake": "Take the photo again",
            "step.documents": "Which documents are accepted?",
            "step.mail": "Ask by e-mail",
            "step.appeal": "How to appeal",
            "step.levels": "Levels and limits",
            "step.how_long": "How long it takes",
            "step.old_account": "Get back into the other account",
            "term.unverified": "unverified",
            "term.basic": "basic",
            "term.advanced": "advanced",
        },
        "zh-CN": {
            "title": "身份认证为什么没通过？",
            "intro": "我们查看您的认证记录，直接告诉您要改哪里。",
            "verdict.rejected": "您的认证没有通过。改好下面的问题，就可以重新提交。",
            "verdict.final": "因为下面的原因，您的认证无法通过，重新提交也不会改变结果。",
            "verdict.duplicate": "这份证件已经用于另一个账户，一人只能认证一个账户。",
            "verdict.later": "{until} 之后可以重新提交，请先把下面的问题准备好。",
            "verdict.no_tries": "提交次数已用完，客服会和您一起核查。",
            "verdict.unsaid": "您的认证没有通过，但我们没有收到具体原因，客服会为您核查。",
            "verdict.pending": "您的认证正在审核，不需要做什么。",
            "verdict.approved": "您的认证已经通过。",
            "verdict.not_sent": "这个账户还没有提交过认证。",
            "line.blurred": "照片模糊：擦一擦镜头，点屏幕对焦，拿稳后重拍",
            "line.glare": "照片反光：关掉闪光灯，避开灯光直射，换个角度重拍",
            "line.cropped": "照片缺角：四个角都要拍进去，四边留一点空",
            "line.expired": "证件已过期：请换一份在有效期内的",
            "line.name_mismatch": "姓名与证件不一致：照证件逐字填写",
            "line.birth_mismatch": "出生日期与证件不一致：注意日和月的顺序",
            "line.number_mismatch": "证件号码不一致：逐位核对，留意 O 和 0、I 和 1",
            "line.unsupported_document": "您的国家或地区不支持这种证件：请换一种",
            "line.face_mismatch": "人脸不匹配：请本人在光线均匀的地方，摘掉帽子、口罩和墨镜再试",
            "line.address_too_old": "地址证明的开具日期太久：请用近期开具的",
            "line.address_mismatch": "地址与地址证明不一致：照证明上的写法填写",
            "line.copy_or_screen": "是复印件、截图或修改过的图片：请用证件原件当场拍摄",
            "line.under_age": "按证件上的出生日期，还没有达到开户年龄",
            "line.region_not_served": "我们暂不在这份证件所属的国家或地区提供服务",
            "line.duplicate_account": "证件已用于另一个账户；从没注册过？请告诉我们，可能被人冒用",
            "line.unsaid": "原因：未收到",
            "line.tries": "剩余提交次数：{tries}",
            "line.next_try": "{until} 起可以再次提交",
            "line.sent": "{at} 提交，审核中",
            "line.not_twice": "重复提交会重新排队",
            "line.level": "等级：{level}",
            "line.nothing_to_do": "已通过，不用做什么",
            "line.not_sent": "还没提交，或有步骤没有做完",
            "line.stays": "您已有的资产不受影响",
            "step.begin": "开始认证",
            "step.correct": "查看不同之处并修改",
            "step.retake": "重新拍照",
            "step.documents": "可以用哪些证件？",
            "step.mail": "发邮件咨询",
            "step.appeal": "如何申诉",
            "step.levels": "等级和额度",
            "step.how_long": "审核要多久",
            "step.old_account": "找回另一个账户",
            "term.unverified": "未认证",
            "term.basic": "基础认证",
            "term.advanced": "高级认证",
        },
    },
)
