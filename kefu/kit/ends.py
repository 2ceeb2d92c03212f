"""What staff see of what leads to a wallet: its ends, enough to hold it against another by eye. Pure: no tables, no Django."""

import re

LONG_CHARS = 20  # an order's number is shorter; an address and a TxID are longer
FIRST, LAST = 6, 4
_RUN = re.compile(rf"[A-Za-z0-9]{{{LONG_CHARS},}}\Z")
_GROUPS = re.compile(r"(?:[A-Za-z0-9]{4} )+[A-Za-z0-9]{1,4}\Z")


def shown(text: str) -> str:
    """An address or a TxID, also one written in groups of four, by its first and its last characters; all else as it is."""
    plain = text.replace(" ", "") if _GROUPS.match(text) else text
    return f"{plain[:FIRST]}…{plain[-LAST:]}" if _RUN.match(plain) else text
