"""A finding as JSON and back: what rows and entries keep. Figures and moments stay what they are. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kefu.exchange.contract import codec
from kefu.exchange.diagnoses.definition import Finding, Line, Mark, Params, State, Step, StepKind, Value


def to_json(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "state": finding.state.value,
        "params": _params(finding.params),
        "lines": [{"mark": each.mark.value, "key": each.key, "params": _params(each.params)} for each in finding.lines],
        "steps": [
            {"kind": each.kind.value, "target": each.target, "key": each.key, "params": _params(each.params)}
            for each in finding.steps
        ],
        "follow": dict(finding.follow),
    }


def from_json(stored: Mapping[str, Any]) -> Finding:
    """ValueError for what is none."""
    try:
        return Finding(
            verdict=str(stored["verdict"]),
            state=State(stored["state"]),
            params=_values(stored.get("params", {})),
            lines=tuple(
                Line(Mark(each["mark"]), str(each["key"]), _values(each["params"])) for each in stored["lines"]
            ),
            steps=tuple(
                Step(StepKind(each["kind"]), str(each["target"]), str(each["key"]), _values(each["params"]))
                for each in stored["steps"]
            ),
            follow={str(name): str(value) for name, value in stored.get("follow", {}).items()},
        )
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError("no finding") from error


def _params(params: Params) -> dict[str, Any]:
    return {name: _told(value) for name, value in params.items()}


def _told(value: Value) -> Any:
    if isinstance(value, Decimal):
        return {"d": f"{value:f}"}
    if isinstance(value, datetime):
        return {"t": value.astimezone(UTC).isoformat()}
    return value if isinstance(value, int) else str(value)


def _values(stored: Mapping[str, Any]) -> dict[str, Value]:
    return {name: _value(value) for name, value in stored.items()}


def _value(stored: Any) -> Value:
    """ValueError for a figure that is a gigabyte when written out, and for a moment that a time zone cannot hold."""
    if not isinstance(stored, Mapping):
        return stored if isinstance(stored, int) else str(stored)
    if "d" in stored:
        figure = Decimal(stored["d"])
        if codec.is_writable(figure):
            return figure
    elif codec.is_of_our_time(moment := datetime.fromisoformat(stored["t"])):
        return moment
    raise ValueError("no figure and no moment that can be shown")
