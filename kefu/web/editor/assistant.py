"""How the assistant does, talk by talk, and what it is to learn: editors decide on what agents and editors propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from kefu.kit.errors import KefuError, NotFound
from kefu.knowledge import answers, phrasings, trials
from kefu.knowledge.phrasings import Phrase
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.watchers.bot import calibrating, measuring, report
from kefu.watchers.bot.report import Line, Outcome, Talk, Wrong
from kefu.web.editor import assistant_words
from kefu.web.editor.asked import reader, viewer_of
from kefu.web.editor.reports import PERIODS, days_of

MAX_TYPED_CHARS = 400
NOTHING = "-"  # a topic: nothing was found
LANGUAGES: Mapping[str, str] = {"zh": "中文", "en": "English"}
OUTCOMES: Mapping[str, str | Promise] = {
    Outcome.CONTAINED: _("Ended without a person"),
    Outcome.HANDED_OVER: _("Handed over"),
    Outcome.OPEN: _("Going on"),
    "wrong": _("Wrong"),
}
REASONS: Mapping[Wrong, str | Promise] = {
    Wrong.SAID_SO: _("the customer said so"),
    Wrong.CORRECTED: _("an agent corrected it"),
    Wrong.CAME_BACK: _("the customer came back within 72 hours"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A line of the report. `links`: outcome -> where its conversations are listed."""

    line: Line
    topic: str | Promise
    language: str
    links: Mapping[str, str]

    @property
    def share(self) -> int:
        return round(100 * self.line.contained / self.line.talks) if self.line.talks else 0


@dataclass(frozen=True, slots=True)
class Confused:
    said: str | Promise
    right: str | Promise
    count: int
    questions: Sequence[str]


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every talk of the assistant")
@require_safe
def doing(request: HttpRequest) -> HttpResponse:
    days = days_of(request)
    found = report.report(viewer_of(request), days=days)
    sections = answers.sections(locale=reader())
    counted = [_counted(line, sections, days) for line in found.lines]
    context = {
        "counted": counted,
        "total": _counted(found.total, sections, days),
        "is_cut": found.is_cut,
        "confused": _confused(request, days),
        "trusts": assistant_words.trusts(viewer_of(request)),
        "least": calibrating.LEAST,
        "least_outside": calibrating.LEAST_OUTSIDE,
        "days": days,
        "periods": PERIODS,
    }
    return render(request, "editor/assistant.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every talk of the assistant")
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """`topic`: a section, or "-" where nothing was found; `only`: an outcome, or "wrong"."""
    days, asked = days_of(request), request.GET
    topic, only = asked.get("topic", ""), asked.get("only", "")
    if only and only not in OUTCOMES:
        raise NotFound
    chosen = {"": None, NOTHING: ""}.get(topic, topic)
    found = report.talks(viewer_of(request), days=days, topic=chosen, locale=asked.get("locale", ""), only=only)
    context = {
        "talks": [(talk, OUTCOMES[talk.outcome], _reasons(talk)) for talk in found],
        "topic": _topic(chosen, answers.sections(locale=reader())) if chosen is not None else "",
        "only": OUTCOMES.get(only, ""),
        "days": days,
        "periods": PERIODS,
        "back": f"{reverse('editor:assistant')}?days={days}",
        "kept": {name: asked[name] for name in ("topic", "locale", "only") if asked.get(name)},
    }
    return render(request, "editor/assistant_talks.html", context)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every phrase")
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    return _learning(request)


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="every phrase", rate=Rate.WRITE)
@require_POST
def phrases(request: HttpRequest) -> HttpResponse:
    """`act`: `add` says `words` for `answer`; `live` and `refuse` decide on every chosen `phrase`; `try` and `without` have
    it measured what these would change, put live or taken away.
    """
    viewer, posted = viewer_of(request), request.POST
    act, chosen = posted.get("act", ""), posted.getlist("phrase")
    words, answer = posted.get("words", "")[:MAX_TYPED_CHARS], posted.get("answer", "").strip()[:160]
    try:
        if act == "add":
            phrasings.add(viewer, assistant_words.named(answer), words, locale=posted.get("locale", reader()))
        elif act in {"try", "without"}:
            trials.ask(viewer, **{"adds" if act == "try" else "removes": chosen})
            measuring.hurry()
            return redirect("editor:assistant-change")
        elif act in {"live", "refuse"}:
            (phrasings.put_live if act == "live" else phrasings.refuse)(viewer, chosen)
        else:
            raise NotFound
    except NotFound:
        if act != "add":
            raise
        told = _("There is no such article or check. Look at the end of its address.")
        return _learning(request, words=words, answer=answer, problem=told, status=400)
    except KefuError as error:
        return _learning(request, words=words, answer=answer, problem=error.message, status=error.status)
    return redirect("editor:assistant-learning")


def _learning(
    request: HttpRequest, *, words: str = "", answer: str = "", problem: str | Promise = "", status: int = 200
) -> HttpResponse:
    viewer = viewer_of(request)
    waiting = phrasings.waiting(viewer)
    named = {name for phrase in waiting for name in (phrase.answer, phrase.other) if name}
    counts = phrasings.counts(viewer)
    titles = answers.titles(named | counts.keys(), locale=reader())
    context = {
        "waiting": [_shown(phrase, titles) for phrase in waiting],
        "most": sorted(((titles.get(name, name), n, name) for name, n in counts.items()), key=lambda each: -each[1])[
            :30
        ],
        "words": words,
        "answer": answer,
        "problem": problem,
    }
    return render(request, "editor/assistant_learning.html", context, status=status)


def _shown(phrase: Phrase, titles: Mapping[str, str]) -> tuple[Phrase, str, str]:
    return phrase, titles.get(phrase.answer, phrase.answer), titles.get(phrase.other, phrase.other)


def _counted(line: Line, sections: Mapping[str, str], days: int) -> Counted:
    place = {"topic": line.topic or NOTHING, "locale": line.locale} if line.locale else {}
    links = {
        only: f"{reverse('editor:assistant-talks')}?{urlencode({'days': days, **place, 'only': only})}"
        for only in OUTCOMES
    }
    return Counted(line, _topic(line.topic, sections), LANGUAGES.get(line.locale, line.locale), links)


def _topic(path: str, sections: Mapping[str, str]) -> str | Promise:
    return sections.get(path, path) if path else _("Nothing was found")


def _reasons(talk: Talk) -> list[str | Promise]:
    return [REASONS[each] for each in sorted(talk.wrong)]


def _confused(request: HttpRequest, days: int) -> list[Confused]:
    found = report.confusions(viewer_of(request), days=days)
    titles = answers.titles({name for said, right, *_rest in found for name in (said, right)}, locale=reader())
    none = _("nothing we have")
    return [
        Confused(titles.get(said, said) or none, titles.get(right, none), count, questions)
        for said, right, count, questions in found
    ]
