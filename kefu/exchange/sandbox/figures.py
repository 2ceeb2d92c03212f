"""The exchange's figures, read from the file its facts begin with, so that the two never disagree."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "starter.toml"


def figure(name: str, args: str = "") -> Decimal:
    """KeyError for one that is not there."""
    return Decimal(str(values(name)[args]))


def values(name: str) -> dict[str, Any]:
    """What follows the fact's name -> its value; a fact that has one value has it under ""."""
    each = _all()[name]
    return dict(each["values"]) if "values" in each else {"": each["value"]}


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
