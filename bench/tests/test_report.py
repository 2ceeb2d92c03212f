"""Results are kept as data, and docs/benchmarks.md is made of them."""

from contextlib import redirect_stdout
from pathlib import Path

import pytest

from bench import kept, report
from bench.__main__ import LastLine
from bench.kept import Run


def run(at: str, *options: str, **result: float) -> Run:
    return Run(at, "abc", kept.this_machine(), (0.5, 1.5), options, result)


def test_the_last_ten_runs_are_kept(tmp_path: Path) -> None:
    for n in range(12):
        kept.keep("chat", run(f"run {n}", acked_per_s=n), folder=tmp_path)
    found = kept.kept("chat", folder=tmp_path)
    assert [each.at for each in found] == [f"run {n}" for n in range(2, 12)]
    assert found[-1] == run("run 11", acked_per_s=11)


def test_a_place_becomes_a_table_and_the_rest_stays_as_written(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("# Speed\n{{ chat: acked_per_s, lost }}\nWords with {{ chat: }} in them.\n")
    for n in (1000, 3000, 2000):
        kept.keep("chat", run("today", acked_per_s=n, lost=0), folder=tmp_path)
    made = report.page(tmp_path, results=tmp_path)
    assert "| today, abc | 0.5 to 1.5 | 3,000 | 0 |" in made
    assert "| median of 3 runs alike |  | 2,000 | 0 |" in made
    assert "Words with {{ chat: }} in them." in made


def test_medians_are_of_runs_with_the_options_of_the_newest(tmp_path: Path) -> None:
    for each in (run("a", n=1), run("b", "--pairs", "5", n=100), run("c", n=3)):
        kept.keep("chat", each, folder=tmp_path)
    made = report.table(kept.kept("chat", folder=tmp_path), name="chat", keys=["n"])
    assert "| b, abc `--pairs 5` | 0.5 to 1.5 | 100 |" in made
    assert "| median of 2 runs alike |  | 2 |" in made


def test_the_page_in_docs_is_what_the_command_makes() -> None:
    assert report.page() == report.PAGE.read_text(), "bin/bench report writes it anew"


def test_the_last_line_of_a_run_is_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    with redirect_stdout(LastLine()) as told:
        print("on the way", 1)
        print('{"n": ', end="")
        print("7}")
    assert told.said == '{"n": 7}'
    assert capsys.readouterr().out == 'on the way 1\n{"n": 7}\n'
