"""Whether mails would come and go by an account: what its servers and the name servers say to a try, in sentences.

Of what a server answers nothing is told but which of a few things it was.
"""

import base64
import imaplib
import ssl
from collections.abc import Iterator
from datetime import date

from cryptography.hazmat.primitives import serialization
from django.utils.translation import gettext as _
from imapclient.exceptions import IMAPClientError, LoginError

from kefu.channels.contract import AccountRecord, DeliveryError
from kefu.channels.email import client, composing, mailbox
from kefu.channels.email.mailbox import Begun, Fetched, Place, Unfetched
from kefu.kit.dns import Names, NoAnswer

PATIENCE_S = 8.0  # for name servers, together


def faults_of(account: AccountRecord, *, names: Names | None = None) -> Iterator[str]:
    yield from _of_sending(account)
    if mailbox.is_wanted(account):
        yield from _of_reading(account)
    yield from _of_names(account, names or Names(within_s=PATIENCE_S))


def dkim_record(account: AccountRecord) -> tuple[str, str]:
    """Name and content of the text record that its signatures are checked with. ValueError where it signs nothing."""
    selector, key = str(account.settings.get("dkim_selector", "")), account.secrets.get("dkim_key", "")
    if not selector or not key:
        raise ValueError(account.address)
    private = serialization.load_pem_private_key(key.encode(), password=None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    told = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    return f"{selector}._domainkey.{composing.domain_of(account.address)}", told


def _of_sending(account: AccountRecord) -> Iterator[str]:
    try:
        with client.connected(account):
            pass
    except DeliveryError as error:
        host, port = str(account.settings.get("smtp_host", "?")), account.settings.get("smtp_port", "?")
        yield _("It cannot send: %(why)s.") % {"why": _why(error.reason, host=host, port=port)}


def _of_reading(account: AccountRecord) -> Iterator[str]:
    host, port = str(account.settings.get("imap_host")), account.settings.get("imap_port") or mailbox.IMAPS
    reason = _Trial(account, _NoLedger()).reason()
    if reason == "no_folder":
        yield _("It cannot be read: there is no folder of that name in the mailbox.")
    elif reason:
        yield _("It cannot be read: %(why)s.") % {"why": _why(reason, host=host, port=port)}


class _NoLedger:
    """Nothing is taken in by a try."""

    most_bytes = 0

    def begin(self, *, where: str, uid_validity: int, uid_next: int) -> Begun:
        del where, uid_validity, uid_next
        return Begun(0, date.min)

    def take(self, fetched: Fetched) -> None:
        del fetched

    def park(self, unfetched: Unfetched) -> None:
        del unfetched

    def read_up_to(self, place: Place) -> None:
        del place


class _Trial(mailbox.Reader):
    """Signs in as the reader does, looks at the folder, and leaves."""

    def reason(self) -> str:
        """Empty where it could be read."""
        try:
            box = self._connected()
        except ssl.SSLError:
            return "no_tls"
        except (LoginError, IMAPClientError, imaplib.IMAP4.error) as error:
            return "unreachable" if isinstance(error, imaplib.IMAP4.abort) else "refused_sign_in"
        except ValueError:
            return "bad_account"
        except OSError:
            return "unreachable"
        try:
            box.select_folder(str(self._account.settings.get("imap_folder") or "INBOX"), readonly=True)
            return ""
        except (IMAPClientError, imaplib.IMAP4.error):
            return "no_folder"
        except OSError:
            return "unreachable"
        finally:
            box.shutdown()


def _why(reason: str, *, host: str, port: object) -> str:
    if reason == "unreachable":
        return _("the server does not answer at %(host)s, port %(port)s") % {"host": host, "port": port}
    told = {
        "no_tls": _(
            "no encrypted connection that can be trusted: the certificate does not fit the server's name, is none that we"
            " trust, or there is none"
        ),
        "refused_sign_in": _("the server does not accept the user name or the password"),
        "bad_account": _("host, port or security is missing; without encryption only a server on this machine is used"),
    }
    return told.get(reason, reason)


def _of_names(account: AccountRecord, names: Names) -> Iterator[str]:
    domain = composing.domain_of(account.address)
    try:
        name, told = dkim_record(account)
        if _squeezed(names.txt(name)) != _squeezed(told.encode()):
            yield _('DKIM: the text record %(name)s must be "%(told)s".') % {"name": name, "told": told}
    except ValueError:
        yield _("DKIM: Kefu signs nothing for it. Unless its server does, give it a selector (--dkim-selector).")
    except NoAnswer:
        yield _("DKIM: the name servers did not answer; try again.")
    try:
        if not (names.txt(f"_dmarc.{domain}") or b"").startswith(b"v=DMARC1"):
            yield _("DMARC: _dmarc.%(domain)s has no policy, so anybody's forgery passes for yours.") % {
                "domain": domain
            }
    except NoAnswer:
        yield _("DMARC: the name servers did not answer; try again.")


def _squeezed(record: bytes | None) -> bytes:
    """Without what does not matter in it: spaces, and the kind of key, which is RSA if nothing is said."""
    return (record or b"").replace(b" ", b"").replace(b"k=rsa;", b"").rstrip(b";")
