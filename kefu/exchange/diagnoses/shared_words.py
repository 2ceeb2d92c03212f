"""Words that many checks say, and the verdicts that none has to write: what could not be learned, and who must sign in."""

from kefu.exchange.contract.connector import Unlearned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.diagnoses.definition import Finding, Line, Mark, State, Step, StepKind, Words

CONTACT = Step(StepKind.CONTACT, "", "contact")
SIGN_IN = Step(StepKind.FLOW, "login", "sign_in")

WORDS: Words = {
    "en": {
        "step.contact": "Talk to our support",
        "step.sign_in": "Sign in and ask from your account",
        "step.again": "Check again",
        "verdict.unlearned": "We could not look this up just now. Nothing has happened to your funds because of that.",
        "verdict.sign_in": "To look at your own account, we must know that it is you. Sign in and open support from there.",
        "line.unlearned.account": "Your account: could not be looked up just now",
        "line.unlearned": "Some of our data could not be looked up just now; please try again in a few minutes",
        "line.followed": "We keep watching and tell you here when it moves on",
        "line.by_explorer": "Seen on the blockchain by a block explorer; our own node could not be asked",
        "line.sign_in": "What belongs to an account is shown to its owner alone",
    },
    "zh-CN": {
        "step.contact": "联系客服",
        "step.sign_in": "登录后从账户内咨询",
        "step.again": "再查一次",
        "verdict.unlearned": "暂时无法查询到结果。这不会影响您的资产。",
        "verdict.sign_in": "要查看您本人的账户，需要先确认是您本人。请登录后从账户内打开客服。",
        "line.unlearned.account": "您的账户：暂时无法查询",
        "line.unlearned": "部分数据暂时无法查询，请过几分钟再试",
        "line.followed": "我们会一直关注，有进展会在这里告诉您",
        "line.by_explorer": "链上信息来自区块浏览器，平台自己的节点暂时无法查询",
        "line.sign_in": "账户信息只向账户本人显示",
    },
}


def unlearned(why: Unlearned) -> Finding:
    """What is told when a verdict cannot be made."""
    if why.trouble is Trouble.NOT_PROVED:
        return Finding("sign_in", State.UNCLEAR, lines=(Line(Mark.INFO, "sign_in"),), steps=(SIGN_IN, CONTACT))
    key = "unlearned.account" if why.call == "account" else "unlearned"
    return Finding("unlearned", State.UNCLEAR, lines=(Line(Mark.UNKNOWN, key),), steps=(CONTACT,))
