"""R02: the power goes under load. What a copy of the disk holds is started again, read and judged, files and journal included.

The processes are held still while the image is copied: a copy takes a moment, and no disk loses power for one half alone.
"""

import asyncio
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import product, reads
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.faults import disks, house, senders
from bench.faults.house import House
from bench.faults.registry import Fault, Round, judged
from bench.faults.senders import FileSender
from bench.oracle import Verdict, judge, until

LOAD = Load(pairs=10, gap_s=0.4)
BETWEEN_S = 0.5
SAID_BEFORE = 30
DISK_MB = 1_536  # files are refused on a disk that is nearly full; what is never written takes no room

# what our side did stands in the log and in the journal, or in neither
_ACTS = """
SELECT count(*) FROM (
  SELECT conversation_id, kind, CAST(seq AS text), author_id FROM conversations_entry WHERE author_kind = 'agent'
  {} SELECT subject_id, action, detail, actor_id FROM trust_journalentry
  WHERE subject_kind = 'conversation' AND action IN (SELECT DISTINCT kind FROM conversations_entry)
)
"""
_TURNED = """
SELECT count(*) FROM (
  SELECT subject_id, action, detail, actor_id FROM trust_journalentry
  WHERE subject_kind = 'conversation' AND action IN (SELECT DISTINCT kind FROM conversations_entry)
  EXCEPT SELECT conversation_id, kind, CAST(seq AS text), author_id FROM conversations_entry WHERE author_kind = 'agent'
)
"""


class _Cuts:
    """Each copy of the disk, put to use and judged while the original goes on."""

    def __init__(self, place: House, *, backing: Path, crowd: Crowd, files: FileSender) -> None:
        self._place, self._backing, self._crowd, self._files = place, backing, crowd, files
        self.verdicts: list[Verdict] = []
        self.complaints: list[str] = []

    async def cut(self, count: int, *, chance: random.Random) -> None:
        for _ in range(count):
            await self._crowd.diary.some_acked(SAID_BEFORE)
            await asyncio.sleep(chance.expovariate(1 / BETWEEN_S))
            await asyncio.to_thread(self._cut)

    def _cut(self) -> None:
        with TemporaryDirectory(prefix="kefu-cut-", dir=self._backing.parent) as folder:
            copy = Path(folder) / "copy.img"
            held = self._place.stop_still()
            time.sleep(0.05)  # what was said before it stood still has reached its hearers' diaries
            at_us = time.monotonic_ns() // 1000
            disks.copy(self._backing, copy)
            self._place.go_on(held)
            with disks.mounted(copy, Path(folder) / "disk") as disk:
                self._judge(disk / "data", at_us=at_us)

    def _judge(self, data: Path, *, at_us: int) -> None:
        self.complaints += senders.missing(data, kept=dict(self._files.kept), at_us=at_us)
        tokens_of = {**self._crowd.tokens_of, self._files.conversation: self._files.token}
        with house.opened(data, like=self._place) as copy:
            readings = reads.everything(copy.server, tokens_of=tokens_of, mid_of=self._crowd.diary.mid_of)
            self.complaints += _unsound(copy.server.database)
        events = list(self._crowd.diary.events)
        self.verdicts.append(judge(until(events, at_us), readings))


def play(count: int, seed: int, folder: Path) -> Round:
    with disks.image(folder, mb=DISK_MB) as (backing, disk), house.opened(disk / "data") as place:
        diary = Diary()
        tokens = product.customers(place.server, LOAD.pairs + 1)
        crowd = Crowd(place.server, load=LOAD, tokens=tokens, diary=diary)
        crowd.open()
        files = FileSender(place.server, tokens[-1], diary)
        files.start()
        cuts = _Cuts(place, backing=backing, crowd=crowd, files=files)
        asyncio.run(crowd.live(lambda: cuts.cut(count, chance=random.Random(seed))))
        files.stop()
        verdict = _all_of(cuts.verdicts)
    found = judged(count, verdict, files=len(files.kept))
    found.complaints.extend(cuts.complaints)
    if not files.kept:
        found.complaints.append(f"no file was ever taken, so nothing is known of files: {files.refusals}")
    return found


def _unsound(database: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as base:
        said = base.execute("PRAGMA integrity_check").fetchone()[0]
        unjournaled = base.execute(_ACTS.format("EXCEPT")).fetchone()[0]
        unfounded = base.execute(_TURNED).fetchone()[0]
    found = [] if said == "ok" else [f"integrity_check: {said[:200]}"]
    if unjournaled or unfounded:
        found.append(f"{unjournaled} acts of staff without their journal row, {unfounded} rows without their act")
    return found


def _all_of(verdicts: list[Verdict]) -> Verdict:
    """Each cut is a judgement of its own; together they are told as one."""
    whole = verdicts[0]
    for verdict in verdicts[1:]:
        for fate, mids in verdict.fates.items():
            whole.fates[fate].extend(mids)
        whole.gaps += verdict.gaps
        whole.strangers += verdict.strangers
        whole.false_acks += verdict.false_acks
    return whole


FAULT = Fault("power_cuts", wanted=50, a_round=5, play=play, lacks=disks.lacks)
