"""Runs of checks as rows: kept for whoever ran them, taken along into their conversation, forgotten when nobody came."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from kefu.exchange.asking import NOBODY, Asker
from kefu.exchange.contract.kinds import Level
from kefu.exchange.diagnoses import answers, registry, running, stored
from kefu.exchange.diagnoses.answers import Answered
from kefu.exchange.diagnoses.definition import Ask, Definition, Finding
from kefu.exchange.errors import UnknownCheck
from kefu.exchange.models import CheckRun
from kefu.kit import clock, ids
from kefu.people import directory, keys, sealed_values
from kefu.people.access import Viewer

LOOSE_FOR = timedelta(days=7)
MOST_LOOSE = 20  # of one person, without a conversation: the newest are kept
MOST_AT_ONCE = 5  # taken along into a conversation
MOST_OF_ONE = 20  # of one check within one conversation: a case that goes to and fro must not fill the table
_ANSWERS, _FINDING = "exchange.run.answers", "exchange.run.finding"

By = CheckRun.By


@dataclass(frozen=True, slots=True)
class Run:
    id: str
    definition: Definition
    finding: Finding
    answers: Mapping[str, str]
    made_at: datetime
    by: str = By.CUSTOMER
    is_told: bool = True


def definition_of(key: str) -> Definition:
    """UnknownCheck for a key that is none."""
    found = registry.check(key)
    if found is None:
        raise UnknownCheck
    return found


def asker_of(viewer: Viewer) -> Asker:
    """A customer asks for the account that the exchange has signed for; everybody else for nobody's."""
    return asker_for(viewer.id) if viewer.is_customer else NOBODY


def asker_for(customer: int) -> Asker:
    """For this customer (row), as far as the exchange has proved who they are."""
    uid = directory.customer_card(customer).proved.get("uid", "")
    return Asker(uid, Level.SIGNED_IN) if uid else NOBODY


def look(key: str, given: Mapping[str, str], *, asker: Asker, user_agent: str = "") -> tuple[Answered, Finding | None]:
    """Run it and keep nothing. No finding while answers are missing or not right."""
    definition = definition_of(key)
    answered = answers.checked(definition, given)
    if not answered.is_complete:
        return answered, None
    return answered, running.run(definition, answered.answers, asker=asker, user_agent=user_agent)


def keep(
    key: str,
    answered: Answered,
    finding: Finding,
    *,
    customer: int,
    by: By,
    conversation: str = "",
    is_told: bool = False,
) -> Run:
    """A visitor's run is sealed under the key of the guest they are to us: nobody else's, and gone with them."""
    run_id, ring = ids.public_id(), keys.ring([customer], or_make=True)
    row = CheckRun.objects.create(
        public_id=run_id,
        diagnosis=key,
        customer_id=customer,
        by=by,
        answers=sealed_values.sealed(ring, customer, dict(answered.answers), about=f"{_ANSWERS}:{run_id}"),
        finding=sealed_values.sealed(ring, customer, stored.to_json(finding), about=f"{_FINDING}:{run_id}"),
        is_told=is_told or by == By.CUSTOMER,
        conversation=conversation,
    )
    if conversation:
        _forget_older(CheckRun.objects.filter(conversation=conversation, diagnosis=key), most=MOST_OF_ONE)
    else:
        _forget_older(CheckRun.objects.filter(customer_id=customer, conversation=""), most=MOST_LOOSE)
    return Run(run_id, definition_of(key), finding, dict(answered.answers), row.made_at, row.by, row.is_told)


def loose(customer: int) -> list[Run]:
    """Those that no conversation has yet, in the order they were made: the newest of each check."""
    rows = CheckRun.objects.filter(customer_id=customer, conversation="", made_at__gt=clock.now() - LOOSE_FOR)
    newest = {row.diagnosis: row for row in rows.order_by("id")}
    return _readable(sorted(newest.values(), key=lambda row: row.pk))[-MOST_AT_ONCE:]


def take_along(customer: int, run_id: str, *, conversation: str) -> None:
    """This run of theirs belongs to the conversation from now on; older ones of the same check go."""
    loose = CheckRun.objects.filter(customer_id=customer, conversation="")
    row = loose.filter(public_id=run_id).first()
    if row is None:
        return
    loose.filter(pk=row.pk).update(conversation=conversation)
    loose.filter(diagnosis=row.diagnosis, pk__lt=row.pk).delete()


def of_conversation(conversation: str) -> list[Run]:
    """The newest first, one of each check."""
    rows = CheckRun.objects.filter(conversation=conversation).order_by("-id")[:50]
    newest: dict[str, CheckRun] = {}
    for row in rows:
        newest.setdefault(row.diagnosis, row)
    return _readable(newest.values())


def own(customer: int, *, conversation: str) -> list[Run]:
    """What they ran themselves, for this conversation or for none yet: the newest first."""
    theirs = CheckRun.objects.filter(customer_id=customer, by=By.CUSTOMER, conversation__in=("", conversation))
    return _readable(theirs.filter(made_at__gt=clock.now() - LOOSE_FOR).order_by("-id")[:MOST_LOOSE])


def answered_before(definition: Definition, ran: Iterable[Run]) -> Mapping[str, str]:
    """Their answers to this check's questions, from the newest of these runs that has any: nothing is asked twice."""
    for run in ran:
        asked = {(each.name, each.ask) for each in run.definition.asks if each.ask is not Ask.CHOICE}
        shared = [each.name for each in definition.asks if (each.name, each.ask) in asked and each.name in run.answers]
        if shared:
            return {name: run.answers[name] for name in shared}
    return {}


def kept(run_id: str) -> Run | None:
    """None for one that is gone, or that nobody can read."""
    return next(iter(_readable(CheckRun.objects.filter(public_id=run_id))), None)


def sweep(now: datetime) -> int:
    """Forget what nobody took along."""
    return CheckRun.objects.filter(conversation="", made_at__lt=now - LOOSE_FOR).delete()[0]


def _forget_older(rows: QuerySet[CheckRun], *, most: int) -> None:
    too_old = list(rows.order_by("-id").values_list("id", flat=True)[most : most + 50])
    if too_old:
        CheckRun.objects.filter(id__in=too_old).delete()


def _readable(rows: Iterable[CheckRun]) -> list[Run]:
    """Without those of another release, those that are damaged, and those whose customer was erased."""
    read = list(rows)
    ring = keys.ring({row.customer_id for row in read})
    found: list[Run] = []
    for row in read:
        with suppress(UnknownCheck, keys.Unreadable, ValueError):
            found.append(_run(row, ring))
    return found


def opened(row: CheckRun) -> Mapping[str, Any]:
    """What of a row is sealed, as it is stored: also of a check that is no more. Empty where nobody can open it."""
    ring = keys.ring([row.customer_id])
    with suppress(keys.Unreadable, ValueError):
        return {"answers": _part(row, row.answers, ring, _ANSWERS), "found": _part(row, row.finding, ring, _FINDING)}
    return {}


def _part(row: CheckRun, text: object, ring: keys.Ring, about: str) -> Any:
    if isinstance(text, dict):  # a release before wrote it, while two of them served
        return text
    return sealed_values.opened(ring, row.customer_id, text, about=f"{about}:{row.public_id}")


def _run(row: CheckRun, ring: keys.Ring) -> Run:
    return Run(
        id=row.public_id,
        definition=definition_of(row.diagnosis),
        finding=stored.from_json(_part(row, row.finding, ring, _FINDING)),
        answers=_part(row, row.answers, ring, _ANSWERS),
        made_at=row.made_at,
        by=row.by,
        is_told=row.is_told,
    )
