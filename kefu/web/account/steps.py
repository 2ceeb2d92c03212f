"""How far somebody is who adds their first factor: "step 2 of 3". Kept in the session from the first step to the last."""

from enum import StrEnum

from django.http import HttpRequest

from kefu.people.models import Agent
from kefu.trust import factors, identities

PLAN = "steps"


class Step(StrEnum):
    PASSWORD = "password"  # noqa: S105
    TOTP = "totp"
    PASSKEY = "passkey"
    CODES = "codes"


def plan(request: HttpRequest, agent: Agent, factor: Step) -> None:
    """What lies before whoever begins with this factor. A plan that is under way already and holds it goes on."""
    if factor is Step.TOTP and factor in request.session.get(PLAN, ()):
        return
    steps = [factor]
    if factor is Step.TOTP and needs_password(agent):
        steps.insert(0, Step.PASSWORD)
    if factors.codes_left(agent) is None:
        steps.append(Step.CODES)
    request.session[PLAN] = [step.value for step in steps]


def needs_password(agent: Agent) -> bool:
    """Codes come second, after a password or after a provider's word."""
    return not agent.has_usable_password() and not identities.identities_of(agent)


def place(request: HttpRequest, step: Step) -> dict[str, int]:
    """`{"at": 2, "of": 3}` for the page of this step; nothing where there is no way of several steps."""
    planned = request.session.get(PLAN, [])
    if step not in planned or len(planned) < 2:
        return {}
    return {"at": planned.index(step) + 1, "of": len(planned)}


def finish(request: HttpRequest) -> None:
    request.session.pop(PLAN, None)
