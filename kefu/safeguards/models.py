"""Reports of scammers, texts that a second person reads, and reveals. Only this room touches its tables."""

from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText
from kefu.safeguards.models_reveals import HoneyCustomer, Reveal, RevealAlarm, RevealFreeze

__all__ = [
    "BlockedText",
    "FraudAppeal",
    "FraudReport",
    "FraudTelling",
    "HoneyCustomer",
    "Reveal",
    "RevealAlarm",
    "RevealFreeze",
]
