"""What a customer tells before the first words: what it is about, and which account. Claims, never identity. No Django here."""

import re
from dataclasses import dataclass, replace

_UID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,189}\Z")
_PHONE = re.compile(r"\+?[0-9 ()./-]{4,24}\Z")
_SLUG = re.compile(r"[a-z0-9_-]{0,40}\Z")
_ARTICLES = re.compile(r"(?=.{0,254}\Z)[a-z0-9-]+(?: [a-z0-9-]+){0,9}\Z")
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,200}\Z")


@dataclass(frozen=True, slots=True)
class ParticularsData:
    """`category` is a slug of the exchange's own list. The account is as typed; empty: the one they are signed in with.

    `read`: addresses of the articles they read before, in order, a space between; `searched`: what they looked for last.
    """

    category: str = ""
    uid: str = ""
    email: str = ""
    phone: str = ""
    read: str = ""
    searched: str = ""

    @property
    def articles(self) -> list[str]:
        return self.read.split()


def is_well_formed(data: ParticularsData) -> bool:
    """Says something, and each part looks like what it claims to be."""
    return data != ParticularsData() and well_formed_of(data) == data


def well_formed_of(data: ParticularsData) -> ParticularsData:
    """The same without the parts that cannot be what they claim to be: one bad part costs no other."""
    shapes = {"category": _SLUG, "uid": _UID, "email": _EMAIL, "phone": _PHONE, "read": _ARTICLES, "searched": _LINE}
    return replace(data, **{name: "" for name, shape in shapes.items() if not shape.match(getattr(data, name))})
