"""A calculator's form: its fields in order, what was typed into them, and beside each what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy

from kefu.exchange.arithmetic import numbers
from kefu.exchange.arithmetic.numbers import MOST, Fault, NotTaken

MAX_TYPED_CHARS, MAX_LINES_CHARS = 60, 2_000
NOTHING = Decimal(0)
_SENTENCES: Mapping[Fault, Promise] = {
    Fault.EMPTY: gettext_lazy("Please enter a number."),
    Fault.NO_NUMBER: gettext_lazy("This is not a number. Write digits and a decimal point, for example 1234.5."),
    Fault.COMMA: gettext_lazy("The comma is unclear. Write a point for decimals: 1234.5. Thousands may be 1,234."),
    Fault.BELOW: gettext_lazy("This is too small. Enter a number above zero."),
    Fault.ABOVE: gettext_lazy("This is too large. Please check the digits."),
    Fault.LONG: gettext_lazy("This has too many digits. At most 18 stand behind the point."),
}


@dataclass(slots=True)
class Field:
    """`kind`: number, choice or lines. `typed` is shown again as it was."""

    name: str
    label: str
    kind: str
    typed: str
    unit: str = ""
    note: str = ""
    error: str = ""
    options: Sequence[tuple[str, str]] = ()


class Asked:
    """Fields are asked for one after the other, which also makes them; what cannot be used is None and has its sentence."""

    def __init__(self, request: HttpRequest, names: Iterable[str]) -> None:
        self._typed = {name: request.GET[name] for name in names if name in request.GET}
        self.fields: list[Field] = []

    @property
    def is_sent(self) -> bool:
        return bool(self._typed)

    @property
    def is_whole(self) -> bool:
        """Something was sent, and all of it can be used."""
        return self.is_sent and not any(field.error for field in self.fields)

    @property
    def query(self) -> str:
        sent = {name: value[:MAX_LINES_CHARS] for name, value in self._typed.items() if value}
        return urlencode(sent)

    def number(
        self,
        name: str,
        label: str,
        *,
        unit: str = "",
        note: str = "",
        most: Decimal = MOST,
        least: Decimal = NOTHING,
        may_be_least: bool = False,
        is_optional: bool = False,
    ) -> Decimal | None:
        field = Field(name, label, "number", self._typed.get(name, "")[:MAX_TYPED_CHARS], unit, note)
        self.fields.append(field)
        if not self.is_sent or (is_optional and not field.typed.strip()):
            return None
        try:
            return numbers.read(field.typed, most=most, least=least, may_be_least=may_be_least)
        except NotTaken as refused:
            field.error = sentence(refused.fault)
            if refused.fault is Fault.ABOVE and most < MOST:
                field.error = gettext("At most %(most)s can be entered here.") % {"most": numbers.shown(most)}
            return None

    def choice(self, name: str, label: str, options: Mapping[str, str], *, note: str = "") -> str:
        """The first where nothing was chosen, or something that is none of them."""
        typed = self._typed.get(name, "")
        chosen = typed if typed in options else next(iter(options), "")
        self.fields.append(Field(name, label, "choice", chosen, note=note, options=list(options.items())))
        return chosen

    def lines(self, name: str, label: str, *, note: str) -> str:
        typed = self._typed.get(name, "")[:MAX_LINES_CHARS]
        self.fields.append(Field(name, label, "lines", typed, note=note))
        return typed

    def refuse(self, name: str, error: str) -> None:
        """What only shows once the fields are looked at together. The first thing said about a field stays."""
        for field in self.fields:
            if field.name == name and not field.error:
                field.error = error


def sentence(fault: Fault) -> str:
    return str(_SENTENCES[fault])
