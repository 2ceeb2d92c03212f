"""A page of a mail as plain text, for reading and not for showing: in one pass, whatever the code is. Pure.

Nothing is loaded and nothing runs; what a reader would not see is left out. Python's own parser takes time by the square of
unclosed signs (CVE-2025-6069), so none is used: every search here begins where the last one ended.
"""

import html
import re
from dataclasses import dataclass, field

MOST_CHARS = 1_000_000
MOST_LEVELS = 8  # of quotes in quotes; deeper ones count as this deep
CUT = "\ue000"  # a line of its own where a program says that all which follows is quoted

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,30})((?:[^>\"']|\"[^\"]*\"|'[^']*'){0,4000}+)")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{2,20})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]{1,2000}))")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_LONG_NUMBER = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")  # int() refuses thousands of digits
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_SKIPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "select"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figure",
        ),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
_APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
# What programs write where their quote begins: id or class.
_QUOTES_BEGIN = re.compile(
    r"\b(?:divRplyFwdMsg|appendonsend|OutlookMessageHeader|yahoo_quoted|ydp[0-9a-z]{1,12}yahoo_quoted|gmail_extra_quoted|"
    r"isReplyContent|ntes_not_fresh_reply|netease_mail_quote|mail_quote_section|foxmail_quote|zmail_extra|protonmail_quote)\b"
)


@dataclass
class _Page:
    """What was read so far. `waits`: a space that counts only if a word follows."""

    lines: list[str] = field(default_factory=list)
    here: list[str] = field(default_factory=list)
    depth: int = 0
    waits: bool = False
    pre: int = 0
    links: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)
    hidden_in: str = ""
    hidden_depth: int = 0

    def say(self, written: str) -> None:
        written = written.replace(CUT, "")
        if self.pre:
            first, *rest = written.replace("\r\n", "\n").split("\n")
            self.here.append(first)
            for line in rest:
                self.end_line(always=True)
                self.here.append(line)
            return
        plain = _SPACES.sub(" ", written)
        if plain.startswith(" ") or self.waits:
            self.waits = True
        bare = plain.strip(" ")
        if bare:
            self.here.append((" " if self.waits and self.here else "") + bare)
            self.waits = plain.endswith(" ")

    def end_line(self, *, always: bool = False) -> None:
        said = "".join(self.here).strip(" ") if not self.pre else "".join(self.here).rstrip()
        if said or always:
            self.lines.append("> " * self.depth + said)
        self.here, self.waits = [], False

    def space(self) -> None:
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.depth).rstrip())


def as_text(code: str) -> str:
    """Lines as a reader sees them; what is quoted begins with `> `, as deep as it is quoted."""
    page, at = _Page(), 0
    code = _LONG_NUMBER.sub("", code[:MOST_CHARS].replace("\x00", "").replace(CUT, ""))
    while at < len(code):
        begins = code.find("<", at)
        if begins < 0:
            begins = len(code)
        if begins > at and not page.hidden_in:
            page.say(html.unescape(code[at:begins]))
        at = _after_sign(code, begins, page) if begins < len(code) else begins
    page.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip("\n")


def _after_sign(code: str, at: int, page: _Page) -> int:
    """Where reading goes on after what begins with this `<`."""
    if code.startswith("<!--", at):
        return _behind(code, "-->", at + 4)
    if code.startswith(("<!", "<?"), at):
        return _behind(code, ">", at + 2)
    found = _TAG.match(code, at)
    if found is None:
        page.say("" if page.hidden_in else "<")
        return at + 1
    end = _behind(code, ">", found.end())
    name, attributes = found.groups()
    name = name.lower().rpartition(":")[2]
    if code[at + 1] == "/":
        _close(name, page)
        return end
    if name in _SKIPPED and not page.hidden_in and not attributes.endswith("/"):
        closing = re.compile(rf"</{name}\b", re.IGNORECASE).search(code, end)
        return _behind(code, ">", closing.end()) if closing else len(code)
    _open(name, attributes, page)
    return end


def _behind(code: str, sign: str, at: int) -> int:
    found = code.find(sign, at)
    return len(code) if found < 0 else found + len(sign)


def _open(name: str, attributes: str, page: _Page) -> None:
    if page.hidden_in:
        page.hidden_depth += name == page.hidden_in
        return
    of = {key.lower(): first or second or bare for key, first, second, bare in _ATTRIBUTE.findall(attributes)}
    if name not in _VOID and not attributes.endswith("/") and _HIDDEN.search(of.get("style", "")):
        page.hidden_in, page.hidden_depth = name, 1
        return
    if name in _BLOCKS:
        page.end_line()
    if name in _APART:
        page.space()
    if _QUOTES_BEGIN.search(f"{of.get('id', '')} {of.get('class', '')}") and not page.depth:
        page.lines.append(CUT)
    _begin(name, of, page)


def _begin(name: str, of: dict[str, str], page: _Page) -> None:
    if name == "br":
        page.end_line(always=True)
    elif name == "blockquote":
        page.quotes.append(_is_quote(of))
        page.depth = min(page.depth + page.quotes[-1], MOST_LEVELS)
    elif name == "pre":
        page.pre += 1
    elif name == "li":
        page.say("- ")
    elif name in ("td", "th"):
        page.waits = True
    elif name == "a":
        page.links.append(of.get("href", "")[:500])


def _is_quote(of: dict[str, str]) -> bool:
    """Gmail's button that only indents draws no line beside it."""
    style = of.get("style", "").replace(" ", "")
    return "border:none" not in style or bool(of.keys() & {"type", "class", "cite"})


def _close(name: str, page: _Page) -> None:
    if page.hidden_in:
        page.hidden_depth -= name == page.hidden_in
        if page.hidden_depth == 0:
            page.hidden_in = ""
        return
    if name in _BLOCKS:
        page.end_line()
    if name == "blockquote" and page.quotes and page.quotes.pop():
        page.depth = min(sum(page.quotes[-MOST_LEVELS * 2 :]), MOST_LEVELS)
    elif name == "pre":
        page.pre = max(page.pre - 1, 0)
    elif name == "a" and page.links:
        _tell_link(page.links.pop(), page)
    if name in _APART:
        page.space()


def _tell_link(href: str, page: _Page) -> None:
    """Where a link leads, unless its words say so: what lies behind words is how people are led astray."""
    bare = href.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
    if href.strip().lower().startswith(("http://", "https://")) and bare[:100] not in "".join(
        each[-600:] for each in page.here[-3:]
    ):
        page.say(f" <{html.unescape(href.strip())}>")
