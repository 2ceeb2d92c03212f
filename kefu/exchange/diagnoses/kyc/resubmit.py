"""What differs between what was filled in and what the document says, both masked, and whether it can be changed now."""

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import AskKyc, Kyc
from kefu.exchange.contract.kinds import KycState, Level
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

_FIELDS = {"name", "birth", "number", "address", "expiry"}


def reads(facts: Facts) -> tuple[Wanted, ...]:
    del facts
    return (Wanted("kyc", calls.KYC, AskKyc()),)


def judge(facts: Facts) -> Finding:
    kyc = facts.need("kyc", Kyc)
    if kyc.state is KycState.PENDING:
        waits = (Line(Mark.WAIT, "pending"), Line(Mark.INFO, "withdraw_it"))
        return Finding("pending", State.WAITING, lines=waits, steps=(_PAGE, _HOW, CONTACT))
    differences = _differences(kyc)
    if kyc.state is KycState.APPROVED:
        lines = (*differences, Line(Mark.OK, "approved"), Line(Mark.INFO, "proof"), Line(Mark.INFO, "no_new_account"))
        return Finding("approved", State.PERSON, lines=lines, steps=(CONTACT, _MAIL, _WRONG))
    if kyc.state is KycState.NONE:
        return Finding("fill_in", State.ACT, lines=_AS_PRINTED, steps=(_PAGE, _WRONG, CONTACT))
    if kyc.next_try_at and kyc.next_try_at > facts.now:
        until = {"until": kyc.next_try_at}
        lines = (*differences, Line(Mark.WAIT, "next_try", until))
        return Finding("later", State.WAITING, until, lines, (_HOW, CONTACT))
    if kyc.tries_left == 0 and kyc.next_try_at is None:
        return Finding("no_tries", State.PERSON, lines=differences, steps=(CONTACT, _MAIL))
    verdict = "differs" if differences else "resubmit"
    lines = (*differences, *_AS_PRINTED, Line(Mark.INFO, "only_that"))
    return Finding(verdict, State.ACT, lines=lines, steps=(_PAGE, _WHY, _HOW, CONTACT))


def _differences(kyc: Kyc) -> tuple[Line, ...]:
    return tuple(
        Line(
            Mark.BAD,
            "difference",
            {
                "field": each.field if each.field in _FIELDS else "other_field",
                "given": each.given_masked,
                "document": each.document_masked,
            },
        )
        for each in kyc.differences
    )


_AS_PRINTED = tuple(Line(Mark.INFO, key) for key in ("letter_by_letter", "day_and_month", "number"))
_PAGE = Step(StepKind.FLOW, "kyc", "page")
_WHY = Step(StepKind.CHECK, "kyc-rejected", "why")
_MAIL = Step(StepKind.CHECK, "kyc-by-mail", "mail")
_HOW = Step(StepKind.ARTICLE, "kyc-change-or-resubmit", "how")
_WRONG = Step(StepKind.ARTICLE, "kyc-wrong-details", "wrong")

CHECK = Definition(
    key="kyc-resubmit",
    topic=Topic.KYC,
    level=Level.SIGNED_IN,
    reads=reads,
    judge=judge,
    articles=("kyc-change-or-resubmit", "kyc-wrong-details"),
    categories=("kyc",),
    words={
        "en": {
            "title": "Correct my verification and send it again",
            "intro": "What you filled in has to be as your document says it. We show where it differs, partly hidden.",
            "verdict.differs": "What you filled in differs from your document. Correct these fields, then send it again.",
            "verdict.resubmit": "You can correct it and send it again. Change only what was named as the reason.",
            "verdict.fill_in": "Nothing has been sent yet, so you can still change everything.",
            "verdict.pending": "It is under review just now and cannot be changed until there is a result.",
            "verdict.approved": "Your verification is approved. A colleague has to make corrections, with proof of the change.",
            "verdict.later": "You can send it again from {until}.",
            "verdict.no_tries": "There are no tries left. A colleague looks at it with you.",
            "line.difference": "{field}: you filled in {given}, the document says {document}",
            "line.letter_by_letter": "Name: as printed on the document, letter for letter, first and last name not swapped",
            "line.day_and_month": "Date of birth: look at the order of day and month",
            "line.number": "Number: sign by sign, O and 0, I and 1; country: who issued the document",
            "line.only_that": "Did the page misread the document? Then take the photo again, and change nothing else",
            "line.pending": "Under review",
            "line.withdraw_it": "If the page offers “Withdraw”, you can take it back and correct it",
            "line.next_try": "Next try from {until}",
            "line.approved": "Approved",
            "line.proof": "New name or document: have the new document and a proof of the change ready",
            "line.no_new_account": "Do not open another account for it",
            "step.page": "Open the verification page",
            "step.why": "See all reasons",
            "step.mail": "Ask for a correction by e-mail",
            "step.how": "Correct and send again, step by step",
            "step.wrong": "Fields that are often wrong",
            "term.name": "Name",
            "term.birth": "Date of birth",
            "term.number": "Document number",
            "term.address": "Address",
            "term.expiry": "Valid until",
            "term.other_field": "A field",
        },
        "zh-CN": {
            "title": "修改认证资料，重新提交",
            "intro": "填写的内容要和证件一致。我们指出哪里不同，内容部分隐藏。",
            "verdict.differs": "您填写的内容与证件不一致，改好下面几项就可以重新提交。",
            "verdict.resubmit": "您可以修改后重新提交，只改被退回的那一项。",
            "verdict.fill_in": "还没有提交，所有内容都可以修改。",
            "verdict.pending": "资料正在审核，出结果之前不能修改。",
            "verdict.approved": "您的认证已经通过，更正需要由客服办理，并提供变更证明。",
            "verdict.later": "{until} 之后可以重新提交。",
            "verdict.no_tries": "提交次数已用完，客服会和您一起核查。",
            "line.difference": "{field}：您填的是 {given}，证件上是 {document}",
            "line.letter_by_letter": "姓名：照证件逐字填写，姓和名不要填反",
            "line.day_and_month": "出生日期：注意日和月的顺序",
            "line.number": "证件号码：逐位核对 O 和 0、I 和 1；国家或地区选证件的签发地",
            "line.only_that": "是页面读错了证件？请重新拍照，其他内容不动",
            "line.pending": "审核中",
            "line.withdraw_it": "页面上有“撤回”的，可以撤回后修改",
            "line.next_try": "{until} 起可以再次提交",
            "line.approved": "已通过",
            "line.proof": "改了姓名或换了证件：请准备新证件和变更证明",
            "line.no_new_account": "请不要为此另开账户",
            "step.page": "打开认证页",
            "step.why": "查看全部原因",
            "step.mail": "发邮件申请更正",
            "step.how": "修改和重新提交的步骤",
            "step.wrong": "常填错的地方",
            "term.name": "姓名",
            "term.birth": "出生日期",
            "term.number": "证件号码",
            "term.address": "地址",
            "term.expiry": "有效期",
            "term.other_field": "其中一项",
        },
    },
)
