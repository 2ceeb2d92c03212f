"""bin/bench fuzz_mail: mails broken at random, from good ones, until the time is over: none may stop their reader or hold it up.

`crashes`: mails at which reading raised, or gave what it must not; `over_5_s`: that took longer; both must be 0. `worst_ms`: of
the processor, for one broken mail; `worst_trap_s`: for one of those made to be slow (`mails_traps`, `mails_slow`); `peak_mb`:
what this process held in the end. A mail that fails is written to build/fuzz_mail. Ends with one line of JSON.
"""

import argparse
import json
import random
import resource
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from bench import mails_slow, mails_traps, threads
from bench.errors import run
from kefu.channels.email import fields, files
from kefu.channels.email.bodies import MOST_CHARS
from kefu.channels.email.payloads import ReadMail, Unreadable
from kefu.channels.email.reading import read

ROOT = Path(__file__).resolve().parents[1]
MOST_S = 5.0
# What turns one kind of mail into another, put anywhere.
PIECES = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"~{"),
    *(b"=?utf-8?B?", b"?=", b"=?gb2312?Q?=C4", b"--x\r\n", b"name*0*=utf-8''%FF", b'filename="../../x'),
    b"Content-Type: multipart/mixed; boundary=x\r\n",
    *(b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html\r\n", b"Content-Transfer-Encoding: base64\r\n"),
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n",
    b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
    b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n",
    b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\x00",
    b"Content-Transfer-Encoding: x-uuencode\r\n",
    *(
        b"charset=hz",
        b"charset=punycode",
        b"charset=utf-7",
        b"charset=unicode_escape",
        b"charset=utf-16",
        b"charset=big5",
    ),
    *(b"From: ", b"From: a@b.example, c@d.example\r\n", b"Date: 99 Feb 0000 99:99:99 +9999\r\n"),
    *(b"References: <", b"Message-ID: <<>>\r\n", b"Auto-Submitted: auto-replied\r\n", b"MAILER-DAEMON@"),
    *(b"> ", b"On 1:00 <a@b> wrote:\n", "在 1:00 写道：\n".encode(), b"-- \n", b"-----Original Message-----\n"),
    *(b"<blockquote>", b"</blockquote>", b"<!--", b"<div style=display:none>", b'<a href="', b"<pre>"),
    *(b"&#99999999;", b"&#x110000;", b"&#xe000;", "\u202e".encode(), "\ue000".encode(), "\u0301".encode() * 40),
)


@dataclass
class Told:
    mails: int = 0
    crashes: int = 0
    over: int = 0
    worst_s: float = 0.0
    failed: list[bytes] = field(default_factory=list)


class _TooLong(Exception):
    pass


def seeds() -> list[bytes]:
    """Good mails of ours, and those that are made to be slow, as far as they are short."""
    whole = [step.raw for thread in threads.load() for step in thread.steps if isinstance(step, threads.Theirs)]
    files = [each.read_bytes() for each in sorted((ROOT / "bench" / "judged" / "mails").glob("*.eml"))]
    return [*whole, *files, *(raw[:4_000] for _name, raw in mails_traps.traps())]


def broken(of: Sequence[bytes], chance: random.Random) -> bytes:
    """One of them, changed up to thirty times."""
    raw = bytearray(chance.choice(of))
    for _each in range(chance.randint(1, 30)):
        at = chance.randrange(len(raw) + 1)
        way = chance.randrange(8)
        if way == 0:
            raw[at : at + chance.randint(1, 4)] = chance.randbytes(chance.randint(0, 4))
        elif way == 1:
            del raw[at : at + chance.randint(1, 400)]
        elif way == 2:
            piece = raw[at : at + chance.randint(1, 200)]
            raw[at:at] = piece * chance.randint(1, 50)
        elif way == 3:
            other = chance.choice(of)
            begin = chance.randrange(len(other) + 1)
            raw[at:at] = other[begin : begin + chance.randint(1, 2_000)]
        elif way == 4:
            raw[at:] = raw[at:].swapcase()
        else:
            raw[at:at] = chance.choice(PIECES)
    return bytes(raw[:200_000])


def play(told: Told, *, for_s: float, seed: int) -> None:
    """Until the time is over. A mail that holds its reader up is stopped after MOST_S."""
    chance, of = random.Random(seed), seeds()
    until = time.monotonic() + for_s
    before = signal.signal(signal.SIGALRM, _stop)
    try:
        while time.monotonic() < until:
            one(told, broken(of, chance))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(_signal: int, _frame: object) -> None:
    raise _TooLong


def one(told: Told, raw: bytes) -> None:
    began = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, MOST_S * 4)  # others may use the processor
    try:
        is_well = fits(read(raw))
    except Unreadable:
        is_well = not raw.strip()
    except _TooLong:
        is_well = True
        told.over += 1
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        print(f"  {type(error).__name__}: {error}")
        is_well = False
    signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.process_time() - began
    told.mails += 1
    told.worst_s = max(told.worst_s, took)
    told.over += took > MOST_S
    if not is_well:
        told.crashes += 1
        told.failed.append(raw)


def fits(mail: ReadMail) -> bool:
    """What is promised of whatever was read."""
    lines = (mail.subject, mail.sender_name, mail.sender, *(each.name for each in mail.attachments))
    ids = (mail.message_id, mail.in_reply_to, *mail.references)
    return all(
        (
            max(len(mail.text), len(mail.quoted), len(mail.html)) <= MOST_CHARS,
            not any(sign in mail.text for sign in "\r\x00\x1b\ue000"),
            all(each.isprintable() for each in lines),
            not mail.sender or mail.sender.count("@") == 1,
            not any(sign in each for each in ids for sign in " <>\r\n\t"),
            len(mail.references) <= fields.MOST_REFERENCES,
            len(mail.attachments) <= files.MOST_FILES,
            not any("/" in each.name or "\\" in each.name for each in mail.attachments),
            bool(mail.text) or not mail.quoted,
            len(mail.digest) == 64,
        )
    )


def traps() -> Iterator[tuple[str, float]]:
    """Each mail made to be slow, and what it took of the processor."""
    for name, raw in chain(mails_traps.traps(), mails_slow.slow_mails()):
        began = time.process_time()
        read(raw)
        yield name, time.process_time() - began


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench fuzz_mail", description=__doc__)
    parser.add_argument("--for-s", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    told = Told()
    play(told, for_s=asked.for_s, seed=asked.seed)
    for at, raw in enumerate(told.failed[:20]):
        file = ROOT / "build" / "fuzz_mail" / f"{asked.seed}-{at}.eml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw)
    took = dict(traps())
    for name in sorted(took, key=lambda each: -took[each])[:10]:
        print(f"  {name}: {took[name]:.2f} s")
    print(
        json.dumps(
            {
                "crashes": told.crashes,
                "over_5_s": told.over + sum(each > MOST_S for each in took.values()),
                "worst_ms": round(told.worst_s * 1000),
                "worst_trap_s": round(max(took.values()), 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "n": told.mails,
                "traps": len(took),
            }
        )
    )
    return 0 if told.crashes == told.over == 0 and max(took.values()) <= MOST_S else 1


if __name__ == "__main__":
    run(main)
