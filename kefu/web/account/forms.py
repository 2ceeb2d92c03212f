"""The sign-in form."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input input--large", "autocomplete": "current-password"}),
    )
