"""Not passed, wrongly filled in, or not uploaded: where the verification hangs, and which check that leads to."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskKyc, Kyc
from kefu.exchange.contract.kinds import KycState
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

REJECTED, WRONG, UPLOAD = BRANCHES = ("rejected", "wrong_details", "upload")

_WHY = Step(StepKind.CHECK, "kyc-rejected", "why")
_RESUBMIT = Step(StepKind.CHECK, "kyc-resubmit", "resubmit")
_UPLOAD = Step(StepKind.CHECK, "kyc-upload", "upload")
_PHOTO = Step(StepKind.CHECK, "kyc-photo", "photo")
_DOCUMENTS = Step(StepKind.CHECK, "kyc-documents", "documents")
_MAIL = Step(StepKind.CHECK, "kyc-by-mail", "mail")
_HOW_LONG = Step(StepKind.ARTICLE, "kyc-how-long", "how_long")

_LEADS: dict[str, tuple[Step, ...]] = {
    REJECTED: (_WHY, _RESUBMIT, _MAIL),
    WRONG: (_RESUBMIT, _MAIL),
    UPLOAD: (_UPLOAD, _PHOTO, _MAIL),
}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("kyc", calls.KYC, AskKyc()),)


def judge(facts: Facts) -> Finding:
    branch, kyc = facts.answer("branch"), facts.maybe("kyc", Kyc)
    state = (Line(Mark.INFO, "state", {"state": kyc.state.value}),) if kyc else ()
    if kyc is not None and kyc.state is KycState.PENDING and branch != UPLOAD:
        lines = (Line(Mark.WAIT, "state", {"state": kyc.state.value}), _STAYS)
        return Finding("pending", State.CHOOSE, lines=lines, steps=(_HOW_LONG, _RESUBMIT, CONTACT))
    if branch in _LEADS:
        return Finding(branch, State.CHOOSE, lines=(*state, _STAYS), steps=(*_LEADS[branch], CONTACT))
    steps = (_WHY, _RESUBMIT, _UPLOAD, _DOCUMENTS, CONTACT)
    return Finding("choose", State.CHOOSE, lines=(*state, _STAYS), steps=steps)


_STAYS = Line(Mark.OK, "stays")

CHECK = Definition(
    key="kyc-help",
    topic=Topic.KYC,
    asks=(Question("branch", Ask.CHOICE, choices=BRANCHES),),
    reads=reads,
    judge=judge,
    articles=("verify-identity", "kyc-rejected", "kyc-how-long"),
    words={
        "en": {
            "title": "My verification does not get through",
            "intro": "Say where it hangs, and we lead you to what helps. Your assets are not affected by it.",
            "ask.branch": "Where does it hang?",
            "ask.branch.rejected": "It was not approved",
            "ask.branch.wrong_details": "I filled something in wrongly",
            "ask.branch.upload": "A photo does not upload",
            "verdict.choose": "There are three ways on. Choose what fits.",
            "verdict.rejected": "First see the reason: mostly one single thing has to be changed.",
            "verdict.wrong_details": "What you filled in has to be as your document says it. We show where it differs.",
            "verdict.upload": "Mostly it is the file's format, its size or the network. We find out which.",
            "verdict.pending": "Your verification is under review. You need not send it again.",
            "line.state": "Your verification: {state}",
            "line.stays": "What you hold is not touched by it",
            "step.why": "Why was it not approved?",
            "step.resubmit": "Correct and send it again",
            "step.upload": "Why does it not upload?",
            "step.photo": "Take a clear photo",
            "step.documents": "Which documents are accepted?",
            "step.mail": "Ask by e-mail",
            "step.how_long": "How long it takes",
            "term.none": "not sent yet",
            "term.pending": "under review",
            "term.approved": "approved",
            "term.rejected": "not approved",
        },
        "zh-CN": {
            "title": "身份认证通不过",
            "intro": "告诉我们卡在哪里，我们带您找到办法。认证没通过不会影响您的资产。",
            "ask.branch": "卡在哪里？",
            "ask.branch.rejected": "认证没有通过",
            "ask.branch.wrong_details": "信息填错了",
            "ask.branch.upload": "照片传不上去",
            "verdict.choose": "有三种情况，请选择符合您的一种。",
            "verdict.rejected": "先看原因：多数只要改一处。",
            "verdict.wrong_details": "填写的内容要和证件一致，我们会指出哪里不同。",
            "verdict.upload": "多半是文件格式、大小或网络的问题，我们帮您判断是哪一个。",
            "verdict.pending": "您的认证正在审核，不用重复提交。",
            "line.state": "您的认证：{state}",
            "line.stays": "您已有的资产不受影响",
            "step.why": "为什么没有通过？",
            "step.resubmit": "修改后重新提交",
            "step.upload": "为什么传不上去？",
            "step.photo": "怎样拍得清楚",
            "step.documents": "可以用哪些证件？",
            "step.mail": "发邮件咨询",
            "step.how_long": "审核要多久",
            "term.none": "未提交",
            "term.pending": "审核中",
            "term.approved": "已通过",
            "term.rejected": "未通过",
        },
    },
)
