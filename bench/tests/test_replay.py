"""A replay's people talk to a stand-in: every line is written, answered and shown, and the oracle agrees."""

import asyncio
import json
from pathlib import Path

import pytest

from bench import made_up, replay
from bench.diary import Diary
from bench.errors import BenchError
from bench.oracle import Fate, judge
from bench.people import Customer
from bench.product import Product
from bench.tests.fake import Fake, running

SCRIPTS = [
    ["My deposit is missing", "It was USDT"],
    ["我的提币还没到", "两个小时了"],
    ["Hello", "Hello (2)", "Anyone?"],
]


def announced(port: int) -> Product:
    return Product(
        base_url="http://127.0.0.1:1",
        ws_url=f"ws://127.0.0.1:{port}",
        data_dir=Path("nowhere"),
        pids=(),
        jwt={},
        tokens={"agent1": "staff-1", "agent2": "staff-2"},
    )


def played(fake: Fake, diary: Diary) -> list[Customer]:
    tokens = [f"customer-{n}" for n in range(len(SCRIPTS))]
    fake.mid_of = diary.mid_of
    with running(fake):
        return asyncio.run(
            replay.all_customers(announced(fake.port), diary=diary, tokens=tokens, scripts=SCRIPTS, at_once=2)
        )


def test_every_line_is_written_answered_and_shown() -> None:
    fake, diary = Fake(), Diary()
    customers = played(fake, diary)
    assert [customer.failed for customer in customers] == ["", "", ""]
    assert len(diary.ack_ms) == len(diary.agent_sees_ms) == len(diary.customer_sees_ms) == 7
    verdict = judge(diary.events, fake.readings())
    assert verdict.is_kept
    assert verdict.counts()["stable"] == 14


def test_a_message_kept_twice_is_found() -> None:
    fake, diary = Fake(doubles="000001"), Diary()
    played(fake, diary)
    assert "customer-0_000001" in judge(diary.events, fake.readings()).fates[Fate.DOUBLED]


def test_a_text_that_one_customer_has_twice_gets_a_number() -> None:
    assert replay.scripts_of(["a", "b", "a", "a"], per_customer=3) == [["a", "b", "a (3)"], ["a"]]


def test_a_file_that_cannot_be_played_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({"words": "no text"}), encoding="utf-8")
    with pytest.raises(BenchError, match="text"):
        replay.main([str(file)])


def test_made_up_messages_are_the_same_every_time_and_half_chinese() -> None:
    messages = made_up.messages(100)
    assert messages == made_up.messages(100)
    assert sum(any("\u4e00" <= letter <= "\u9fff" for letter in message) for message in messages) == 50
