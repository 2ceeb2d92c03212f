"""Findings as they are told: as JSON for programs, the worst first for people. Also where settings are refused at the start."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict

import kefu
from kefu.kit import clock
from kefu.ops.doctor.finding import SEVERITY, Finding, Verdict

REFUSED = "settings.refused"
SIGNS = {Verdict.OK: "ok      ", Verdict.WARN: "warn    ", Verdict.CRITICAL: "CRITICAL"}
_USER = re.compile(r"//[^/\s'\"]*@")


def as_json(findings: Sequence[Finding], verdict: Verdict) -> str:
    told = {
        "at": clock.now().isoformat(timespec="seconds"),
        "release": kefu.__version__,
        "verdict": verdict,
        "checks": [asdict(finding) for finding in findings],
    }
    return json.dumps(told, indent=1)


def for_people(findings: Sequence[Finding]) -> str:
    lines = []
    for finding in sorted(findings, key=lambda each: -SEVERITY[each.verdict]):
        lines.append(f"{SIGNS[finding.verdict]}  {finding.id}: {finding.says}")
        if finding.todo:
            lines.append(f"          -> {finding.todo}")
    return "\n".join(lines)


def refused(error: Exception, *, is_json: bool) -> str:
    """Nothing else could be looked at: Kefu does not start with such settings. Names and passwords in addresses are cut."""
    says = _USER.sub("//...@", str(error))
    todo = "Change what is named here; Kefu does not start before."
    finding = Finding(REFUSED, Verdict.CRITICAL, says, todo)
    return as_json([finding], Verdict.CRITICAL) if is_json else for_people([finding])
