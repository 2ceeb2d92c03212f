"""The faults: every module of this folder that has a `FAULT`. A new fault is one new file; nothing here changes."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import bench.faults as here
from bench.oracle import Verdict


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did and found: `done` faults, the oracle's counts over `n` messages, figures worth telling.

    `complaints` are promises that were broken beside the log's own, a sentence each.
    """

    done: int
    counts: dict[str, int]
    figures: dict[str, float] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        broken = ("lost", "doubled", "reordered", "never_read", "gaps", "strangers", "false_acks")
        return not self.complaints and not any(self.counts.get(name, 0) for name in broken)


@dataclass(frozen=True, slots=True)
class Fault:
    """`key` counts them in the result ("kills"); `wanted` make a full run, played `a_round` at a time.

    `lacks` says in a sentence what is missing here to play it, or nothing.
    """

    key: str
    wanted: int
    a_round: int
    play: Callable[[int, int, Path], Round]  # how many, the seed, an empty folder
    lacks: Callable[[], str] = lambda: ""


def judged(done: int, verdict: Verdict, **more: float) -> Round:
    """A round as the oracle saw it; on a fault the first of each kind is told."""
    counts = verdict.counts()
    counts["n"] = sum(len(mids) for mids in verdict.fates.values()) - counts["unknown"]
    told = [f"{fate}: {mids[0]}" for fate, mids in verdict.fates.items() if mids and fate not in ("stable", "unknown")]
    return Round(done, counts, dict(more), told + verdict.gaps[:2] + verdict.strangers[:2])


def faults() -> dict[str, Fault]:
    """By key, in order of their files."""
    found = [import_module(f"{here.__name__}.{module.name}") for module in pkgutil.iter_modules(here.__path__)]
    made = [module.FAULT for module in found if hasattr(module, "FAULT")]
    return {fault.key: fault for fault in made}
