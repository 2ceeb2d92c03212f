"""What the editors' pages about the assistant say: outcomes, reasons and thresholds in words, answers by their titles."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kefu.conversations.data_bot import Act
from kefu.knowledge import answers, calibrated
from kefu.knowledge.calibrated import Calibrated
from kefu.people.access import Viewer
from kefu.search.matching.matched import MEANING, WORDS
from kefu.watchers.bot import trusted
from kefu.watchers.bot.outcomes import Counts, Outcome
from kefu.watchers.bot.rules import Thresholds
from kefu.watchers.bot.trying import Because
from kefu.web.editor.asked import reader

OUTCOMES: Mapping[str, str | Promise] = {
    Outcome.RIGHT: _("answered alone, rightly"),
    Outcome.WRONG: _("answered alone, wrongly"),
    Outcome.OFFERED: _("the right one offered"),
    Outcome.MISSED: _("others offered"),
    Outcome.HANDED: _("handed over, or not known"),
}
MEANINGS: Mapping[str, str] = {
    Outcome.RIGHT: "good",
    Outcome.WRONG: "danger",
    Outcome.OFFERED: "info",
    Outcome.MISSED: "warn",
    Outcome.HANDED: "",
}
ACTS: Mapping[str, str | Promise] = {
    Act.ANSWER: _("It would answer alone."),
    Act.ASK: _("It would begin this check."),
    Act.OFFER: _("It would offer these, and a person."),
    Act.CLARIFY: _("It would ask which of the two is meant."),
    Act.DONT_KNOW: _("It would say that it does not know, and offer a person."),
    Act.GREETING: _("It would greet back."),
    Act.THANKS: _("It would say that it was glad to help."),
    Act.OUT_OF_SCOPE: _("It would say that this is not what it is for."),
    Act.ADVICE: _("It would say that it gives no advice on what to buy or sell."),
    Act.OTHERS: _("It would say that it tells nothing of other customers."),
    Act.SECRET: _("It would warn never to tell a password or code."),
    "hand_over": _("It would hand over to a person at once."),
}
REASONS: Mapping[Because, str | Promise] = {
    Because.TOPIC: _("What it is about decides this, however near an answer is."),
    Because.HACKED: _("Somebody may be in this customer's account: a person goes on."),
    Because.NOTHING: _("No answer has anything of it."),
    Because.FAR: _("Even the nearest is not near enough: %(nearness)s, where %(near)s is needed."),
    Because.UNLIKELY: _("None is likely enough to be offered: %(likely)s, where %(offer)s is needed."),
    Because.SURE: _("Likely and near enough: %(likely)s from %(answer)s on, and %(nearness)s from %(sure)s on."),
    Because.OWN: _(
        "It is about what is theirs, so a look answers best: %(likely)s, where a check begins from %(look)s on."
    ),
    Because.TWO: _("Two together are likely enough, %(both_likely)s from %(both)s on, and neither is alone."),
    Because.UNSURE: _("Near enough, but not likely enough to answer alone: %(likely)s, where %(answer)s is needed."),
    Because.NOT_NEAR: _("Not near enough to answer alone: %(nearness)s, where %(sure)s is needed."),
}
BY: Mapping[str, str | Promise] = {WORDS: _("by words"), MEANING: _("by meaning")}
NOTHING: str | Promise = _("nothing we have: a person")


@dataclass(frozen=True, slots=True)
class Trust:
    """Thresholds in force and what they rest on; `found` is None before anything was calibrated."""

    by: str | Promise
    at: Thresholds
    found: Calibrated | None

    @property
    def never_alone(self) -> bool:
        return self.at.answer > 1

    @property
    def answered(self) -> int:
        return round(100 * self.found.answered.value) if self.found else 0

    @property
    def wrong(self) -> str:
        return f"{100 * self.found.wrong_of_answered.value:.1f}" if self.found else ""

    @property
    def most_wrong(self) -> int:
        return round(100 * self.found.most_wrong) if self.found else 0

    @property
    def outside(self) -> int:
        return self.found.rests_on.get(calibrated.OUTSIDE, 0) if self.found else 0

    @property
    def stated(self) -> int:
        return round(100 * self.found.out_of_scope) if self.found else 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of what was measured: `before` and `after` of `of`, in percent too."""

    label: str | Promise
    before: int
    after: int
    of_before: int
    of_after: int
    less_is_better: bool = False

    @property
    def percent_before(self) -> str:
        return _percent(self.before, self.of_before)

    @property
    def percent_after(self) -> str:
        return _percent(self.after, self.of_after)

    @property
    def meaning(self) -> str:
        """Better, worse, or the same."""
        was, now = self.before * max(self.of_after, 1), self.after * max(self.of_before, 1)
        if was == now:
            return ""
        return "good" if (now < was) == self.less_is_better else "warn"


def trusts(viewer: Viewer) -> list[Trust]:
    """Of matches by words, and by meaning where that was ever calibrated."""
    found = {each.by: each for each in calibrated.in_force(viewer)}
    ways = [WORDS, *([MEANING] if MEANING in found else [])]
    return [Trust(BY[by], trusted.thresholds(by), found.get(by)) for by in ways]


def figures(before: Counts, after: Counts) -> list[Figure]:
    def line(label: str | Promise, name: str, of: str, *, less_is_better: bool = False) -> Figure:
        was, now = getattr(before, name), getattr(after, name)
        return Figure(label, was, now, getattr(before, of), getattr(after, of), less_is_better)

    return [
        line(_("Right one first"), "first", "inside"),
        line(_("Right one among three"), "three", "inside"),
        line(_("Answered alone"), "alone", "questions"),
        line(_("Wrong, of those answered alone"), "wrong", "alone", less_is_better=True),
        line(_("Offered, the right one among them"), "offered", "questions"),
        line(_("Handed over, or not known"), "handed", "questions", less_is_better=True),
    ]


def why(because: Because, *, at: Thresholds, likely: Sequence[float], nearness: float) -> str:
    shown = {name: f"{value:.3f}" for name, value in asdict(at).items()}
    first = likely[0] if likely else 0.0
    told = {"likely": f"{first:.3f}", "both_likely": f"{sum(likely[:2]):.3f}", "nearness": f"{nearness:.3f}"}
    return str(REASONS[because]) % (shown | told)


def named(typed: str) -> str:
    """What was chosen from the list of articles is a slug; what is typed may be a whole name."""
    return typed if ":" in typed else f"{answers.ARTICLE}:{typed}"


def titled(names: Sequence[str]) -> Mapping[str, str]:
    """Name -> title in the reader's language; a name that nothing has any more stands for itself."""
    return {name: name for name in names} | dict(answers.titles(set(names), locale=reader()))


def pairs(found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Confusions with titles instead of names."""
    titles = titled([name for each in found for name in each["pair"]])
    return [
        {
            "titles": [titles[name] for name in each["pair"]],
            "count": each["count"],
            "questions": [{"text": asked["text"], "said": titles[asked["said"]]} for asked in each["questions"]],
        }
        for each in found
    ]


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.0f}%" if of else "–"
