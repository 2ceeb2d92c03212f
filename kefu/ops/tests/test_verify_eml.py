"""`kefu verify_eml`: a line of JSON for each file, whatever the file holds."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

MAILS = Path(__file__).resolve().parents[3] / "bench" / "judged" / "mails"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    file = tmp_path / "registry.json"
    file.write_text(json.dumps({"domains": ["northwind.example"], "mails": ["support@northwind.example"]}))
    return file


def told(*files: Path, registry: Path, keys: Path = MAILS / "zone.json") -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("verify_eml", *map(str, files), "--registry", str(registry), "--keys", str(keys), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_file_has_its_verdict_and_its_reason(registry: Path, tmp_path: Path) -> None:
    (tmp_path / "no.eml").write_bytes(b"hello")
    (tmp_path / "large.eml").write_bytes(b"From: a@b.example\r\n\r\n" + b"x" * (10 * 1024**2))
    files = [
        next(MAILS.glob(f"{name}-*.eml")) for name in ("ours-gmail", "forged-body", "forged-alike", "inside-apple")
    ]
    rows = told(*files, tmp_path / "no.eml", tmp_path / "large.eml", registry=registry)
    assert [each["verdict"] for each in rows] == [
        "ours",
        "unproved",
        "lookalike",
        "unknown",
        "unreadable",
        "unreadable",
    ]
    assert rows[1]["why"] == ["broken"]
    assert rows[2]["looks_like"]
    assert [each["verdict"] for each in rows[3]["inside"]] == ["ours"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("broken", ["[]", "{", '"x"'])
def test_a_file_of_keys_that_is_none_and_a_missing_mail_are_named(registry: Path, tmp_path: Path, broken: str) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(broken)
    with pytest.raises(CommandError, match=r"keys\.json"):
        told(MAILS / "zone.json", registry=registry, keys=keys)
    with pytest.raises(CommandError, match="No such file"):
        told(tmp_path / "gone.eml", registry=registry)
