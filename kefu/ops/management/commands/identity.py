"""`kefu identity`: which of a provider's people is which of ours, where no invitation said so."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kefu.trust import admissions, identities
from kefu.trust.sso import ways
from kefu.trust.sso.said import NotProved, Protocol, is_name

USAGE = """
  kefu identity list NAME                   the identities linked to this agent
  kefu identity add NAME oidc SUBJECT       whoever the OpenID provider calls SUBJECT comes in as NAME
  kefu identity add NAME saml SUBJECT       the same of the SAML provider
  kefu identity remove NAME oidc            that ends, and NAME is signed out everywhere
"""


class Command(BaseCommand):
    help = "Links an identity of a single sign-on provider to an agent, or ends that. It stands in the journal." + USAGE
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["list", "add", "remove"])
        parser.add_argument("name")
        parser.add_argument("protocol", nargs="?", choices=[each.value for each in Protocol])
        parser.add_argument("subject", nargs="?", default="")

    def handle(
        self, *args: object, verb: str, name: str, protocol: str | None, subject: str, **options: object
    ) -> None:
        if verb == "list" and protocol is None:
            self.stdout.write("\n".join(_lines(name)))
        elif verb == "add" and protocol and subject:
            self.stdout.write(_add(name, Protocol(protocol), subject))
        elif verb == "remove" and protocol and not subject:
            self.stdout.write(_remove(name, Protocol(protocol)))
        else:
            raise CommandError("Say one of these:" + USAGE)


def _lines(name: str) -> list[str]:
    found = identities.identities_of(admissions.known(name))
    return [f"{each.protocol} {each.issuer} {each.subject}" for each in found] or [f"{name} has none."]


def _add(name: str, protocol: Protocol, subject: str) -> str:
    if not is_name(subject):
        raise CommandError("A subject has 1 to 255 visible characters, as the provider writes it.")
    issuer = _issuer(protocol)
    identities.link_by_operator(admissions.named(name), protocol=protocol, issuer=issuer, subject=subject)
    return f"Whoever {issuer} calls {subject} now comes in as {name}."


def _remove(name: str, protocol: Protocol) -> str:
    count = identities.unlink_by_operator(admissions.known(name), protocol=protocol)
    if not count:
        raise CommandError(f"{name} has no such identity.")
    return f"{name} comes in by it no more, and is signed out everywhere."


def _issuer(protocol: Protocol) -> str:
    if ways.way(protocol) is None:
        raise CommandError("No such provider is set up here; `kefu doctor` says what is missing.")
    if protocol is Protocol.OIDC:
        return str(settings.SSO_OIDC.issuer)
    try:
        return str(ways.saml().provider(settings.SSO_SAML)["entityId"])
    except NotProved as error:
        raise CommandError(f"The provider's file cannot be used ({error.detail}).") from error
