"""`kefu imap support@example.com --host imap.example.com`: the mailbox that mail to an address of ours is read from."""

import getpass
import sys
from argparse import ArgumentParser
from dataclasses import replace

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from kefu.channels import accounts, mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.email import mailbox
from kefu.ops import ready
from kefu.settings import env

PASSWORD = "KEFU_IMAP_PASSWORD"  # noqa: S105  where it is read from


class Command(BaseCommand):
    help = (
        "Has the mail to an address of ours (`kefu mailbox add`) read from an IMAP mailbox, within a minute and from then on."
        f" Its password is asked for, or read from {PASSWORD}[_FILE]."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        asked = parser.add_mutually_exclusive_group(required=True)
        asked.add_argument("--host", default="")
        asked.add_argument("--stop", action="store_true", help="read it no more")
        parser.add_argument("--port", type=int, default=mailbox.IMAPS, help="TLS from the first byte: usual is 993")
        parser.add_argument("--user", default="", help="empty: the address")
        parser.add_argument("--folder", default="INBOX")
        parser.add_argument("--oauth", action="store_true", help="what is given is a token (OAuth 2), not a password")

    def handle(self, *args: object, address: str, stop: bool, **options: object) -> None:
        ready.require_migrated()
        ready.require_keys()
        found = accounts.account_at(mailboxes.CHANNEL, address)
        if found is None:
            raise CommandError(f"{address} is no mailbox of ours; `kefu mailbox list` shows them.")
        bare = mailboxes.without_imap(found)
        mailboxes.put(bare if stop else _read_from(bare, options))
        self.stdout.write(f"{found.address}: " + ("read no more." if stop else f"read from {options['host']}."))


def _read_from(account: AccountRecord, options: dict[str, object]) -> AccountRecord:
    port = options["port"]
    told: dict[str, str | int | bool] = {
        "imap_host": str(options["host"]),
        "imap_port": port if isinstance(port, int) else mailbox.IMAPS,
        "imap_user": str(options["user"]),
        "imap_folder": str(options["folder"]),
    }
    secret = "imap_token" if options["oauth"] else "imap_password"
    return replace(account, settings={**account.settings, **told}, secrets={**account.secrets, secret: _password()})


def _password() -> str:
    """Never on the command line, where every user of the machine could read it."""
    try:
        given = env.secret(PASSWORD)
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError(f"Give it as {PASSWORD} or {PASSWORD}_FILE, or run this in a terminal, which asks.")
    return getpass.getpass("Password (or token) at the mail server: ")
