"""bin/bench threads: are clients' mails read right, over committed threads in the shapes they come in (`threads_made`)?

`text_right`: of clients' mails, the share in percent whose new words, and nothing else, are found (forwarded and inline
ones: that hold all they must); `senders_right`, `automatic_right`: whose sender, and whether a machine speaks.
`case_carried`: of those that belong to a case, the share whose fields still say which. Ends with one line of JSON.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.errors import run
from kefu.channels.email.payloads import ReadMail
from kefu.channels.email.reading import read

FILE = Path(__file__).parent / "judged" / "threads" / "threads.jsonl"
PROMISED = 99.5


@dataclass(frozen=True)
class Ours:
    """A mail that we send. `id` and `address` are what stands for its Message-ID and Reply-To in the mails that follow."""

    subject: str
    text: str
    id: str
    address: str
    to: str


@dataclass(frozen=True)
class Theirs:
    """A mail that comes in. `case`: `same` as the thread's, or `new`. `carries`: what of ours is in it (`token`, `references`).

    `text`: the new words; empty where `holds` says what must be in them instead. `automatic`: a value of `Automatic`.
    """

    raw: bytes
    case: str
    carries: tuple[str, ...]
    text: str
    holds: tuple[str, ...]
    automatic: str
    sender: str


@dataclass(frozen=True)
class Thread:
    key: str
    client: str
    locale: str
    befalls: str
    steps: tuple[Ours | Theirs, ...]


def load(file: Path = FILE) -> Iterator[Thread]:
    for line in file.read_text(encoding="ascii").splitlines():
        row = json.loads(line)
        steps = tuple(map(_step, row["steps"]))
        yield Thread(row["key"], row["client"], row["locale"], row["befalls"], steps)


def _step(row: dict[str, str]) -> Ours | Theirs:
    if row["by"] == "us":
        return Ours(row["subject"], row["text"], row["id"], row["address"], row["to"])
    return Theirs(
        row["raw"].encode("latin-1"),
        row["case"],
        tuple(row["carries"]),
        row["text"],
        tuple(row.get("holds", ())),
        row["automatic"],
        row["sender"],
    )


def filled(raw: bytes, names: Mapping[str, str]) -> bytes:
    """The mail with what was really sent in place of each `Ours.id` and `Ours.address`: {written: real}."""
    for written, real in names.items():
        raw = raw.replace(written.encode(), real.encode())
    return raw


def is_read_right(mail: ReadMail, step: Theirs) -> bool:
    if not step.holds:
        return _same(mail.text) == _same(step.text)
    return all(_same(each) in _same(mail.text) for each in step.holds)


def _same(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").split())


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench threads", description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what is read wrong")
    show = parser.parse_args(words).show
    told = {"text_right": 0, "senders_right": 0, "automatic_right": 0}
    carried, in_case, n, threads = 0, 0, 0, 0
    for thread in load():
        threads += 1
        ids: set[str] = set()
        for step in thread.steps:
            if isinstance(step, Ours):
                ids.add(step.id)
                continue
            mail = read(step.raw)
            n += 1
            right = is_read_right(mail, step)
            if show and not right:
                print(f"{thread.key} {thread.client} {thread.befalls}\n  {mail.text!r}\n  {step.text or step.holds!r}")
            told["text_right"] += right
            told["senders_right"] += mail.sender == step.sender
            told["automatic_right"] += mail.automatic == step.automatic
            in_case += step.case == "same"
            carried += step.case == "same" and _carries(mail, thread, ids)
            ids.add(mail.message_id)
    shares = {key: round(100 * value / n, 2) for key, value in told.items()}
    print(json.dumps({**shares, "case_carried": round(100 * carried / in_case, 2), "n": n, "threads": threads}))
    return 0 if min(shares.values()) >= PROMISED else 1


def _carries(mail: ReadMail, thread: Thread, ids: set[str]) -> bool:
    addresses = {each.address for each in mail.to} & {each.address for each in thread.steps if isinstance(each, Ours)}
    return bool(addresses or ids & {mail.in_reply_to, *mail.references})


if __name__ == "__main__":
    run(main)
