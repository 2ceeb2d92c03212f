"""Steps for each system and browser, the reader's own first. Names of menus are those their makers use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Guide:
    key: str
    title: Promise | str
    steps: Sequence[Promise]
    note: Promise | str = ""


CLOCKS: Sequence[Guide] = (
    Guide(
        "ios",
        _("iPhone and iPad"),
        (
            _("Open Settings → General → Date & Time."),
            _("Turn Set Automatically on. If it is on, turn it off and on again."),
            _("Close the authenticator completely, open it again and use the next code."),
        ),
        _("If the switch cannot be moved, a Screen Time passcode or a company's profile holds it."),
    ),
    Guide(
        "android",
        "Android",
        (
            _("Open Settings and search for “date”. On many phones: System → Date & time."),
            _("Turn the automatic time and the automatic time zone on. If they are on, turn them off and on again."),
            _("Older Google Authenticator: Settings → Time correction for codes → Sync now."),
            _("Close the authenticator completely, open it again and use the next code."),
        ),
        _(
            "Google Authenticator's time correction changes only how that app reckons, not the phone's "
            "clock. Newer versions no longer have it: then the phone's own clock counts, and this page shows"
            " whether it is right."
        ),
    ),
    Guide(
        "windows",
        "Windows",
        (
            _("Open Settings → Time & language → Date & time."),
            _("Turn Set time automatically on, and choose Sync now."),
            _("Check the time zone on the same page, then load this page again."),
        ),
    ),
    Guide(
        "macos",
        "macOS",
        (
            _("Open System Settings → General → Date & Time."),
            _("Turn Set time and date automatically on. If it is on, turn it off and on again."),
            _("Load this page again."),
        ),
    ),
    Guide(
        "linux",
        "Linux",
        (
            _("Open Settings → System → Date & Time and turn Automatic Date & Time on."),
            _("Or in a terminal: sudo timedatectl set-ntp true"),
            _("timedatectl then says “System clock synchronized: yes”. Load this page again."),
        ),
    ),
)

_ICON = _("Open our site and choose the icon left of the address.")
_ALL_SITES = _("This signs you out of other sites, too: this browser cannot do it for one site alone.")
_AGAIN = _("Close all windows of the browser, open it again and sign in.")

BROWSERS: Sequence[Guide] = (
    Guide(
        "chrome",
        _("Chrome on a computer"),
        (
            _ICON,
            _("Choose Cookies and site data → Manage on-device site data."),
            _("Choose the bin beside our domain, then Done."),
            _AGAIN,
        ),
    ),
    Guide(
        "chrome_android",
        _("Chrome on Android"),
        (
            _("Choose ⋮ → Settings → Site settings → All sites."),
            _("Search for our domain and open it."),
            _("Choose Delete and confirm."),
            _AGAIN,
        ),
    ),
    Guide(
        "chrome_ios",
        _("Chrome on iPhone and iPad"),
        (
            _("Choose ⋯ → Delete browsing data."),
            _("Tick cookies and site data, and cached images and files. Leave passwords unticked."),
            _("Choose Delete and confirm."),
            _AGAIN,
        ),
        _ALL_SITES,
    ),
    Guide(
        "safari_ios",
        _("Safari on iPhone and iPad"),
        (
            _("Open Settings → Apps → Safari → Advanced → Website Data. Older systems have no Apps step."),
            _("Search for our domain."),
            _("Swipe it to the left and choose Delete."),
            _AGAIN,
        ),
    ),
    Guide(
        "safari_mac",
        _("Safari on a Mac"),
        (
            _("Choose Safari → Settings → Privacy → Manage Website Data."),
            _("Search for our domain."),
            _("Choose it, then Remove and Done."),
            _AGAIN,
        ),
    ),
    Guide(
        "edge",
        "Microsoft Edge",
        (
            _ICON,
            _("Choose Cookies and site data, then manage them."),
            _("Delete what stands under our domain."),
            _AGAIN,
        ),
        _("On a phone: menu → Settings → Privacy → clear browsing data; there it is done for all sites."),
    ),
    Guide(
        "firefox",
        "Firefox",
        (
            _("Open our site and choose the padlock left of the address."),
            _("Choose Clear cookies and site data."),
            _("Confirm with Remove."),
            _AGAIN,
        ),
    ),
    Guide(
        "samsung",
        "Samsung Internet",
        (
            _("Choose ☰ → Settings → Personal browsing data → Delete browsing data."),
            _("Tick cookies and site data, and cached images and files. Leave passwords unticked."),
            _("Choose Delete and confirm."),
            _AGAIN,
        ),
        _ALL_SITES,
    ),
    Guide(
        "inside",
        _("A page opened inside WeChat or another app"),
        (
            _("Choose ⋯ in the corner → Open in browser (or in Safari)."),
            _("Compare the address letter by letter with ours before signing in."),
            _("If it fails there, too, follow the steps of that browser."),
        ),
        _(
            "Pages inside such apps keep their own data and often block sign-in. Clearing the app itself may"
            " delete chats: better leave it."
        ),
    ),
)


def own_first(guides: Sequence[Guide], key: str) -> list[Guide]:
    return sorted(guides, key=lambda guide: guide.key != key)
