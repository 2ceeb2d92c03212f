"""What a browser's passkey said, as a form brings it."""

import json
from typing import Any

from django.http import HttpRequest

from kefu.trust.passkeys import NotProved

MAX_CHARS = 16_000


def credential_of(request: HttpRequest) -> dict[str, Any]:
    """NotProved for what is none."""
    said = request.POST.get("credential", "")
    try:
        found = json.loads(said) if len(said) <= MAX_CHARS else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise NotProved
    return found
