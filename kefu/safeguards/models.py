"""Reports of scammers. Only this room touches its tables."""

from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling

__all__ = ["FraudAppeal", "FraudReport", "FraudTelling"]
