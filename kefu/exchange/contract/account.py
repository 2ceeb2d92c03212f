"""What an exchange tells about a customer's account. Addresses and numbers come masked: nobody here needs the whole."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kefu.exchange.contract.kinds import AccountState, KycRejection, KycState, LockReason


@dataclass(frozen=True, slots=True)
class AskAccount:
    """The asking customer's own."""


@dataclass(frozen=True, slots=True)
class Account:
    """`opens_at`: when a lock ends by itself. `tries_left`: passwords that may still be wrong, where it is counted."""

    state: AccountState
    reason: LockReason = LockReason.NONE
    since_at: datetime | None = None
    opens_at: datetime | None = None
    tries_left: int | None = None
    withdrawals_held_until: datetime | None = None
    region: str = ""  # ISO 3166-1 alpha-2
    vip: int = 0


@dataclass(frozen=True, slots=True)
class AskBound:
    pass


@dataclass(frozen=True, slots=True)
class Bound:
    """Where codes go. Masked by the exchange (`c•••@gmail.com`, `+86 138••••7306`); empty: none is bound."""

    email_masked: str = ""
    phone_masked: str = ""
    email_changed_at: datetime | None = None
    phone_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskSecondFactor:
    pass


@dataclass(frozen=True, slots=True)
class SecondFactor:
    has_totp: bool = False
    has_passkey: bool = False
    has_sms: bool = False
    changed_at: datetime | None = None
    failed_tries: int = 0  # of the last hour
    reset_asked_at: datetime | None = None  # a reset is under way
    hold_hours: int | None = None  # for which withdrawals pause after a reset


@dataclass(frozen=True, slots=True)
class AskKyc:
    pass


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """What was typed and what the document says, both masked (`W••g` and `W••g F••g`)."""

    field: str  # name, birth, number, address, expiry
    given_masked: str
    document_masked: str


@dataclass(frozen=True, slots=True)
class Kyc:
    state: KycState
    level: str = ""  # as in the fact `kyc_limit`: unverified, basic, advanced
    rejections: tuple[KycRejection, ...] = ()
    differences: tuple[FieldDifference, ...] = ()
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    tries_left: int | None = None
    next_try_at: datetime | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class AskDocuments:
    country: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Documents:
    """Which papers are taken, as codes: passport, id_card, driving_licence, residence_permit, utility_bill,
    bank_statement, tax_notice, tenancy, household_register."""

    identity: tuple[str, ...]
    address: tuple[str, ...] = ()
    address_newest_days: int | None = None
    formats: tuple[str, ...] = ("jpg", "png")
    max_bytes: int = 10_000_000
    min_side_px: int = 800

    @property
    def max_megabytes(self) -> Decimal:
        """Rounded down: what is told as allowed is allowed."""
        return Decimal(self.max_bytes // 100_000) / 10
