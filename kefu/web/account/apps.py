"""A label of its own: allauth has taken `account`."""

from django.apps import AppConfig


class OwnAccount(AppConfig):
    name = "kefu.web.account"
    label = "own_account"
