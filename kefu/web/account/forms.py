"""What is typed at the door and about one's own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

MAX_PASSWORD_CHARS = 256


class SignIn(forms.Form):
    """One answer for an unknown address, a wrong password and a disabled account."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"class": "input input--large", "autocomplete": "username", "autofocus": True, "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=MAX_PASSWORD_CHARS,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input input--large", "autocomplete": "current-password"}),
    )


class Code(forms.Form):
    """A code of an authenticator app, or one of the recovery codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "input input--large input--code",
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class Credential(forms.Form):
    """What a browser's passkey said, as JSON; the script fills it in."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> dict[str, Any]:
        told = self.cleaned_data["credential"]
        if not isinstance(told, dict):
            raise forms.ValidationError(_("Your device's answer could not be read."))
        return told


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("15 characters or more. A sentence you remember is better than signs you do not."),
        max_length=MAX_PASSWORD_CHARS,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "input input--large", "autocomplete": "new-password", "autofocus": True, "minlength": 15}
        ),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=MAX_PASSWORD_CHARS,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input input--large", "autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "password" in told and told.get("again") != told["password"]:
            self.add_error("again", _("The two are not the same. Type it once more."))
        return told


class Confirmation(forms.Form):
    """The password again, of somebody who has nothing stronger."""

    password = forms.CharField(
        label=_("Password"),
        max_length=MAX_PASSWORD_CHARS,
        strip=False,
        widget=forms.PasswordInput(
            attrs={"class": "input input--large", "autocomplete": "current-password", "autofocus": True}
        ),
    )
