"""What is meant, from the edge of a word or a link to the next one: none is cut in two. Pure."""

import re

from kefu.trust.guard.kinds import Rule

MOST_MORE, MOST_OF_A_LINK = 40, 300
_IN_A_WORD = re.compile(r"[^\W\d_\u0e00-\u0e7f\u2e80-\u9fff\uac00-\ud7af]+")  # of scripts that set words apart
_IN_A_NUMBER = re.compile(r"\d+")
_IN_A_LINK = re.compile(r"[^\s<>\"“”‘’«»()\[\]{}，。！？；、（）【】「」《》\u4e00-\u9fff]+")
_GOES_ON = re.compile(r"(?<![:/\\])[/?#]|[:/\\]$")  # a path, or a scheme without its host
_STOPS = ".,!?:;'"


def whole(text: str, rule: Rule, begins: int, ends: int) -> tuple[int, int]:
    """Where it begins and ends then, within bounds."""
    for pattern in (_IN_A_WORD, _IN_A_NUMBER):
        if pattern.fullmatch(text[begins]):
            ahead = pattern.match(text[max(0, begins - MOST_MORE) : begins][::-1])
            begins -= ahead.end() if ahead else 0
        if pattern.fullmatch(text[ends - 1]):
            behind = pattern.match(text, ends, ends + MOST_MORE)
            ends = behind.end() if behind else ends
    if rule is Rule.LINK and _GOES_ON.search(text[begins:ends] + text[ends : ends + 1].replace(":", "")):
        rest = _IN_A_LINK.match(text, ends, ends + MOST_OF_A_LINK)
        ends += len(rest.group().rstrip(_STOPS)) if rest else 0
    return begins, ends
