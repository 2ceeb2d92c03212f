"""Links in a text, as written and as disguised, held against the hosts that may be linked. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kefu.trust.guard import cues, folding
from kefu.trust.guard.asks import Found, Span, sentences
from kefu.trust.guard.kinds import Allowed, Rule
from kefu.trust.guard.words import listed

_TOP = frozenset(listed("links")["tops"][0].split())
_WORDS = frozenset(listed("links")["words"][0].split())
_NO_TOPS = frozenset(" ".join([*listed("links")["files"], *listed("links")["coins"]]).split())
_FOLLOWS = frozenset(" ".join(listed("links")["common"]).split())
_DOT = r"(?:\s?[\[({]\s?(?:\.|dot|点)\s?[\])}]\s?|\s(?:dot|d0t)\s|\s\.\s|\s?点\s?|[.。．｡․﹒])"
_LETTER = "[^\\W_\u2e80-\u9fff\uac00-\ud7af]"  # Han and the like run into a link without a space
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?"
_TOP_LETTERS = rf"(?:(?!\d){_LETTER}){{2,24}}|xn--[\w-]{{2,40}}"
_HOST = re.compile(
    rf"(?P<scheme>(?:(?:h[tx]{{2}}ps?|ftp|wss?)\s?:\s?(?:[/\\]\s?){{1,3}}|(?<![:\w/\\])[/\\]{{2}})(?P<user>[^\s/@]{{1,80}}@)?|(?<![a-z0-9@-]))"
    rf"(?P<host>(?:{_LABEL}{_DOT}){{1,8}}(?P<top>{_TOP_LETTERS}|\d{{1,3}}))(?![a-z0-9@-])(?P<path>(?::\d{{1,5}})?[/?#][^\s]{{0,10}})?",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_MAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:@|\s?[(\[{{](?:@|at)[)\]}}]\s?)(?P<host>(?:{_LABEL}{_DOT}){{1,8}}(?:{_TOP_LETTERS}))",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"h[tx]{2}ps?\s?:\s?[/\\]\s?[/\\]?(?=[^\s,，。、)/\\])", re.IGNORECASE)
_PLAIN = re.compile(r"[^\s点]+")  # its dots are dots
_ARCHIVES = frozenset({"zip", "mov"})  # tops as well
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SCHEMES = re.compile(r"(?:javascript|data|vbscript|tg|weixin|whatsapp)\s?:(?=\S)", re.IGNORECASE)
_DOTTED = re.compile(rb"\.(?:[a-z\x80-\xff]|\d{1,3}\.\d)")
_HAN_DOTTED = re.compile(r"点(?:(?<=[a-z0-9].)|(?<=[a-z0-9] .))\s?[a-z]|。(?<=[a-z0-9].)[a-z]")
SIGNS = (":/", ":\\", " . ", "[.", "[ ", "(.", "{.", "[dot", "(dot", " dot ", " d0t ", "tg:", "script:")


@dataclass(frozen=True, slots=True)
class Link:
    """`host` in small letters, dots put back; `is_sure`: nobody writes this but to be followed."""

    host: str
    begins: int
    ends: int
    is_sure: bool
    is_lying: bool = False


def may_have(small: str, raw: bytes) -> bool:
    """A cheap look at a text in small letters, and the same as UTF-8, in which a dot or one of `SIGNS` was seen."""
    return _DOTTED.search(raw) is not None or (not small.isascii() and _HAN_DOTTED.search(small) is not None)


def mails(text: str) -> frozenset[str]:
    """The mail addresses in a text, in small letters."""
    return frozenset(_mail(hit) for hit in _MAIL.finditer(folding.seen(text)))


def found(text: str, *, allowed: Allowed) -> Found | None:
    """Of the text as it was written."""
    shown = folding.seen_from(text)
    hit = _found(shown.text, allowed)
    return hit and (hit[0], shown.origin[hit[1]], shown.origin[hit[2] - 1] + 1)


def _found(text: str, allowed: Allowed) -> Found | None:
    odd = _SCHEMES.search(text)
    if odd is not None and odd.group().lower().rstrip(": ") != "data":
        return Rule.LINK, *odd.span()
    links = list(_links(text))
    followed = [(link.begins, link.ends) for link in links]
    for bare in _SCHEME.finditer(text):
        if not _is_within(followed, bare.start()):
            return Rule.LINK, *bare.span()
    links += [
        Link(_host(hit["host"]), *hit.span(), is_sure=False)
        for hit in _MAIL.finditer(text)
        if _mail(hit) not in allowed.quotable
    ]
    warned: list[Span] | None = None
    for link in links:
        if link.is_lying or not _is_allowed(link.host, allowed):
            if warned is None:
                warned = _warned_stretches(text)
            if link.is_sure or not _is_within(warned, link.begins):
                return Rule.LINK, link.begins, link.ends
    return None


def _links(text: str) -> Iterator[Link]:
    for hit in _HOST.finditer(text):
        host = _host(hit["host"])
        is_sure = bool(hit["scheme"])
        if is_sure or _looks_like_one(hit, host):
            yield Link(host, *hit.span(), is_sure=is_sure, is_lying=bool(hit["user"]))


def _host(written: str) -> str:
    return _DOTS.sub(".", written).lower()


def _mail(hit: re.Match[str]) -> str:
    return hit.group().lower()


def _looks_like_one(hit: re.Match[str], host: str) -> bool:
    """A word, a dot and a word are a link only if the second is a top of domains, or if something else says so;
    sentences without a space are none.
    """
    top = hit["top"].lower()
    if top.isdigit():
        return _NUMBERED.fullmatch(host) is not None and bool(hit["path"])
    if top not in _TOP and not top.startswith("xn--"):
        return folding.small(top).isascii() and _is_of_an_unknown_top(hit, host)
    if top in _WORDS and not (hit["path"] or host.startswith("www.") or "-" in host or host.count(".") > 1):
        return hit["top"].islower() and _is_apart(hit)
    return True


def _is_of_an_unknown_top(hit: re.Match[str], host: str) -> bool:
    """There are some 1,500 tops: `www.`, a path or a hyphen tell a host from the end of a sentence and from a file."""
    if host.startswith("www."):
        return True
    path, top = hit["path"] or "", hit["top"].lower()
    if _PLAIN.fullmatch(hit["host"]) is None or top in _NO_TOPS:
        return top in _ARCHIVES and path.startswith("/")
    has_path = path.startswith(("/", ":")) and len(path) > 1
    return has_path or ("-" in host and top not in _FOLLOWS and hit["top"].islower())


def _is_apart(hit: re.Match[str]) -> bool:
    """`northwind.me`, but not `it arrived.so we`."""
    rest = hit.string[hit.end() :]
    return "." in hit["host"] and (not rest.strip() or rest[:1] in ".,!?)" or not rest[:1].isspace())


def _is_allowed(host: str, allowed: Allowed) -> bool:
    """A host of other letters is never one of these: they are all written in ASCII."""
    return allowed.may_link(unicodedata.normalize("NFKC", host).removesuffix("."))


def _warned_stretches(text: str) -> list[Span]:
    """The sentences that name something so that nobody goes there."""
    small = folding.small(text)
    if len(small) != len(text):
        return []
    return [(each.begins, each.ends) for each in sentences(small) if cues.DENIES.search(small, each.begins, each.ends)]


def _is_within(stretches: Sequence[Span], at: int) -> bool:
    """They ascend and do not overlap: thousands of links in thousands of sentences are still few steps."""
    before = bisect_right(stretches, at, key=lambda each: each[0])
    return before > 0 and at < stretches[before - 1][1]
