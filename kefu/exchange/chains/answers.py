"""Reads an explorer's JSON strictly: what is not of the shape it should have is a bad answer, never a guess."""

import re
from datetime import UTC, datetime
from typing import Any

from kefu.exchange.chains.explorer import ExplorerTrouble, TroubleKind

_QUANTITY = re.compile(r"0x[0-9a-fA-F]{1,64}")
_MOST = 2**63 - 1


def bad() -> ExplorerTrouble:
    return ExplorerTrouble(TroubleKind.BAD_ANSWER)


class Told:
    """One object of an answer, field by field."""

    def __init__(self, raw: object) -> None:
        if not isinstance(raw, dict):
            raise bad()
        self._raw: dict[str, Any] = raw

    def has(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def raw(self, name: str) -> Any:
        """As it stands; a field that is missing is a bad answer, one that is null is not."""
        if name not in self._raw:
            raise bad()
        return self._raw[name]

    def text(self, name: str) -> str:
        found = self._raw.get(name)
        if not isinstance(found, str):
            raise bad()
        return found

    def flag(self, name: str) -> bool:
        found = self._raw.get(name)
        if not isinstance(found, bool):
            raise bad()
        return found

    def whole(self, name: str) -> int:
        return whole(self._raw.get(name))

    def quantity(self, name: str) -> int:
        """A number as nodes of the EVM family write it: 0x and hex."""
        return quantity(self._raw.get(name))

    def hexed(self, name: str, *, length: int | None = None) -> bytes:
        return hexed(self._raw.get(name), length=length)

    def told(self, name: str) -> "Told":
        return Told(self._raw.get(name))

    def rows(self, name: str) -> list[Any]:
        found = self._raw.get(name)
        if not isinstance(found, list):
            raise bad()
        return found


def whole(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= _MOST:
        raise bad()
    return raw


def quantity(raw: object) -> int:
    if not isinstance(raw, str) or not _QUANTITY.fullmatch(raw):
        raise bad()
    return int(raw, 16)


def hexed(raw: object, *, length: int | None = None) -> bytes:
    """Bytes written in hex, with 0x before them or without."""
    digits = raw.removeprefix("0x") if isinstance(raw, str) and raw.isascii() and " " not in raw else "?"
    try:
        found = bytes.fromhex(digits)
    except ValueError as error:
        raise bad() from error
    if length is not None and len(found) != length:
        raise bad()
    return found


def moment(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise bad() from error
