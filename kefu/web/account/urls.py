"""Ways in and out for our own people, their own account, and the language of the pages."""

from django.urls import path

from kefu.web.account import adding, own, proof, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/passkey", views.passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options", views.passkey_options, name="sign-in-passkey-options"),
    path("sign-in/second-factor", proof.second_factor, name="second-factor"),
    path("sign-in/second-factor/options", proof.second_factor_options, name="second-factor-options"),
    path("sign-in/link/<str:token>", views.sign_in_link, name="sign-in-link"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("language", views.language, name="language"),
    path("account/", own.account, name="account"),
    path("account/protection", own.protection, name="protection"),
    path("account/confirmation", proof.confirmation, name="confirmation"),
    path("account/confirmation/options", proof.confirmation_options, name="confirmation-options"),
    path("account/password", own.password, name="password"),
    path("account/authenticator", adding.totp, name="totp"),
    path("account/passkeys", adding.passkey, name="passkey"),
    path("account/passkeys/options", adding.passkey_options, name="passkey-options"),
    path("account/factor-removals", own.removal, name="factor-removal"),
    path("account/recovery-codes", own.recovery_codes, name="recovery-codes"),
    path("account/session-endings", own.session_endings, name="session-endings"),
]
