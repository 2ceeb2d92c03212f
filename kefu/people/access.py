"""Answers every "may this viewer ...?". Edges declare a policy per route here; rooms ask `require` and `*_for`.

A `Viewer` is made by `people.sessions` from a cookie session or a bearer token, never from what a client claims.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from kefu.kit.errors import KefuError, NotAllowed, NotSignedIn
from kefu.people.capabilities import BUNDLES, Capability, Role
from kefu.people.compartments import EVERYWHERE, Compartment


class ViewerKind(StrEnum):
    NOBODY = "nobody"
    CUSTOMER = "customer"
    ENTERING = "entering"  # one of our people who has not shown yet what their role demands: may do nothing but that
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. `session` names what signed them in (`customer:12`, `desk:<key>`, `token:3`), so that it can be ended."""

    kind: ViewerKind
    id: int = 0
    public_id: str = ""
    name: str = ""
    alias: str = ""  # what customers call an agent
    locale: str = "en"
    zone: str = "UTC"  # in which this device reads moments
    session: str = ""
    capabilities: frozenset[Capability] = frozenset()
    compartment: Compartment = EVERYWHERE  # of staff: whose customers are theirs to see, and when

    @property
    def is_customer(self) -> bool:
        return self.kind is ViewerKind.CUSTOMER

    @property
    def is_staff(self) -> bool:
        return self.kind is ViewerKind.AGENT

    @property
    def is_program(self) -> bool:
        """One that speaks with a token of staff's."""
        return self.session.startswith("token:")

    @property
    def is_entering(self) -> bool:
        return self.kind is ViewerKind.ENTERING


NOBODY = Viewer(kind=ViewerKind.NOBODY)


class Who(StrEnum):
    """Which kinds of viewers a route lets in."""

    ANYONE = "anyone"
    CUSTOMER = "customer"
    STAFF = "staff"
    OUR_OWN = "our_own"  # staff, and those who are still entering
    SIGNED_IN = "signed_in"


_LETS_IN: dict[Who, frozenset[ViewerKind]] = {
    Who.ANYONE: frozenset(ViewerKind),
    Who.CUSTOMER: frozenset({ViewerKind.CUSTOMER}),
    Who.STAFF: frozenset({ViewerKind.AGENT}),
    Who.OUR_OWN: frozenset({ViewerKind.AGENT, ViewerKind.ENTERING}),
    Who.SIGNED_IN: frozenset({ViewerKind.CUSTOMER, ViewerKind.AGENT}),
}


class Rate(StrEnum):
    """How often a viewer may call a route; the figures stand in `people.limits`."""

    READ = "read"
    LOG_SEARCH = "log_search"  # of all that was said, by staff
    WRITE = "write"
    SEARCH = "search"  # of the public help centre, also while somebody types
    OPINION = "opinion"  # what strangers tell of an article
    CHECK = "check"  # each asks the exchange several things
    PROOF = "proof"  # of a message's code: each is a guess, and looks through all one was sent
    CALLBACK = "callback"  # what the exchange tells us
    UPLOAD = "upload"
    PIECE = "piece"  # of an upload that was let in by UPLOAD
    SIGN_IN = "sign_in"
    SESSION = "session"
    STATIC = "static"


@dataclass(frozen=True, slots=True)
class Policy:
    """`needs` is asked of staff only; `objects` says in words which objects the route hands out ("own conversations").

    `by_itself`: pages call it without anybody doing anything, so it keeps no idle session alive.
    """

    who: Who
    needs: Capability | None = None
    objects: str = "none"
    rate: Rate = Rate.READ
    by_itself: bool = False


F = TypeVar("F", bound=Callable[..., object])


def policy(
    who: Who,
    *,
    needs: Capability | None = None,
    objects: str = "none",
    rate: Rate = Rate.READ,
    by_itself: bool = False,
) -> Callable[[F], F]:
    """Declare a route's policy. A route without one is refused by the edges and fails a test."""

    def declare(view: F) -> F:
        view.kefu_policy = Policy(who, needs, objects, rate, by_itself)  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: object) -> Policy | None:
    found = getattr(view, "kefu_policy", None)
    return found if isinstance(found, Policy) else None


class Undeclared(KefuError):
    """A route that declares no policy lets nobody in."""

    status = 403
    default_code = "not_allowed"


class NotForPrograms(KefuError):
    """Pages and their forms are for people who signed in: what a program may do, it does by the API, where it is declared."""

    status = 403
    default_code = "not_for_programs"
    default_message = _("A program's token opens the API alone. Sign in in a browser to see this page.")


class NotThroughYet(KefuError):
    """Signed in, but without the second factor that the role demands: only the pages that add one are open."""

    status = 403
    default_code = "second_factor_needed"
    default_message = _("Your role needs a second factor. Add one first; it takes a minute.")


def admit(viewer: Viewer, policy: Policy) -> None:
    """Let the viewer through a route's door, or raise NotSignedIn or NotAllowed."""
    if viewer.kind not in _LETS_IN[policy.who]:
        if viewer.kind is ViewerKind.NOBODY:
            raise NotSignedIn
        raise NotThroughYet if viewer.is_entering else NotAllowed
    if policy.needs is not None and viewer.is_staff:
        require(viewer, policy.needs)


def require(viewer: Viewer, capability: Capability) -> None:
    """Raise NotAllowed unless the viewer's role bundles this capability."""
    if capability not in viewer.capabilities:
        raise NotAllowed


class OffShift(KefuError):
    """Confined to a shift that is not on."""

    status = 403
    default_code = "off_shift"
    default_message = _(
        "Your shift is not on, so nothing is shown whole and nothing is exported. Ask whoever plans the shifts."
    )


def require_on_shift(viewer: Viewer, *, now: datetime) -> None:
    """OffShift outside the hours that the viewer is confined to."""
    if not viewer.compartment.lets_now(now):
        raise OffShift


def may_see_region(viewer: Viewer, region: str) -> bool:
    """Whether a customer of this region (empty: unknown) is in the viewer's compartment."""
    return not viewer.is_staff or viewer.compartment.lets_region(region)


def is_above(viewer: Viewer, role: Role) -> bool:
    """Whether this role may do less than the viewer; administrators, who may do everything, stand above each other too.

    Who manages people makes nobody, and acts on nobody, who may do what they themselves may not.
    """
    return stands_above(viewer.capabilities, role)


def stands_above(capabilities: frozenset[Capability], role: Role) -> bool:
    """The same of somebody who may do this much."""
    return BUNDLES[role] < capabilities or capabilities == BUNDLES[Role.ADMIN]
