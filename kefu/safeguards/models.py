"""What needs a case: reports, second looks, exports, requests, reveals, papers, step-ups, erasures. This room's own tables."""

from kefu.safeguards.models_account_appeals import AccountAppeal
from kefu.safeguards.models_drills import AlarmDrill
from kefu.safeguards.models_erasure import CopyPiece, CustomerCopy, ErasedPerson, Erasure, LegalHold, RetentionWait
from kefu.safeguards.models_exports import Export, ExportPiece
from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText
from kefu.safeguards.models_requests import AccountRequest, RequestStep
from kefu.safeguards.models_reveals import HoneyCustomer, Reveal, RevealAlarm, RevealFreeze
from kefu.safeguards.models_second import SecondReading
from kefu.safeguards.models_stepups import StepUp
from kefu.safeguards.models_vault import Paper, PaperAsk, PaperLook, PaperView
from kefu.safeguards.models_vault_moves import PaperMove

__all__ = [
    "AccountAppeal",
    "AccountRequest",
    "AlarmDrill",
    "BlockedText",
    "CopyPiece",
    "CustomerCopy",
    "ErasedPerson",
    "Erasure",
    "Export",
    "ExportPiece",
    "FraudAppeal",
    "FraudReport",
    "FraudTelling",
    "HoneyCustomer",
    "LegalHold",
    "Paper",
    "PaperAsk",
    "PaperLook",
    "PaperMove",
    "PaperView",
    "RequestStep",
    "RetentionWait",
    "Reveal",
    "RevealAlarm",
    "RevealFreeze",
    "SecondReading",
    "StepUp",
]
