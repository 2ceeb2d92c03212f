"""Reads a conversation's log through the API, as each side may."""

import json
import os
import subprocess
import sys
import urllib.request
from typing import Any

from tests.journeys.conftest import ROOT, Product

Entry = dict[str, Any]


def customers_log(product: Product) -> list[Entry]:
    """All that Chen Wei may see, by a fresh session of his."""
    identity = ask(f"{product.site_url}/account/identity")["identity"]
    session = ask(f"{product.base_url}/api/v1/sessions", body={"identity": identity, "locale": "zh-hans"})
    own = ask(f"{product.base_url}/api/v1/conversations", token=session["token"])["conversations"]
    assert len(own) == 1
    return entries(product, conversation=own[0]["conversation"]["id"], token=session["token"])


def staffs_log(product: Product, *, conversation: str, agent: str) -> list[Entry]:
    return entries(product, conversation=conversation, token=api_token(product, agent=agent))


def entries(product: Product, *, conversation: str, token: str) -> list[Entry]:
    found: list[Entry] = []
    while True:
        after = found[-1]["seq"] if found else 0
        address = f"{product.base_url}/api/v1/conversations/{conversation}/entries?after={after}"
        page = ask(address, token=token)
        found += page["entries"]
        if not page["entries"] or found[-1]["seq"] == page["last"]:
            return found


def api_token(product: Product, *, agent: str) -> str:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kefu.settings.prod",
        "PORT": str(product.port),
        "KEFU_DATA": str(product.data),
        "KEFU_SECRET_KEY_FILE": str(product.data / "secret_key"),
        "KEFU_DATABASE_URL": "",
    }
    command = [sys.executable, "-m", "kefu", "token", agent]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip()


def ask(address: str, *, token: str = "", body: Entry | None = None) -> Entry:
    request = urllib.request.Request(
        address,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})},
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: Entry = json.load(response)
        return answer
