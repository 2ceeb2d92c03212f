"""Where in a text something is wrong: the line an editor jumps to. Lints name what they found, not where."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kefu.knowledge import checks_in_text, facts_in_text, markdown, outline
from kefu.knowledge.errors import TextTooMuch
from kefu.knowledge.lints import Lint, Rule
from kefu.web.editor import wording

# each goes through a line once, whatever the line holds
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*([^\s()]*)")
_LINK = re.compile(r"\]\(\s*<?([^\s()<>]*)")
_STRAY_CHARS = 20
_AS_WRITTEN = frozenset({Rule.STRAY_MARK, Rule.HIDDEN_HOST})


@dataclass(frozen=True, slots=True)
class Placed:
    """A lint in words. `line` begins at 1; 0 where it is about the whole."""

    text: str
    line: int
    is_error: bool


def placed(lints: Sequence[Lint], body: str) -> list[Placed]:
    """In the order given. What is wrong twice is shown twice, each at its own place."""
    lines, indexes, seen = body.split("\n"), dict[Rule, Mapping[str, Sequence[int]]](), Counter[Lint]()
    found = []
    for lint in lints:
        if lint.rule in _NAMED and lint.rule not in indexes:
            indexes[lint.rule] = _index(_NAMED[lint.rule](lines))
        places = _places(lint, lines, indexes)
        found.append(
            Placed(wording.lint(lint), places[min(seen[lint], len(places) - 1)] if places else 0, lint.is_error)
        )
        seen[lint] += 1
    return found


def _places(lint: Lint, lines: Sequence[str], indexes: Mapping[Rule, Mapping[str, Sequence[int]]]) -> Sequence[int]:
    if lint.rule in _AS_WRITTEN:
        return [number for number, line in enumerate(lines, start=1) if lint.what[:_STRAY_CHARS] in line]
    return indexes[lint.rule].get(lint.what, ()) if lint.rule in indexes else ()


def _index(named: Iterator[tuple[str, int]]) -> Mapping[str, Sequence[int]]:
    """By what a lint would call it, the lines where it stands."""
    found = defaultdict[str, list[int]](list)
    for name, line in named:
        found[name].append(line)
    return found


def _headings(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    try:
        document = markdown.parse("\n".join(lines))
    except TextTooMuch:
        return
    opened = [token for token in document.tokens if token.type == "heading_open"]
    for token, anchor in zip(opened, outline.anchors(document), strict=True):
        yield anchor, token.map[0] + 1 if token.map else 0


def _images(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((name, number) for _alt, name, number in _pictures(lines))


def _images_without_words(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((name, number) for alt, name, number in _pictures(lines) if not alt.strip())


def _pictures(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Those that are not ours have no name."""
    for number, line in enumerate(lines, start=1):
        for alt, address in _IMAGE.findall(line):
            yield alt, address.removeprefix("media:") if address.startswith("media:") else "", number


def _links(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """With what follows the # and without: lints name articles without."""
    for number, line in enumerate(lines, start=1):
        for address in _LINK.findall(line):
            yield address, number
            if address.partition("#")[0] not in {"", address}:
                yield address.partition("#")[0], number


def _facts(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(lines, start=1):
        for named in facts_in_text.named_in(line):
            yield str(named), number
        for braced in facts_in_text.unreadable_in(line):
            yield braced, number


def _checks(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    return ((key, number) for number, line in enumerate(lines, start=1) for key in checks_in_text.named_in(line))


_NAMED: Mapping[Rule, Callable[[Sequence[str]], Iterator[tuple[str, int]]]] = {
    Rule.TOP_HEADING: _headings,
    Rule.HEADING_JUMP: _headings,
    Rule.NO_ALT: _images_without_words,
    Rule.BAD_IMAGE: _images,
    Rule.BROKEN_LINK: _links,
    Rule.PRIVATE_LINK: _links,
    Rule.PLAIN_LINK: _links,
    Rule.UNKNOWN_FACT: _facts,
    Rule.UNKNOWN_CHECK: _checks,
}
