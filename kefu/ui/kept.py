"""What was rendered is kept for the next who sees the same: rows of a list, entries of a thread.

The key is all that a template is given, with the language and the time zone, so nothing has to be thrown away when it changes:
what changed is another key. A template gets nothing else, neither the request nor its token: forms cannot be kept.
"""

import time
from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 2_000  # pieces, of 1 to 3 kB each
LONGEST_S = 300  # what was erased shall not stay in memory

Values = tuple[tuple[str, Hashable], ...]


class Kept:
    """Pieces of pages. All of them are forgotten after `LONGEST_S`, or when there are too many. Any thread."""

    def __init__(self) -> None:
        self._pieces: dict[Hashable, SafeString] = {}
        self._until = 0.0

    def html(self, name: str, values: Values) -> SafeString:
        """The template `name` rendered with `values` alone; anew where they cannot be a key (a list in them)."""
        key = (name, values, get_language(), timezone.get_current_timezone_name())
        try:
            found = self._pieces.get(key)
        except TypeError:
            return render_to_string(name, dict(values))
        if found is None or time.monotonic() > self._until:
            found = render_to_string(name, dict(values))
            self._keep(key, found)
        return found

    def _keep(self, key: Hashable, piece: SafeString) -> None:
        if time.monotonic() > self._until or len(self._pieces) >= MOST:
            self._pieces = {}
            self._until = time.monotonic() + LONGEST_S
        self._pieces[key] = piece


pieces = Kept()
