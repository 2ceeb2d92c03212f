"""What programs and screens are given of what the assistant says: words, source and buttons, in the active language."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation

from kefu.conversations import words_bot
from kefu.conversations.data_bot import ARTICLE, Act, BotSaidData, ChosenData, HandedOverData, Offer, Told
from kefu.conversations.words_bot import Option
from kefu.exchange.diagnoses import registry
from kefu.exchange.diagnoses.definition import Ask
from kefu.exchange.diagnoses.wording import Wording
from kefu.kit import ends
from kefu.knowledge import addresses, locales
from kefu.people.access import Viewer

_SEARCHES = frozenset({Act.DONT_KNOW, Act.LIMIT})


@dataclass(frozen=True, slots=True)
class ShownSource:
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownSaid:
    """`source`: of an answer. `search`: where the help centre is searched. `inputmode`: of what is typed as an answer."""

    act: str
    text: str
    source: ShownSource | None
    options: Sequence[Option]
    search: str = ""
    inputmode: str = ""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownHandedOver:
    """What a person is given: why, the question, what was shown, and what a check had asked by then."""

    text: str
    question: str
    shown: Sequence[ShownSource]
    check: str
    known: Sequence[ShownAnswer]
    turns: int


def said(data: BotSaidData) -> ShownSaid:
    source = _article(data.article, data.title, data.locale) if data.article else None
    search = addresses.page("search", _locale()) if data.act in _SEARCHES else None
    return ShownSaid(
        data.act.value, words_bot.said(data), source, words_bot.options(data), search or "", _inputmode(data)
    )


def handed_over(data: HandedOverData) -> ShownHandedOver:
    return ShownHandedOver(
        text=words_bot.handed_over(data, is_for_staff=True),
        question=data.question,
        shown=[_offered(each) for each in data.offers],
        check=_title(data.check) if data.check else "",
        known=[_answered(data.check, each) for each in data.known if each.answer],
        turns=data.turns,
    )


def data_of(data: BotSaidData | ChosenData | HandedOverData, *, viewer: Viewer) -> dict[str, Any]:
    """A customer is told nothing of what was gathered: they said it themselves."""
    match data:
        case BotSaidData():
            return asdict(said(data))
        case ChosenData():
            return {"target": data.target if viewer.is_staff else data.target_public, "choice": data.choice}
        case HandedOverData():
            return {"why": data.why.value} | asdict(handed_over(data)) if viewer.is_staff else {}


def _article(slug: str, title: str, locale: str) -> ShownSource:
    return ShownSource(title, addresses.article(slug, locale or _locale()))


def _offered(offer: Offer) -> ShownSource:
    if offer.kind == ARTICLE:
        return _article(offer.key, offer.title, "")
    return ShownSource(_title(offer.key), addresses.check(offer.key, _locale()))


def _answered(check: str, told: Told) -> ShownAnswer:
    """For staff: what leads to a wallet by its ends."""
    definition = registry.check(check)
    if definition is None:
        return ShownAnswer(told.question, ends.shown(told.answer))
    words = Wording(definition, locale=translation.get_language() or "en")
    key = f"ask.{told.question}"
    value = f"{key}.{told.answer}"
    label = words.of(key) if words.has(key) else told.question
    return ShownAnswer(label, words.of(value) if words.has(value) else ends.shown(told.answer))


def _title(check: str) -> str:
    definition = registry.check(check)
    return Wording(definition, locale=translation.get_language() or "en").of("title") if definition else check


def _inputmode(data: BotSaidData) -> str:
    definition = registry.check(data.check) if data.act is Act.ASK else None
    asked = next((each.ask for each in definition.asks if each.name == data.question), None) if definition else None
    return "decimal" if asked is Ask.AMOUNT else ""


def _locale() -> str:
    return locales.of_reader(translation.get_language() or "")
