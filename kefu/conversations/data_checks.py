"""What a check of the customer's own facts found, as it was then: a receipt in the log. No Django here."""

import json
import re
from dataclasses import dataclass, replace

from kefu.exchange.diagnoses import registry, stored
from kefu.exchange.diagnoses.definition import Definition, Finding

MAX_CHARS = 16_000
_KEY = re.compile(r"[a-z]+(-[a-z]+)*\Z")
_RUN = re.compile(r"([a-z2-7]{26})?\Z")


@dataclass(frozen=True, slots=True)
class DiagnosedData:
    """`check` is a definition's key, `run` the public id of its row, `finding` the finding as JSON: no sentences."""

    check: str
    run: str
    finding: str


def of(check: str, finding: Finding, *, run: str = "") -> DiagnosedData:
    """What is too long for an entry loses its last lines, never its verdict."""
    text = _text(finding)
    while len(text) > MAX_CHARS and finding.lines:
        finding = replace(finding, lines=finding.lines[: len(finding.lines) // 2])
        text = _text(finding)
    return DiagnosedData(check, run, text)


def _text(finding: Finding) -> str:
    """One writing for what is the same: a finding that comes back from PostgreSQL has its names in another order."""
    return json.dumps(stored.to_json(finding), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def is_well_formed(data: DiagnosedData) -> bool:
    return bool(_KEY.match(data.check) and _RUN.match(data.run)) and finding_of(data) is not None


def finding_of(data: DiagnosedData) -> Finding | None:
    """None for what nobody can read."""
    if len(data.finding) > MAX_CHARS:
        return None
    try:
        held = json.loads(data.finding)
        return stored.from_json(held) if isinstance(held, dict) else None
    except (ValueError, RecursionError):
        return None


def read(data: DiagnosedData) -> tuple[Definition, Finding] | None:
    """None where the check is one of another release, or the finding cannot be read."""
    definition, finding = registry.check(data.check), finding_of(data)
    return (definition, finding) if definition is not None and finding is not None else None
