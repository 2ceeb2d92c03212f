"""How a text would be shown, by the renderer of the help centre itself, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from kefu.knowledge import checks, markdown, rendering
from kefu.knowledge.drafts import Words
from kefu.knowledge.errors import TextTooMuch
from kefu.knowledge.kinds import Kind
from kefu.knowledge.lints import MAX_SUMMARY_CHARS, MAX_TITLE_CHARS, Text
from kefu.people.access import Rate, Who, policy
from kefu.people.capabilities import Capability
from kefu.web.editor.asked import day_of, kind_of, locale_of, words_of
from kefu.web.editor.places import Placed, placed

MOST_LINTS = 50


@dataclass(frozen=True, slots=True)
class Preview:
    """`problem` where the text is beyond what is rendered. `more`: lints that are not shown; `errors`: of all of them."""

    title: str
    summary: str
    html: SafeString | str
    locale: str
    lints: Sequence[Placed]
    more: int
    errors: int
    problem: str | Promise = ""


@policy(Who.STAFF, needs=Capability.EDIT_ARTICLES, objects="nothing stored", rate=Rate.WRITE)
@require_POST
def previews(request: HttpRequest) -> HttpResponse:
    """What stands in the form, and its lints beside it."""
    kind, checked_on = kind_of(request.POST.get("kind", "")), day_of(request.POST.get("checked_on", ""))
    locale = locale_of(request.POST.get("locale", ""))
    shown = preview(words_of(request), kind=kind, checked_on=checked_on, locale=locale)
    return render(request, "editor/parts/previewed.html", {"preview": shown})


def preview(words: Words, *, kind: Kind, checked_on: date | None, locale: str) -> Preview:
    """Of what is longer than can be kept, so much as tells that it is."""
    body = words.body.replace("\r\n", "\n")[: markdown.MAX_CHARS + 1]
    title, summary = words.title[:MAX_TITLE_CHARS], words.summary[:MAX_SUMMARY_CHARS]
    lints = checks.of_text(Text(title, summary, body, kind, checked_on))
    html, problem = _html(body, locale)
    return Preview(
        title=rendering.line(title, locale=locale),
        summary=rendering.line(summary, locale=locale),
        html=html,
        locale=locale,
        lints=placed(lints[:MOST_LINTS], body),
        more=max(0, len(lints) - MOST_LINTS),
        errors=sum(lint.is_error for lint in lints),
        problem=problem,
    )


def _html(body: str, locale: str) -> tuple[SafeString | str, str | Promise]:
    """Or why there is none."""
    try:
        return rendering.rendered(body, locale=locale).html, ""
    except TextTooMuch as error:
        return "", error.message
