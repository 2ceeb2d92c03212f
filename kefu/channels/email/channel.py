"""E-mail: a mailbox of ours that customers write to. What it sends is pushed, signed and known by a Message-ID of ours."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kefu.channels.contract import AccountRecord, Arrival, Capabilities, Channel, Outbound, Receipt
from kefu.channels.email import arriving, client, composing, tokens
from kefu.channels.email.setup import MailSetup
from kefu.kit import clock, crypto


class Email(Channel):
    key = "email"
    label = _("E-mail")
    icon = "mail"
    setup = MailSetup()
    capabilities = Capabilities(max_text_chars=50_000, html=True, pushes=True, is_proved_by_domain=True)

    def read(self, raw: bytes, *, receivers: Sequence[str] = (), return_path: str | None = None) -> Arrival:
        return arriving.read(raw, receivers=receivers, return_path=return_path)

    def external_id(self, account: AccountRecord, *, conversation: str) -> str:
        token = tokens.mint(conversation, crypto.key_for(tokens.PURPOSE))
        return tokens.message_id(token, composing.domain_of(account.address))

    def framed(self, outbound: Outbound) -> tuple[str, Sequence[str]]:
        return composing.subject(outbound), [*outbound.signature.splitlines(), *composing.footer(outbound)]

    def send(self, outbound: Outbound) -> Receipt:
        token = tokens.mint(outbound.conversation, crypto.key_for(tokens.PURPOSE))
        made = composing.compose(outbound, token=token, now=clock.now())
        raw = composing.signed(made, outbound.account)
        sender, to = composing.return_path(outbound.account, token), outbound.receiver or outbound.to
        client.submit(raw, sender=sender, to=to, by=outbound.account)
        return Receipt(outbound.external_id, hashlib.sha256(raw).hexdigest())
