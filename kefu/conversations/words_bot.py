"""What the assistant says, offers and hands over, in the active language. Called by `words`, and by whoever draws it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.conversations import data_bot
from kefu.conversations.data_bot import (
    ANSWER,
    ARTICLE,
    CHECK,
    MOST_A_DAY,
    MOST_AN_HOUR,
    Act,
    BotSaidData,
    Choice,
    ChosenData,
    HandedOverData,
    Why,
)
from kefu.exchange.diagnoses import answers, registry
from kefu.exchange.diagnoses.wording import Wording
from kefu.trust import notice


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose, as a button."""

    choice: str
    label: str


def name() -> str:
    return _("%(brand)s assistant") % {"brand": settings.BRAND_NAME}


def said(data: BotSaidData) -> str:
    """Its sentence. Of an answer only what stands before the passage: that is the entry's body."""
    match data.act:
        case Act.ANSWER:
            return _("From our help centre: %(title)s") % {"title": data.title}
        case Act.ASK:
            return _asked(data)
        case Act.OFFER:
            return _("I am not sure what you mean. Is it one of these?")
        case Act.CLARIFY:
            return _("Which of the two do you mean?")
        case Act.FOUND:
            return _("That is what I found. Does it help?")
        case Act.DONT_KNOW:
            return _("I do not know the answer to this. Put it in other words, or talk to a person.")
        case Act.LIMIT:
            told = _(
                "I have answered as often as I may: %(hour)d times an hour and %(day)d times a day."
                " A person can go on, and the search of the help centre has no limit."
            )
            return told % {"hour": MOST_AN_HOUR, "day": MOST_A_DAY}
        case _:
            return _told(data.act)


def options(data: BotSaidData) -> list[Option]:
    return [Option(each, label(data_bot.chosen_of(data, each))) for each in data_bot.choices_of(data)]


def label(chosen: ChosenData) -> str:
    """What stands on the button, and afterwards in the log."""
    kind, _colon, key = chosen.choice.partition(":")
    if kind == ARTICLE:
        return chosen.title
    if kind == CHECK:
        return _("Check it now: %(title)s") % {"title": _title(key)}
    if kind == ANSWER:
        return _wording(chosen.check, f"ask.{chosen.question}.{key}") or key
    return _of_choice(chosen.choice)


def text(data: object, *, is_for_staff: bool) -> str:
    """An entry of the assistant's, or a choice of what it offered, as a sentence."""
    match data:
        case BotSaidData():
            return said(data)
        case ChosenData():
            return label(data)
        case HandedOverData():
            return handed_over(data, is_for_staff=is_for_staff)
        case _:
            return ""


def handed_over(data: HandedOverData, *, is_for_staff: bool) -> str:
    if is_for_staff:
        return _("Handed over by the assistant: %(why)s") % {"why": why(data.why)}
    if data.why is Why.SAFETY:
        return _("This goes to a person at once, before everything else. They read all of the above.")
    return _("A person goes on from here. They read all of the above, so you need not say it again.")


def why(reason: Why) -> str:
    """For staff."""
    named = {
        Why.ASKED: _("the customer wants a person"),
        Why.SAFETY: _("their safety is at stake"),
        Why.MONEY: _("money is at stake"),
        Why.UNKNOWN: _("it does not know the answer"),
        Why.NOT_HELPED: _("what it said did not help"),
        Why.CHECK: _("a check found what a person has to look at"),
        Why.LIMIT: _("its limit is reached"),
        Why.SILENT: _("it did not answer in time"),
        Why.FILE: _("a file came, which it cannot read"),
    }
    return named[reason]


def _told(act: Act) -> str:
    match act:
        case Act.GREETING:
            return _(
                "Hello! I am an assistant, not a person. Ask me how things work here, or let me look something up."
            )
        case Act.THANKS:
            return _("You are welcome. Is there anything else?")
        case Act.HELPED:
            return _("Good to hear. Write again at any time.")
        case Act.STOPPED:
            return _("All right, I leave it. What would you like to know?")
        case Act.ADVICE:
            return _("I give no advice on what to buy, sell or hold. I can tell you how things work here.")
        case Act.OTHERS:
            return _("I speak with each customer about their own account alone.")
        case Act.SECRET:
            told = _("What you wrote looks like a password or a code. If it is a real one, change it now.")
            return f"{told} {notice.never_ask().short}"
        case _:
            told = _("I cannot help with that. I answer questions about %(brand)s, from its help centre alone.")
            return told % {"brand": settings.BRAND_NAME}


def _of_choice(choice: str) -> str:
    match choice:
        case Choice.HELPED:
            return _("That helped")
        case Choice.NOT_IT:
            return _("Not what I meant")
        case Choice.SKIP:
            return _("I do not have that")
        case Choice.STOP:
            return _("Stop asking")
        case _:
            return _("Talk to a person")


def _asked(data: BotSaidData) -> str:
    """The question; before the first one what this is, and after an answer that does not fit what is wrong with it."""
    label_of, hint = _wording(data.check, f"ask.{data.question}"), _wording(data.check, f"ask.{data.question}.hint")
    asked = label_of if label_of.endswith(("?", "？")) else _("Please tell me: %(question)s") % {"question": label_of}
    question = f"{asked}\n{hint}".strip()
    if data.typed:
        return f"{problem(data)}\n{question}".strip()
    if data.known or not data.title:
        return question
    return "\n".join([_("I can look this up for you: %(title)s") % {"title": _title(data.check)}, question])


def problem(data: BotSaidData) -> str:
    """What is wrong with what was typed."""
    definition = registry.check(data.check)
    if definition is None:
        return ""
    given = {each.question: each.answer for each in data.known} | {data.question: data.typed}
    return str(answers.checked(definition, given).problems.get(data.question, ""))


def _title(key: str) -> str:
    return _wording(key, "title") or key


def _wording(check: str, key: str) -> str:
    definition = registry.check(check)
    words = Wording(definition, locale=translation.get_language() or "en") if definition else None
    return words.of(key) if words is not None and words.has(key) else ""
