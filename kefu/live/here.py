"""Writes down which customers have a page of ours open, of those to whom a mail of what they have not read would go soon."""

from kefu.conversations import away
from kefu.kit import clock
from kefu.live import threads
from kefu.live.hub import Hub

AT_ONCE = 5_000


async def tell(hub: Hub) -> None:
    """They have not left. Whoever has another conversation open is here too."""
    waiting = await threads.read(away.soon_due, clock.now(), limit=AT_ONCE)
    if not waiting:
        return
    customers = {member.viewer.id for member in hub.members if member.viewer.is_customer}
    here = [row for row, customer in waiting.items() if customer in customers]
    if here:
        await threads.write(away.still_here, here, now=clock.now())
