"""docs/identity.md is what exchanges copy: its snippets are run, and Kefu's own check must accept what they sign."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from kefu.kit.errors import NotSignedIn
from kefu.people import identity, sessions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "identity.md"
USER = {"id": "88104821", "name": "陈伟", "email": "chen.wei@mail.example", "vip": 2, "locale": "zh-hans"}

PYTHON_CALL = """
import json, sys
user, secret, issuer = json.loads(sys.argv[1])
print(kefu_identity(user, secret=secret, issuer=issuer))
"""
NODE_CALL = """
const [user, secret, issuer] = JSON.parse(process.argv[2])
console.log(kefuIdentity(user, { secret, issuer }))
"""


Sign = Callable[..., str]


def snippet(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert found, f"docs/identity.md has no {language} snippet"
    return found[1]


def by_python(folder: Path, *, secret: str) -> str:
    file = folder / "sign.py"
    file.write_text(snippet("python") + PYTHON_CALL, encoding="utf-8")
    return said([sys.executable, str(file)], secret=secret)


def by_node(folder: Path, *, secret: str) -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed: its snippet was not run")
    file = folder / "sign.mjs"
    file.write_text(snippet("js") + NODE_CALL, encoding="utf-8")
    return said([node, str(file)], secret=secret)


def said(command: list[str], *, secret: str) -> str:
    given = json.dumps([USER, secret, settings.IDENTITY_ISSUER])
    done = subprocess.run([*command, given], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [by_python, by_node])
def test_what_the_snippets_sign_is_believed_once(sign: Sign, tmp_path: Path) -> None:
    token = sign(tmp_path, secret=settings.IDENTITY_SECRET)
    known = identity.verify(token)
    assert (known.uid, known.name, known.email, known.vip, known.locale) == tuple(USER.values())
    sessions.start_customer_session(known, locale="en")
    with pytest.raises(NotSignedIn):
        sessions.start_customer_session(identity.verify(token), locale="en")


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [by_python, by_node])
def test_with_another_secret_they_are_not_believed(sign: Sign, tmp_path: Path) -> None:
    with pytest.raises(NotSignedIn):
        identity.verify(sign(tmp_path, secret="a secret of somebody else, 32 bytes"))
