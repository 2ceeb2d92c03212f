"""The `kefu` command. Settings come from the environment; what does not fit there is said in one sentence."""

import os
import secrets
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from kefu.kit.errors import KefuError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kefu.settings.prod")
    if sys.argv[1:] == ["secret"]:  # before there are settings: it makes what they need
        print(secrets.token_urlsafe(48))
        return
    if sys.argv[1:] == ["secret", "--push"]:
        print(secrets.token_urlsafe(32))  # a private key of P-256 is any 32 bytes but a few in 2**32
        return
    if sys.argv[1:2] == ["shield"]:  # it reads texts alone: whatever settings there are do not matter to it
        os.environ.setdefault("KEFU_SECRET_KEY", secrets.token_urlsafe(48))
        os.environ.setdefault("KEFU_URL", "http://localhost")
    try:
        execute_from_command_line(["kefu", *sys.argv[1:]])
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except KefuError as error:
        sys.exit(str(error.message))
