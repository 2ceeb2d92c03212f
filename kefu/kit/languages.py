"""In which language our own words stand beside a text: of those there are translations into (LANGUAGES), the nearest."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant


def screen_of(locale: str) -> str:
    """That of screens (zh-hans) for one of articles (zh-CN); the installation's own where there is none near."""
    try:
        return get_supported_language_variant(locale)
    except LookupError:
        return settings.LANGUAGE_CODE
