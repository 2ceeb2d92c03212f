"""Nothing in the project points at the machine it was made on, or at a package registry by its host name."""

import re
from collections.abc import Iterator

from tools.lint_rules.source import Finding, Source

# written in pieces, so that this file is not its own finding
HOSTS = ("files.python" "hosted.org", "py" "pi.org", "registry.npm" "js.org", "deb." "debian.org")  # fmt: skip
FOLDERS = ("/wo" "rk/", "/ro" "ot/", "/tmp/ve" "nv", "bash" "_jobs")  # fmt: skip
LOOSE_ENDS = ("TO" "DO", "FIX" "ME", "XX" "X")  # fmt: skip

TRACES = re.compile("|".join(re.escape(trace) for trace in HOSTS + FOLDERS) + rf"|\b(?:{'|'.join(LOOSE_ENDS)})\b")


def no_traces(file: Source) -> Iterator[Finding]:
    if not file.is_ours:
        return
    for number, line in enumerate(file.text.splitlines(), start=1):
        found = TRACES.search(line)
        if found:
            yield Finding(file.path, number, f"'{found.group()}' does not belong into the project")
