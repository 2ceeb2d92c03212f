"""Questions whose right answers are known: by them it is said how well the assistant does, before and after a change."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import locales, phrasings
from kefu.knowledge.answers import ARTICLE
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import MeasuredQuestion
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.search import analyse
from kefu.trust import journal, shield

MAX_CHARS, MOST, MOST_ANSWERS = 200, 5_000, 5
MOST_AT_ONCE, MAX_BROUGHT_CHARS = 1_000, 400_000
_CJK = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Question:
    """`answers`: what is right, each of them; none where nothing of ours is."""

    id: str
    text: str
    locale: str
    answers: tuple[str, ...]


def questions(viewer: Viewer) -> list[Question]:
    """All of them, the newest first."""
    require(viewer, Capability.EDIT_ARTICLES)
    return everything()


def everything(*, limit: int = MOST) -> list[Question]:
    """The same for the worker."""
    rows = MeasuredQuestion.objects.order_by("-made_at", "-id")[:limit]
    return [Question(row.public_id, row.text, row.locale, tuple(row.answers)) for row in rows]


def mark() -> tuple[int, datetime | None]:
    """Another one whenever a question came, went or changed."""
    told = MeasuredQuestion.objects.aggregate(n=Count("id"), last=Max("made_at"))
    return told["n"], told["last"]


def bring(viewer: Viewer, lines: str, *, locale: str) -> int:
    """Lines of JSON, {"question", "answer"}: an answer's name, a list of names, or null where nothing of ours answers.

    An optional "locale" says the language, else it is seen by its script. All or none; how many there were. BadArticle says
    which line is wrong.
    """
    require(viewer, Capability.EDIT_ARTICLES)
    rows = [line for line in lines.splitlines() if line.strip()]
    if len(rows) > MOST_AT_ONCE:
        raise BadArticle(_("Bring %(most)d lines at most at once.") % {"most": MOST_AT_ONCE})
    with transaction.atomic():
        for number, row in enumerate(rows, start=1):
            try:
                text, right, spoken = _read(row)
                add(viewer, text, right, locale=spoken or of_script(text, otherwise=locale))
            except (BadArticle, NotFound) as error:
                why = error.message if isinstance(error, BadArticle) else _("There is no such article or check.")
                told = _("Line %(number)d: %(why)s Nothing was taken.") % {"number": number, "why": why}
                raise BadArticle(told) from error
    return len(rows)


def of_script(text: str, *, otherwise: str) -> str:
    """The language of what somebody wrote: Chinese by its characters; else that which is given, unless that is Chinese."""
    if _CJK.search(text):
        return "zh-hans"
    return "en" if otherwise.lower().startswith("zh") else otherwise


def _read(row: str) -> tuple[str, list[str], str]:
    try:
        told = json.loads(row)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("question"), str) or "answer" not in told:
        raise BadArticle(_('Write it as {"question": "…", "answer": "article:reset-password"}.'))
    answer, spoken = told["answer"], told.get("locale", "")
    right = [answer] if isinstance(answer, str) and answer else answer or []
    if not isinstance(right, list) or not all(isinstance(each, str) for each in right) or not isinstance(spoken, str):
        raise BadArticle(_("The answer is the name of one, a list of names, or null."))
    return told["question"], [each if ":" in each else f"{ARTICLE}:{each}" for each in right], spoken


def add(viewer: Viewer, text: str, answers: Sequence[str], *, locale: str) -> str:
    """Its id; asked again with other answers, these count. NotFound for an answer that is none; BadArticle."""
    require(viewer, Capability.EDIT_ARTICLES)
    line = shield.cut(clean_line(text, max_chars=MAX_CHARS)).text
    folded = " ".join(analyse.fold(line).split())[:MAX_CHARS]
    if not folded:
        raise BadArticle(_("Write the question as a customer would."))
    right = list(dict.fromkeys(answers))
    if len(right) > MOST_ANSWERS:
        raise BadArticle(_("Name %(most)d right answers at most.") % {"most": MOST_ANSWERS})
    for answer in right:
        phrasings.place_of(answer)
    with transaction.atomic():
        is_new = not MeasuredQuestion.objects.filter(folded=folded).exists()
        if is_new and MeasuredQuestion.objects.count() >= MOST:
            raise BadArticle(_("There are %(most)d questions. Remove some first.") % {"most": MOST})
        given = {
            "text": line,
            "locale": locales.of_reader(locale),
            "answers": right,
            "made_by_id": viewer.id,
            "made_at": clock.now(),
        }
        row, _made = MeasuredQuestion.objects.update_or_create(folded=folded, defaults=given)
        _journal(viewer, "question_kept", row.pk)
    return row.public_id


def drop(viewer: Viewer, question_id: str) -> None:
    """NotFound."""
    require(viewer, Capability.EDIT_ARTICLES)
    with transaction.atomic():
        row = MeasuredQuestion.objects.filter(public_id=question_id).first()
        if row is None:
            raise NotFound
        _journal(viewer, "question_dropped", row.pk)
        row.delete()


def _journal(viewer: Viewer, action: str, row: int) -> None:
    journal.write([journal.Act(clock.now(), "agent", viewer.id, action, "measured_question", row)])
