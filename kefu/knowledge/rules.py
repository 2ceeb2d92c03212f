"""What a macro's text may hold, and how it is filled in. Pure: no tables, no Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Variable(StrEnum):
    """All there are. Each is a fact staff may tell this customer; nothing else can get into a text."""

    CUSTOMER_NAME = "customer.name"
    CUSTOMER_UID_MASKED = "customer.uid_masked"
    AGENT_ALIAS = "agent.alias"
    CONVERSATION_ID = "conversation.id"
    EXCHANGE_NAME = "exchange.name"


Values = Mapping[Variable, str]

_BRACED = re.compile(r"\{([^{}\n]*)\}")
_LOOSE = re.compile(r"[{}]")
# Han and kana; their punctuation brings its own space
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOUCHING = re.compile(rf"(?<=[{_HAN}])(?=[A-Za-z0-9•])|(?<=[A-Za-z0-9•])(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text ready to be read. `missing` names what was asked for and is not known here."""

    text: str
    missing: Sequence[Variable]


def unknown_in(text: str) -> list[str]:
    """What stands in braces and is none of ours, in the order found; a brace without its partner is one too."""
    found = [name for name in _BRACED.findall(text) if name.strip() not in set(Variable)]
    return found + _LOOSE.findall(_BRACED.sub("", text))


def fill(text: str, values: Values) -> Filled:
    """In one pass: what a value holds is never read as a variable again. What is no variable stays as it was typed.

    Where a value brings Chinese and Latin side by side, a space parts them; what was typed side by side stays so.
    """
    missing: list[Variable] = []
    filled, at = "", 0
    for match in _BRACED.finditer(text):
        name = match[1].strip()
        if name not in set(Variable):
            continue
        variable = Variable(name)
        if not values.get(variable) and variable not in missing:
            missing.append(variable)
        filled = _joined(_joined(filled, text[at : match.start()]), values.get(variable, ""))
        at = match.end()
    return Filled(text=_joined(filled, text[at:]), missing=missing)


def _joined(before: str, after: str) -> str:
    seam = before[-1:] + after[:1]
    return f"{before} {after}" if _TOUCHING.search(seam) else before + after


def nearest_locale(locales: Sequence[str], wanted: str, *, last_resort: str) -> str:
    """The locale to speak in: this one, its language in another script or country, the usual one, or whatever there is."""
    language = wanted.partition("-")[0]
    for fits in (
        lambda locale: locale == wanted,
        lambda locale: locale.partition("-")[0] == language,
        lambda locale: locale == last_resort,
    ):
        found = next(filter(fits, locales), None)
        if found:
            return found
    return locales[0]


def matches(query: str, texts: Sequence[str]) -> int:
    """How well: 0 not at all, more for what stands in the first text (the title). Every word of the query must be found."""
    words = query.casefold().split()
    folded = [text.casefold() for text in texts]
    if not all(any(word in text for text in folded) for word in words):
        return 0
    return 1 + sum(word in folded[0] for word in words) + 2 * sum(folded[0].startswith(word) for word in words)
