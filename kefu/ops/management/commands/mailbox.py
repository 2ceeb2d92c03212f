"""`kefu mailbox add support@example.com ...`, `list`, `check`, `close`, `open`: where customers write to. docs/email.md."""

import getpass
import sys
from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from kefu.channels import accounts, mailboxes
from kefu.channels.contract import AccountRecord
from kefu.channels.email import client, composing
from kefu.conversations import definitions
from kefu.kit.text import clean_line
from kefu.people import teams
from kefu.settings import env

PASSWORD = "KEFU_SMTP_PASSWORD"  # noqa: S105  where it is read from
MAX_SELECTOR_CHARS = 63


class Command(BaseCommand):
    help = "Sets up the mailboxes that customers write to, and tries whether mail would go out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="all mailboxes")
        for act, told in (
            ("check", "try its server and its records; without an address all of them"),
            ("close", "send nothing by it any more"),
            ("open", "use it again"),
        ):
            acts.add_parser(act, help=told).add_argument("address", nargs="?" if act == "check" else None)
        add = acts.add_parser(
            "add", help=f"make or change one; its password is asked for, or read from {PASSWORD}[_FILE]"
        )
        add.add_argument("address")
        add.add_argument("--label", required=True, help="the name customers see beside the address")
        add.add_argument("--smtp-host", required=True)
        add.add_argument("--smtp-port", type=int, default=0, help="usual: 465 for tls, 587 for starttls")
        add.add_argument("--smtp-security", choices=("tls", "starttls", "none"), default="tls")
        add.add_argument("--smtp-user", default="", help="empty: a relay that asks for none")
        add.add_argument("--dkim-selector", default="", help="Kefu signs what it sends, with a key it makes")
        add.add_argument("--team", default="", help="the team (its short name) whose mailbox it is")
        add.add_argument("--category", default="", help="what all that comes in by it is about (its slug)")
        add.add_argument("--language", default="en", help="what is written there before a customer's language is known")
        add.add_argument(
            "--no-plus-addresses", action="store_true", help="its server takes no support+...@ addresses for it"
        )

    def handle(self, *args: object, act: str, **options: object) -> None:
        match act:
            case "list":
                self._list()
            case "add":
                self._add(options)
            case "check":
                self._check(str(options["address"] or ""))
            case _:
                found = _known(str(options["address"]))
                self._tell(mailboxes.put_out_of_use(found, is_open=act == "open"))

    def _list(self) -> None:
        for account in accounts.accounts_for(mailboxes.CHANNEL):
            self._tell(account)

    def _add(self, options: dict[str, object]) -> None:
        asked = _asked(options)
        saved = mailboxes.save(asked, is_signed=bool(options["dkim_selector"]))
        self._tell(saved)
        if saved.settings.get("dkim_selector"):
            name, told = mailboxes.dkim_record(saved)
            self.stdout.write(f"Publish this text record, then run `kefu mailbox check`:\n{name}\n{told}")

    def _check(self, address: str) -> None:
        found = [_known(address)] if address else accounts.accounts_for(mailboxes.CHANNEL)
        faults = 0
        for account in found:
            told = list(mailboxes.faults_of(account))
            faults += len(told)
            self.stdout.write(f"{account.address}: " + ("all is well." if not told else ""))
            for fault in told:
                self.stdout.write(f"  {fault}")
        if faults:
            raise CommandError(f"{faults} things to put right.")

    def _tell(self, account: AccountRecord) -> None:
        host, port = account.settings.get("smtp_host", ""), account.settings.get("smtp_port", "")
        state = "open" if account.is_open else "closed"
        self.stdout.write(f"{account.address} ({account.label}): {state}, by {host}:{port}, {account.language}")


def _asked(options: dict[str, object]) -> AccountRecord:
    address, user = accounts.normal(str(options["address"])), str(options["smtp_user"])
    security, selector = str(options["smtp_security"]), str(options["dkim_selector"])
    _require_mailbox(address)
    if selector and not (
        selector.replace("-", "").isalnum() and selector.isascii() and len(selector) <= MAX_SELECTOR_CHARS
    ):
        raise CommandError("A selector is made of letters, digits and hyphens, as one part of a host's name.")
    if security == "none" and str(options["smtp_host"]) not in client.HERE:
        raise CommandError("Without encryption only a server on this machine is used: choose tls or starttls.")
    port = options["smtp_port"]
    told: dict[str, str | int | bool] = {
        "smtp_host": str(options["smtp_host"]),
        "smtp_port": port if isinstance(port, int) and port > 0 else client.PORTS[security],
        "smtp_security": security,
        "smtp_user": user,
        "dkim_selector": selector,
        "plus_addresses": not options["no_plus_addresses"],
        "category": _category(str(options["category"])),
    }
    return AccountRecord(
        channel=mailboxes.CHANNEL,
        address=address,
        label=clean_line(str(options["label"]), max_chars=80),
        team=teams.team_for(str(options["team"])).id if options["team"] else None,
        language=str(options["language"]),
        settings=told,
        secrets={"smtp_password": _password()} if user else {},
    )


def _category(slug: str) -> str:
    if slug and not definitions.has_category(slug):
        raise CommandError(f"There is no category {slug}: `kefu sorting` adds them.")
    return slug


def _require_mailbox(address: str) -> None:
    if not composing.is_mailbox(address):
        raise CommandError(f"{address} is no e-mail address that can be used: name@example.com.")


def _password() -> str:
    """Never on the command line, where every user of the machine could read it."""
    try:
        given = env.secret(PASSWORD)
    except ImproperlyConfigured as error:
        raise CommandError(str(error)) from error
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            f"Give the password as {PASSWORD} or {PASSWORD}_FILE, or run this in a terminal, which asks."
        )
    return getpass.getpass("Password at the mail server: ")


def _known(address: str) -> AccountRecord:
    found = accounts.account_at(mailboxes.CHANNEL, address)
    if found is None:
        raise CommandError(f"{address} is no mailbox of ours; `kefu mailbox list` shows them.")
    return found
