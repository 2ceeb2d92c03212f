"""What a screenshot, a mail or a chat holds that can be looked up, and the verdict on all of it. Pure, linear in the text."""

import re
from collections.abc import Iterable, Iterator

from kefu.search.analyse import CJK
from kefu.trust.lookalike.asked import MOST_NAMES, Form, asked
from kefu.trust.lookalike.compare import compare
from kefu.trust.lookalike.kinds import Outcome, Verdict
from kefu.trust.lookalike.prepared import Known

MAX_TEXT_CHARS = 20_000
MOST_FOUND, MOST_LINES, MAX_LINE_CHARS = 20, 60, 60
MOST_COMPARED, LEAST_COMPARED = 6_000, 20  # names that only a slip may join to a text: of a whole question, of each
_APART = re.compile(rf"[\s，。；、！？（）()\[\]【】「」『』《》“”\"'|]+|(?<=[{CJK}])(?=[!-~])|(?<=[!-~])(?=[{CJK}])")
_PHONE = re.compile(r"(?:\+|＋|\b00)[0-9][0-9 ().-]{5,24}[0-9]")
_HANDLE = re.compile(rf"(?<![\w.])[@＠][\w{CJK}.]{{2,40}}")
_NAMED = re.compile(
    r"(?:telegram|twitter|wechat|weixin|whatsapp|weibo|discord|instagram|电报|推特|微信公众号|微信号|微信|公众号|微博|抖音)"
    rf"[ \t]{{0,3}}[:：@＠][ \t]{{0,3}}[@＠]?[\w{CJK}.-]{{2,40}}",
    re.IGNORECASE,
)
_WORSE = (Outcome.FRAUD, Outcome.LOOKALIKE, Outcome.UNKNOWN, Outcome.LINKED, Outcome.OURS)
_BAD = {Outcome.FRAUD, Outcome.LOOKALIKE}


def judged(text: str, known: Known) -> tuple[Verdict, ...]:
    """The verdict on the text as one thing; where it holds several, one on each, the worst first."""
    whole = compare(text, known)
    is_line = len(text.strip().splitlines()) <= 1 and len(text.strip()) <= MAX_LINE_CHARS
    asked_of, lines = candidates(text), list(_lines(text))
    share = max(LEAST_COMPARED, MOST_COMPARED // (MOST_NAMES * (len(asked_of) + len(lines) or 1)))
    found = [compare(each, known, most_near=share) for each in asked_of]
    is_one_word = len(list(filter(None, _APART.split(text.strip())))) == 1
    has_worse = not is_one_word and any(each.outcome in _BAD for each in found)
    if is_line and whole.outcome != Outcome.UNKNOWN and not has_worse:  # else what stands in it tells more
        return (whole,)
    said = (compare(line, known, most_near=share) for line in lines)
    named = [each for each in said if each.outcome == Outcome.LOOKALIKE]
    every = _once([*named, *found])
    return tuple(sorted(every, key=lambda each: _WORSE.index(each.outcome))) or (whole,)


def _once(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    """The first of those that say the same of the same account, however it was written."""
    told = dict[tuple[object, ...], Verdict]()
    for each in verdicts:
        told.setdefault((each.outcome, each.why, each.entry, each.name or each.asked), each)
    return told.values()


def candidates(text: str) -> list[str]:
    """Links, addresses, handles and numbers in a text, in its order, each once."""
    cut = text[:MAX_TEXT_CHARS]
    found = dict.fromkeys(each for pattern in (_NAMED, _HANDLE, _PHONE) for each in pattern.findall(cut))
    known = " ".join(found)
    for word in _words(cut):
        if word not in known:
            found.setdefault(word)
        if len(found) >= MOST_FOUND:
            break
    return list(found)[:MOST_FOUND]


def _words(text: str) -> Iterator[str]:
    for word in _APART.split(text):
        if 3 < len(word) <= 500 and ("." in word or "@" in word or "。" in word):
            looked = asked(word.strip(".:"))
            if looked.form in {Form.LINK, Form.MAIL, Form.APP, Form.HANDLE} and looked.value:
                yield word.strip(".:")


def _lines(text: str) -> Iterator[str]:
    """Short lines: what somebody calls themselves stands alone above what they say."""
    lines = [each.strip() for each in text[:MAX_TEXT_CHARS].splitlines()[:MOST_LINES]]
    return (each for each in lines if 2 <= len(each) <= MAX_LINE_CHARS and len(lines) > 1)
