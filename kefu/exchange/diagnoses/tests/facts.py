"""Facts for a verdict, made by hand: what was answered and what the exchange said."""

from datetime import UTC, datetime
from typing import Any

from kefu.exchange.contract.connector import Learned, Unlearned
from kefu.exchange.contract.kinds import Trouble
from kefu.exchange.diagnoses.definition import Facts

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def facts(answers: dict[str, str] | None = None, *, user_agent: str = "", **known: Any) -> Facts:
    """`known` by the names the check reads under; a Trouble stands for what could not be learned."""
    held = {
        name: Unlearned(name, value) if isinstance(value, Trouble) else Learned(value, NOW)
        for name, value in known.items()
    }
    return Facts(NOW, answers or {}, held, user_agent)
