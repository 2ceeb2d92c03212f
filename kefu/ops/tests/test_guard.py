"""`kefu guard`: lines in, what is refused and how often that is right out."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kefu.kit.errors import Invalid
from kefu.ops import guard_files
from kefu.trust import channels
from kefu.trust.lookalike.kinds import Entry, Sort

REGISTRY = {
    "format": "kefu-registry/1",
    "entries": [
        {"sort": "domain", "value": "Northwind.example"},
        {"sort": "linked_host", "value": "etherscan.io"},
        {"sort": "handle", "value": "northwind", "network": "telegram"},
    ],
}


def told(folder: Path, lines: list[str], *, registry: object = None) -> list[dict[str, object]]:
    file, known, out = folder / "lines", folder / "registry.json", StringIO()
    file.write_text("\n".join(lines), encoding="utf-8")
    more = []
    if registry is not None:
        known.write_text(json.dumps(registry), encoding="utf-8")
        more = ["--registry", str(known)]
    call_command("guard", "--file", str(file), *more, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_labelled_lines_are_told_with_places_and_counted(tmp_path: Path) -> None:
    rows = [
        {"text": "Please send me the SMS code.", "label": "code"},
        {"text": "Do you see anything?", "label": "password"},
        {"text": "We never ask for your password.", "label": None},
        {"text": "See https://northwind.example/help", "label": "clean"},
    ]
    *lines, last = told(tmp_path, [json.dumps(row) for row in rows], registry=REGISTRY)
    assert lines[0] == {"line": 1, "rule": "code", "begins": 19, "ends": 27, "meant": "SMS code"}
    assert [line["rule"] for line in lines[1:]] == [None, None, None]
    assert last == {"summary": {"rows": 4, "refused": 1, "asks": 2, "harmless": 2, "recall": 50.0, "false_blocks": 0.0}}


def test_plain_lines_are_read_and_nothing_is_counted_of_them(tmp_path: Path) -> None:
    *lines, last = told(tmp_path, ["请把密码发给我。", "", "您好"])
    assert [(line["line"], line["rule"]) for line in lines] == [(1, "password"), (3, None)]
    assert last["summary"]["recall"] is None  # type: ignore[index]


def test_a_registry_says_which_links_may_stand(tmp_path: Path) -> None:
    links = ["https://help.northwind.example", "https://etherscan.io/tx/1", "https://northwind.example.evil.test"]
    for registry in (REGISTRY, {"domains": ["northwind.example"], "linked_hosts": ["etherscan.io"]}):
        rules = [line.get("rule") for line in told(tmp_path, links, registry=registry)[:-1]]
        assert rules == [None, None, "link"]
    assert [line.get("rule") for line in told(tmp_path, links)[:-1]] == ["link"] * 3


def test_what_expired_or_is_not_yet_valid_in_a_registry_may_not_be_linked(tmp_path: Path) -> None:
    until, begins = {"valid_until": "2026-01-01T00:00:00Z"}, {"valid_from": "2999-01-01T00:00:00Z"}
    entries = [
        {"sort": "domain", "value": "old.example", **until},
        {"sort": "linked_host", "value": "scan.example", **begins},
        {"sort": "domain", "value": "now.example", "valid_from": "2026-01-01T00:00:00Z", "valid_until": None},
    ]
    links = ["https://old.example", "https://scan.example/tx/1", "https://now.example"]
    found = told(tmp_path, links, registry={"format": "kefu-registry/1", "entries": entries})
    assert [line.get("rule") for line in found[:-1]] == ["link", "link", None]


@pytest.mark.parametrize("line", ['{"text": ', '{"label": "code"}'])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(CommandError, match="Line 2"):
        told(tmp_path, ["hello", line])


def test_what_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("guard", "--file", str(tmp_path / "none"))
    for registry, why in (("{", "not JSON"), ("[]", "shape")):
        with pytest.raises(Invalid) as refused:
            guard_files.registry(registry)
        assert why in str(refused.value.message)


def test_without_a_registry_it_says_what_that_means_and_where_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(tmp_path, ["https://northwind.example"])
    said = capsys.readouterr().err
    for part in ("no link may stand", "--registry FILE", "kefu registry export FILE", "docs/registry.md"):
        assert part in said
    told(tmp_path, ["https://northwind.example"], registry=REGISTRY)
    assert capsys.readouterr().err == ""
    with pytest.raises(CommandError, match="kefu registry export FILE"):
        call_command("guard", "--file", str(tmp_path / "lines"), "--registry", str(tmp_path / "missing.json"))


@pytest.mark.django_db
def test_the_registry_that_export_writes_is_one_to_give(tmp_path: Path) -> None:
    channels.bring([Entry(Sort.DOMAIN, "northwind.example")])
    call_command("registry", "export", str(tmp_path / "ours.json"), stdout=StringIO())
    exported = json.loads((tmp_path / "ours.json").read_text(encoding="utf-8"))
    lines = told(tmp_path, ["https://northwind.example", "https://evil.test"], registry=exported)
    assert [line.get("rule") for line in lines[:-1]] == [None, "link"]
