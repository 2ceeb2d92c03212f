"""What allauth asks of the house (MFA_ADAPTER): how secrets are sealed, and by which names devices know us and our people."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from kefu.kit import crypto
from kefu.people.models import Agent

_SEAL = "trust.factors"


class FactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return crypto.seal(_SEAL, text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(_SEAL, encrypted_text)

    def get_totp_issuer(self) -> str:
        return settings.BRAND_NAME

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.BASE_HOST, "name": settings.BRAND_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, object]:
        """The handle is the public id: the row's number would tell how many we are."""
        if not isinstance(user, Agent):
            raise TypeError(type(user).__name__)
        return {"id": user.public_id.encode(), "display_name": user.name, "name": user.email}
