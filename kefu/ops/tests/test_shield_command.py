"""`kefu shield`: what would be cut, where, and how often that is right."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from kefu.ops.tests.test_commands import typed


def test_each_row_is_told_with_places_and_the_summary_counts_what_is_labelled(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        {"text": "密码是Hunter22", "label": "password"},
        {"text": "TxID gone", "label": "clean"},
        {"text": "hi", "label": None},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\nplain words\n")
    *told, summary = [json.loads(line) for line in typed("shield", file=str(file)).splitlines()]
    assert told[0]["found"] == [{"sort": "password", "start": 3, "end": 11}]
    assert [each["found"] for each in told[1:]] == [[], [], []]
    assert "Hunter22" not in json.dumps(told)
    assert summary["summary"] == {
        "rows": 4, "cut": 1, "secrets": 1, "recall": 1.0, "harmless": 2, "false_cuts": 0.0
    }  # fmt: skip


def test_nothing_to_look_at_and_files_that_cannot_be_read_are_said_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--file"):
        typed("shield")
    with pytest.raises(CommandError, match="cannot be read"):
        typed("shield", file=str(tmp_path / "none"))
    (tmp_path / "bad.jsonl").write_text('{"text": 1}')
    with pytest.raises(CommandError, match="Line 1"):
        typed("shield", file=str(tmp_path / "bad.jsonl"))


@pytest.mark.django_db
def test_json_that_is_no_row_is_a_text_for_the_shield_and_a_fault_for_the_others(tmp_path: Path) -> None:
    for text in ('{"private_key": "x"}', '{"text": '):
        (tmp_path / "key.json").write_text(f"\n{text}\n", encoding="utf-8-sig")
        told, summary = map(json.loads, typed("shield", file=str(tmp_path / "key.json")).splitlines())
        assert (told["text"], summary["summary"]) == (text, {"rows": 1, "cut": 0})
        for command in ("guard", "lookalike"):
            with pytest.raises(CommandError, match="Line 2"):
                typed(command, file=str(tmp_path / "key.json"), registry=None)
