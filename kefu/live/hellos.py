"""Signs sockets in. Whoever said hello while the last ones were looked up is looked up together: crowds come back at once."""

import asyncio

from django.db import DatabaseError

from kefu.live import threads
from kefu.people import sessions
from kefu.people.access import Viewer

MAX_BATCH = 256

_Waiting = tuple[str, "asyncio.Future[Viewer | None]"]


class Hellos:
    """Lives on the loop. Holds one waiting token for each socket at most, and no secret once it is answered."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None

    async def viewer_for(self, token: str) -> Viewer | None:
        """Whom the token speaks for. DatabaseError if nobody can tell just now."""
        answer: asyncio.Future[Viewer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((token, answer))
        if self._work is None:
            self._work = asyncio.create_task(self._look_up())
        return await answer

    async def _look_up(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                await _answer(batch)
        finally:
            self._work = None


async def _answer(batch: list[_Waiting]) -> None:
    """A socket that left meanwhile waits no longer."""
    try:
        found = await threads.read(sessions.viewers_for_hellos, [token for token, _ in batch])
    except DatabaseError as error:
        for _, answer in batch:
            if not answer.done():
                answer.set_exception(error)
    else:
        for (_, answer), viewer in zip(batch, found, strict=True):
            if not answer.done():
                answer.set_result(viewer)
