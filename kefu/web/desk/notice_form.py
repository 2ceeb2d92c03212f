"""The form in which an agent says what they want to be told, how loudly and when."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from kefu.kit import clock, zones
from kefu.watchers.notify.rules import EVERY_DAY, FOR_AGENTS, Preferences, QuietHours, Reason, Sound

MORNING = time(8)
_ANY = [(reason.value, reason.value) for reason in FOR_AGENTS]
_SOUNDS = [
    (Sound.CHIME.value, _("Chime")),
    (Sound.KNOCK.value, _("Knock")),
    (Sound.BELL.value, _("Bell")),
    (Sound.NONE.value, _("No sound")),
]
_SILENCES = [
    ("off", _("Off")),
    ("60", _("For one hour")),
    ("240", _("For four hours")),
    ("morning", _("Until tomorrow, 08:00")),
]
_INPUT = {"class": "input"}


class NoticeForm(forms.Form):
    """`keep` of `silence` leaves a silence that runs as it is."""

    rings = forms.MultipleChoiceField(choices=_ANY, required=False)
    pushes = forms.MultipleChoiceField(choices=_ANY, required=False)
    sound = forms.ChoiceField(label=_("Sound"), choices=_SOUNDS, widget=forms.Select(attrs=_INPUT))
    volume = forms.IntegerField(
        label=_("Volume"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"type": "range", "step": "5", "class": "notices__range"}),
    )
    silence = forms.ChoiceField(label=_("Do not disturb"), widget=forms.Select(attrs=_INPUT))
    is_quiet = forms.BooleanField(label=_("Keep quiet at these times"), required=False)
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time", **_INPUT}, format="%H:%M"))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time", **_INPUT}, format="%H:%M"))
    days = forms.MultipleChoiceField(
        choices=[(str(day), name) for day, name in WEEKDAYS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones.offered, widget=forms.Select(attrs=_INPUT))

    def __init__(self, data: Any = None, *, chosen: Preferences, hours: QuietHours | None) -> None:
        super().__init__(data, initial=_initial(chosen, hours))
        silent_until = chosen.silent_until
        self.is_silent = silent_until is not None and silent_until > clock.now()
        self._silent_until = silent_until
        self.is_fresh = hours is None  # nothing was ever chosen
        silences = self.fields["silence"]
        if isinstance(silences, forms.ChoiceField):
            silences.choices = [*([("keep", _("As chosen"))] if self.is_silent else []), *_SILENCES]
        self.initial["silence"] = "keep" if self.is_silent else "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_quiet") and not cleaned.get("days"):
            self.add_error("days", _("Choose at least one day, or switch the quiet hours off."))
        return cleaned

    def chosen(self) -> Preferences:
        """What a valid form says."""
        said = self.cleaned_data
        quiet = QuietHours(said["starts"], said["ends"], frozenset(map(int, said["days"])), said["zone"])
        return Preferences(
            rings=frozenset(map(Reason, said["rings"])),
            pushes=frozenset(map(Reason, said["pushes"])),
            sound=Sound(said["sound"]),
            volume=said["volume"],
            quiet=quiet if said["is_quiet"] else None,
            silent_until=self._until(said["silence"], ZoneInfo(said["zone"])),
        )

    def hours(self) -> QuietHours:
        """The hours as typed, on or off."""
        said = self.cleaned_data
        return QuietHours(said["starts"], said["ends"], frozenset(map(int, said["days"])), said["zone"])

    def _until(self, silence: str, zone: ZoneInfo) -> datetime | None:
        now = clock.now()
        if silence == "keep":
            return self._silent_until
        if silence == "morning":
            return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), MORNING, tzinfo=zone)
        return None if silence == "off" else now + timedelta(minutes=int(silence))


def _initial(chosen: Preferences, hours: QuietHours | None) -> dict[str, object]:
    quiet = chosen.quiet or hours or QuietHours()
    return {
        "rings": [reason.value for reason in chosen.rings],
        "pushes": [reason.value for reason in chosen.pushes],
        "sound": chosen.sound.value,
        "volume": chosen.volume,
        "is_quiet": chosen.quiet is not None,
        "starts": quiet.starts,
        "ends": quiet.ends,
        "days": [str(day) for day in sorted(quiet.days or EVERY_DAY)],
        "zone": quiet.zone,
    }
