"""Reports of scammers, texts a second person reads, exports, requests that move an account. Only this room touches its tables."""

from kefu.safeguards.models_exports import Export, ExportPiece
from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText
from kefu.safeguards.models_requests import AccountRequest, RequestStep

__all__ = [
    "AccountRequest",
    "BlockedText",
    "Export",
    "ExportPiece",
    "FraudAppeal",
    "FraudReport",
    "FraudTelling",
    "RequestStep",
]
