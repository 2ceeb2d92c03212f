"""Checks of the customer's own facts: which there are, what each asks, and a run with its receipt."""

from django.http import HttpRequest
from django.utils import translation
from ninja.responses import Status

from kefu.api.v1 import shapes_checks as shapes
from kefu.api.v1.door import ApiRequest, GuardedRouter
from kefu.exchange import runs
from kefu.exchange.diagnoses import registry, wording
from kefu.exchange.diagnoses.definition import Ask, Definition, Finding, Topic
from kefu.exchange.runs import By
from kefu.kit import zones
from kefu.kit.languages import screen_of
from kefu.knowledge import addresses, locales
from kefu.people.access import Rate, Who, policy
from kefu.ui import check_form, receipt

router = GuardedRouter(tags=["checks"])


@router.get("/checks", response=shapes.Checks)
@policy(Who.ANYONE, objects="the same for all")
def list_checks(request: HttpRequest, locale: shapes.Locale = "en", topic: Topic | None = None) -> shapes.Checks:
    """All there are, or those of a topic, in the order in which they are shown."""
    found = registry.CHECKS if topic is None else registry.of_topic(topic)
    return shapes.Checks(checks=[card(each, locale) for each in found])


@router.get("/checks/{key}", response=shapes.Check)
@policy(Who.ANYONE, objects="the same for all")
def check(request: HttpRequest, key: str, locale: shapes.Locale = "en") -> shapes.Check:
    """One check with its questions in words."""
    found = runs.definition_of(key)
    shown = check_form.of(found, locale=locale, has_offers=True)
    return shapes.Check(
        check=card(found, locale),
        personal=shown.is_personal,
        questions=[_question(each) for each in shown.questions],
    )


@router.post("/checks/{key}/runs", response={200: shapes.CheckUnanswered, 201: shapes.CheckRun})
@policy(Who.ANYONE, objects="what is public; of accounts one's own", rate=Rate.CHECK)
def run(
    request: ApiRequest, wanted: shapes.NewCheckRun, key: str, locale: shapes.Locale = "en"
) -> Status[shapes.CheckUnanswered | shapes.CheckRun]:
    """Run it. A customer's run is for the account the exchange has signed for, is kept, and comes along into their
    next conversation; nobody's is looked at and not kept."""
    viewer = request.auth
    agent = request.headers.get("User-Agent", "")[:300]
    with translation.override(screen_of(locale)):
        answered, finding = runs.look(key, wanted.answers, asker=runs.asker_of(viewer), user_agent=agent)
    if finding is None:
        return Status(200, shapes.CheckUnanswered(problems=dict(answered.problems), missing=list(answered.missing)))
    kept = runs.keep(key, answered, finding, customer=viewer.id, by=By.CUSTOMER) if viewer.is_customer else None
    shown = _receipt(runs.definition_of(key), finding, locale=locale, zone=wanted.zone)
    return Status(201, shapes.CheckRun(id=kept.id if kept else None, receipt=shown))


def card(check: Definition, locale: str) -> shapes.CheckCard:
    """As it is listed, here and beside articles."""
    words = wording.Wording(check, locale=locale)
    return shapes.CheckCard(
        key=check.key,
        topic=check.topic,
        title=words.of("title"),
        intro=words.of("intro"),
        categories=list(check.categories),
        url=addresses.check(check.key, locales.of_reader(locale)),
    )


def _receipt(check: Definition, finding: Finding, *, locale: str, zone: str) -> shapes.Receipt:
    spoken = locales.of_reader(locale)
    told = wording.told(check, finding, locale=locale, zone=zones.known_name(zone))
    contact = addresses.page("contact", spoken) or ""
    return shapes.Receipt.model_validate(receipt.as_json(receipt.of(told, locale=spoken, contact=contact)))


def _question(question: check_form.ShownQuestion) -> shapes.CheckQuestion:
    only_if = question.only_if
    return shapes.CheckQuestion(
        name=question.name,
        ask=Ask(question.ask),
        label=question.label,
        hint=question.hint,
        needed=question.is_needed,
        choices=[shapes.CheckChoice(value=each.value, label=each.label) for each in question.choices],
        offers=[shapes.CheckOffer(value=each.value, coins=list(each.coins)) for each in question.offers],
        only_if=shapes.OnlyIf(name=only_if[0], values=list(only_if[1])) if only_if else None,
    )
