"""Cases of this room hang on conversations: one that is not somebody's to see (`people.closed`) is no case to them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from kefu.conversations import queries
from kefu.kit.errors import NotFound
from kefu.people.access import Viewer

Row = TypeVar("Row")


def seen(viewer: Viewer, rows: Iterable[Row], *, of: Callable[[Row], int | None]) -> list[Row]:
    """Those whose conversation (row) the viewer sees; what hangs on none is everybody's."""
    rows = list(rows)
    there = queries.public_ids_for(viewer, sorted({row for each in rows if (row := of(each)) is not None}))
    return [each for each in rows if (row := of(each)) is None or row in there]


def require(viewer: Viewer, row: Row, *, of: Callable[[Row], int | None]) -> Row:
    """It, or NotFound."""
    if not seen(viewer, [row], of=of):
        raise NotFound
    return row
