"""Ways in and out for our own people, their own account, and the language of the pages."""

from django.urls import path

from kefu.web.account import adding, linking, own, proof, sso, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/passkey", views.passkey, name="sign-in-passkey"),
    path("sign-in/passkey/options", views.passkey_options, name="sign-in-passkey-options"),
    path("sign-in/second-factor", proof.second_factor, name="second-factor"),
    path("sign-in/second-factor/options", proof.second_factor_options, name="second-factor-options"),
    path("sign-in/link/<str:token>", views.sign_in_link, name="sign-in-link"),
    path("sign-in/sso/oidc/callback", sso.callback, name="sso-oidc-callback"),
    path("sign-in/sso/oidc/logout", sso.signed_out, name="sso-oidc-logout"),
    path("sign-in/sso/saml/acs", sso.acs, name="sso-saml-acs"),
    path("sign-in/sso/saml/finish", sso.finish, name="sso-saml-finish"),
    path("sign-in/sso/saml/metadata", sso.metadata, name="sso-saml-metadata"),
    path("sign-in/sso/<str:protocol>", sso.start, name="sso"),
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
    path("account/identities", linking.linking, name="identities"),
    path("account/identity-removals", linking.unlinking, name="identity-removal"),
    path("account/session-endings", own.session_endings, name="session-endings"),
]
