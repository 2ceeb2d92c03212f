"""An OpenID provider on this machine, with real keys and the real wire, that lies on request."""

import base64
import hashlib
import json
import secrets
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.test import Client
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from kefu.kit import clock
from kefu.settings.sso import Oidc

CLIENT, SECRET = "kefu-desk", "the client's own secret, long enough"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def new_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OpenId:
    """`lies` are put over an ID token's claims (None takes one away); `header` over its header."""

    port: int
    key: Any = field(default_factory=new_key, repr=False)
    kid: str = "first"
    lies: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    more_keys: list[dict[str, Any]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    with_key: Any = None
    algorithm: str = "RS256"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/northwind"

    def settings(self, **more: Any) -> Oidc:
        return Oidc(name="Northwind ID", issuer=self.issuer, client_id=CLIENT, client_secret=SECRET, **more)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
            **self.told,
        }

    def public_keys(self) -> list[dict[str, Any]]:
        maker: Any = ECAlgorithm if isinstance(self.key, ec.EllipticCurvePrivateKey) else RSAAlgorithm
        return [{**json.loads(maker.to_jwk(self.key.public_key())), "kid": self.kid, "use": "sig"}, *self.more_keys]

    def lets_in(self, url: str, subject: str) -> dict[str, str]:
        """The person signed in at the provider: what the browser carries back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "subject": subject}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def id_token(self, *, subject: str, nonce: str, **changed: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "sub": subject, "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 300}
        return self.signed({**claims, "auth_time": now, **changed, **self.lies})

    def logout_token(self, **changed: Any) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": secrets.token_hex(8)}
        return self.signed({**claims, "events": {LOGOUT: {}}, **changed}, typ="logout+jwt")

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": self.kid, **header, **self.header}
        key = self.key if self.with_key is None else self.with_key
        with warnings.catch_warnings(action="ignore"):  # short keys are what some tests are about
            return jwt.encode(kept, key, algorithm=self.algorithm, headers={k: v for k, v in headers.items() if v})

    def public_pem(self) -> bytes:
        return bytes(self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))

    def private_pem(self) -> bytes:
        return bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        held = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(authorization.partition(" ")[2]).decode().split(":")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        is_well = (
            held is not None
            and [unquote(each) for each in pair] == [CLIENT, SECRET]
            and challenge.decode().rstrip("=") == held["code_challenge"]
            and form["redirect_uri"] == held["redirect_uri"]
        )
        if not is_well or held is None:
            return 400, {"error": "invalid_grant"}
        token = self.id_token(subject=held["subject"], nonce=held["nonce"])
        return 200, {"access_token": "x" * 20, "token_type": "Bearer", "id_token": token}


class _Handler(BaseHTTPRequestHandler):
    provider: ClassVar[OpenId]

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        if self.path.endswith("/openid-configuration"):
            self._tell(200, self.provider.discovery())
        else:
            self._tell(200, {"keys": self.provider.public_keys()})

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._tell(*self.provider.exchange(form, self.headers.get("Authorization", "")))

    def _tell(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(503 if self.provider.is_down else status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Tests are quiet."""


@contextmanager
def running(**changed: Any) -> Iterator[OpenId]:
    class Handler(_Handler):
        """Of this provider alone."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.provider = OpenId(port=server.server_address[1], **changed)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Handler.provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


START, CALLBACK = "/sign-in/sso/oidc", "/sign-in/sso/oidc/callback"
COOKIE = settings.SESSION_COOKIE_NAME


def begins(client: Client, address: str = START) -> str:
    answer = client.get(address)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def comes(idp: OpenId, subject: str = "alice-7", client: Client | None = None, **changed: str) -> Any:
    """The whole way there and back."""
    browser = client or Client()
    told = idp.lets_in(begins(browser), subject)
    return browser.get(CALLBACK, {**told, **changed})


def is_in(client: Client) -> bool:
    return bool(client.get("/desk/").status_code == 200)


def said(answer: Any) -> str:
    return str(answer.content.decode())
