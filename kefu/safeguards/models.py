"""Reports of scammers, texts that a second person reads, and exports. Only this room touches its tables."""

from kefu.safeguards.models_exports import Export, ExportPiece
from kefu.safeguards.models_fraud import FraudAppeal, FraudReport, FraudTelling
from kefu.safeguards.models_releases import BlockedText

__all__ = ["BlockedText", "Export", "ExportPiece", "FraudAppeal", "FraudReport", "FraudTelling"]
