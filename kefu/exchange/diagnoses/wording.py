"""A finding in words: chosen when it is shown, in the reader's language and time zone. Pure: no tables, no Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from kefu.exchange.diagnoses import shared_words
from kefu.exchange.diagnoses.definition import Definition, Finding, Mark, Params, State, StepKind, Value
from kefu.kit import ends

FALLBACK = "en"
_MOMENTS = {"en": "{0.day} {month} {0:%H:%M}", "zh-CN": "{0.month}月{0.day}日 {0:%H:%M}"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class ToldLine:
    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class ToldStep:
    kind: StepKind
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt as a person reads it."""

    title: str
    verdict: str
    state: State
    lines: tuple[ToldLine, ...]
    steps: tuple[ToldStep, ...]


def told(definition: Definition, finding: Finding, *, locale: str, zone: str = "UTC", is_masked: bool = False) -> Told:
    """`is_masked`: for whoever is not the customer; addresses and TxIDs by their ends, and no way to them elsewhere."""
    words = Wording(definition, locale=locale, zone=zone, is_masked=is_masked)
    return Told(
        title=words.of("title"),
        verdict=words.of(f"verdict.{finding.verdict}", finding.params),
        state=finding.state,
        lines=tuple(ToldLine(each.mark, words.of(f"line.{each.key}", each.params)) for each in finding.lines),
        steps=tuple(
            ToldStep(each.kind, each.target, words.of(f"step.{each.key}", each.params))
            for each in finding.steps
            if not (is_masked and each.kind is StepKind.EXPLORER)
        ),
    )


def told_if_known(
    definition: Definition, finding: Finding, *, locale: str, zone: str = "UTC", is_masked: bool = False
) -> Told | None:
    """The same of what was kept: None where the words of this release lack one of its keys, or want another field."""
    try:
        return told(definition, finding, locale=locale, zone=zone, is_masked=is_masked)
    except (KeyError, ValueError, IndexError, TypeError, AttributeError, ArithmeticError):
        return None


class Wording:
    """The words of one definition in one language: its own, then those that all checks share, then English."""

    def __init__(self, definition: Definition, *, locale: str, zone: str = "UTC", is_masked: bool = False) -> None:
        self._locale = language_of(locale)
        self._zone = zone
        self._is_masked = is_masked
        own, shared = definition.words, shared_words.WORDS
        self._sources: tuple[Mapping[str, str], ...] = (
            own.get(self._locale, {}),
            shared.get(self._locale, {}),
            own.get(FALLBACK, {}),
            shared[FALLBACK],
        )

    def has(self, key: str) -> bool:
        return any(key in source for source in self._sources)

    def of(self, key: str, params: Params | None = None) -> str:
        """KeyError for words that nobody wrote: a test finds each before a customer can."""
        text = next((source[key] for source in self._sources if key in source), None)
        if text is None:
            raise KeyError(key)
        return text.format_map({name: self._shown(value) for name, value in (params or {}).items()})

    def _shown(self, value: Value) -> str:
        if isinstance(value, datetime):
            return moment(value, locale=self._locale, zone=self._zone)
        if isinstance(value, Decimal):
            return figure(value)
        text = str(value)
        term = f"term.{text}"
        if self.has(term):
            return self.of(term)
        return ends.shown(text) if self._is_masked else text


def language_of(locale: str) -> str:
    """Which of the languages that checks are written in: Chinese of any sort reads the simplified one."""
    return "zh-CN" if locale.lower().startswith("zh") else FALLBACK


def figure(value: Decimal) -> str:
    """Thousands apart, no zeros at the end, never an exponent."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: datetime, *, locale: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    return _MOMENTS[language_of(locale)].format(local, month=_MONTHS[local.month - 1])
