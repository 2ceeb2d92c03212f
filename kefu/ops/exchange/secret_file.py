"""The secret of a command comes from a file: a command line is there for all who can list processes."""

from pathlib import Path

from django.core.management.base import CommandError

from kefu.exchange.http.signing import BadSecret, Secrets, secrets_of


def read(path: object) -> Secrets:
    try:
        return secrets_of(Path(str(path)).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--secret-file: {path} cannot be read.") from error
    except BadSecret as error:
        raise CommandError(f"--secret-file: {path} must hold {error}. `kefu secret` makes one.") from error
