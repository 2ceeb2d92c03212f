"""What of a step-up's row is sealed: whom the exchange was asked about."""

from kefu.people import keys, sealed_values
from kefu.safeguards.models import StepUp


def sealed_uid(customer: int, public_id: str, uid: str) -> str:
    """As the column keeps it. It opens in this row alone."""
    return sealed_values.seal(customer, uid, about=_about(public_id))


def uid_of(row: StepUp) -> str:
    """Empty where nobody can open it: no answer fits then."""
    try:
        return str(sealed_values.unseal(row.customer_id, row.uid, about=_about(row.public_id)))
    except keys.Unreadable:
        return ""


def _about(public_id: str) -> str:
    return f"safeguards.stepup.uid:{public_id}"
