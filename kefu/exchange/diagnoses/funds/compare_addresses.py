"""Whether two addresses are the same, compared whole and shown in groups of four: ends alike prove nothing."""

from itertools import zip_longest

from kefu.exchange.chains import comparison
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
)
from kefu.exchange.diagnoses.funds import transfers
from kefu.exchange.diagnoses.shared_words import CONTACT

MOST_GROUPS = 12
TOOL = Step(StepKind.TOOL, "address", "tool")
HOW = transfers.article("compare-address-fully", "how")
SENT = transfers.article("sent-to-wrong-address", "sent")
MISSING = "····"


def judge(facts: Facts) -> Finding:
    first, second = _bare(facts.answer("first")), _bare(facts.answer("second"))
    lines: tuple[Line, ...] = (Line(Mark.INFO, "first", _shown(first)), Line(Mark.INFO, "second", _shown(second)))
    if not (first.isascii() and second.isascii()):
        lines += (Line(Mark.BAD, "foreign_letters"),)
        return Finding("foreign_letters", State.ACT, {}, lines, (HOW, TOOL, CONTACT))
    compared = comparison.compare(first, second)
    if compared.is_same:
        alike = Line(Mark.OK, "whole", {"count": len(first)}) if first == second else Line(Mark.OK, "capitals")
        verdict = "same" if first == second else "same_but_capitals"
        return Finding(verdict, State.FINE, {"count": len(first)}, (*lines, alike), (HOW, TOOL))
    lines += _differences(compared, first, second)
    if compared.is_look_alike:
        return Finding("look_alike", State.ACT, {}, (*lines, Line(Mark.BAD, "look_alike")), (HOW, SENT, TOOL, CONTACT))
    return Finding("differs", State.ACT, {}, lines, (HOW, SENT, TOOL))


def _bare(pasted: str) -> str:
    """Without the blanks and line ends that copying adds."""
    return "".join(pasted.split())


def _shown(address: str) -> dict[str, str]:
    return {"address": transfers.grouped(address)}


def _differences(compared: comparison.Comparison, first: str, second: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    if len(first) != len(second):
        lines.append(Line(Mark.BAD, "length", {"first": len(first), "second": len(second)}))
    places = sorted({at // comparison.GROUP for at in compared.differs_at})
    groups = list(zip_longest(compared.mine, compared.target, fillvalue=MISSING))
    for place in places[:MOST_GROUPS]:
        one, other = groups[place]
        lines.append(Line(Mark.BAD, "group", {"place": place + 1, "first": one, "second": other}))
    if len(places) > MOST_GROUPS:
        lines.append(Line(Mark.BAD, "more", {"count": len(places) - MOST_GROUPS}))
    return tuple(lines)


CHECK = Definition(
    key="compare-addresses",
    topic=Topic.FUNDS,
    asks=(Question("first", Ask.ADDRESS), Question("second", Ask.ADDRESS)),
    judge=judge,
    articles=("compare-address-fully", "address-whitelist"),
    words={
        "en": {
            "title": "Are two addresses the same?",
            "intro": "Both are compared from the first character to the last. Four alike at each end prove nothing.",
            "ask.first": "Address shown in the receiving wallet",
            "ask.first.hint": "Copy it there anew, not from a list of earlier transfers.",
            "ask.second": "Address you pasted",
            "ask.second.hint": "As it stands on the withdrawal page or in your record. An address is public.",
            "verdict.same": "Both are the same, all {count} characters.",
            "verdict.same_but_capitals": "Both are the same address. They differ in capital letters only, "
            "which do not count for addresses of this sort.",
            "verdict.differs": "These are two different addresses. Do not send before you have copied it anew.",
            "verdict.look_alike": "Beginning and end are alike, the middle is not: these are two different addresses. "
            "Do not send. Somebody may have put a look-alike into your list of transfers.",
            "verdict.foreign_letters": "There are characters in it that no address has, however alike they look. "
            "Do not send; copy the address anew from the receiving wallet.",
            "line.first": "Receiving wallet: {address}",
            "line.second": "Pasted: {address}",
            "line.whole": "All {count} characters compared",
            "line.capitals": "Only capitals differ",
            "line.length": "Lengths differ: {first} and {second} characters",
            "line.group": "Group {place}: {first} and {second}",
            "line.more": "{count} more groups differ",
            "line.look_alike": "Ends alike, middle different: never copy addresses from earlier transfers",
            "line.foreign_letters": "Letters of another alphabet or hidden characters were found",
            "step.how": "How to compare an address in full",
            "step.sent": "Already sent: what can be done",
            "step.tool": "Compare others",
        },
        "zh-CN": {
            "title": "两个地址是否完全一致？",
            "intro": "从第一位到最后一位逐一比对。头尾四位相同，不能说明是同一个地址。",
            "ask.first": "收款钱包里显示的地址",
            "ask.first.hint": "请在收款钱包里重新复制，不要从以前的转账记录里复制。",
            "ask.second": "您粘贴的地址",
            "ask.second.hint": "即提现页或提现记录里的地址。地址是公开信息。",
            "verdict.same": "两个地址完全一致，共 {count} 位。",
            "verdict.same_but_capitals": "两个是同一个地址，只有大小写不同，这类地址不区分大小写。",
            "verdict.differs": "这是两个不同的地址。请先不要转，重新复制后再比对。",
            "verdict.look_alike": "头尾相同，中间不同：这是两个不同的地址。请不要转。"
            "可能有人把相似的地址放进了您的转账记录（地址投毒）。",
            "verdict.foreign_letters": "地址里含有不应该出现的字符，虽然看起来一样。请不要转，从收款钱包里重新复制。",
            "line.first": "收款钱包：{address}",
            "line.second": "您粘贴的：{address}",
            "line.whole": "已比对全部 {count} 位",
            "line.capitals": "只有大小写不同",
            "line.length": "长度不同：{first} 位和 {second} 位",
            "line.group": "第 {place} 组：{first} 与 {second}",
            "line.more": "另有 {count} 组不同",
            "line.look_alike": "头尾相同、中间不同：不要从转账记录里复制地址",
            "line.foreign_letters": "发现其他文字的字母或隐藏字符",
            "step.how": "怎样完整核对地址",
            "step.sent": "已经转出怎么办",
            "step.tool": "比对其他地址",
        },
    },
)
