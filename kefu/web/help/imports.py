"""The import map of these pages. The same in every answer, so their policy names its hash and a page can be kept."""

import base64
import hashlib
from functools import cache

from django.template.loader import render_to_string

TEMPLATE = "help/parts/import_map.json"


@cache
def source() -> str:
    """By which the pages' policy lets it run."""
    digest = hashlib.sha256(render_to_string(TEMPLATE).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
