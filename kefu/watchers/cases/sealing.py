"""What a job keeps of an account: the answers it asks with, sealed, and a mark of the verdict that the log heard last."""

from collections.abc import Mapping

from kefu.exchange.diagnoses.definition import Finding
from kefu.kit import crypto
from kefu.people import sealed_values
from kefu.watchers.cases import rules

_TOLD = "cases.told"


def sealed(customer: int, answers: Mapping[str, str], *, place: str) -> str | dict[str, str]:
    """As JSON; what is empty is kept as it is. `place` is the job's own (`place_of`): it opens in no other."""
    return sealed_values.seal(customer, dict(answers), about=_about(place)) if answers else {}


def opened(customer: int, kept: object, *, place: str) -> Mapping[str, str]:
    """keys.Unreadable where nobody can open them."""
    if isinstance(kept, dict):  # nothing to seal, or a release before wrote it while two of them served
        return kept
    found: Mapping[str, str] = sealed_values.unseal(customer, kept, about=_about(place))
    return found


def place_of(conversation: int, diagnosis: str, reason: str) -> str:
    return f"{conversation}.{diagnosis}.{reason}"


def mark(customer: int, finding: Finding) -> str:
    """The same for the same verdict about the same customer, and nothing to whoever has the database alone."""
    return crypto.keyed_hash(_TOLD, f"{customer}:{rules.gist(finding)}")


def _about(place: str) -> str:
    return f"cases.job.answers:{place}"
