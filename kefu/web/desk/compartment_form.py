"""The form in which somebody says to which customers, and to which hours, a colleague or a team is confined."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kefu.kit import zones
from kefu.people import compartments
from kefu.people.compartments import Shift
from kefu.trust import compartments as confining

_INPUT = {"class": "input"}
_TIME = {"type": "time", **_INPUT}
WORKDAYS = ("0", "1", "2", "3", "4")


class CompartmentForm(forms.Form):
    """Without regions: everywhere. Without hours: at any. What is wrong is said where it was typed."""

    regions = forms.CharField(
        label=_("Regions"),
        required=False,
        max_length=160,
        widget=forms.TextInput(
            attrs={**_INPUT, "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_(
            "Two letters each, such as TW JP; “unknown” for customers whose region nobody told. Empty: all regions."
        ),
    )
    has_hours = forms.BooleanField(label=_("Only in the hours of a shift"), required=False)
    begins = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    ends = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=zones.offered, widget=forms.Select(attrs=_INPUT)
    )
    days = forms.MultipleChoiceField(
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, line: str, zone: str) -> None:
        super().__init__(data, initial=_initial(line, zone))

    def clean_regions(self) -> str:
        wanted = self.cleaned_data["regions"].replace(",", " ").split()
        named = [each.lower() if each.lower() == compartments.UNKNOWN else each for each in wanted]
        try:
            return compartments.written(named, "").partition("|")[0].strip()
        except ValueError as error:
            raise forms.ValidationError(
                _("Write each region as two letters (ISO 3166), such as TW, or “unknown”; 40 at most.")
            ) from error

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("has_hours"):
            if not said.get("days"):
                self.add_error("days", _("Choose at least one day, or take the hours away."))
            for name in ("begins", "ends", "zone"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Say when."))
        return said

    def line(self) -> str:
        """What a valid form says, as it is kept."""
        said = self.cleaned_data
        shift = ""
        if said["has_hours"]:
            hours = (f"{said[name]:%H:%M}" for name in ("begins", "ends"))
            shift = compartments.shift_text(said["zone"], map(int, said["days"]), *hours)
        return confining.line_of(said["regions"].split(), shift)


def _initial(line: str, zone: str) -> dict[str, object]:
    compartment = compartments.read(line)
    shift = compartment.shifts[0] if compartment.shifts else Shift(zone, frozenset(map(int, WORKDAYS)), 540, 1080)
    return {
        "regions": " ".join(sorted(compartment.regions or ())),
        "has_hours": bool(compartment.shifts),
        "begins": _clock(shift.begins),
        "ends": _clock(shift.ends),
        "zone": shift.zone,
        "days": [str(day) for day in sorted(shift.days)],
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
