"""Makes good what lost wake-ups would have told: every few seconds, and more often while hints are known not to arrive."""

import asyncio
import logging
from collections import OrderedDict
from datetime import datetime, timedelta

from kefu.conversations import everywhere
from kefu.kit import clock, wake
from kefu.live import threads
from kefu.live.hub import Hub

logger = logging.getLogger(__name__)

RECHECK_S = 7.0  # "within 10 s" leaves room for a slow database
DEAF_S = 1.5
LOOK_S = 0.5
CHUNK = 500
CHANGED_AT_ONCE = 200
OVERLAP = timedelta(seconds=5)  # clocks of two machines, and a commit that took its time
MAX_HEARD = 20_000


class Recheck:
    """`heard` takes note of every hint, so that lists are told only of what nobody told them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._heard: OrderedDict[int, int] = OrderedDict()  # row -> newest number
        self._looked_at: datetime = clock.now()

    def heard(self, row: int, newest: int) -> None:
        self._heard[row] = max(newest, self._heard.get(row, 0))
        self._heard.move_to_end(row)
        if len(self._heard) > MAX_HEARD:
            self._heard.popitem(last=False)

    async def run(self) -> None:
        """Until cancelled. Once more right after hearing comes back: the last hints of the silence are lost too."""
        was_deaf, since_s = False, 0.0
        while True:
            await asyncio.sleep(LOOK_S)
            since_s += LOOK_S
            is_deaf = wake.is_deaf()
            if since_s < (DEAF_S if is_deaf or was_deaf else RECHECK_S):
                continue
            since_s = 0.0
            try:
                await self.once()
                was_deaf = is_deaf
            except threads.TROUBLE as error:
                logger.warning("the re-check waits for the database: %s", type(error).__name__)

    async def once(self) -> None:
        """The newest numbers of everything somebody here listens to, and what changed in the lists."""
        rows = self._hub.rows()
        for start in range(0, len(rows), CHUNK):
            newest = await threads.read(everywhere.newest, rows[start : start + CHUNK])
            for row, (last_seq, last_public_seq) in newest.items():
                self._hub.tell(row, public_id="", last_seq=last_seq, last_public_seq=last_public_seq)
        if self._hub.inbox:
            await self._lists()

    async def _lists(self) -> None:
        began = clock.now()
        changed = await threads.read(everywhere.changed, self._looked_at - OVERLAP, limit=CHANGED_AT_ONCE)
        self._looked_at = began
        for row, public_id, last_seq in changed:
            if self._heard.get(row, 0) < last_seq:
                self.heard(row, last_seq)
                self._hub.note_change(public_id)
