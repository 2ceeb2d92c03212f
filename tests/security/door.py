"""Somebody at the desk's door, with a password, an authenticator app, a passkey or a link."""

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from kefu.kit import clock
from kefu.people.models import Agent
from kefu.trust import admissions, factors
from tests.security.device import Device

PASSWORD = "correct horse battery staple"


@dataclass
class Door:
    """One browser of one agent. Whatever it does goes through HTTP."""

    agent: Agent
    client: Client = field(default_factory=Client)

    @property
    def cookie(self) -> str:
        return str(self.client.cookies[settings.SESSION_COOKIE_NAME].value)

    def is_in(self) -> bool:
        return bool(self.client.get("/desk/").status_code == 200)

    def types(self, password: str = PASSWORD, **more: str) -> Any:
        return self.client.post("/sign-in", {"email": self.agent.email, "password": password, **more})

    def uses_link(self) -> Any:
        return self.client.post(admissions.signin_link(self.agent.name))

    def codes(self, code: str) -> Any:
        return self.client.post("/sign-in/second-factor", {"code": code})

    def shows(self, device: Device, *, at: str = "/sign-in/passkey", **changed: Any) -> Any:
        told = self.client.post(f"{at}/options").json()
        return self.client.post(at, {"credential": device.shows(told, **changed)})

    def adds(self, device: Device) -> Any:
        told = self.client.post("/account/passkeys/options").json()
        return self.client.post("/account/passkeys", {"credential": device.creates(told), "name": "Laptop"})


def code_of(secret: str, *, steps: int = 0) -> str:
    counter = int(clock.now().timestamp()) // factors.PERIOD_S + steps
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def with_an_app(agent: Agent) -> str:
    """The secret of an authenticator app that was added a while ago; the agent has a password, too."""
    admissions.change_password(agent.pk, password=PASSWORD)
    agent.refresh_from_db()
    secret = factors.new_secret()
    assert factors.add_totp(agent, secret, code=code_of(secret, steps=-1))
    return secret


def with_a_passkey(agent: Agent) -> Device:
    """By the door itself: a link, then the ceremony."""
    door, device = Door(agent), Device(origin=settings.BASE_URL)
    door.uses_link()
    assert door.adds(device).status_code == 302
    return device
