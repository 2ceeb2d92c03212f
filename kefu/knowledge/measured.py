"""Questions whose right answers are known: by them it is said how well the assistant does, before and after a change."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.knowledge import locales, phrasings
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.models import MeasuredQuestion
from kefu.people.access import Viewer, require
from kefu.people.capabilities import Capability
from kefu.search import analyse
from kefu.trust import shield

MAX_CHARS, MOST, MOST_ANSWERS = 200, 5_000, 5


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
    rows = MeasuredQuestion.objects.order_by("-made_at", "-id")[:MOST]
    return [Question(row.public_id, row.text, row.locale, tuple(row.answers)) for row in rows]


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
        given = {"text": line, "locale": locales.of_reader(locale), "answers": right, "made_by_id": viewer.id}
        row, _made = MeasuredQuestion.objects.update_or_create(folded=folded, defaults=given)
    return row.public_id


def drop(viewer: Viewer, question_id: str) -> None:
    """NotFound."""
    require(viewer, Capability.EDIT_ARTICLES)
    if not MeasuredQuestion.objects.filter(public_id=question_id).delete()[0]:
        raise NotFound
