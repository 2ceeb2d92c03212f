"""Reports of scammers, and texts that a second person reads. Only this room touches its tables."""

from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText

__all__ = ["BlockedText", "FraudAppeal", "FraudReport", "FraudTelling"]
