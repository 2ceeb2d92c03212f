"""Where a link in a mail leads, and what is odd about it: said in words beside it, since its own words are a stranger's."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kefu.kit.suffixes import registered
from kefu.trust import registry
from kefu.trust.lookalike import hosts
from kefu.trust.lookalike.compare import compare
from kefu.trust.lookalike.kinds import Outcome, Why

MOST_ADDRESS_CHARS = 2_000
_HOST_IN_WORDS = re.compile(r"(?:https?://)?((?:[\w-]{1,63}\.){1,6}[a-zA-Z\u4e00-\u9fff]{2,24})(?![\w@.-]*@)")
_NUMBERS = re.compile(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}", re.IGNORECASE)
_SPACES = re.compile(r"[\t\r\n]")  # what browsers pass over, wherever it stands
_OTHERS = ("mailto", "tel")
# Whoever shortens addresses does not say where they lead.
_SHORTENERS = frozenset(
    {
        *(
            "bit.ly",
            "t.co",
            "tinyurl.com",
            "goo.gl",
            "is.gd",
            "v.gd",
            "ow.ly",
            "buff.ly",
            "rebrand.ly",
            "cutt.ly",
            "rb.gy",
        ),
        *("shorturl.at", "t.cn", "dwz.cn", "url.cn", "suo.im", "dwz.mk", "lnkd.in", "tiny.cc", "s.id", "t.ly"),
    }
)


class Mark(StrEnum):
    """What is odd about a link; the first one is the worst."""

    FRAUD = "fraud"
    LOOKALIKE = "lookalike"
    ELSEWHERE = "elsewhere"  # its words name one place, and it leads to another
    LETTERS = "letters"  # its host has letters of several alphabets, which can be drawn alike
    NUMBERS = "numbers"  # it leads to a machine by its number
    HIDDEN = "hidden"  # a name before an @, a backslash or a port hide where it leads
    SHORTENED = "shortened"
    OPEN = "open"  # nothing on the way is encrypted
    ODD = "odd"  # it is no address of a page


@dataclass(frozen=True, slots=True)
class Link:
    """`host`: as a name server is asked, so that nothing is drawn like something else; `is_ours`: by the registry."""

    address: str
    host: str
    words: str
    marks: tuple[Mark, ...] = ()
    is_ours: bool = False


def judged(address: str, words: str = "") -> Link:
    """`words`: what stands in its place for readers. Pure but for the registry, which is read from memory."""
    bare = _SPACES.sub("", address.strip())[:MOST_ADDRESS_CHARS]
    said = " ".join(words.split())[:200]
    scheme = bare.partition(":")[0].lower() if ":" in bare else ""
    if scheme in _OTHERS:
        return Link(bare, "", said)
    if scheme not in hosts.WEB:
        return Link(bare, "", said, (Mark.ODD,))
    link = hosts.link(bare)
    verdict = compare(bare, registry.known())
    host = hosts.ascii_host(link.host)
    found = {
        Mark.FRAUD: verdict.outcome is Outcome.FRAUD,
        Mark.LOOKALIKE: verdict.outcome is Outcome.LOOKALIKE,
        Mark.ELSEWHERE: _is_elsewhere(host, said),
        Mark.LETTERS: not link.host.isascii() or "xn--" in host,
        Mark.NUMBERS: link.host.startswith("[") or _NUMBERS.fullmatch(link.host) is not None,
        Mark.HIDDEN: bool({Why.USER, Why.BACKSLASH, Why.PORT} & set(link.tricks)) or "%" in link.host,
        Mark.SHORTENED: host in _SHORTENERS,
        Mark.OPEN: scheme == "http",
    }
    is_ours = verdict.outcome is Outcome.OURS and not found[Mark.ELSEWHERE]
    return Link(bare, host, said, tuple(mark for mark, holds in found.items() if holds), is_ours)


def _is_elsewhere(host: str, words: str) -> bool:
    """Its words look like a host, and none of these belongs to whoever has the one it leads to."""
    named = [hosts.ascii_host(each.lower()) for each in _HOST_IN_WORDS.findall(words)]
    named = [each for each in named if registered(each) != each or "." in each]
    return bool(named) and not any(registered(each) == registered(host) for each in named)
