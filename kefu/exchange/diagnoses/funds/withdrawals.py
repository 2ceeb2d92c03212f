"""What the checks of withdrawals share: which one is meant, and the steps that are still missing of it."""

from collections.abc import Callable, Mapping

from kefu.exchange.contract import calls
from kefu.exchange.contract.account import Bound
from kefu.exchange.contract.funds import AskWithdrawals, Withdrawal, Withdrawals
from kefu.exchange.contract.kinds import TransferReason
from kefu.exchange.diagnoses.definition import Facts, Line, Mark, Step, StepKind, Wanted, Words
from kefu.exchange.diagnoses.funds import transfers

# The names an exchange uses for what is missing, and the reasons that say the same.
STEPS = ("two_factor", "email_confirmation", "video_check", "whitelist")
AS_STEP = {
    TransferReason.TWO_FACTOR: "two_factor",
    TransferReason.EMAIL_CONFIRMATION: "email_confirmation",
    TransferReason.VIDEO_CHECK: "video_check",
    TransferReason.ADDRESS_NOT_ALLOWED: "whitelist",
}
FINISH = Step(StepKind.FLOW, "withdraw", "finish")
ANEW = Step(StepKind.FLOW, "withdraw", "anew")
ADDRESSES = Step(StepKind.FLOW, "address-book", "addresses")
NOT_MINE = transfers.article("withdrawal-i-did-not-make", "not_mine")

WORDS: Words = {
    "en": {
        "line.missing_two_factor": "Missing: your second factor, as the withdrawal page asks for it",
        "line.missing_email_confirmation": "Missing: your confirmation in the e-mail we sent",
        "line.missing_email_sent": "Missing: your confirmation in the e-mail we sent to {email}",
        "line.missing_video_check": "Missing: the video check",
        "line.missing_whitelist": "Missing: the address is not on your list of allowed addresses",
        "line.missing_other": "Missing: a step that the withdrawal page names",
        "step.finish": "Open the withdrawal and finish it",
        "step.anew": "Open the withdrawal page",
        "step.addresses": "Open my list of addresses",
        "step.not_mine": "I did not make this withdrawal",
    },
    "zh-CN": {
        "line.missing_two_factor": "还差：提现页要求的两步验证",
        "line.missing_email_confirmation": "还差：在我们发的邮件里确认",
        "line.missing_email_sent": "还差：在我们发到 {email} 的邮件里确认",
        "line.missing_video_check": "还差：视频核验",
        "line.missing_whitelist": "还差：收款地址不在您的提现地址白名单里",
        "line.missing_other": "还差：提现页上写明的一步",
        "step.finish": "打开这笔提现，继续完成",
        "step.anew": "打开提现页",
        "step.addresses": "打开我的地址簿",
        "step.not_mine": "这笔提现不是我操作的",
    },
}


def worded(*, en: Mapping[str, str], zh: Mapping[str, str]) -> Words:
    """A check's own words, and these, and those of transfers."""
    return transfers.worded(en={**WORDS["en"], **en}, zh={**WORDS["zh-CN"], **zh})


def wanted(facts: Facts) -> Wanted:
    asked = AskWithdrawals(withdrawal_id=facts.answer("withdrawal_id"), coin=facts.answer("coin"))
    return Wanted("withdrawals", calls.WITHDRAWALS, asked)


def meant(facts: Facts, prefer: Callable[[Withdrawal], bool] | None = None) -> Withdrawal | None:
    """The one that was named; else the newest of those preferred, else the newest."""
    found = facts.maybe("withdrawals", Withdrawals)
    named = facts.answer("withdrawal_id")
    items = [each for each in found.items if transfers.fits(named, each.withdrawal_id)] if found else []
    items = [each for each in items if transfers.fits(facts.answer("coin"), each.coin)]
    return max(items, key=lambda each: (bool(prefer and prefer(each)), each.asked_at), default=None)


def missing(withdrawal: Withdrawal) -> tuple[str, ...]:
    """In the exchange's order; where it names none, its reason may say which."""
    step = AS_STEP.get(withdrawal.reason)
    return withdrawal.missing or ((step,) if step else ())


def missing_lines(withdrawal: Withdrawal, facts: Facts) -> tuple[Line, ...]:
    return tuple(_missing_line(each, facts) for each in missing(withdrawal))


def _missing_line(step: str, facts: Facts) -> Line:
    bound = facts.maybe("bound", Bound)
    if step == "email_confirmation" and bound and bound.email_masked:
        return Line(Mark.BAD, "missing_email_sent", {"email": bound.email_masked})
    return Line(Mark.BAD, f"missing_{step}" if step in STEPS else "missing_other")


def way_on(withdrawal: Withdrawal) -> Step:
    """Where the first missing step is done."""
    steps = missing(withdrawal)
    return ADDRESSES if steps and steps[0] == "whitelist" else FINISH
