"""The generator and the oracle together, against a stand-in that keeps its promises and ones that break them."""

import shutil
import subprocess
from pathlib import Path

import orjson
import pytest

from bench import compiler
from bench.errors import BenchError
from bench.oracle import Fate, Verdict, judge, read_events
from bench.tests.fake import Fake, running

needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler (apt install gcc libc6-dev)")


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiler.build(tmp_path_factory.mktemp("generator"))


def played(load: Path, fake: Fake, *, folder: Path) -> tuple[list[dict[str, float]], Verdict]:
    """Ten pairs of sockets: 200 messages a second for half a second, then half a second as fast as allowed."""
    plan, events = folder / "plan.tsv", folder / "events.tsv"
    plan.write_text("".join(f"customer\tcustomer-{i}\nstaff\tstaff-{i}\n" for i in range(10)))
    with running(fake):
        command = [str(load), str(fake.port), str(plan), str(events), "200", "0.5", "0.5", "1.5", "1"]
        ran = subprocess.run(command, input="go\ngo\n", capture_output=True, text=True, timeout=60, check=True)
    return [orjson.loads(line) for line in ran.stdout.splitlines()], judge(read_events([events]), fake.readings())


@needs_compiler
def test_a_server_that_keeps_its_promises_gets_a_clean_verdict(load: Path, tmp_path: Path) -> None:
    (connected, opened, closed), verdict = played(load, Fake(), folder=tmp_path)
    assert connected["sockets"] == 20
    assert opened["sent"] == opened["acked"] == opened["delivered"] == 100
    assert closed["acked"] == closed["delivered"] > 100
    assert 0 < opened["ack_p50_ms"] <= opened["ack_p99_ms"]
    assert verdict.is_kept
    assert verdict.counts()["stable"] == 10 + opened["acked"] + closed["acked"]


@needs_compiler
def test_the_frames_a_second_that_the_protocol_allows_are_respected(load: Path, tmp_path: Path) -> None:
    (_, _, closed), _ = played(load, Fake(), folder=tmp_path)
    assert closed["sent"] <= 10 * 0.5 * (30 + 60)


@needs_compiler
def test_what_is_not_kept_kept_twice_or_passed_over_is_found(load: Path, tmp_path: Path) -> None:
    _, verdict = played(load, Fake(loses="7", doubles="5", passes_over="3"), folder=tmp_path)
    assert all(mid.endswith("7") for mid in verdict.fates[Fate.LOST])
    assert verdict.fates[Fate.LOST]
    assert all(mid.endswith("5") for mid in verdict.fates[Fate.DOUBLED])
    assert verdict.fates[Fate.DOUBLED]
    assert all(mid.endswith("3") for mid in verdict.fates[Fate.NEVER_READ])
    assert verdict.fates[Fate.NEVER_READ]
    assert verdict.gaps
    assert not verdict.is_kept


def test_without_a_compiler_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BenchError, match="apt install gcc"):
        compiler.build(tmp_path)
