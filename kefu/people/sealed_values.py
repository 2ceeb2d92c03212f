"""Values that JSON can write, sealed under a customer's key as text for a column. Who is erased leaves an empty one."""

import base64
import binascii
import json
from typing import Any

from kefu.people import keys
from kefu.people.keys import Damaged, Destroyed, Ring


def sealed(ring: Ring, customer: int, value: Any, *, about: str) -> str:
    """Base64; empty where their key was destroyed: nothing is kept of them any more."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    try:
        return base64.b64encode(ring.sealed(customer, plain, about=about)).decode()
    except Destroyed:
        return ""


def opened(ring: Ring, customer: int, text: object, *, about: str) -> Any:
    """What was sealed there. Destroyed, or Damaged: a row may have been written by anybody."""
    if text == "":
        raise Destroyed
    if not isinstance(text, str):
        raise Damaged
    try:
        return json.loads(ring.opened(customer, base64.b64decode(text, validate=True), about=about))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise Damaged from error


def seal(customer: int, value: Any, *, about: str) -> str:
    """`sealed` under a key that is looked up for it, or made."""
    return sealed(keys.ring([customer], or_make=True), customer, value, about=about)


def unseal(customer: int, text: object, *, about: str) -> Any:
    """`opened` under a key that is looked up for it. Destroyed, or Damaged."""
    return opened(keys.ring([customer]), customer, text, about=about)
