"""The fields of an address as its form shows them, and what was filled in. Secrets go in and never come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kefu.channels import accounts
from kefu.channels.contract import AccountRecord
from kefu.channels.form import Field, Setup, Sort, Unfit, Words
from kefu.channels.mailboxes import Address
from kefu.conversations import definitions
from kefu.kit.errors import NotFound
from kefu.kit.text import clean_line
from kefu.people import teams

MAX_LABEL_CHARS = 80
DONE: Mapping[str, str | Promise] = {
    "saved": _("Saved. Mail is sent and read by it within a minute. Check it now."),
    "closed": _("Closed: nothing is sent or read by it any more."),
    "opened": _("Open again."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`is_kept`: a secret that is there and may be left empty. `problem`: what was wrong with it."""

    field: Field
    value: str
    is_kept: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ShownPart:
    title: Words
    told: Words
    fields: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Common:
    """What an address of every channel has."""

    address: str
    label: str
    team: str
    language: str
    category: str
    problems: Mapping[str, str]
    teams: Sequence[tuple[str, str]]
    languages: Sequence[tuple[str, str | Promise]]
    categories: Sequence[tuple[str, str]]


def common(given: Mapping[str, str], setup: Setup, *, channel: str, known: AccountRecord | None = None) -> Address:
    """Unfit. `known`: one that is there, which keeps its address."""
    label = clean_line(given.get("label", ""), max_chars=MAX_LABEL_CHARS)
    if not label:
        raise Unfit("label", _("Please give the name that customers see beside the address."))
    language = given.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Unfit("language", _("Please choose one of the list."))
    slug = given.get("team", "")
    try:
        team = teams.team_for(slug).id if slug else None
    except NotFound as error:
        raise Unfit("team", _("Please choose one of the list.")) from error
    whole = known.address if known else setup.address(accounts.normal(given.get("address", "")))
    return Address(channel, whole, label, team, language, _category(given, known))


def _category(given: Mapping[str, str], known: AccountRecord | None) -> str:
    """One that there is, or that which is set: also where nobody can choose it any more, and where the form had none."""
    there = category_of(known)
    slug = given.get("category", there)
    if slug not in {"", there} and not definitions.has_category(slug):
        raise Unfit("category", _("Please choose one of the list."))
    return slug


def category_of(account: AccountRecord | None) -> str:
    return str(account.settings.get("category", "")) if account else ""


def sent(given: Mapping[str, str], setup: Setup) -> dict[str, str]:
    """Of the channel's own fields, what was filled in."""
    return {field.name: given.get(field.name, "") for part in setup.parts for field in part.fields}


def shown_common(given: Mapping[str, str], known: AccountRecord | None, *, unfit: Unfit | None) -> Common:
    offered = [(each.slug, each.name) for each in teams.teams()]
    language = get_language() or "en"
    about = {each.slug: definitions.named(each.names, locale=language) for each in definitions.categories_to_offer()}
    there = category_of(known)
    if there:
        about.setdefault(there, there)
    mine = next((each.slug for each in teams.teams() if known and each.id == known.team), "")
    return Common(
        address=known.address if known else given.get("address", ""),
        label=given.get("label", known.label if known else ""),
        team=given.get("team", mine),
        language=given.get("language", known.language if known else settings.LANGUAGE_CODE),
        category=given.get("category", there),
        problems={unfit.name: str(unfit.words)} if unfit else {},
        teams=offered,
        languages=settings.LANGUAGES,
        categories=list(about.items()),
    )


def shown(
    setup: Setup, known: AccountRecord | None, *, sent: Mapping[str, str] | None, unfit: Unfit | None
) -> list[ShownPart]:
    """What was sent and refused, else what is there, else what is usual."""
    there = setup.given(known) if known else {}
    kept = set(known.secrets) if known else set()

    def one(field: Field) -> Shown:
        value = there.get(field.name, "" if known else field.default)
        if sent is not None:
            value = sent.get(field.name, "")
        if field.sort is Sort.SECRET:
            value = ""
        is_kept = field.sort is Sort.SECRET and any(name.startswith(field.name.partition("_")[0]) for name in kept)
        return Shown(field, value, is_kept, str(unfit.words) if unfit and unfit.name == field.name else "")

    return [ShownPart(part.title, part.told, [one(field) for field in part.fields]) for part in setup.parts]
