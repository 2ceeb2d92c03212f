"""The `kefu` command. Settings come from the environment; what does not fit there is said in one sentence."""

import os
import secrets
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from kefu.kit.errors import KefuError
from kefu.ops import erasure_check, garbage, self_check_check, transcript_check
from kefu.ops.doctor import told
from kefu.ops.doctor.finding import SEVERITY, Verdict


def main() -> None:
    garbage.share_heaps()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.settings.prod")
    if sys.argv[1:] == ["secret"]:  # before there are settings: it makes what they need
        print(secrets.token_urlsafe(48))
        return
    if sys.argv[1:] == ["secret", "--push"]:
        print(secrets.token_urlsafe(32))  # a private key of P-256 is any 32 bytes but a few in 2**32
        return
    if _asks_no_installation(sys.argv[1:]):  # settings want them; nothing is done with them
        os.environ.setdefault("KEFU_SECRET_KEY", secrets.token_urlsafe(48))
        os.environ.setdefault("KEFU_URL", "http://localhost")
    for check in (transcript_check, erasure_check, self_check_check):  # whoever checks one need not run Kefu
        if sys.argv[1:2] == [check.NAME]:
            sys.exit(check.run(sys.argv[2:]))
    try:
        execute_from_command_line(["kefu", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        if sys.argv[1:2] == ["doctor"]:
            print(told.refused(error, is_json="--json" in sys.argv))
            sys.exit(SEVERITY[Verdict.CRITICAL])
        sys.exit(str(error))
    except KefuError as error:
        sys.exit(str(error.message))


def _asks_no_installation(words: list[str]) -> bool:
    """Works on files alone, also on a machine where Kefu is not set up."""
    has_registry = any(word.startswith("--registry") for word in words)
    is_of_files = words[:1] in (["lookalike"], ["guard"]) and has_registry
    return is_of_files or words[:1] == ["shield"] or words[:2] == ["registry", "verify"]
