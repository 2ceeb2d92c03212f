"""The facts an installation begins with: believable ones, to be replaced by the exchange's own."""

import tomllib
from pathlib import Path
from typing import Any

from kefu.exchange import facts
from kefu.exchange.facts import NewValue
from kefu.exchange.rules import Named

FILE = Path(__file__).parent / "starter.toml"


def load_starter() -> int:
    """Make those that are not there; what is there stays. How many were made."""
    with FILE.open("rb") as file:
        found = tomllib.load(file)
    return facts.bring(pair for name, each in found.items() for pair in _facts(name, each))


def _facts(name: str, each: dict[str, Any]) -> list[tuple[Named, NewValue]]:
    unit = str(each.get("unit", ""))
    values: dict[str, Any] = each["values"] if "values" in each else {"": each["value"]}
    return [
        (Named(name, args), _new(value, unit if unit != "coin" else args.split()[0])) for args, value in values.items()
    ]


def _new(value: Any, unit: str) -> NewValue:
    if isinstance(value, dict):
        words = {str(locale): str(text) for locale, text in value.items()}
        return NewValue(words.get("en") or next(iter(words.values())), words, unit)
    return NewValue(str(value), {}, unit)
