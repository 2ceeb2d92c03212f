"""The closed vocabulary of what an exchange tells about itself and its customers. No Django here.

Values are the words of the wire (`docs/connector.md`): never rename one.
"""

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """What must be proved about who asks, before a call is made for them."""

    PUBLIC = 0  # what the exchange tells everybody
    SIGNED_IN = 1  # the exchange has said, by its signature, whose session this is
    STEPPED_UP = 2  # and that this person has just proved it anew


class Trouble(StrEnum):
    """Why something could not be learned."""

    TIMEOUT = "timeout"  # no answer in time
    UNAVAILABLE = "unavailable"  # nobody there, or it says that it cannot now
    BUSY = "busy"  # it asks to be left alone for a while
    REFUSED = "refused"  # it will not tell us: our signature, or this customer
    BAD_ANSWER = "bad_answer"  # an answer that the contract does not know
    NOT_FOUND = "not_found"  # there is none such, or it is not this customer's: told alike
    NOT_OFFERED = "not_offered"  # this exchange does not answer such calls
    NOT_PROVED = "not_proved"  # who asks has not proved enough: never sent
    NOT_CONNECTED = "not_connected"  # no exchange is connected to this installation


class AccountState(StrEnum):
    ACTIVE = "active"
    LOCKED = "locked"  # too many wrong tries; opens by itself
    FROZEN = "frozen"  # by the exchange, with a reason
    SELF_FROZEN = "self_frozen"  # by the customer's own freeze link
    DISABLED = "disabled"  # for good
    UNKNOWN = "unknown"  # no such account


class LockReason(StrEnum):
    """Reasons as classes: which rule it was is the exchange's business, what to do is the customer's."""

    NONE = "none"
    WRONG_TRIES = "wrong_tries"
    SUSPICIOUS_LOGIN = "suspicious_login"
    OWNER_REQUEST = "owner_request"
    COMPLIANCE_REVIEW = "compliance_review"
    COURT_ORDER = "court_order"
    TERMS = "terms"


class KycState(StrEnum):
    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class KycRejection(StrEnum):
    BLURRED = "blurred"
    GLARE = "glare"
    CROPPED = "cropped"
    EXPIRED = "expired"
    NAME_MISMATCH = "name_mismatch"
    BIRTH_MISMATCH = "birth_mismatch"
    NUMBER_MISMATCH = "number_mismatch"
    UNSUPPORTED_DOCUMENT = "unsupported_document"
    FACE_MISMATCH = "face_mismatch"
    ADDRESS_TOO_OLD = "address_too_old"
    ADDRESS_MISMATCH = "address_mismatch"
    COPY_OR_SCREEN = "copy_or_screen"
    UNDER_AGE = "under_age"
    REGION_NOT_SERVED = "region_not_served"
    DUPLICATE_ACCOUNT = "duplicate_account"


class Wallet(StrEnum):
    FUNDING = "funding"
    SPOT = "spot"
    FUTURES = "futures"


class Side(StrEnum):
    BUY = "buy"
    SELL = "sell"


class OrderType(StrEnum):
    LIMIT = "limit"
    MARKET = "market"
    STOP = "stop"


class OrderState(StrEnum):
    OPEN = "open"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


class OrderReason(StrEnum):
    """Why an order was refused or ended unfilled."""

    NONE = "none"
    BALANCE = "balance"  # not enough available
    MINIMUM = "minimum"  # smaller than the smallest order
    PRICE_BAND = "price_band"  # too far from the market
    TICK = "tick"  # price or amount in steps the market does not have
    MARKET_HALTED = "market_halted"
    NO_DEPTH = "no_depth"  # a market order that found nobody
    LATE = "late"  # reached the engine after its time limit
    RISK_LIMIT = "risk_limit"
    POST_ONLY = "post_only"  # would have been filled at once
    BY_CUSTOMER = "by_customer"


class TransferState(StrEnum):
    """Of deposits, withdrawals and moves between wallets."""

    SEEN = "seen"  # on the chain, not yet enough confirmations
    CREDITED = "credited"
    WAITING = "waiting"  # for the customer: a check is missing
    REVIEW = "review"  # a person looks at it
    SENDING = "sending"  # signed, not yet in a block
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TransferReason(StrEnum):
    """Why one waits, is looked at or has failed."""

    NONE = "none"
    WRONG_NETWORK = "wrong_network"
    MEMO_MISSING = "memo_missing"
    MEMO_UNKNOWN = "memo_unknown"
    BELOW_MINIMUM = "below_minimum"
    NOT_SUPPORTED = "not_supported"  # a token the exchange does not list
    ADDRESS_RETIRED = "address_retired"
    SOURCE_CHECK = "source_check"
    ADDRESS_INVALID = "address_invalid"
    ADDRESS_NOT_ALLOWED = "address_not_allowed"  # not on the customer's own list
    TWO_FACTOR = "two_factor"
    EMAIL_CONFIRMATION = "email_confirmation"
    VIDEO_CHECK = "video_check"
    HOLD = "hold"  # after a change of password or second factor
    LIMIT = "limit"  # the day's limit
    BALANCE = "balance"
    MAINTENANCE = "maintenance"
    CHAIN = "chain"  # the chain itself is stuck or dear
    RISK_REVIEW = "risk_review"
    OPEN_POSITION = "open_position"  # margin that is in use
    TRADE_LOCK = "trade_lock"  # just bought, not settled


class Flow(StrEnum):
    """Whether a network takes deposits, or pays out."""

    OPEN = "open"
    SLOW = "slow"
    PAUSED = "paused"


class AddressUse(StrEnum):
    """Whose an address is to the exchange."""

    OWN_CURRENT = "own_current"  # the asking customer's deposit address
    OWN_RETIRED = "own_retired"
    OTHER_CUSTOMER = "other_customer"
    EXCHANGE = "exchange"  # a hot or cold wallet
    CONTRACT = "contract"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"  # nobody could say


class MarginEvent(StrEnum):
    OPENED = "opened"
    WARNED = "warned"
    ADDED = "added"  # margin put in
    PARTLY_CLOSED = "partly_closed"
    LIQUIDATED = "liquidated"
    DELEVERAGED = "deleveraged"


class Action(StrEnum):
    """What moves an account, and is done only after two people and a day."""

    RESET_SECOND_FACTOR = "reset_second_factor"
    UNFREEZE = "unfreeze"
    CHANGE_EMAIL = "change_email"
    UNLOCK_ADDRESS = "unlock_address"


class Notice(StrEnum):
    """What the customer is told of such an action."""

    ASKED = "asked"
    APPROVED = "approved"  # from now on it waits
    STOPPED = "stopped"
    DONE = "done"


class Channel(StrEnum):
    """Where an exchange reaches its customer."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    IN_APP = "in_app"
