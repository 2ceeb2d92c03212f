"""When a server is left alone: after five troubles in a row, or when it asked for it. Pure; times are given.

Open, nothing is sent for ten seconds; then one call tries, and the others wait for what becomes of it.
"""

from dataclasses import dataclass, replace

TROUBLES = 5
REST_S = 10.0
MOST_BUSY_S = 60.0  # whatever the exchange asks for


@dataclass(frozen=True, slots=True)
class Circuit:
    """Of one call. `rests_until`: nothing is sent before."""

    troubles: int = 0
    rests_until: float = 0.0
    is_busy: bool = False  # it rests because it was asked to

    @property
    def is_open(self) -> bool:
        return self.troubles >= TROUBLES


def wait_s(circuit: Circuit, *, now: float) -> float:
    """How long nothing may be sent; 0: now."""
    return max(0.0, circuit.rests_until - now)


def entered(circuit: Circuit, *, now: float) -> Circuit:
    """Somebody asks. Where it was open they are the one who tries: the others rest meanwhile."""
    if circuit.is_open:
        return replace(circuit, rests_until=now + REST_S, is_busy=False)
    return circuit


def troubled(circuit: Circuit, *, now: float, jitter: float) -> Circuit:
    """`jitter` from 0 to 1: so that many processes do not all try again at once."""
    troubles = min(circuit.troubles + 1, TROUBLES)
    rests = now + REST_S * (1 + jitter / 4) if troubles >= TROUBLES else circuit.rests_until
    return Circuit(troubles, rests)


def busy(circuit: Circuit, *, now: float, retry_after_s: float) -> Circuit:
    """It answers, but asks to be left alone: that is no trouble."""
    return Circuit(0, now + min(max(retry_after_s, 0.0), MOST_BUSY_S), is_busy=True)


def answered() -> Circuit:
    return Circuit()
