"""The bench of faults goes on where it stopped, plays what is furthest behind, and tells all rounds in one line."""

import json
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.faults import __main__ as bench
from bench.faults.registry import Fault, Round, faults
from bench.oracle import Event, Reading, Row, What, judge, until

CHAT = "chat-1"


class Stage:
    """Two faults that play nothing, and what was asked of them."""

    def __init__(self) -> None:
        self.played: list[tuple[str, int]] = []
        self.is_broken = False

    def fault(self, key: str, *, wanted: int, a_round: int) -> Fault:
        def play(count: int, seed: int, folder: Path) -> Round:
            assert folder.is_dir()
            self.played.append((key, count))
            counts = {"lost": int(self.is_broken), "n": 100}
            return Round(count, counts, {"ready_s_max": float(len(self.played))})

        return Fault(key, wanted=wanted, a_round=a_round, play=play)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage()
    known = [made.fault("kills", wanted=10, a_round=5), made.fault("cuts", wanted=4, a_round=1)]
    monkeypatch.setattr(bench, "faults", lambda: {fault.key: fault for fault in known})
    return made


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    line: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return line


def test_what_is_furthest_behind_comes_next_and_all_is_told_in_one_line(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["--state", str(tmp_path / "state.json"), "--seed", "1"]) == 0
    order = [key for key, _ in stage.played]
    assert order == ["kills", "cuts", "cuts", "kills", "cuts", "cuts"]
    line = told(capsys)
    assert (line["kills"], line["cuts"], line["lost"], line["n"]) == (10, 4, 0, 600)
    assert line["ready_s_max"] == 6


def test_it_goes_on_where_it_stopped(stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = ["--state", str(tmp_path / "state.json")]
    bench.main([*state, "--count", "5", "--only", "kills"])
    assert stage.played == [("kills", 5)]
    bench.main([*state, "--only", "kills"])
    assert stage.played == [("kills", 5), ("kills", 5)]
    assert told(capsys)["kills"] == 10
    bench.main([*state, "--for-s", "0"])
    assert len(stage.played) == 2


def test_a_broken_round_is_never_forgotten(stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = ["--state", str(tmp_path / "state.json")]
    stage.is_broken = True
    assert bench.main([*state, "--count", "1", "--only", "cuts"]) == 1
    stage.is_broken = False
    assert bench.main(state) == 1
    assert told(capsys)["lost"] == 1


def test_a_fault_whose_round_cannot_be_played_stops_no_other(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(count: int, seed: int, folder: Path) -> Round:
        raise BenchError("not ready")

    known = [Fault("bad", wanted=5, a_round=5, play=fails), stage.fault("good", wanted=2, a_round=1)]
    monkeypatch.setattr(bench, "faults", lambda: {fault.key: fault for fault in known})
    assert bench.main(["--state", str(tmp_path / "state.json")]) == 1
    assert stage.played == [("good", 1), ("good", 1)]
    line = told(capsys)
    assert (line["bad"], line["good"]) == (0, 2)
    assert "not ready" in str(line["complaints"])


def test_every_file_of_a_fault_is_found() -> None:
    assert {"kills", "power_cuts", "socket_cuts", "link_faults", "full_disks", "restarts"} <= set(faults())


def test_what_was_acknowledged_before_the_cut_must_stand_in_the_copy_and_what_came_later_may() -> None:
    events = [
        Event(What.WATCH, 1, "customer-1", CHAT, "", 0),
        *(Event(What.INVOKE, at, "customer-1", CHAT, mid, 0) for at, mid in ((10, "before"), (30, "after"))),
        Event(What.ACK, 12, "customer-1", CHAT, "before", 1),
        Event(What.ACK, 32, "customer-1", CHAT, "after", 2),
    ]
    copies = {
        rows: [Row(CHAT, seq + 1, mid) for seq, mid in enumerate(rows)]
        for rows in ((), ("before",), ("before", "after"))
    }
    verdicts = {rows: judge(until(events, 20), [Reading("sql", "customer", copy)]) for rows, copy in copies.items()}
    assert verdicts[()].false_acks == ["before"]
    assert not verdicts[()].is_kept
    assert verdicts[("before",)].is_kept
    assert verdicts[("before", "after")].is_kept
