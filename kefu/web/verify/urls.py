"""Where the page stands, what it takes, and the signed list."""

from django.urls import path

from kefu.trust import published, self_checks
from kefu.web.verify import (
    account_appeals,
    chat_mails,
    codes_by_mail,
    confirming,
    mails,
    official,
    passkeys,
    reports,
    self_check,
    stopping,
    views,
)

app_name = "verify"

urlpatterns = [
    path("verify", views.verify, name="verify"),
    path("verify/mail", mails.mail, name="mail"),
    path("verify/key", views.key, name="key"),
    path("verify/self-check", self_check.page, name="self-check"),
    path("verify/reports", reports.reports, name="reports"),
    path("verify/appeals", reports.report_appeals, name="appeals"),
    path("confirm/<str:ticket>", confirming.confirm, name="confirm"),
    path("confirm/<str:ticket>/options", confirming.options, name="confirm-options"),
    path("passkeys/<str:ticket>", passkeys.passkeys, name="passkeys"),
    path("passkeys/<str:ticket>/options", passkeys.options, name="passkeys-options"),
    path("verify/answers", official.answers, name="answers"),
    path("verify/answers/<str:answer_id>", official.answer, name="answer"),
    path("verify/answers/<str:answer_id>/signed", official.signed, name="answer-signed"),
    path("verify/code", codes_by_mail.code, name="code"),
    path("verify/chat-mails/<str:ticket>", chat_mails.chat_mails, name="chat-mails"),
    path("verify/stop/<str:token>", stopping.stop, name="stop"),
    path("account-appeals/<str:token>", account_appeals.account_appeals, name="account-appeals"),
    path(published.PATH.removeprefix("/"), views.channels, name="channels"),
    path(self_checks.PATH.removeprefix("/"), self_check.file, name="self-check-file"),
]
