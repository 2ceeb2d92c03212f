"""R04: the disk is full for a while, under load. Nothing false is acknowledged, reading goes on, and freed all is well."""

import asyncio
import random
import time
from contextlib import closing
from pathlib import Path

import httpx

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import disks, house
from bench.faults.house import House
from bench.faults.registry import Fault, Round, judged
from bench.oracle import judge
from bench.product import Rest

LOAD = Load(pairs=5, gap_s=0.2)
DISK_MB = 64
FULL_S = 3.0
WELL_WITHIN_S = 10.0
SAID_BEFORE = 20
SAYS_LATER = frozenset({429, 503, 507})


class _Full:
    """One disk, filled and freed again and again."""

    def __init__(self, place: House, crowd: Crowd, *, disk: Path) -> None:
        self._place, self._crowd, self._disk = place, crowd, disk
        self.well_after_s: list[float] = []
        self.complaints: list[str] = []

    async def fill(self, count: int, *, chance: random.Random) -> None:
        for _ in range(count):
            await self._crowd.diary.some_acked(SAID_BEFORE)
            await asyncio.sleep(chance.uniform(0, 1))
            pids = self._place.pids()
            filling = await asyncio.to_thread(disks.fill, self._disk)
            await asyncio.sleep(FULL_S)
            await asyncio.to_thread(self._look_around)
            await asyncio.to_thread(disks.fill, self._disk)  # what a checkpoint gave back meanwhile
            filling.unlink()
            freed = time.monotonic()
            await self._crowd.diary.some_acked(1)
            self.well_after_s.append(time.monotonic() - freed)
            if self._place.pids() != pids:
                self.complaints.append("a process ended on the full disk")

    def _look_around(self) -> None:
        """Reading goes on; writing by HTTP is refused in a way that says to come back."""
        conversation, token = next(iter(self._crowd.tokens_of.items()))
        with closing(Rest(self._place.server, token=token)) as rest:
            if not rest.call("GET", f"/api/v1/conversations/{conversation}/entries?limit=10")["entries"]:
                self.complaints.append("nothing could be read on the full disk")
        url = f"{self._place.server.base_url}/api/v1"
        headers = {"Authorization": f"Bearer {token}"}
        text = {"file": ("statement.txt", b"a statement\n" * 400, "text/plain")}
        name, mid = "customer-rest", f"customer-rest_{time.monotonic_ns()}"
        body = f"said on the full disk {mid}"
        self._crowd.diary.invoked(name, mid=mid, conversation=conversation, body=body)
        said = {"client_msg_id": mid, "body": body}
        answers = [
            httpx.post(f"{url}/files", headers=headers, files=text, timeout=30),
            httpx.post(f"{url}/conversations/{conversation}/entries", headers=headers, json=said, timeout=30),
        ]
        if answers[1].is_success:
            self._crowd.diary.acked(name, mid=mid, conversation=conversation, seq=answers[1].json()["seq"], body=body)
        for answer in answers:
            if answer.status_code >= 500 and answer.status_code not in SAYS_LATER:
                self.complaints.append(f"{answer.request.url.path} was answered {answer.status_code} on the full disk")
        if httpx.get(f"{self._place.server.base_url}/readyz", timeout=30).status_code != 503:
            self.complaints.append("readyz said ready on the full disk")


def play(count: int, seed: int, folder: Path) -> Round:
    with disks.small(folder / "disk", mb=DISK_MB) as disk, house.opened(disk / "data") as place:
        diary = Diary()
        tokens = product.customers(place.server, LOAD.pairs)
        crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary)
        crowd.open()
        full = _Full(place, crowd, disk=disk)
        asyncio.run(crowd.live(lambda: full.fill(count, chance=random.Random(seed))))
        verdict = judge(diary.events, reads.everything(place.server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    worst = max(full.well_after_s)
    found = judged(count, verdict, well_after_s=round(worst, 1), told_to_try_again=diary.errors["try_again"])
    found.complaints.extend(full.complaints)
    if worst > WELL_WITHIN_S:
        found.complaints.append(f"the next ack came {worst:.1f} s after room was made")
    if not diary.errors["try_again"]:
        found.complaints.append("no sender was ever told to try again, so the disk was not full")
    return found


FAULT = Fault("full_disks", wanted=20, a_round=3, play=play, lacks=disks.lacks)
