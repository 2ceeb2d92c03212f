"""Live chat: its customers hold a socket or ask again, so nothing is pushed; they read the log themselves."""

from django.utils.translation import gettext_lazy as _

from kefu.channels.contract import Capabilities, Channel


class LiveChat(Channel):
    key = "livechat"
    label = _("Live chat")
    icon = "message-circle"
    capabilities = Capabilities(max_text_chars=8_000, pictures=True, typing=True, receipts=True, pushes=False, bot=True)
