"""Two providers of single sign-on that others made, on this machine: `oidc-provider` (certified by the OpenID Foundation) and
`samlp` (Auth0's), run by Node.js. For the tests of staff's sign-in.
"""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import npm

PACKAGES = ("oidc-provider@9.13.3", "samlp@7.1.1")
SCRIPT = Path(__file__).with_name("sso_providers.mjs")


def lacking(folder: Path) -> str:
    """Why `running` would have none; empty where they are in `folder`, into which they are installed for that."""
    try:
        _installed(folder)
    except npm.NotHad as error:
        return str(error)
    return ""


@contextmanager
def running(folder: Path, told: dict[str, str]) -> Iterator[None]:
    """`told`: port, kefu (its address), client, secret, key, certificate. Both serve until the block ends."""
    _installed(folder)
    command = ["node", str(SCRIPT), str(folder), json.dumps(told)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as started:
        try:
            if started.stdout is None or started.stdout.readline().strip() != "ready":
                raise npm.NotHad("the providers did not start")
            yield
        finally:
            started.terminate()
            started.wait(timeout=10)


def _installed(folder: Path) -> Path:
    npm.installed(folder, *PACKAGES, program="oidc-provider/package.json")
    return npm.installed(folder, *PACKAGES, program="samlp/package.json")
