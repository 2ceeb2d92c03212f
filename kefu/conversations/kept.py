"""Whether what was said has to stay as it is: while a legal hold stands, which a room above knows of (`settings.wiring`)."""

from collections.abc import Callable, Collection
from functools import cache

from django.utils.module_loading import import_string

from kefu.settings.wiring import KEPT_BY

Stands = Callable[[int, Collection[int]], bool]


def is_kept(customer: int, conversation: int) -> bool:
    """Rows. Asked in the log's own transaction before words are changed or taken out."""
    return _asked()(customer, [conversation])


@cache
def _asked() -> Stands:
    asked: Stands = import_string(KEPT_BY)
    return asked
