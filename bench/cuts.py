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
from bench.diary import Diary
from bench.errors import BenchError, run
from bench.oracle import Verdict, judge
from bench.product import Product, Rest
from bench.stubborn_client import StubbornClient

GAP_S = 1 / 25  # docs/protocol.md allows a customer 30 frames a second; resuming needs some of them
PATIENCE_S = 300
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
    conversations, done = asyncio.run(_play(server, plan=plan, tokens=tokens, diary=diary))
    seconds = time.monotonic() - began
    tokens_of = dict(zip(conversations, tokens, strict=True))
    verdict = judge(diary.events, reads.everything(server, tokens_of=tokens_of, mid_of=diary.mid_of))
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


async def _play(server: Product, *, plan: Plan, tokens: list[str], diary: Diary) -> tuple[list[str], int]:
    """The conversations, and how many sockets were cut."""
    conversations = await asyncio.to_thread(_opened, server, tokens, diary)
    clients = _clients(server, conversations=conversations, tokens=tokens, diary=diary)
    each = -(-plan.messages // len(clients))
    running = [asyncio.create_task(client.run()) for client in clients]
    writing = [asyncio.create_task(client.write(each, gap_s=GAP_S)) for client in clients]
    events = asyncio.create_task(asyncio.to_thread(_stir, server, conversations, len(clients) * GAP_S + each * GAP_S))
    killing = asyncio.create_task(_kill(clients, plan=plan, over_s=each * GAP_S))
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*writing, events)
        done = await killing
        await asyncio.gather(*(client.settled() for client in clients))
        newest = await asyncio.to_thread(_newest, server, clients)
        await asyncio.gather(*(client.reached(seq) for client, seq in zip(clients, newest, strict=True)))
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    return conversations, done


def _clients(server: Product, *, conversations: list[str], tokens: list[str], diary: Diary) -> list[StubbornClient]:
    made = []
    for number, (conversation, token) in enumerate(zip(conversations, tokens, strict=True)):
        staff = server.tokens["agent1" if number % 2 else "agent2"]
        for name, bearer in ((f"customer-{number}", token), (f"staff-{number}", staff)):
            made.append(StubbornClient(server.ws_url, token=bearer, name=name, conversation=conversation, diary=diary))
    return made


def _opened(server: Product, tokens: list[str], diary: Diary) -> list[str]:
    """One conversation a customer, opened by REST with a message of its own."""
    found = []
    for number, token in enumerate(tokens):
        name, body = f"customer-{number}", f"hello from customer {number}"
        mid = f"{name}_opening"
        with closing(Rest(server, token=token)) as rest:
            opened = rest.call("POST", "/api/v1/conversations", {"client_msg_id": mid, "body": body})
        conversation = str(opened["conversation"]["id"])
        diary.invoked(name, mid=mid, conversation=conversation, body=body)
        found.append(conversation)
    return found


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


def _newest(server: Product, clients: list[StubbornClient]) -> list[int]:
    """The last number of each client's conversation, in its own numbering."""
    newest = []
    for client in clients:
        with closing(Rest(server, token=client.token)) as rest:
            newest.append(int(rest.call("GET", f"/api/v1/conversations/{client.conversation}")["last"]))
    return newest


if __name__ == "__main__":
    run(main)
