"""What it takes to be let in, by role. Pure: the ways somebody proved who they are, and what is demanded of them."""

from collections.abc import Collection
from enum import StrEnum


class Shown(StrEnum):
    """One thing somebody showed at the door."""

    PASSWORD = "password"  # noqa: S105
    LINK = "link"
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    SSO = "sso"  # a provider said who it is, and no more
    SSO_MFA = "sso_mfa"  # and that it had seen a second factor
    SSO_PASSKEY = "sso_passkey"  # and that nobody could be talked out of that one


class Demand(StrEnum):
    NONE = "none"
    ANY = "any"
    PASSKEY = "passkey"


KNOWN = frozenset({Shown.PASSWORD, Shown.LINK, Shown.SSO, Shown.SSO_MFA})
HAD = frozenset({Shown.TOTP, Shown.RECOVERY_CODE, Shown.SSO_MFA})
WHOLE = frozenset({Shown.PASSKEY, Shown.SSO_PASSKEY})
BY_SSO = frozenset({Shown.SSO, Shown.SSO_MFA, Shown.SSO_PASSKEY})


def suffices(shown: Collection[str], *, demand: Demand, link_is_enough: bool) -> bool:
    """Whether this opens the desk. A passkey verifies its user itself, so it is two factors at once."""
    if WHOLE & set(shown) or demand is Demand.NONE:
        return True
    if Shown.LINK in shown and link_is_enough:
        return True
    return demand is Demand.ANY and bool(KNOWN & set(shown)) and bool(HAD & set(shown))


def meets(kinds: Collection[str], *, demand: Demand) -> bool:
    """Whether somebody with these factors (`totp`, `passkey`) can show what is demanded next time."""
    if demand is Demand.NONE:
        return True
    return Shown.PASSKEY in kinds or (demand is Demand.ANY and Shown.TOTP in kinds)
