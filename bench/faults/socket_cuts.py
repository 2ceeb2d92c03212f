"""P1: sockets torn down at random in the middle of messages and events. What `bin/bench cuts` does, counted here too."""

from pathlib import Path

from bench import cuts, product
from bench.faults.registry import Fault, Round, judged


def play(count: int, seed: int, folder: Path) -> Round:
    plan = cuts.Plan(messages=10 * count, kills=count, pairs=20, seed=seed)
    with product.running(folder / "data") as server:
        told, verdict = cuts.cut(server, plan)
    return judged(told["socket_cuts"], verdict)


FAULT = Fault("socket_cuts", wanted=1_000, a_round=250, play=play)
