"""Verifications that were sent back, wait, or cannot be."""

from dataclasses import replace
from datetime import timedelta

from kefu.exchange.contract.account import FieldDifference, Kyc
from kefu.exchange.contract.kinds import KycRejection, KycState
from kefu.exchange.sandbox.scenarios.definition import KYC, Scenario
from kefu.exchange.sandbox.world import World

CAUSES = "kyc-rejected"


def kyc_blurred(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.BLURRED, KycRejection.GLARE)


def kyc_cropped(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.CROPPED)


def kyc_name(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.NAME_MISMATCH, differences=(FieldDifference("name", "W••g", "W••g F••g"),))


def kyc_birth(world: World, uid: str) -> None:
    differs = FieldDifference("birth", "19••-03-12", "19••-12-03")
    _sent_back(world, uid, KycRejection.BIRTH_MISMATCH, differences=(differs,))


def kyc_expired(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.EXPIRED)


def kyc_old_address(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.ADDRESS_TOO_OLD, level="basic")


def kyc_under_age(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.UNDER_AGE, tries_left=0)


def kyc_region(world: World, uid: str) -> None:
    _sent_back(world, uid, KycRejection.REGION_NOT_SERVED, tries_left=0, country="US")


def kyc_tries_used(world: World, uid: str) -> None:
    """No try is left today: another one tomorrow."""
    _sent_back(world, uid, KycRejection.BLURRED, tries_left=0, next_in=timedelta(hours=21))


def kyc_pending(world: World, uid: str) -> None:
    world.kyc(uid, Kyc(KycState.PENDING, "basic", submitted_at=world.ago(hours=4), country="CN"))


def kyc_approved(world: World, uid: str) -> None:
    submitted, decided = world.ago(days=3), world.ago(days=2, hours=20)
    world.kyc(uid, Kyc(KycState.APPROVED, "advanced", submitted_at=submitted, decided_at=decided, country="CN"))


def kyc_none(world: World, uid: str) -> None:
    world.kyc(uid, Kyc(KycState.NONE, "unverified", country="CN"))


def _sent_back(
    world: World,
    uid: str,
    *why: KycRejection,
    differences: tuple[FieldDifference, ...] = (),
    tries_left: int = 2,
    next_in: timedelta | None = None,
    country: str = "CN",
    level: str = "unverified",
) -> None:
    asked, decided = world.ago(hours=9), world.ago(hours=2)
    sent_back = Kyc(KycState.REJECTED, level, why, differences, asked, decided, tries_left, country=country)
    world.kyc(uid, replace(sent_back, next_try_at=world.now + next_in if next_in else None))


SCENARIOS = tuple(
    Scenario(name, KYC, summary, make, check, verdict)
    for name, summary, make, check, verdict in (
        ("kyc-blurred", "Sent back: blurred, and a lamp's glare", kyc_blurred, CAUSES, "rejected"),
        ("kyc-cropped", "Sent back: a corner is missing", kyc_cropped, CAUSES, "rejected"),
        ("kyc-name", "Sent back: the name differs", kyc_name, CAUSES, "rejected"),
        ("kyc-birth", "Sent back: day and month changed places", kyc_birth, CAUSES, "rejected"),
        ("kyc-expired", "Sent back: the card is out of date", kyc_expired, CAUSES, "rejected"),
        ("kyc-old-address", "Sent back: the proof of address is too old", kyc_old_address, CAUSES, "rejected"),
        ("kyc-under-age", "Sent back: not yet of age", kyc_under_age, CAUSES, "final"),
        ("kyc-region", "Sent back: a region that is not served", kyc_region, CAUSES, "final"),
        ("kyc-tries-used", "No try is left until tomorrow", kyc_tries_used, CAUSES, "later"),
        ("kyc-pending", "Handed in four hours ago", kyc_pending, CAUSES, "pending"),
        ("kyc-approved", "Verified", kyc_approved, CAUSES, "approved"),
        ("kyc-none", "Nothing was handed in yet", kyc_none, CAUSES, "not_sent"),
    )
)
