"""bin/bench replay FILE: real customers' messages through real sockets, with scripted agents answering each.

FILE holds one {"text": ...} a line; without it, a small set in Chinese and English that is made here. Every customer
signs in, writes its lines one after the other and waits for each answer. Ends with one line of JSON.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import made_up, product, reads
from bench.chat import explain
from bench.diary import Diary
from bench.disk import quantile
from bench.errors import BenchError, run
from bench.oracle import Fate, Verdict, judge
from bench.people import AgentDesk, Customer
from bench.product import Product

LONGEST_CHARS = 8_000
CUSTOMERS_AN_AGENT = 10


@dataclass(frozen=True, slots=True)
class Plan:
    file: Path | None
    at_once: int
    per_customer: int
    limit: int | None


def main(words: list[str]) -> int:
    plan = _parse(words)
    scripts = scripts_of(_texts(plan), per_customer=plan.per_customer)
    with product.running() as server:
        result, verdict = _play(server, plan=plan, scripts=scripts)
    explain(verdict)
    print(json.dumps(result, ensure_ascii=False))
    return 0 if verdict.is_kept and not result["customers_failed"] else 1


def _parse(words: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="bin/bench replay", description="Plays customers' messages from a file.")
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help='one {"text": ...} a line')
    parser.add_argument("--at-once", type=int, default=200, help="customers in the room at a time (default 200)")
    parser.add_argument("--per-customer", type=int, default=5, help="messages each of them writes (default 5)")
    parser.add_argument("--limit", type=int, help="play only the first so many lines")
    return Plan(**vars(parser.parse_args(words)))


def _texts(plan: Plan) -> list[str]:
    if plan.file is None:
        return made_up.messages(1_000)[: plan.limit]
    try:
        lines = plan.file.read_text(encoding="utf-8").splitlines()
        texts = [" ".join(json.loads(line)["text"].split()) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BenchError(f'{plan.file} cannot be played; it needs one {{"text": ...}} a line: {error!r}') from error
    return [text[:LONGEST_CHARS] for text in texts if text][: plan.limit]


def scripts_of(texts: Sequence[str], *, per_customer: int) -> list[list[str]]:
    """What each customer writes. A text that one customer has twice gets a number, so that the oracle can tell them."""
    scripts = []
    for start in range(0, len(texts), per_customer):
        script: list[str] = []
        for text in texts[start : start + per_customer]:
            script.append(text if text not in script else f"{text} ({len(script) + 1})")
        scripts.append(script)
    return scripts


def _play(server: Product, *, plan: Plan, scripts: list[list[str]]) -> tuple[dict[str, Any], Verdict]:
    print(f"Signing in {len(scripts)} customers.", flush=True)
    tokens = product.customers(server, len(scripts))
    print(f"{sum(map(len, scripts))} messages, {plan.at_once} customers at once.", flush=True)
    diary = Diary()
    began = time.monotonic()
    customers = asyncio.run(all_customers(server, diary=diary, tokens=tokens, scripts=scripts, at_once=plan.at_once))
    seconds = time.monotonic() - began
    print("Reading everything back: sockets from 0, REST, SQL.", flush=True)
    tokens_of = {customer.conversation: customer.token for customer in customers if customer.conversation}
    verdict = judge(diary.events, reads.everything(server, tokens_of=tokens_of, mid_of=diary.mid_of))
    return _result(diary, customers=customers, seconds=seconds, verdict=verdict), verdict


async def all_customers(
    server: Product, *, diary: Diary, tokens: list[str], scripts: list[list[str]], at_once: int
) -> list[Customer]:
    gate = asyncio.Semaphore(at_once)
    desks = [await AgentDesk.open(server, number=n, diary=diary) for n in range(-(-at_once // CUSTOMERS_AN_AGENT))]
    customers = [
        Customer(number=n, token=token, script=script, desk=desks[n % len(desks)], diary=diary)
        for n, (token, script) in enumerate(zip(tokens, scripts, strict=True))
    ]

    async def visit(customer: Customer) -> None:
        async with gate:
            await customer.visit(server.ws_url)

    await asyncio.gather(*(visit(customer) for customer in customers))
    for desk in desks:
        await desk.close()
    return customers


def _result(diary: Diary, *, customers: list[Customer], seconds: float, verdict: Verdict) -> dict[str, Any]:
    counts = verdict.counts()
    failed = [customer for customer in customers if customer.failed]
    for customer in failed[:5]:
        print(f"  customer {customer.number}: {customer.failed}")
    return {
        "messages": len(diary.ack_ms),
        "answers_seen": len(diary.customer_sees_ms),
        "customers": len(customers),
        "customers_failed": len(failed),
        "errors": dict(diary.errors),
        **_quantiles("ack", diary.ack_ms),
        **_quantiles("agent_sees", diary.agent_sees_ms),
        **_quantiles("customer_sees", diary.customer_sees_ms),
        **{fault: counts[fault] for fault in ("lost", "doubled", "reordered", "never_read", "gaps", "unknown")},
        "acked_per_s": round(len(verdict.fates[Fate.STABLE]) / seconds, 1),
        "n": sum(len(mids) for mids in verdict.fates.values()),
        "seconds": round(seconds, 1),
    }


def _quantiles(name: str, took_ms: list[float]) -> dict[str, float]:
    return {f"{name}_p50_ms": round(quantile(took_ms, 0.5), 2), f"{name}_p99_ms": round(quantile(took_ms, 0.99), 2)}


if __name__ == "__main__":
    run(main)
