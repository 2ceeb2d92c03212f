"""Reports of scammers, texts that a second person reads, and requests that move an account. Only this room touches its tables."""

from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText
from kefu.safeguards.models_requests import AccountRequest, RequestStep

__all__ = ["AccountRequest", "BlockedText", "FraudAppeal", "FraudReport", "FraudTelling", "RequestStep"]
