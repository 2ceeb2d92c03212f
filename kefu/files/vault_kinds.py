"""Which papers somebody may be asked for. No Django here. Stored: append-only, never rename a value."""

from enum import StrEnum


class PaperKind(StrEnum):
    ID_FRONT = "id_front"
    ID_BACK = "id_back"
    PASSPORT = "passport"
    SELFIE = "selfie"  # the person with the paper in hand
    ADDRESS = "address"
    FUNDS = "funds"
    OTHER = "other"


SHOWS_A_PERSON = frozenset(
    {PaperKind.ID_FRONT, PaperKind.PASSPORT, PaperKind.SELFIE}
)  # by which they can be recognised
