"""What needs a case: reports, second looks, exports, requests that move an account, reveals. This room's own tables."""

from kefu.safeguards.models_account_appeals import AccountAppeal
from kefu.safeguards.models_exports import Export, ExportPiece
from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText
from kefu.safeguards.models_requests import AccountRequest, RequestStep
from kefu.safeguards.models_reveals import HoneyCustomer, Reveal, RevealAlarm, RevealFreeze
from kefu.safeguards.models_second import SecondReading

__all__ = [
    "AccountAppeal",
    "AccountRequest",
    "BlockedText",
    "Export",
    "ExportPiece",
    "FraudAppeal",
    "FraudReport",
    "FraudTelling",
    "HoneyCustomer",
    "RequestStep",
    "Reveal",
    "RevealAlarm",
    "RevealFreeze",
    "SecondReading",
]
