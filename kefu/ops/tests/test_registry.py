"""`kefu registry` and `kefu lookalike` from the command line, with what goes wrong told in a sentence."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kefu.trust import published, registry

FILE = {"format": "kefu-registry/1", "entries": [{"sort": "domain", "value": "northwind.example", "name": "Northwind"}]}


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "registry.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return str(path)


@pytest.mark.django_db
def test_a_registry_is_imported_exported_and_checked(file: str, tmp_path: Path) -> None:
    assert run("registry", "import", file) == "1 of 1 entries were new or said otherwise."
    registry.forget()
    out = str(tmp_path / "list.json")
    run("registry", "export", out)
    key = run("registry", "key")
    assert key == published.public_key()
    assert "Genuine: number 1" in run("registry", "verify", out, "--key", key)
    Path(out).write_text(Path(out).read_text(encoding="utf-8").replace("northwind", "northwlnd"), encoding="utf-8")
    with pytest.raises(CommandError, match="NOT genuine"):
        run("registry", "verify", out, "--key", key)


@pytest.mark.django_db
def test_a_list_that_says_a_thing_twice_is_not_genuine(file: str, tmp_path: Path) -> None:
    run("registry", "import", file)
    registry.forget()
    out = tmp_path / "list.json"
    run("registry", "export", str(out))
    key, signed = run("registry", "key"), out.read_text(encoding="utf-8")
    for once, twice in (
        ("{", '{"issuer": "https://evil.test",'),
        ('"sort": "domain"', '"sort": "phone", "sort": "domain"'),
    ):
        out.write_text(signed.replace(once, twice, 1), encoding="utf-8")
        with pytest.raises(CommandError, match=r"NOT genuine: .* twice"):
            run("registry", "verify", str(out), "--key", key)


@pytest.mark.django_db
def test_an_import_can_only_propose(file: str) -> None:
    assert run("registry", "import", file, "--propose") == "1 changes of 1 wait for somebody at the desk."
    registry.forget()
    assert list(registry.entries()) == []


@pytest.mark.django_db
def test_what_goes_wrong_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"domains": ["https://x.example/"]}', encoding="utf-8")
    for words, said in (
        (("registry", "import", str(bad)), "without https://"),
        (("registry", "import", str(tmp_path / "none.json")), "cannot be read"),
        (("registry", "verify", str(bad), "--key", "x"), "NOT genuine"),
        (("registry", "denied", "shared", str(bad)), "has the shape"),
        (("lookalike", "--file", str(tmp_path / "none")), "cannot be read"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*words)


@pytest.mark.django_db
def test_a_list_of_frauds_is_brought(tmp_path: Path) -> None:
    path = tmp_path / "denied.json"
    path.write_text('{"allow": [], "deny": ["evil.test"]}', encoding="utf-8")
    assert run("registry", "denied", "shared", str(path)) == "1 names are on the list shared."
    assert registry.verdicts("https://evil.test/")[0].outcome == "fraud"


def test_any_list_is_checked_and_a_labelled_one_measured(file: str, tmp_path: Path) -> None:
    names = tmp_path / "names.jsonl"
    rows = [("northwind.example", "ours"), ("northwlnd.example", "lookalike"), ("weather.test", "unrelated")]
    rows += [("tailwind.test", "lookalike")]
    told = "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows)
    names.write_text(told + "@north_wind\n", encoding="utf-8")
    *verdicts, summary = map(json.loads, run("lookalike", "--registry", file, "--file", str(names)).splitlines())
    assert [each["verdict"] for each in verdicts] == ["ours", "lookalike", "unknown", "unknown", "lookalike"]
    assert verdicts[1]["imitates"] == "northwind.example"
    assert (summary["rows"], summary["recall"], summary["precision"], summary["wrongly_ours"]) == (5, 0.5, 1.0, 0)


def test_what_expired_in_a_file_is_not_ours(tmp_path: Path) -> None:
    old = {"sort": "domain", "value": "old.example", "valid_until": "2026-01-01T00:00:00Z"}
    (tmp_path / "registry.json").write_text(json.dumps({"format": "kefu-registry/1", "entries": [old]}))
    (tmp_path / "names.txt").write_text("old.example\n")
    registry_file, names = str(tmp_path / "registry.json"), str(tmp_path / "names.txt")
    (verdict, _) = map(json.loads, run("lookalike", "--registry", registry_file, "--file", names).splitlines())
    assert verdict["verdict"] == "lookalike"


def test_files_are_checked_where_nothing_is_set_up(file: str, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("northwlnd.example\n", encoding="utf-8")
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("KEFU_", "DJANGO_"))}
    words = [sys.executable, "-m", "kefu", "lookalike", "--registry", file, "--file", str(names)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**bare, "KEFU_DATA": str(tmp_path)})
    assert '"verdict": "lookalike"' in done.stdout, done.stderr
