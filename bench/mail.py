"""bin/bench mail: do answers come home to their case, are mails as files told apart, and what does the worst of them cost.

`threads_right`: in percent, of the committed threads' mails, those that come to their case, or open one where they should, each
sender taken as proved. `cross_case_leaks`: mails in a case that is not their sender's, after each was sent again by a stranger
with all that it names (`strangers_mails`). `mails_per_s`: taken in one after the other, each on disk before the next.

`eml_false_ours`: of the committed mails that are not ours, how many are said to be; `eml_real_recognised`, in percent, of those
that are ours, or are carried whole in somebody's mail. `worst_parse_s` and `worst_judged_s`: of mails made to be slow, 25 MB
at most, in processor time; `peak_mb`: what this process held in the end. Ends with one line of JSON.

`--beside`: only a chat of 200 messages a second, without mails and with 50 a second in turn: `chat_p99_ratio` of its ack p99
with them by that without, the median of the rounds; `mails_beside_per_s` into the log; `mail_cpu_ms` of the product's processes
on each, from the door to the watchers.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import mail_beside
from bench.errors import run
from bench.mails_slow import slow_mails
from bench.search import inside
from bench.threads import PROMISED
from kefu.kit import mailparse
from kefu.trust.lookalike import entries
from kefu.trust.lookalike.prepared import prepare
from kefu.trust.mails.judging import Against, judge
from kefu.trust.mails.kinds import MailOutcome, MailVerdict

FOLDER = Path(__file__).parent / "judged" / "mails"
OURS = {
    "domains": ["northwind.example"],
    "mails": ["support@northwind.example"],
    "mail_domains": ["mail.northwind.example"],
}


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench mail", description=__doc__)
    parser.add_argument("--beside", action="store_true", help="only measure a chat without mails and beside them")
    parser.add_argument("--rate", type=int, default=50, help="mails a second beside it (default 50)")
    parser.add_argument("--seconds", type=float, default=8, help="of a phase beside it (default 8)")
    parser.add_argument("--rounds", type=int, default=3, help="of quiet and mails (default 3)")
    asked = parser.parse_args(words)
    if asked.beside:
        beside = mail_beside.measure(mails_per_s=asked.rate, seconds=asked.seconds, rounds=asked.rounds)
        print(json.dumps(beside))
        return 0 if beside["mails_beside_in_log"] else 1
    zone = json.loads((FOLDER / "zone.json").read_text())
    against = Against(
        prepare(entries.read(json.dumps(OURS).encode())),
        {name: record.encode() for name, record in zone.items()}.get,
        frozenset({"mailbox.example"}),
    )
    judged = {file.name: judge(file.read_bytes(), against) for file in sorted(FOLDER.glob("*.eml"))}
    real = {name: verdict for name, verdict in judged.items() if not name.startswith("forged")}
    parsed, read = [], []
    for name, raw in slow_mails():
        parsed.append(_seconds(partial(_text_of, raw)))
        read.append(_seconds(partial(judge, raw, against)))
        print(f"  {name}: {len(raw) / 1e6:.1f} MB, taken apart in {parsed[-1]:.2f} s, judged in {read[-1]:.2f} s")
    lines: list[str] = []
    if inside("bench.mail_inside", hear=lines.append):
        return 1
    threads = json.loads(lines[-1])
    told = {
        **threads,
        "eml_false_ours": sum(
            verdict.outcome is MailOutcome.OURS for name, verdict in judged.items() if name not in real
        )
        + sum(verdict.outcome is MailOutcome.OURS for name, verdict in real.items() if name.startswith("inside")),
        "eml_real_recognised": round(100 * sum(map(_is_recognised, real.values())) / len(real), 1),
        "worst_parse_s": round(max(parsed), 2),
        "worst_judged_s": round(max(read), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "n": len(judged),
    }
    print(json.dumps(told))
    is_told_apart = told["eml_false_ours"] == 0 and float(str(told["eml_real_recognised"])) >= 98
    return 0 if is_told_apart and threads["threads_right"] >= PROMISED and threads["cross_case_leaks"] == 0 else 1


def _is_recognised(verdict: MailVerdict) -> bool:
    return any(each.outcome is MailOutcome.OURS for each in (verdict, *verdict.inside))


def _text_of(raw: bytes) -> str:
    return mailparse.parse(raw).text


def _seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


if __name__ == "__main__":
    run(main)
