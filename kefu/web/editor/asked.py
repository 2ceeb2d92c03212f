"""What an editor's request asks for, read once and checked."""

import re
from datetime import date, datetime, timedelta
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kefu.kit import clock
from kefu.kit.errors import NotFound
from kefu.knowledge import locales
from kefu.knowledge.drafts import Words
from kefu.knowledge.editing import Description
from kefu.knowledge.errors import BadArticle
from kefu.knowledge.kinds import Audience, Kind
from kefu.people.access import Viewer

_BETWEEN = re.compile(r"[\n,，、;；]+")
MAX_QUERY_CHARS = 80
MAX_NUMBER = 30_000
FARTHEST = timedelta(days=3_653)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer the edge found; the policy has already let it in."""
    return cast("Viewer", request.viewer)  # type: ignore[attr-defined]


def reader() -> str:
    """The article language of whoever looks at the screen."""
    return locales.of_reader(get_language() or "")


def locale_of(locale: str) -> str:
    """NotFound for a language that articles are not written in."""
    if locale not in locales.every():
        raise NotFound
    return locale


def alt_locales() -> list[tuple[str, str]]:
    """The languages in which a picture has to say what is to be seen, with their names."""
    return [(code, locales.name(code)) for code in locales.required()]


def words_of(request: HttpRequest) -> Words:
    posted = request.POST
    return Words(
        title=posted.get("title", ""),
        summary=posted.get("summary", ""),
        body=posted.get("body", ""),
        keywords=listed(posted.get("keywords", "")),
    )


def listed(text: str) -> list[str]:
    """What stands between commas or on lines of its own."""
    return list(filter(None, (part.strip() for part in _BETWEEN.split(text))))


def description_of(request: HttpRequest, *, owner: str = "") -> Description:
    posted = request.POST
    return Description(
        section=posted.get("section", ""),
        kind=kind_of(posted.get("kind", "")),
        audience=Audience.STAFF if posted.get("audience") == Audience.STAFF else Audience.PUBLIC,
        tags=listed(posted.get("tags", "")),
        related=listed(posted.get("related", "")),
        owner=posted.get("owner", owner),
        review_on=day_of(posted.get("review_on", "")),
        checked_on=day_of(posted.get("checked_on", "")),
        position=number_of(posted.get("position", "")) or 100,
        popular=number_of(posted.get("popular", "")),
    )


def kind_of(value: str) -> Kind:
    return Kind(value) if value in set(Kind) else Kind.ANSWER


def number_of(value: str) -> int | None:
    """None for what is no small number."""
    return min(int(value), MAX_NUMBER) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def day_of(value: str) -> date | None:
    """None for an empty field; BadArticle for what is no day."""
    try:
        found = parse_date(value) if value else None
    except ValueError as error:
        raise BadArticle(_("This is no day: write it as 2027-01-31.")) from error
    if value and found is None:
        raise BadArticle(_("This is no day: write it as 2027-01-31."))
    return found


def moment_of(value: str) -> datetime | None:
    """A day and a time as the viewer's clock reads; None for an empty field, BadArticle for neither and for far ones."""
    try:
        found = parse_datetime(value) if value else None
        if found is not None and timezone.is_naive(found):
            found = timezone.make_aware(found)
        is_near = found is None or abs(found - clock.now()) <= FARTHEST
    except (ValueError, OverflowError) as error:
        raise BadArticle(_("This is no moment: write it as 2027-01-31 09:00.")) from error
    if value and found is None:
        raise BadArticle(_("This is no moment: write it as 2027-01-31 09:00."))
    if not is_near:
        raise BadArticle(_("This moment is too far away: at most ten years from now."))
    return found


def wants_json(request: HttpRequest) -> bool:
    """A script saves beside whoever goes on typing."""
    return request.headers.get("Accept", "").startswith("application/json")
