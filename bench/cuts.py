"""bin/bench cuts: sockets are torn down at random while both sides write; afterwards the oracle reads everything back.

Every client comes back by itself, says where it stands, and sends again what nobody acknowledged, under the same ids.
Meanwhile conversations are given away, closed and reopened, so that events are on the way too. Ends with one line of JSON.
"""

import argparse
import asyncio
import json
import random
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from bench import product, reads
from bench.chat import explain
from bench.crowd import Crowd, Load
from bench.diary import Diary
from bench.errors import BenchError, run
from bench.oracle import Verdict, judge
from bench.product import Product, Rest
from bench.stubborn_client import StubbornClient

GAP_S = 1 / 25  # docs/protocol.md allows a customer 30 frames a second; resuming needs some of them
EVENTS_GAP_S = 0.15


@dataclass(frozen=True, slots=True)
class Plan:
    messages: int
    kills: int
    pairs: int
    seed: int


def main(words: list[str]) -> int:
    plan = _parse(words)
    print(f"seed {plan.seed}", flush=True)
    with product.running() as server:
        result, verdict = cut(server, plan)
    explain(verdict)
    print(json.dumps(result))
    return 0 if verdict.is_kept else 1


def cut(server: Product, plan: Plan) -> tuple[dict[str, Any], Verdict]:
    """Play the plan against a running product and judge it."""
    tokens = product.customers(server, plan.pairs)
    diary = Diary()
    began = time.monotonic()
    crowd = Crowd(server, load=Load(pairs=plan.pairs, gap_s=GAP_S), tokens=tokens, diary=diary)
    crowd.open()
    done = asyncio.run(_torn(crowd, plan))
    seconds = time.monotonic() - began
    verdict = judge(diary.events, reads.everything(server, tokens_of=crowd.tokens_of, mid_of=diary.mid_of))
    counts = verdict.counts()
    faults = {name: counts[name] for name in ("lost", "doubled", "reordered", "never_read", "gaps", "strangers")}
    told = {"messages": counts["stable"], "unknown": counts["unknown"], "socket_cuts": done, "seed": plan.seed}
    return told | faults | {"seconds": round(seconds, 1)}, verdict


def _parse(words: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="bin/bench cuts", description="Kills sockets at random under load.")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--pairs", type=int, default=20, help="customers, each with an agent (default 20)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return Plan(**vars(parser.parse_args(words)))


async def _torn(crowd: Crowd, plan: Plan) -> int:
    """How many sockets were cut."""
    each = -(-plan.messages // len(crowd.clients))
    over_s = each * GAP_S

    async def trouble() -> int:
        stirring = asyncio.to_thread(_stir, crowd.server, list(crowd.tokens_of), len(crowd.clients) * GAP_S + over_s)
        done, _ = await asyncio.gather(_kill(crowd.clients, plan=plan, over_s=over_s), stirring)
        return done

    return await crowd.live(trouble, messages_each=each)


def _stir(server: Product, conversations: list[str], for_s: float) -> None:
    """Give away, take back, close and reopen, one thing at a time."""
    end = time.monotonic() + for_s
    with closing(Rest(server, token=server.tokens["agent1"])) as rest:
        agents = [agent["id"] for agent in rest.call("GET", "/api/v1/agents")["agents"]]
        turn = 0
        while time.monotonic() < end:
            place = f"/api/v1/conversations/{conversations[turn % len(conversations)]}"
            call = (
                ("PUT", f"{place}/assignment", {"agent": agents[turn // len(conversations) % len(agents)]}),
                ("PUT", f"{place}/closure", {"reason": "solved"}),
            )[turn % 2]
            _try(rest, *call)
            turn += 1
            time.sleep(EVENTS_GAP_S)


def _try(rest: Rest, method: str, path: str, body: object) -> None:
    """What changes nothing is refused with 409, which is as good."""
    try:
        rest.call(method, path, body)
    except BenchError as refused:
        if " 409" not in str(refused):
            raise


async def _kill(clients: list[StubbornClient], *, plan: Plan, over_s: float) -> int:
    chance = random.Random(plan.seed)
    done = 0
    while done < plan.kills:
        done += chance.choice(clients).cut()
        await asyncio.sleep(chance.expovariate(plan.kills / over_s))
    return done


if __name__ == "__main__":
    run(main)
